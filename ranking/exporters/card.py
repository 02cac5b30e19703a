"""The dataset card: a README.md with the head that the Hugging Face Hub reads, saying what the rows are."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from annotations.models import Project
from ranking.exporters import REGISTRY
from ranking.exporters.balancing import MOST_TIMES, REPEAT
from ranking.exporters.base import Training
from ranking.exporters.diversity import OTHER, SAMPLE
from ranking.exporters.pipeline import VALIDATION, Exported, Options

NAME = "README.md"
MARK = "<!-- dataset card by Kalibre, of {file} -->"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def card_text(
    project: Project, name: str, told: Exported, options: Options, files: Mapping[str, Path], *, license: str
) -> str:
    """This function will word the card: what was exported, what was done to it, and how diverse it is."""
    out = next(iter(files.values()))
    parts = [
        _head(project, name, told, files, license),
        MARK.format(file=_plain(out.name)),
        f"# {_plain(project.name)}: {name}",
        "Rows to train on, made of people's judgements of language models' responses by "
        "Kalibre. Raters are not named. Prompts that were kept to evaluate with are "
        "not in it, nor is anything that shares a prompt or a group with one.",
        f"Rows: {', '.join(f'{n} in {part}' for part, n in sorted(told.parts.items())) or 'none'}.",
        *_made(told, options),
        *_left_out(told.left_out),
        *_diversity(told, options),
    ]
    return "\n\n".join(parts) + "\n"


def card_write(out: Path, text: str) -> Path:
    """This function will write the card beside the file, and say where.

    A README.md that is somebody's own, or the card of another file, stays; the card then has the file's name.
    """
    path = out.with_name(NAME)
    if path.exists() and MARK.format(file=_plain(out.name)) not in path.read_text(encoding="utf-8", errors="replace"):
        path = out.with_name(f"{out.name}.{NAME}")
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
    return path


def _head(project: Project, name: str, told: Exported, files: Mapping[str, Path], license: str) -> str:
    """YAML; every text is written as JSON, which YAML reads as it is, so that no name can end the head."""
    exporter = REGISTRY[name]
    tags = [*(exporter.tags if isinstance(exporter, Training) else ()), "human-feedback", "kalibre"]
    task = exporter.task if isinstance(exporter, Training) else "text-generation"
    known = sorted({code.split("-")[0].lower() for code in told.diversity.languages if code and code != OTHER})
    lines = [
        "---",
        f"license: {_yaml(license)}",
        *_list("language", known),
        *_list("task_categories", [task]),
        *_list("tags", tags),
        *_list("size_categories", [next((word for most, word in SIZES if told.rows < most), "n>1M")]),
        f"pretty_name: {_yaml(f'{project.name}: {name}')}",
        "configs:",
        f"- config_name: {_yaml(name)}",
        "  data_files:",
    ]
    for part, path in files.items():
        lines += [f"  - split: {part}", f"    path: {_yaml(path.name)}"]
    return "\n".join([*lines, "---"])


def _made(told: Exported, options: Options) -> list[str]:
    """What was done to the rows that people did not do."""
    said = ["## What was balanced and added"]
    if not options.shapes:
        return [*said, "Nothing: each row stands once, as people judged it."]
    if options.augment:
        said.append(
            f"{told.diversity.copied} rows were **copied** to another value of their counterfactual set's attribute. "
            "A row is copied only where every word that shows the attribute, in prompt and responses, stands in a "
            "table of whole inflected forms, and nothing else shows it. Nobody judged a copy: it has no annotators, "
            "and `made.copied_from` names what people did judge."
        )
    if (balance := told.balance) is not None:
        way = (
            f"rows of the rarer values were repeated, each at most {MOST_TIMES} times ({told.diversity.repeated} "
            "rows were added; `made.repeat` counts from 1)"
            if balance.way == REPEAT
            else "rows of the commoner values were left out"
        )
        said.append(f"Balanced by **{_plain(balance.attribute)}**: {way}.")
        said.append(_balance_table(told))
        said += [f"**Not balanced**: {_plain(each)}." for each in balance.uneven()]
    if options.validation:
        said.append(
            f"{told.parts[VALIDATION]} rows are kept apart for validation, by prompt: neither copied nor balanced."
        )
    return said


def _balance_table(told: Exported) -> str:
    balance = told.balance
    if balance is None:
        return ""
    rows = [
        f"| {_plain(value)} | {'' if label is None else str(label).lower()} | {n} | {balance.target((label, value))} |"
        for (label, value), n in sorted(balance.before.items(), key=lambda one: (str(one[0][0]), one[0][1]))
    ]
    return "\n".join([f"| {_plain(balance.attribute)} | label | before | after |", "|---|---|---:|---:|", *rows])


def _left_out(left_out: Counter[str]) -> list[str]:
    if not left_out:
        return []
    lines = [f"- {n}: {_plain(reason)}" for reason, n in left_out.most_common()]
    return ["## What was left out", "\n".join(lines)]


def _diversity(told: Exported, options: Options) -> list[str]:
    found = told.diversity
    kinds = {"language": found.languages, "category": found.categories, "label": found.labels}
    kinds[options.balance or "group"] = found.groups
    tables = [_table(name, counts) for name, counts in kinds.items() if counts]
    words = (
        f"{found.told()}: the share of different word sequences of 1, 2 and 3 in "
        f"{min(found.met, SAMPLE)} of the texts to be written, repeats aside."
    )
    return ["## How diverse it is", words, *tables]


def _table(name: str, counts: Counter[str]) -> str:
    rows = [f"| {_plain(kind) or '(none)'} | {n} |" for kind, n in counts.most_common()]
    return "\n".join([f"| {_plain(name)} | rows |", "|---|---:|", *rows])


def _list(name: str, values: list[str]) -> list[str]:
    return [f"{name}:", *(f"- {_yaml(value)}" for value in values)] if values else []


def _yaml(text: str) -> str:
    return json.dumps(text)


def _plain(text: str) -> str:
    """One line that no Markdown reads as more than words."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!~&" else letter for letter in line)
