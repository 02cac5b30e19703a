"""Where a project's loop stands."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Dimension, Item, Project, PromptTemplate, Round, TemplateVersion
from annotations.selectors.materials import primary_dimension
from annotations.selectors.progress import people_done, rounds_of
from annotations.telling import lowered, whole
from ranking.models import Confirmation, Fit, Proposal
from ranking.selectors.confirmations import confirmations_of
from ranking.selectors.lineage import Measured, fit_newest_of, measured, measured_by_round

State = Round.State
OPEN = (State.DRAFT, State.GENERATING, State.COLLECTING, State.LEARNING)


@dataclass(frozen=True)
class Loop:
    """The whole picture of a project's front page."""

    project: Project
    dimension: Dimension | None
    active: list[TemplateVersion]
    scores: dict[str, Measured]
    open_rounds: list[Round]
    to_review: list[Round]
    proposals: list[Proposal]
    passed: list[Confirmation]
    points: list[tuple[int, Measured]]
    items: int
    fit: Fit | None
    rounds: list[Round] = field(default_factory=list)


def loop_of(project: Project) -> Loop:
    """Read the loop's state."""
    rounds = list(rounds_of(project.pk))
    fit, dimension = fit_newest_of(project), primary_dimension(project)
    templates = PromptTemplate.objects.filter(
        project=project, purpose=PromptTemplate.Purpose.ANSWER, active_version__isnull=False
    ).select_related("active_version__template")
    return Loop(
        project=project,
        dimension=dimension,
        active=[one.active_version for one in templates if one.active_version],
        scores=measured(fit, dimension),
        open_rounds=[one for one in rounds if one.state in OPEN],
        to_review=[one for one in rounds if one.state == State.REVIEW],
        proposals=list(_open_proposals(project)),
        passed=list(confirmations_of(project).filter(state=Confirmation.State.PASSED)),
        points=measured_by_round(project, dimension),
        items=_items(project),
        fit=fit,
        rounds=rounds,
    )


def _items(project: Project) -> int:
    """What rounds can be made of: items of checks are not."""
    return Item.objects.visible().filter(project=project).exclude(split=Item.Split.GOLD).count()


def _open_proposals(project: Project) -> Any:
    rows = Proposal.objects.filter(project=project, state=Proposal.State.OPEN)
    return rows.select_related("base__template", "round")


def loop_states(project: Project) -> dict[str, str]:
    """A few words under each stage of the navigation."""
    rounds = Round.objects.visible().filter(project=project).order_by("-number")
    newest, open_round = rounds.first(), rounds.filter(state__in=OPEN).first()
    collecting = rounds.filter(state=State.COLLECTING).order_by("paused", "-number").first()
    waiting = _open_proposals(project).count()
    waiting += Confirmation.objects.filter(project=project, state=Confirmation.State.PASSED).count()
    versions = TemplateVersion.objects.filter(template__project=project).count()
    fitted = Fit.objects.filter(project=project).exists()
    return {
        "prompts": ngettext("%(n)d version", "%(n)d versions", versions) % {"n": versions},
        "rounds": _round_words(open_round or newest),
        "annotate": _answer_words(collecting),
        "report": _("figures ready") if fitted else _("nothing yet"),
        "improve": ngettext("%(n)d to decide", "%(n)d to decide", waiting) % {"n": waiting}
        if waiting
        else _("nothing waits"),
        "data": _("%(n)d items") % {"n": _items(project)},
    }


def _round_words(round: Round | None) -> str:
    if round is None:
        return _("none yet")
    return f"{round.number}: {lowered(round.get_state_display())}"


def _answer_words(round: Round | None) -> str:
    if round is None:
        return _("no open round")
    if round.paused:
        return _("paused")
    done = people_done(round)
    return ngettext("%(n)s answer", "%(n)s answers", done) % {"n": whole(done)}
