"""A report for those who may not see who its raters are."""

from __future__ import annotations

from typing import Any

from annotations.models import Project, Rater


def without_names(report: dict[str, Any], *, project: Project) -> dict[str, Any]:
    """The same report with people's pseudonyms for their names, in rows and in the paths of its reasons."""
    return _without(report, _pseudonyms(project))


def _without(report: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    agreement = {key: _agreement(entry, names) for key, entry in report.get("agreement", {}).items()}
    confusions = {
        key: entry and {**entry, "raters": _rows(entry["raters"], names)}
        for key, entry in report.get("dawid_skene", {}).items()
    }
    hidden = {
        **report,
        "agreement": agreement,
        "reasons": {_path(path, report, names): reason for path, reason in report.get("reasons", {}).items()},
    }
    if "by" in report:
        hidden["by"] = {value: _without(part, names) for value, part in report["by"].items()}
    return hidden | {
        key: value
        for key, value in {"dawid_skene": confusions, "raters": _rows(report.get("raters", []), names)}.items()
        if key in report
    }


def alias_of(project: Project, name: str) -> str:
    """A person's pseudonym in place of the name under which figures know them."""
    return _pseudonyms(project).get(name, "?")


def _pseudonyms(project: Project) -> dict[str, str]:
    """By every name under which a report may know a person: their own, or with their data set before it."""
    people = Rater.objects.visible().filter(project=project, kind=Rater.Kind.PERSON).order_by("-dataset")
    found: dict[str, str] = {}
    for rater in people:
        found[f"{rater.dataset}:{rater.name}"] = found[rater.name] = rater.pseudonym
    return found


def _rows(rows: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    return [{**row, "name": names.get(row["name"], "?")} for row in rows]


def _agreement(entry: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {**entry, "pairs": {_pair(pair, names): row for pair, row in entry.get("pairs", {}).items()}}


def _pair(pair: str, names: dict[str, str]) -> str:
    """Two names with a bar between; a name may hold a bar itself, so every place for it is tried."""
    parts = pair.split("|")
    for at in range(1, len(parts)):
        one, two = "|".join(parts[:at]), "|".join(parts[at:])
        if one in names and two in names:
            return "|".join(sorted((names[one], names[two])))
    return "?|?"


def _path(path: str, report: dict[str, Any], names: dict[str, str]) -> str:
    for key, entry in report.get("agreement", {}).items():
        before = f"agreement.{key}.pairs."
        if path.startswith(before):
            pair = next((pair for pair in entry.get("pairs", {}) if path[len(before) :].startswith(pair)), "")
            return before + _pair(pair, names) + path[len(before) + len(pair) :]
    return path
