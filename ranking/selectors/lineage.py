"""Versions and what people made of them: the line from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotations.models import Dimension, Project, PromptTemplate, Round, TemplateVersion
from ranking.models import Confirmation, Fit, Proposal
from ranking.selectors.confirmations import confirmations_by_version
from ranking.stats.standing import DEFAULT, MODELS


@dataclass(frozen=True)
class Measured:
    """People's mean score of one version on the primary dimension."""

    name: str
    mean: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Node:
    """One version of a template in its line."""

    version: TemplateVersion
    score: Measured | None
    active: bool
    depth: int
    rounds: list[int] = field(default_factory=list)
    proposal: Proposal | None = None
    tests: list[Confirmation] = field(default_factory=list)


def fit_newest_of(project: Project, round: Round | None = None) -> Fit | None:
    """The newest fit over a round; over everything where none is named, else over the newest round that has one."""
    rows = Fit.objects.filter(project=project).order_by("-created_at", "-pk")
    if round is not None:
        return rows.filter(round=round).first()
    return rows.filter(round=None).first() or rows.order_by("-round__number", "-created_at").first()


def strengths_chosen(*, project: Project) -> str:
    """The model of strengths of a project's newest fit, so that a choice stays until another is made."""
    newest = Fit.objects.filter(project=project).order_by("-created_at", "-pk").values_list("report__strengths_model")
    row = newest.first()
    return str(row[0]) if row and row[0] in MODELS else DEFAULT


def fitted_rounds(project: Project) -> list[int]:
    """The numbers of the rounds that have figures of their own, the newest first."""
    rows = Fit.objects.filter(project=project, round__isnull=False).order_by("-round__number")
    return list(rows.values_list("round__number", flat=True).distinct())


def measured(fit: Fit | None, dimension: Dimension | None) -> dict[str, Measured]:
    """{version name: its score} as the fit's report says."""
    if fit is None or dimension is None:
        return {}
    rows = fit.report.get("scores") or []
    return {
        row["name"]: Measured(row["name"], row["mean"], row["ci_low"], row["ci_high"], row["n"])
        for row in rows
        if row["of"] == "version" and row["dimension"] == dimension.name
    }


def measured_newest(project: Project, dimension: Dimension | None) -> dict[str, Measured]:
    """{version name: its score} of the newest figures that have it: those over all rounds, else of its last round."""
    found: dict[str, Measured] = {}
    for _number, one in measured_by_round(project, dimension):
        found[one.name] = one
    return found | measured(fit_newest_of(project), dimension)


def unmade(template: PromptTemplate) -> list[Proposal]:
    """The proposals of a template that made no version: turned down, or not decided yet; in their order."""
    states = [Proposal.State.REJECTED, Proposal.State.OPEN]
    rows = Proposal.objects.filter(base__template=template, state__in=states)
    return list(rows.select_related("round", "decided_by", "base").order_by("pk"))


def measured_by_round(project: Project, dimension: Dimension | None) -> list[tuple[int, Measured]]:
    """(round, score) of every version in the newest fit of every round, in order.

    Rounds on chosen items have no place in it: their means speak of these items alone.
    """
    newest: dict[int, Fit] = {}
    fits = Fit.objects.filter(project=project, round__isnull=False, round__chosen=[])
    for fit in fits.select_related("round").order_by("created_at"):
        newest[fit.round.number] = fit  # type: ignore[union-attr]
    return [(number, one) for number in sorted(newest) for one in measured(newest[number], dimension).values()]


def lineage(template: PromptTemplate, scores: dict[str, Measured]) -> list[Node]:
    """A template's versions, each under its parent, with the depth of the line."""
    versions = list(
        TemplateVersion.objects.filter(template=template)
        .select_related("template", "parent", "created_by")
        .prefetch_related("rounds")
        .order_by("number")
    )
    rows = Proposal.objects.filter(version__in=versions).select_related("round")
    proposals = {one.version_id: one for one in rows}
    tests = confirmations_by_version(versions)
    children: dict[int | None, list[TemplateVersion]] = {}
    for version in versions:
        children.setdefault(version.parent_id, []).append(version)
    return [
        Node(
            version=version, score=scores.get(str(version)), active=version.pk == template.active_version_id,
            depth=depth, rounds=[one.number for one in version.rounds.all()], proposal=proposals.get(version.pk),
            tests=tests.get(version.pk, []),
        )
        for version, depth in _walk(children, None, 0)
    ]  # fmt: skip


def _walk(
    children: dict[int | None, list[TemplateVersion]], parent: int | None, depth: int
) -> Iterable[tuple[TemplateVersion, int]]:
    for version in children.get(parent, []):
        yield version, depth
        # A line without forks stays flat: only where a version has several children does a branch step in.
        forks = len(children.get(version.pk, [])) > 1
        yield from _walk(children, version.pk, depth + forks)


def evidence_of(version: TemplateVersion) -> list[dict[str, Any]]:
    """The edits of the accepted proposal that the version came of, those that were taken."""
    found = Proposal.objects.filter(version=version).first()
    return [edit for edit in found.edits if edit.get("taken", True)] if found else []
