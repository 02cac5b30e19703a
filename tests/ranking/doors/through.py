"""Files through import_data, fit and report --json, as scripts use them; and rows to put into such files."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command

from ranking.selectors.sections.context import UNEXPLAINED
from tests.ranking.answered import nulls

Row = dict[str, Any]


def said(*arguments: str) -> str:
    """What a command prints on its standard output."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def fitted(*files: Path, slug: str = "unseen", report: Sequence[str] = ()) -> dict[str, Any]:
    """The report of a new project into which all files were imported at once; each null in it has its reason."""
    said("import_data", *map(str, files), "--project", slug, "--create")
    return refitted(slug, report)


def refitted(slug: str = "unseen", report: Sequence[str] = ()) -> dict[str, Any]:
    """The report after a new fit."""
    said("fit", "--project", slug)
    found = json.loads(said("report", "--project", slug, "--json", *report), parse_constant=_no_constant)
    assert_every_null_has_a_reason(found)
    return found


def _no_constant(name: str) -> None:
    raise AssertionError(f"JSON has no {name}")


def assert_every_null_has_a_reason(report: dict[str, Any]) -> None:
    for part in report.get("by", {}).values():
        assert_every_null_has_a_reason(part)
    own = {key: value for key, value in report.items() if key not in ("by", "reasons")}
    missing = set(nulls(own)) - set(report["reasons"])
    assert not missing, sorted(missing)[:5]
    unexplained = [path for path, reason in report["reasons"].items() if reason == UNEXPLAINED or not reason]
    assert not unexplained, unexplained[:5]


def lines(path: Path, rows: Iterable[Row]) -> Path:
    """Write JSON lines, packed where the name ends in .gz."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def files_of(folder: Path, rows: Iterable[Row], ending: str = "jsonl") -> list[Path]:
    """One file for each kind of rows, as the import wants them."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kind = "judge" if "judge_model" in row else "comparisons" if "ranking" in row else "ratings"
        kinds.setdefault(kind, []).append(row)
    write = table if ending == "csv" else lines
    return [write(folder / f"made.{kind}.{ending}", each) for kind, each in kinds.items()]


def table(path: Path, rows: Sequence[Row]) -> Path:
    """Write CSV, nested fields as JSON cells."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return path


def _cell(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def rating(item: Any, of: Any, annotator: Any, score: float, dimension: str = "quality", **more: Any) -> Row:
    return {
        "dataset": "made", "item_id": item, "prompt": f"prompt {item}", "response_id": of,
        "model": f"model {of}", "response": f"{of} says {item}", "annotator": annotator,
        "dimension": dimension, "score": score, "scale_min": 1, "scale_max": 5, **more,
    }  # fmt: skip


def judgement(item: Any, of: Any, score: Any, dimension: str = "quality", **more: Any) -> Row:
    return {
        "dataset": "made", "item_id": item, "response_id": of, "judge_model": "judge", "dimension": dimension,
        "score": score, "scale_min": 1, "scale_max": 5, **more,
    }  # fmt: skip


def comparison(item: Any, annotator: Any, ranking: list[Any], **more: Any) -> Row:
    named = [name for tied in ranking for name in (tied if isinstance(tied, list) else [tied])]
    responses = {str(name): {"model": f"model {name}", "text": f"{name} says {item}"} for name in named}
    return {
        "dataset": "made", "item_id": item, "prompt": f"prompt {item}", "annotator": annotator, "ranking": ranking,
        "responses": responses, "shown_order": None, **more,
    }  # fmt: skip


def verdict(item: Any, a: Any, b: Any, winner: Any, **more: Any) -> Row:
    return {
        "dataset": "made", "item_id": item, "response_a": a, "response_b": b, "judge_model": "judge",
        "dimension": "overall", "winner": winner, "shown_order": [a, b], **more,
    }  # fmt: skip
