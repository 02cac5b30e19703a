"""What the rounds' own figures say, one beside the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from annotations.models import Project, Round, TemplateVersion
from ranking.models import Confirmation, Fit, Proposal
from ranking.selectors.changes import Change, changes_of
from ranking.selectors.clear import is_clear

# A page that one can still read; older rounds keep their own reports.
MOST = 12
PASSED = (Confirmation.State.PASSED, Confirmation.State.PROMOTED)


@dataclass(frozen=True)
class Turn:
    """One round with its newest figures, the versions that were new in it, and the proposals accepted out of it."""

    round: Round
    report: dict[str, Any]
    accepted: list[Proposal] = field(default_factory=list)
    new: list[tuple[TemplateVersion, list[Change]]] = field(default_factory=list)
    # Whether it was the round of a test of a new version.
    test: bool = False

    @property
    def number(self) -> int:
        """The round's number."""
        return self.round.number

    @property
    def asked(self) -> tuple[str, bool]:
        """Whose figures can be compared with it: rounds on the same split, and tests with tests alone."""
        return self.round.split, self.test


@dataclass(frozen=True)
class Measure:
    """One figure of one round; ends are None where there is no interval. `clear` is of biases, among all of a kind."""

    round: int
    value: float
    low: float | None
    high: float | None
    n: int
    clear: bool = False


@dataclass(frozen=True)
class Series:
    """One name's figure over the rounds that have it; `of` is "people" or a judge."""

    name: str
    of: str
    measures: list[Measure]


@dataclass(frozen=True)
class Place:
    """One version in one round: people's mean score, and each judge's calibrated one."""

    round: int
    version: str
    people: Measure | None
    judges: dict[str, Measure]


def asked_by_round(project: Project) -> dict[int, tuple[str, bool]]:
    """{round number: whose figures can be compared with it}; see `Turn.asked`."""
    tests = set(Confirmation.objects.filter(project=project).values_list("round", flat=True))
    rows = Round.objects.visible().filter(project=project).values_list("number", "split", "pk")
    return {number: (split, pk in tests) for number, split, pk in rows}


def standing_after(project: Project) -> dict[int, str]:
    """{number of a test's round: the version that stands after it}: the new one if it passed, else the old one."""
    tests = Confirmation.objects.filter(project=project).select_related("round", "old__template", "new__template")
    return {
        one.round.number: str(one.new if one.state in PASSED and one.rollback_id is None else one.old) for one in tests
    }


def turns_of(project: Project) -> list[Turn]:
    """The last rounds that have figures, in order."""
    newest: dict[int, int] = {}
    rows = Fit.objects.filter(project=project, round__isnull=False).order_by("created_at", "pk")
    for number, pk in rows.values_list("round__number", "pk"):
        newest[number] = pk
    chosen = [newest[number] for number in sorted(newest)[-MOST:]]
    fits = (
        Fit.objects.filter(pk__in=chosen)
        .select_related("round")
        .prefetch_related("round__versions__template", "round__versions__parent")
    )
    accepted: dict[int | None, list[Proposal]] = {}
    for one in Proposal.objects.filter(project=project, state=Proposal.State.ACCEPTED).select_related(
        "version__template", "base__template"
    ):
        accepted.setdefault(one.round_id, []).append(one)
    tests = set(Confirmation.objects.filter(project=project).values_list("round", flat=True))
    found = [
        Turn(fit.round, fit.report, accepted.get(fit.round_id, []), test=fit.round.pk in tests)
        for fit in fits
        if fit.round is not None
    ]
    return _with_new(sorted(found, key=lambda turn: turn.number))


def _with_new(turns: list[Turn]) -> list[Turn]:
    """What each round was the first of these to try, and how that differs from its parent."""
    seen: set[int] = set()
    for turn in turns:
        for version in turn.round.versions.all():
            if version.pk not in seen and version.parent_id:
                turn.new.append((version, changes_of(version)))
            seen.add(version.pk)
    return turns


def score_places(turns: list[Turn], dimension: str) -> list[Place]:
    """People's and judges' mean score on a dimension of every version (else model) in every round."""
    factor = _factor(turns)
    places = []
    for turn in turns:
        people = {
            row["name"]: _measure(turn.number, row, "mean")
            for row in turn.report["scores"]
            if row["of"] == factor and row["dimension"] == dimension
        }
        judges: dict[str, dict[str, Measure]] = {}
        for row in turn.report.get("judge_scores") or ():
            if row["of"] == factor and row["dimension"] == dimension and row["calibrated"] is not None:
                own = judges.setdefault(row["name"], {})
                own[row["judge"]] = _measure(turn.number, row, "calibrated", "calibrated_low", "calibrated_high")
        for name in sorted(people.keys() | judges.keys()):
            places.append(Place(turn.number, name, people.get(name), judges.get(name, {})))
    return places


def agreement_series(turns: list[Turn], names: list[str], label: Callable[[str], str]) -> list[Series]:
    """Alpha by dimension (and of comparisons)."""
    found = []
    for name in names:
        rows = [(turn.number, turn.report["agreement"].get(name)) for turn in turns]
        measures = [
            Measure(number, alpha, row["ci_low"], row["ci_high"], row["n_units"])
            for number, row in rows
            if row and (alpha := row.get(f"alpha_{row.get('ci_of', 'nominal')}")) is not None
        ]
        if measures:
            found.append(Series(label(name), "people", measures))
    return found


def audit_series(
    turns: list[Turn],
    kind: str,
    measured_on: str,
    *,
    dimension: str,
    attribute: str = "",
    values: list[str] | None = None,
) -> list[Series]:
    """One kind of bias, of people and of each judge; estimates as the report has them."""

    def rows() -> Iterator[tuple[str, Measure]]:
        for turn in turns:
            for row in turn.report["audits"]:
                same = (row["kind"], row.get("measured_on"), row["attribute"]) == (kind, measured_on, attribute)
                if same and row["dimension"] == dimension and (values is None or row.get("values") == values):
                    yield row["of"], _measure(turn.number, row, "estimate")

    return _series(rows())


def strength_series(turns: list[Turn]) -> list[Series]:
    """Elo by name; who was compared differs from round to round, and 1000 is the average of those."""
    rows = [
        (row["name"], Measure(turn.number, row["elo"], row["elo_low"], row["elo_high"], row["n"]))
        for turn in turns
        for row in turn.report["strengths"] or ()
    ]
    return [Series(one.name, "people", one.measures) for one in _series(iter(rows))]


def _series(rows: Iterator[tuple[str, Measure]]) -> list[Series]:
    found: dict[str, list[Measure]] = {}
    for name, measure in rows:
        found.setdefault(name, []).append(measure)
    order = sorted(found, key=lambda name: (name != "people", name))
    return [Series(name, name, found[name]) for name in order]


def _measure(
    number: int, row: dict[str, Any], value: str, low: str = "ci_low", high: str = "ci_high"
) -> Measure:  # fmt: skip
    return Measure(number, row[value], row[low], row[high], row["n"], is_clear(row))


def _factor(turns: list[Turn]) -> str:
    """By version where any round has versions, else by model."""
    named = {row["of"] for turn in turns for row in turn.report["scores"]}
    return "version" if "version" in named or not named else "model"
