"""Trials and searches: which there are, and what came of each item."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from annotations.models import Assignment, Item, Project, Rater, Score, Task, TemplateVersion
from annotations.selectors.counted import counted
from annotations.selectors.materials import primary_dimension
from ranking.models import Experiment, ExperimentCall, Proposal
from ranking.selectors.sections.judges.versions import LEAST

Purpose = Experiment.Purpose


def experiments_of(project: Project) -> QuerySet[Experiment]:
    """A project's experiments, the newest first."""
    return Experiment.objects.filter(project=project).select_related(
        "job", "judge", "endpoint", "reflecting", "base__template", "round", "proposal__version__template", "project",
        "created_by",
    )  # fmt: skip


def experiment_of(project: Project, pk: int) -> Experiment | None:
    """One experiment of the project."""
    return experiments_of(project).filter(pk=pk).first()


def trials_of(proposal: Proposal) -> list[Experiment]:
    """The proposal's trials, the newest first."""
    return list(experiments_of(proposal.project).filter(proposal=proposal, purpose=Purpose.TRIAL))


def trials_finished() -> "Prefetch[str]":
    """What `Proposal.newest_trial` reads, for many proposals at once."""
    rows = Experiment.objects.filter(purpose=Purpose.TRIAL, finished_at__isnull=False)
    return Prefetch("experiments", queryset=rows.order_by("-created_at", "-pk"), to_attr="finished_trials")


def trials_started() -> "Prefetch[str]":
    """What `Proposal.last_trial` reads, for many proposals at once: all their trials."""
    rows = Experiment.objects.filter(purpose=Purpose.TRIAL).select_related("job")
    return Prefetch("experiments", queryset=rows.order_by("-created_at", "-pk"), to_attr="started_trials")


@dataclass(frozen=True)
class TrialShown:
    """A proposal's newest trial, and how many responses of the version that came of it people have scored."""

    proposal: Proposal
    experiment: Experiment | None
    scored: int = 0
    least: int = LEAST

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self.experiment is not None and self.experiment.is_live

    @property
    def people_tell(self) -> bool:
        """Whether people have said enough of the version that the judge's word need not stand for theirs."""
        return self.scored >= self.least

    @property
    def gains(self) -> list[dict[str, object]]:
        """What changes on each dimension, the primary one first."""
        figures = self.experiment.figures if self.experiment else {}
        rows = figures.get("dimensions", {})
        return sorted(rows.values(), key=lambda row: row is not rows[figures["primary"]])


def trial_shown(proposal: Proposal) -> TrialShown:
    """What a page shows of a proposal's trials."""
    trials = trials_of(proposal)
    return TrialShown(proposal, trials[0] if trials else None, responses_scored(proposal.version))


def responses_scored(version: TemplateVersion | None) -> int:
    """How many responses of the version people have scored on the primary dimension."""
    if version is None:
        return 0
    dimension = primary_dimension(version.template.project)
    rows = Score.objects.filter(
        counted("assignment__"), dimension=dimension, value__isnull=False, assignment__state=Assignment.State.DONE,
        assignment__rater__kind=Rater.Kind.PERSON, assignment__task__kind=Task.Kind.RATING,
        assignment__task__task_responses__response__version=version,
    )  # fmt: skip
    return rows.values("assignment__task__task_responses__response").distinct().count()


@dataclass(frozen=True)
class ItemTried:
    """One item with what both versions said to it, by sample, and what the judge wrote of each."""

    item: Item
    base: list[ExperimentCall] = field(default_factory=list)
    new: list[ExperimentCall] = field(default_factory=list)
    judged: dict[tuple[str, int], ExperimentCall] = field(default_factory=dict)

    @property
    def sides(self) -> list[tuple[str, ExperimentCall, ExperimentCall | None]]:
        """(arm, answer, the judge's words), old before new. What reads the same was judged once."""
        rows = [("base", one) for one in self.base] + [("new", one) for one in self.new]
        said = {one.text: self.judged[arm, one.sample] for arm, one in rows if (arm, one.sample) in self.judged}
        return [(arm, one, said.get(one.text)) for arm, one in rows]


def items_tried(experiment: Experiment) -> list[ItemTried]:
    """Every item of a trial in its order, as far as it has come."""
    found: dict[int, ItemTried] = {}
    for call in experiment.calls.ended().select_related("item").order_by("item_id", "arm", "sample", "pk"):
        if call.item is None:
            continue
        row = found.setdefault(call.item.pk, ItemTried(call.item))
        if call.kind == ExperimentCall.Kind.JUDGE:
            row.judged[call.arm, call.sample] = call
        elif call.arm in ("base", "new"):
            getattr(row, call.arm).append(call)
    return list(found.values())
