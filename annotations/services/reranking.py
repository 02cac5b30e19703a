"""Ranks the candidates of one prompt with a judge, at once, for an application that waits."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from django.utils.translation import gettext as _

from annotations.judging.case import LABELS, Candidate, Case
from annotations.judging.questions import Question, question, variants
from annotations.judging.strategies import REGISTRY
from annotations.judging.verdict import OrderVerdict, ScoreVerdict
from annotations.llm.runner import Call, Outcome, RetryPolicy, run_all
from annotations.models import Dimension, Project, Rater
from annotations.said import Said
from annotations.selectors.materials import primary_dimension
from annotations.services.endpoints import EndpointUnusable, endpoint_spec
from annotations.services.errors import Invalid, Refused
from annotations.services.judging import instructions_of, judge_request, judge_version, scale_of
from annotations.services.permits import permits_take

# Somebody waits for the answer: one more try is all there is time for.
RETRY = RetryPolicy(attempts=2, base=0.2, longest=2.0)


class RerankInvalid(Invalid):
    """What is to be ranked cannot be ranked."""


class RerankBusy(Refused):
    """The judge's endpoint is at its limit; asked again later it will do."""


class RerankFailed(Refused):
    """The judge gave no answer at all."""


@dataclass(frozen=True)
class Place:
    """A candidate's place: `score` on the primary dimension, `mean_place` over the rotated orders (1 is first).

    `judge_score` is as the judge gave it, `score` as adjusted. Both are None where it could not be read, `reason` says
    why; such a candidate is never eliminated.
    """

    index: int
    score: float | None
    mean_place: float | None
    eliminated: bool
    reason: str = ""
    judge_score: float | None = None


@dataclass(frozen=True)
class Reranked:
    """Candidates best first, the eliminated ones last; `threshold` is None where the dimension has none."""

    places: tuple[Place, ...]
    dimension: str
    threshold: float | None
    readable_orders: int
    asked_orders: int


def rerank(
    *,
    project: Project,
    judge: Rater,
    prompt: str,
    candidates: Sequence[str],
    now: datetime,
    reference: str = "",
    adjust: Callable[[float], float] | None = None,
) -> Reranked:
    """This function will order the candidates and eliminate those below the primary dimension's threshold.

    `adjust` turns a judge's score into what people would give (a mapping), before it is held against the threshold.
    """
    dimension = _dimension(project, judge, prompt, candidates)
    pool = tuple(Candidate(index, text) for index, text in enumerate(candidates))
    case = Case(prompt, pool, (scale_of(dimension),), reference=reference, instructions=instructions_of(project))
    questions = _questions(case, judge)
    outcomes = _ask(judge, questions, now)
    if all(outcome.error for outcome in outcomes.values()):
        raise RerankFailed(_("The judge did not answer: %(error)s") % {"error": next(iter(outcomes.values())).error})
    scores = {index: _score(questions[index], outcomes[index]) for index in range(len(pool))}
    orders = [_order(built, outcomes[key]) for key, built in questions.items() if isinstance(key, str)]
    readable = [order for order in orders if order is not None]
    places = [_place(index, scores[index], readable, dimension, adjust) for index in range(len(pool))]
    return Reranked(
        tuple(sorted(places, key=_rank)), dimension.name, dimension.acceptance_threshold, len(readable), len(orders)
    )


def _dimension(project: Project, judge: Rater, prompt: str, candidates: Sequence[str]) -> Dimension:
    dimension = primary_dimension(project)
    faults = {}
    if not prompt.strip():
        faults["prompt"] = _("The prompt is empty.")
    if not 1 <= len(candidates) <= len(LABELS):
        faults["candidates"] = _("Give one to %(most)d candidates.") % {"most": len(LABELS)}
    if judge.project_id != project.pk or judge.kind != Rater.Kind.JUDGE or judge.endpoint is None:
        faults["judge"] = _("Name a judge of this project that has an endpoint.")
    if dimension is None:
        faults["dimension"] = _("The rubric has no dimension with points, so nothing can be accepted or eliminated.")
    if faults or dimension is None:
        raise RerankInvalid(faults)
    return dimension


def _questions(case: Case, judge: Rater) -> dict[Hashable, Question]:
    """A score for each candidate (keyed by index), and rotated orders of all (keyed by variant)."""
    version = judge_version(judge)
    found: dict[Hashable, Question] = {}
    for candidate in case.candidates:
        alone = Case(case.prompt, (candidate,), case.scales, case.reference, case.instructions)
        found[candidate.id] = question(alone, REGISTRY["pointwise"], (0,), version=version)
    if len(case.candidates) > 1:
        for variant, order in variants(REGISTRY["listwise"], len(case.candidates)):
            found[variant] = question(case, REGISTRY["listwise"], order, version=version)
    return found


def _ask(judge: Rater, questions: Mapping[Hashable, Question], now: datetime) -> Mapping[Hashable, Outcome]:
    endpoint = judge.endpoint
    if endpoint is None:
        raise EndpointUnusable(Said("The judge {name} has no endpoint.", name=judge.name))
    spec = endpoint_spec(endpoint=endpoint)
    if permits_take(endpoint=endpoint, wanted=len(questions), now=now) < len(questions):
        raise RerankBusy(_("The judge's endpoint is at its limit of requests per minute. Ask again in a minute."))
    calls = [Call(key, spec, judge_request(one, judge, endpoint.max_tokens)) for key, one in questions.items()]
    return run_all(calls, concurrency=max(1, endpoint.concurrency), retry=RETRY)


def _score(built: Question, outcome: Outcome) -> ScoreVerdict:
    if outcome.answer is None:
        return ScoreVerdict(built.case.scales[0].name, unreadable=str(outcome.error))
    (verdict,) = built.read(outcome.answer.text)
    return verdict if isinstance(verdict, ScoreVerdict) else ScoreVerdict("", unreadable="no score")


def _order(built: Question, outcome: Outcome) -> tuple[tuple[int, ...], ...] | None:
    verdicts = built.read(outcome.answer.text) if outcome.answer else ()
    orders = [one.ranking for one in verdicts if isinstance(one, OrderVerdict) and not one.unreadable]
    return orders[0] if orders else None


def _place(
    index: int,
    verdict: ScoreVerdict,
    orders: Sequence[tuple[tuple[int, ...], ...]],
    dimension: Dimension,
    adjust: Callable[[float], float] | None,
) -> Place:
    score = adjust(verdict.value) if adjust and verdict.value is not None else verdict.value
    threshold = dimension.acceptance_threshold
    eliminated = score is not None and threshold is not None and score < threshold
    mean_place = fmean(_position(index, order) for order in orders) if orders else None
    return Place(index, score, mean_place, eliminated, verdict.unreadable, verdict.value)


def _position(index: int, order: tuple[tuple[int, ...], ...]) -> float:
    """The place of a candidate in an order; tied ones share the mean of their places."""
    before = 0
    for group in order:
        if index in group:
            return before + (len(group) + 1) / 2
        before += len(group)
    return float(before + 1)


def _rank(place: Place) -> tuple[bool, float, float, int]:
    worst = float("inf")
    score = worst if place.score is None else -place.score
    return (place.eliminated, place.mean_place if place.mean_place is not None else worst, score, place.index)
