"""A search: a proposer that asks models, within a budget, and ends in an ordinary proposal."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.llm.types import ChatRequest
from annotations.models import Dimension, Endpoint, Item, Project, Rater, Round, TemplateVersion, User
from annotations.said import Said, kept
from annotations.selectors.materials import dimensions_of, primary_dimension
from annotations.services.jobs import job_renew
from ranking.models import Experiment, ExperimentCall
from ranking.selectors.evidence import Evidence, evidence_read
from ranking.selectors.learnable import learnable_items
from ranking.services.drafts import Proposer, Rated
from ranking.services.experiments.bench import Ask, Bench, Reply, key_of
from ranking.services.experiments.calibrating import Calibration, mappings_planned
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.failing import refuse_silence
from ranking.services.experiments.questions import Judging, answer_ask, fields_of, fits, prompt_of
from ranking.services.experiments.queueing import experiment_queue
from ranking.services.experiments.trials import check_models, spent_of
from ranking.services.proposals import NothingToPropose, proposal_base, proposal_keep
from ranking.services.temperatures.asking import asked_at, asked_by_category

# Groups of items to learn from, to choose by, and at least to leave for a trial.
LEARN, SELECT, LEAVE = 24, 12, 2
LEAST_EACH = 2
CALLS = 300
MOST_CALLS = 20_000
REFLECTION_TEMPERATURE = 1.0
Purpose = Experiment.Purpose


def search_start(
    *,
    round: Round,
    proposer: Proposer,
    endpoint: Endpoint,
    judge: Rater,
    reflecting: Endpoint,
    most_calls: int,
    now: datetime,
    seed: int,
    most_tokens: int | None = None,
    base: TemplateVersion | None = None,
    by: User | None = None,
) -> Experiment:
    """Plan a search from a finished round, and put its job in line; the one that lives is given instead.

    Raises ExperimentRefused, and ProposalError where the round is not one to propose from.
    """
    project = round.project
    check_models(project, endpoint, judge)
    if reflecting.project_id not in {None, project.pk}:
        raise ExperimentRefused(_("The endpoint belongs to another project."))
    base = base or proposal_base(project=project, round=round)
    plan = _plan(round, base, judge, seed)
    least = least_calls(len(plan["select"]))
    if not least <= most_calls <= MOST_CALLS:
        raise ExperimentRefused(
            _("Give it %(least)d to %(most)d calls: it begins with %(least)d.") % {"least": least, "most": MOST_CALLS}
        )
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        rows = Experiment.objects.filter(project=project, purpose=Purpose.SEARCH, round=round, base=base)
        standing = next((one for one in rows.select_related("job") if one.is_live), None)
        if standing is not None:
            return standing
        made = Experiment.objects.create(
            project=project, purpose=Purpose.SEARCH, proposer=proposer.name, base=base, round=round, endpoint=endpoint,
            judge=judge, reflecting=reflecting, plan=plan, seed=seed, most_calls=most_calls, most_tokens=most_tokens,
            created_by=by, created_at=now,
        )  # fmt: skip
        return experiment_queue(experiment=made, now=now)


def least_calls(select: int, minibatch: int = 3) -> int:
    """Calls of the base on the items that choose, and of one step: each answer takes one to write and one to judge."""
    return 2 * select + 2 * minibatch + 1 + 2 * minibatch + 2 * select


def search_run(*, experiment: Experiment, bench: Bench, proposer: Proposer, now: datetime) -> Experiment:
    """Let the proposer ask and draft, and keep the draft as a proposal; where nothing is better, say so.

    Raises ExperimentRefused where no model answered at all.
    """
    if experiment.round is None:
        raise ExperimentRefused(_("Its round is gone."))
    evidence = evidence_read(round=experiment.round, base=experiment.base)
    models = SearchModels(experiment, bench)
    draft = proposer.draft(evidence, seed=experiment.seed, models=models)
    refuse_silence(experiment)
    try:
        proposal = proposal_keep(
            project=experiment.project, base=experiment.base, round=experiment.round, draft=draft,
            proposer=proposer.name, by=experiment.created_by, now=now,
        )  # fmt: skip
        sentences: list[str] = [Said("It ended in proposal {n}.", n=proposal.pk)]
        experiment.proposal = proposal
    except NothingToPropose as nothing:
        sentences = [*nothing.silences] or [Said("The search found nothing to propose.")]
    experiment.figures = {"sentences": sentences, "said": kept(sentences), **spent_of(experiment)}
    experiment.finished_at = now
    experiment.save(update_fields=["figures", "finished_at", "proposal"])
    return experiment


class SearchModels:
    """The models of a search, as its proposer may ask them: see `ranking.services.drafts.Models`."""

    def __init__(self, experiment: Experiment, bench: Bench) -> None:
        plan = experiment.plan
        self.learn: tuple[int, ...] = tuple(plan["learn"])
        self.select: tuple[int, ...] = tuple(plan["select"])
        self.base: dict[str, Any] = dict(plan["base"])
        self.model = experiment.reflecting.name if experiment.reflecting else ""
        self._experiment = experiment
        self._bench = bench
        # Whatever a proposer asks for, these alone are put to a model: an item may have been kept for tests since.
        allowed = {*self.learn, *self.select}
        self._items = {item.pk: item for item in learnable_items(experiment.project) if item.pk in allowed}
        self._judging = _judging(experiment)
        self._calibration = Calibration(plan["mappings"])
        self._dimensions = [one for one in dimensions_of(experiment.project) if one.kind != Dimension.Kind.CATEGORY]
        self._primary = primary_dimension(experiment.project)
        self.mapped = self._primary is not None and self._primary.name in self._calibration.mappings
        # {question: its tokens}, of this run alone: a search that is replayed counts the same.
        self._asked: dict[str, int] = {}
        self._codes = 0

    def rate(self, fields: dict[str, Any], items: Sequence[int]) -> list[Rated]:
        """Let a candidate answer the items and the judge score that, in order; items it may not see come out empty."""
        experiment, endpoint = self._experiment, self._experiment.endpoint
        known = [self._items[pk] for pk in items if pk in self._items]
        prompt, arm = prompt_of(fields), key_of(fields)[:12]
        # No candidate has others: a search changes words alone.
        at = experiment.plan.get("temperatures", experiment.plan.get("temperature"))
        asks = [
            answer_ask(
                prompt, item, endpoint, temperature=asked_at(at, item.category), sample=0, seed=experiment.seed, arm=arm
            )
            for item in known
        ]
        answers = dict(zip([item.pk for item in known], self._ask(endpoint, asks), strict=True))
        scores = self._scores([(item, answers[item.pk]) for item in known], arm)
        return [self._rated(pk, answers.get(pk), scores.get(pk, {})) for pk in items]

    def reflect(self, prompt: str, *, turn: int) -> str:
        """What the reflecting model says; nothing where it failed."""
        endpoint = self._experiment.reflecting or self._experiment.endpoint
        request = ChatRequest(
            messages=({"role": "user", "content": prompt},), temperature=REFLECTION_TEMPERATURE,
            seed=self._experiment.seed + turn, max_tokens=endpoint.max_tokens,
        )  # fmt: skip
        kind = ExperimentCall.Kind.REFLECT
        (reply,) = self._ask(endpoint, [Ask(key_of(kind, prompt, turn), kind, request, sample=turn % 32_000)])
        return reply.text or ""

    def affords(self, calls: int) -> bool:
        """Whether so many calls are left, counted by questions: the same when a search is replayed."""
        most = self._experiment.most_tokens
        return len(self._asked) + calls <= self._experiment.most_calls and (
            most is None or sum(self._asked.values()) < most
        )

    @property
    def asked(self) -> int:
        """How many different questions were asked so far."""
        return len(self._asked)

    def code(self) -> str:
        """A code out of the search's seed, which was drawn after the texts were written; the same when replayed."""
        self._codes += 1
        return key_of("code", self._experiment.seed, self._experiment.pk, self._codes)[:8]

    def tell(self, message: str) -> None:
        """Say how far the search is."""
        bench = self._bench
        job_renew(job=bench.job, now=bench.clock(), message=message)

    def _ask(self, endpoint: Endpoint, asks: Sequence[Ask]) -> list[Reply]:
        replies = self._bench.ask(endpoint, asks)
        self._asked |= {one.key: reply.tokens for one, reply in zip(asks, replies, strict=True)}
        return replies

    def _scores(self, answers: Sequence[tuple[Item, Reply]], arm: str) -> dict[int, dict[str, float]]:
        endpoint = self._experiment.judge.endpoint
        if endpoint is None:
            raise ExperimentRefused(_("The judge has no endpoint any more."))
        there = [(item, reply.text) for item, reply in answers if reply.text is not None]
        replies = self._ask(endpoint, [self._judging.ask(item, text, arm=arm, sample=0) for item, text in there])
        said = [self._judging.read(item, text, one.text) for (item, text), one in zip(there, replies, strict=True)]
        columns = {one.name: self._calibration.scores(one.name, said) for one in self._dimensions}
        return {
            item.pk: {name: value for name, column in columns.items() if (value := column[place]) is not None}
            for place, (item, _text) in enumerate(there)
        }

    def _rated(self, pk: int, reply: Reply | None, scores: dict[str, float]) -> Rated:
        item, primary = self._items.get(pk), self._primary
        if item is None or reply is None or reply.text is None:
            return Rated(pk, "", "", None, error=reply.error if reply else "")
        share = None
        if primary is not None and primary.name in scores:
            share = (scores[primary.name] - primary.minimum) / (primary.maximum - primary.minimum)
        return Rated(pk, item.prompt, reply.text, share, scores)


