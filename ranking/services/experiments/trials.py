"""A trial: what a judge would give for a proposed version, before anybody has accepted it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotations.models import Dimension, Endpoint, Item, Project, Rater, User
from annotations.selectors.materials import dimensions_of, judges_of, primary_dimension
from annotations.services.judging import kinds_of
from ranking.models import Experiment, ExperimentCall, Proposal
from ranking.selectors.experiments import trials_of
from ranking.selectors.learnable import keys_of, learnable_items, plain
from ranking.services.edits import edits_apply
from ranking.services.experiments.bench import Bench
from ranking.services.experiments.calibrating import Calibration, Scores, mappings_planned
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.failing import Place, refuse_fruitless
from ranking.services.experiments.gains import Tried, gain_of, told_of
from ranking.services.experiments.questions import RATING, Judging, answer_ask, fields_of, fits, prompt_of
from ranking.services.experiments.queueing import experiment_queue
from ranking.services.leaks import refuse_leaks
from ranking.services.temperatures.asking import asked_at, asked_by_category

LEAST_GROUPS = 2
ITEMS = 30
MOST_ITEMS = 500
MOST_SAMPLES = 8
# Each item is answered and judged for both versions.
ASKS = 4
# A question that fails is asked again; room for one more in five.
SLACK = 1.2
ARMS = ("base", "new")
Purpose = Experiment.Purpose


def judges_at_hand(project: Project) -> list[Rater]:
    """The judges that can score single answers here."""
    return [one for one in judges_of(project, running=True) if RATING in kinds_of(one)]


def trial_start(
    *,
    proposal: Proposal,
    endpoint: Endpoint,
    judge: Rater,
    now: datetime,
    seed: int,
    edits: Sequence[Mapping[str, Any]] | None = None,
    items: int = ITEMS,
    samples: int = 1,
    by: User | None = None,
    by_itself: bool = False,
) -> Experiment:
    """Plan a trial of the proposal's edits (or of those given) against its base, and put its job in line.

    While a trial of the proposal waits or runs, that one is given. Raises ExperimentRefused, BadEdit and Leaks. Ring
    the job's bell afterwards.
    """
    project = proposal.project
    _check(proposal, project, endpoint, judge, items, samples)
    base, edits = fields_of(proposal.base), list(proposal.edits if edits is None else edits)
    new = fields_of(proposal.version) if proposal.version else edits_apply(proposal.base, edits)
    refuse_leaks(project, edits)
    chosen, left_out = _items(proposal, base, new, items, seed)
    plan = {
        "items": [item.pk for item in chosen], "samples": samples, "base": base, "new": new,
        "temperatures": _temperatures(proposal, new), "edits": len(edits), "of": len(proposal.edits),
        "mappings": mappings_planned(project, proposal.round, judge, [one.name for one in _scored(project)]),
        "left_out": left_out, "by_itself": by_itself,
    }  # fmt: skip
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        standing = next((one for one in trials_of(locked) if one.is_live), None)
        if standing is not None:
            return standing
        made = Experiment.objects.create(
            project=project, purpose=Purpose.TRIAL, proposal=locked, base=proposal.base, round=proposal.round,
            endpoint=endpoint, judge=judge, plan=plan, seed=seed, created_by=by, created_at=now,
            most_calls=int(ASKS * len(chosen) * samples * SLACK),
        )  # fmt: skip
        return experiment_queue(experiment=made, now=now)


def trial_run(*, experiment: Experiment, bench: Bench, now: datetime) -> Experiment:
    """Ask what is missing, judge it, and keep the figures. What stands is not asked again.

    Raises ExperimentRefused with the endpoint's words where failed calls leave no item to compare.
    """
    plan, project = experiment.plan, experiment.project
    items = {item.pk: item for item in learnable_items(project) if item.pk in set(plan["items"])}
    dimensions = _scored(project)
    bench.total = ASKS * len(items) * plan["samples"]
    texts = _answers(experiment, bench, items)
    refuse_fruitless(experiment, texts, judged=False)
    said = _judged(experiment, bench, items, texts)
    figures = _figures(experiment, items, texts, said, dimensions)
    experiment.figures = figures
    experiment.finished_at = now
    experiment.save(update_fields=["figures", "finished_at"])
    return experiment


def trial_refill(*, experiment: Experiment) -> None:
    """Let a trial ask what it has not asked yet, however many calls its failures used up."""
    plan, rows = experiment.plan, experiment.calls
    spent = rows.aggregate(n=Coalesce(Sum("attempts"), 0))["n"]
    missing = ASKS * len(plan["items"]) * plan["samples"] - rows.count()
    experiment.most_calls = spent + ceil(max(0, missing) * SLACK)
    experiment.save(update_fields=["most_calls"])


def _answers(experiment: Experiment, bench: Bench, items: Mapping[int, Item]) -> dict[Place, str | None]:
    plan, endpoint = experiment.plan, experiment.endpoint
    places, asks = [], []
    # Item by item, both arms together: a trial that is cut short has asked both alike.
    for pk, item in items.items():
        for arm in ARMS:
            prompt, temperature = prompt_of(plan[arm]), asked_at(plan["temperatures"][arm], item.category)
            for sample in range(plan["samples"]):
                places.append((arm, pk, sample))
                asks.append(
                    answer_ask(
                        prompt, item, endpoint, temperature=temperature, sample=sample, seed=experiment.seed, arm=arm
                    )
                )
    return {place: reply.text for place, reply in zip(places, bench.ask(endpoint, asks), strict=True)}


def _judged(
    experiment: Experiment, bench: Bench, items: Mapping[int, Item], texts: Mapping[Place, str | None]
) -> dict[Place, Scores]:
    endpoint = experiment.judge.endpoint
    if endpoint is None:
        raise ExperimentRefused(_("The judge has no endpoint any more."))
    judging = Judging(experiment.project, experiment.judge, dimensions_of(experiment.project), endpoint)
    there = [(place, text) for place, text in texts.items() if text is not None]
    asks = [judging.ask(items[pk], text, arm=arm, sample=sample) for (arm, pk, sample), text in there]
    replies = bench.ask(endpoint, asks)
    words = {place: reply.text for (place, _text), reply in zip(there, replies, strict=True)}
    refuse_fruitless(experiment, words, judged=True)
    return {place: judging.read(items[place[1]], text, words[place]) for place, text in there}


def _figures(
    experiment: Experiment,
    items: Mapping[int, Item],
    texts: Mapping[Place, str | None],
    said: Mapping[Place, Scores],
    dimensions: Sequence[Dimension],
) -> dict[str, Any]:
    calibration = Calibration(experiment.plan["mappings"])
    places = list(said)
    found: dict[str, dict[str, Any]] = {}
    for dimension in dimensions:
        values = dict(zip(places, calibration.scores(dimension.name, [said[one] for one in places]), strict=True))
        tried = [
            Tried(item.group, *(_samples(values, arm, pk, experiment.plan["samples"]) for arm in ARMS))
            for pk, item in items.items()
        ]
        mapping = calibration.mappings.get(dimension.name)
        found[dimension.name] = {
            "label": str(dimension), **gain_of(tried), "mapped": mapping is not None,
            "mapping": mapping.pk if mapping else None,
        }  # fmt: skip
    primary = primary_dimension(experiment.project)
    name = primary.name if primary else dimensions[0].name
    figures: dict[str, Any] = {
        "primary": name, "dimensions": found, "failed": sum(text is None for text in texts.values()),
        "unreadable": sum(one.get(name) is None for one in said.values()), **spent_of(experiment),
    }  # fmt: skip
    return {**figures, **told_of(figures, label=found[name]["label"], judge=experiment.judge.name)}


def spent_of(experiment: Experiment) -> dict[str, int]:
    """Requests and tokens that the experiment took, as the servers counted them."""
    rows = ExperimentCall.objects.filter(experiment=experiment)
    calls, tokens = 0, 0
    for attempts, given, taken in rows.values_list("attempts", "prompt_tokens", "completion_tokens"):
        calls += attempts
        tokens += (given or 0) + (taken or 0)
    return {"calls": calls, "tokens": tokens}


def _samples(values: Mapping[Place, float | None], arm: str, item: int, samples: int) -> list[float | None]:
    return [values.get((arm, item, sample)) for sample in range(samples)]


def _scored(project: Project) -> list[Dimension]:
    return [one for one in dimensions_of(project) if one.kind != Dimension.Kind.CATEGORY]


def check_models(project: Project, endpoint: Endpoint, judge: Rater) -> None:
    """Raise ExperimentRefused unless the endpoint may answer and the judge can score what it says."""
    if primary_dimension(project) is None:
        raise ExperimentRefused(_("The rubric has no dimension with points, so a judge can score nothing."))
    if endpoint.project_id not in {None, project.pk}:
        raise ExperimentRefused(_("The endpoint belongs to another project."))
    if judge.pk not in {one.pk for one in judges_at_hand(project)}:
        raise ExperimentRefused(_("Name a judge of this project that has an endpoint and scores single answers."))


def _check(proposal: Proposal, project: Project, endpoint: Endpoint, judge: Rater, items: int, samples: int) -> None:
    if proposal.state == Proposal.State.REJECTED:
        raise ExperimentRefused(_("This proposal was rejected already."))
    check_models(project, endpoint, judge)
    if not LEAST_GROUPS <= items <= MOST_ITEMS or not 1 <= samples <= MOST_SAMPLES:
        raise ExperimentRefused(
            _("Try %(least)d to %(most)d items with 1 to %(samples)d samples.")
            % {"least": LEAST_GROUPS, "most": MOST_ITEMS, "samples": MOST_SAMPLES}
        )


def _items(
    proposal: Proposal, base: Mapping[str, Any], new: Mapping[str, Any], most: int, seed: int
) -> tuple[list[Item], dict[str, int]]:
    """A random choice of items, and how many were left out because the proposal has seen them."""
    prompts = prompt_of(base), prompt_of(new)
    fitting = [item for item in learnable_items(proposal.project) if fits(item, *prompts)]
    shown, searched = _shown(proposal, new), _searched(proposal)
    unseen = [item for item in fitting if shown.isdisjoint(keys_of(item))]
    fresh = [item for item in unseen if searched.isdisjoint(keys_of(item))]
    if len({item.group for item in fresh}) < LEAST_GROUPS:
        raise ExperimentRefused(
            _(
                "Too few items of split develop are left that this proposal was not made from "
                "(%(n)d of %(all)d). Import more, or let a round of people tell."
            )
            % {"n": len(fresh), "all": len(fitting)}
        )
    # Shuffled by the seed, and asked by id: the same seed tries the same items.
    chosen = Random(seed).sample(fresh, min(most, len(fresh)))  # noqa: S311  draws items, guards nothing
    left_out = {"shown": len(fitting) - len(unseen), "searched": len(unseen) - len(fresh)}
    return sorted(chosen, key=lambda item: item.pk), left_out


def _shown(proposal: Proposal, new: Mapping[str, Any]) -> set[str]:
    """The keys of the inputs that either version shows as exemplars, and of the items that they came from.

    A model that is shown the answer to an item says nothing of other items when it answers that one.
    """
    exemplars = [*proposal.base.exemplars, *new["exemplars"]]
    responses = [one["response"] for one in exemplars if one.get("response")]
    items = Item.objects.filter(project=proposal.project, responses__in=responses)
    return {f"input:{plain(one['input'])}" for one in exemplars} | {key for item in items for key in keys_of(item)}


def _searched(proposal: Proposal) -> set[str]:
    """The keys of the items that a search tuned the proposal on: there its gain is too good."""
    found: set[str] = set()
    for search in Experiment.objects.filter(proposal=proposal, purpose=Purpose.SEARCH):
        used = [*search.plan.get("learn", []), *search.plan.get("select", [])]
        found |= {key for item in Item.objects.filter(pk__in=used) for key in keys_of(item)}
    return found


def _temperatures(proposal: Proposal, new: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """What each arm is asked at, by category: as the test of the version would ask."""
    old, template = proposal.base.temperature, proposal.base.template
    return {
        "base": asked_by_category(template, own=old, old=old),
        "new": asked_by_category(template, own=new["temperature"], old=old),
    }
