"""Every mapping of a report as one document of plain JSON, which can be applied anywhere. See docs/mappings.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ranking.models import Mapping
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.rules import COMPARISONS
from ranking.selectors.sections.gate import NO_ANSWERS, OTHER_KIND

FORMAT = "kalibre-mapping/1"
Kind = Mapping.Kind
_ERRORS = (
    "rmse_raw", "rmse_constant", "rmse_calibrated", "rmse_fresh", "rmse_known_raters", "mae_raw", "mae_calibrated",
    "bias", "coverage_90",
)  # fmt: skip
_PREFERENCE_ERRORS = (
    "logloss_constant", "logloss_raw", "logloss_calibrated", "logloss_fresh", "brier_constant", "brier_raw",
    "brier_calibrated",
)  # fmt: skip
_ACCEPTANCE = ("on", "method", "parameters")


@dataclass(frozen=True)
class Frozen:
    """One mapping: of which judge, on which dimension ("" for comparisons on the whole), and its document."""

    judge: str
    label: str
    dimension: str
    kind: str
    errors: dict[str, Any]
    n: int
    document: dict[str, Any]


def documents(report: dict[str, Any], dimensions: dict[str, DimensionFacts]) -> Iterator[Frozen]:
    """The mappings that a report holds."""
    for judge, entries in report["judges"].items():
        for name, entry in entries.items():
            if entry["mapping"] is not None:
                gate = report["alt_test"].get(judge, {}).get(name)
                yield _of_scores(judge, "", dimensions[name], Kind.SCORES, entry, gate)
    for key, entry in report["preferences"].items():
        gate = report["alt_test"].get(key, {}).get(COMPARISONS)
        if entry["mapping"] is not None:
            yield _of_pairs(entry, gate)
        for name, points in (entry["points"] or {}).items():
            if points["mapping"] is not None:
                yield _of_scores(entry["judge"], entry["label"], dimensions[name], Kind.VERDICTS, points, None)


def _of_scores(
    judge: str, label: str, dimension: DimensionFacts, kind: str, entry: dict[str, Any], gate: dict[str, Any] | None
) -> Frozen:
    mapping, acceptance, alone = entry["mapping"], entry["acceptance"], entry.get("abstention")
    errors = {name: entry[name] for name in _ERRORS}
    document = {
        "format": FORMAT, "kind": str(kind), "judge": judge, "label": label, "dimension": dimension.name,
        "scale": list(dimension.scale), "threshold": dimension.accepted_from, "own": mapping["own"],
        "method": entry["method"], "parameters": mapping["parameters"], "signal": mapping["signal"],
        "interval": mapping["interval"],
        "acceptance": acceptance and {name: acceptance[name] for name in _ACCEPTANCE},
        "max_half_width": alone["max_half_width"] if alone else None,
        "versions": {name: counts["labelled"] for name, counts in entry.get("versions", {}).items()},
        **_gate(gate, kind), "n": entry["n"], "errors": errors,
    }  # fmt: skip
    return Frozen(judge, label, dimension.name, kind, errors, entry["n"], document)


def _of_pairs(entry: dict[str, Any], gate: dict[str, Any] | None) -> Frozen:
    errors = {name: entry[name] for name in _PREFERENCE_ERRORS}
    document = {
        "format": FORMAT, "kind": str(Kind.PREFERENCE), "judge": entry["judge"], "label": entry["label"],
        "dimension": entry["dimension"], "scale": [0.0, 1.0], "source": entry["source"],
        "method": entry["method"], **entry["mapping"], "max_half_width": entry["abstention"]["max_half_width"],
        "versions": {}, **_gate(gate, Kind.PREFERENCE), "n": entry["n_pairs"], "errors": errors,
    }  # fmt: skip
    return Frozen(
        entry["judge"], entry["label"], entry["dimension"] or "", Kind.PREFERENCE, errors, entry["n_pairs"], document
    )


def _gate(gate: dict[str, Any] | None, kind: str) -> dict[str, Any]:
    if gate is None:
        return {"may_stand_in": None, "reason": OTHER_KIND if kind == Kind.VERDICTS else NO_ANSWERS}
    return {"may_stand_in": gate["may_stand_in"], "reason": gate["gate"]}