def _judging(experiment: Experiment) -> Judging:
    endpoint = experiment.judge.endpoint
    if endpoint is None:
        raise ExperimentRefused(_("The judge has no endpoint any more."))
    return Judging(experiment.project, experiment.judge, dimensions_of(experiment.project), endpoint)


def _plan(round: Round, base: TemplateVersion, judge: Rater, seed: int) -> dict[str, Any]:
    """Which items teach, which choose (one of each group), and what else is fixed before the first question."""
    project, fields = round.project, fields_of(base)
    evidence = evidence_read(round=round, base=base)
    learn, select = _shared_out(project, fields, evidence, seed)
    names = [one.name for one in dimensions_of(project) if one.kind != Dimension.Kind.CATEGORY]
    return {
        "learn": learn, "select": select, "base": fields,
        "temperatures": asked_by_category(base.template, own=base.temperature, old=base.temperature),
        "mappings": mappings_planned(project, round, judge, names),
    }  # fmt: skip


def _shared_out(project: Project, fields: dict[str, Any], evidence: Evidence, seed: int) -> tuple[list[int], list[int]]:
    prompt = prompt_of(fields)
    by_group: dict[str, int] = {}
    for item in learnable_items(project):
        if fits(item, prompt):
            by_group.setdefault(item.group, item.pk)
    commented = {evidence.candidates[one.response].group for one in evidence.answers}
    groups = sorted(by_group)
    Random(seed).shuffle(groups)  # noqa: S311  draws items, guards nothing
    # What people spoke of teaches most; the rest is left to choose by, and to try on.
    groups.sort(key=lambda group: group not in commented)
    each = (len(groups) - LEAVE) // 2
    if each < LEAST_EACH:
        raise ExperimentRefused(
            _("A search takes at least %(least)d groups of items on split develop; there are %(n)d.")
            % {"least": 2 * LEAST_EACH + LEAVE, "n": len(groups)}
        )
    third = max(LEAST_EACH, len(groups) // 3)
    learn, select = min(LEARN, third), min(SELECT, third)
    return [by_group[one] for one in groups[:learn]], [by_group[one] for one in groups[learn : learn + select]]
