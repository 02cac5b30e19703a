"""Rows and files for imports, small and of our own making."""

import gzip
import json
from pathlib import Path
from typing import Any

from annotations.importers.run import ImportRefusedError, Outcome, import_files


def rating(**changes: Any) -> dict[str, Any]:
    """One person's score."""
    row = {"dataset": "tea", "item_id": "t1", "prompt": "Why is tea brown?", "response_id": "r1", "model": "kettle"}
    row |= {"response": "Tannins.", "annotator": "ada", "dimension": "clarity", "score": 3}
    return row | {"scale_min": 1, "scale_max": 5} | changes


def comparison(**changes: Any) -> dict[str, Any]:
    """One person's order of two."""
    responses = {"r1": {"model": "kettle", "text": "Tannins."}, "r2": {"model": "pot", "text": "Magic."}}
    row = {"dataset": "tea", "item_id": "t1", "prompt": "Why is tea brown?", "annotator": "ada"}
    return row | {"ranking": [["r1"], ["r2"]], "responses": responses, "shown_order": ["r2", "r1"]} | changes


def judge_score(**changes: Any) -> dict[str, Any]:
    """A model's score."""
    row = {"dataset": "tea", "item_id": "t1", "response_id": "r1", "judge_model": "owl", "dimension": "clarity"}
    return row | {"score": 3.5, "scale_min": 1, "scale_max": 5, "score_probs": {"3": 0.5, "4": 0.5}} | changes


def verdict(**changes: Any) -> dict[str, Any]:
    """A model's choice between two."""
    row = {"dataset": "tea", "item_id": "t1", "response_a": "r1", "response_b": "r2", "judge_model": "owl"}
    return row | {"dimension": "overall", "winner": "r1", "shown_order": ["r1", "r2"]} | changes


def prompt(**changes: Any) -> dict[str, Any]:
    """One item."""
    return {"dataset": "tea", "item_id": "t1", "prompt": "Why is tea brown?"} | changes


def counterfactual(**changes: Any) -> dict[str, Any]:
    """A set of two items."""
    variants = [{"group": "male", "prompt": "He pours."}, {"group": "female", "prompt": "She pours.", "note": "x"}]
    return {"dataset": "tea", "pair_id": "p1", "attribute": "gender", "variants": variants} | changes


def jsonl(path: Path, *rows: dict[str, Any]) -> Path:
    """Writes rows to a file, packed where its name says so."""
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def take(*paths: Path, **options: Any) -> Outcome:
    """Imports files into the project `tea-house`."""
    return import_files(paths=paths, slug="tea-house", create=True, **options)


def reasons(*paths: Path, **options: Any) -> list[str]:
    """Why an import is refused; fails where it is not."""
    try:
        outcome = take(*paths, **options)
    except ImportRefusedError as error:
        return [str(refusal) for refusal in error.outcome.refusals]
    raise AssertionError(f"nothing was refused, and {outcome.added} rows were added")
