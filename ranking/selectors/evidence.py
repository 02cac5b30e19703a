"""What a proposer may see of a round: plain values, read from the items of split develop only.

Whatever stands here may end up in a prompt or beside it, so an item whose group also has items to evaluate with,
or anchors, is left out as a whole: a version must never be tested on what it was shown.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from annotations.models import Assignment, Dimension, Item, Rater, Response, Round, Score, Task, TemplateVersion
from annotations.prompts.template import fill, missing
from annotations.selectors.counted import counted
from ranking.models import GapRule
from ranking.selectors.draws import draws_of
from ranking.selectors.gap_rules import gap_margin_of
from ranking.selectors.learnable import may_learn_from, tested_texts
from ranking.selectors.temperatures import policy_active


@dataclass(frozen=True)
class DimensionFacts:
    """A dimension with a numeric scale; `levels` are (value, text), lowest first."""

    name: str
    label: str
    description: str
    minimum: float
    maximum: float
    threshold: float | None
    levels: tuple[tuple[float, str], ...] = ()
    is_primary: bool = False

    def share(self, value: float) -> float:
        """Where a score stands on the scale, 0 to 1."""
        return (value - self.minimum) / (self.maximum - self.minimum)


@dataclass(frozen=True)
class Answer:
    """One person's rating of one response; `scores` are by dimension name.

    `random` is false where the response was rated because it teaches much: no mean of all may rest on it.
    """

    assignment: int
    response: int
    rater: int
    scores: dict[str, float]
    comment: str = ""
    flags: tuple[str, ...] = ()
    random: bool = True


@dataclass(frozen=True)
class Swap:
    """The counterfactual set that an item stands in, and what differs in it."""

    set: int
    attribute: str
    value: str


@dataclass(frozen=True)
class Candidate:
    """A response, and what the model was asked; `of_base` where the base version made it."""

    response: int
    item: int
    group: str
    category: str
    language: str
    asked: str
    text: str
    temperature: float | None
    of_base: bool
    truncated: bool = False
    swap: Swap | None = None


@dataclass(frozen=True)
class Base:
    """The version that the proposal would change."""

    number: int
    principles: tuple[str, ...]
    exemplars: tuple[dict[str, object], ...]
    output_format: dict[str, object]
    temperature: float | None


@dataclass(frozen=True)
class Evidence:
    """All that a proposer sees; `policy` is the number of the served policy of temperatures.

    `chosen` where the round asked items that were picked, which are no random sample.
    """

    base: Base
    dimensions: tuple[DimensionFacts, ...]
    candidates: dict[int, Candidate]
    answers: tuple[Answer, ...]
    current_temperature: float | None = None
    held_out: int = 0
    gap_margin: float = GapRule.DEFAULT
    policy: int | None = None
    chosen: bool = False


def evidence_read(*, round: Round, base: TemplateVersion) -> Evidence:
    """Everything a proposer may use of the round, for a change of `base`."""
    candidates, held_out = _candidates(round, base)
    policy = policy_active(base.template)
    return Evidence(
        base=_base(base),
        dimensions=dimension_facts(round.project_id),
        candidates=candidates,
        answers=_answers(round, candidates),
        current_temperature=base.temperature,
        held_out=held_out,
        gap_margin=gap_margin_of(round.project),
        policy=policy.number if policy else None,
        chosen=bool(round.chosen),
    )


def evidence_without(base: TemplateVersion) -> Evidence:
    """What there is of a version that no finished round has tried: itself, and the rubric."""
    return Evidence(_base(base), dimension_facts(base.template.project_id), {}, ())


def dimension_facts(project: int) -> tuple[DimensionFacts, ...]:
    """The project's dimensions that have a numeric scale, in the rubric's order."""
    rows = Dimension.objects.visible().filter(rubric__project=project).exclude(kind=Dimension.Kind.CATEGORY)
    return tuple(
        DimensionFacts(
            name=row.name, label=row.label or row.name, description=row.description, minimum=row.minimum,
            maximum=row.maximum, threshold=row.acceptance_threshold, levels=_levels(row), is_primary=row.is_primary,
        )
        for row in rows
    )  # fmt: skip


def _levels(dimension: Dimension) -> tuple[tuple[float, str], ...]:
    texts = [
        (float(level["value"]), str(level.get("text") or "").strip())
        for level in dimension.levels
        if isinstance(level.get("value"), int | float)
    ]
    return tuple(sorted(pair for pair in texts if pair[1]))


def _base(version: TemplateVersion) -> Base:
    return Base(
        number=version.number, principles=tuple(version.principles), exemplars=tuple(version.exemplars),
        output_format=dict(version.output_format), temperature=version.temperature,
    )  # fmt: skip


def _candidates(round: Round, base: TemplateVersion) -> tuple[dict[int, Candidate], int]:
    """The candidates on items of split develop, and how many were held back for a group they share."""
    rows = Response.objects.visible().filter(
        round=round, state=Response.State.DONE, version__template=base.template_id,
        item__split=Item.Split.DEVELOP, item__in=Item.objects.visible().filter(project=round.project_id),
    ).select_related("item__counterfactual_set")  # fmt: skip
    tested = tested_texts(round.project)
    found = [(row, _candidate(row, base)) for row in rows]
    kept = {candidate.response: candidate for row, candidate in found if may_learn_from(row.item, tested)}
    return kept, len(found) - len(kept)


def _candidate(response: Response, base: TemplateVersion) -> Candidate:
    item = response.item
    return Candidate(
        response=response.pk, item=item.pk, group=item.group, category=item.category, language=item.language,
        asked=asked_of(item, base), text=response.text, temperature=response.temperature,
        of_base=response.version_id == base.pk, truncated=response.finish_reason == "length", swap=_swap(item),
    )  # fmt: skip


def _swap(item: Item) -> Swap | None:
    found = item.counterfactual_set
    return Swap(found.pk, found.attribute, item.attribute_value) if found else None


def asked_of(item: Item, version: TemplateVersion) -> str:
    """The user's turn that `version` makes of the item; the item's own text where a variable is absent."""
    values = {"prompt": item.prompt, **item.variables}
    if missing(values, version.user_text):
        return item.prompt
    return fill(version.user_text, values)


def _answers(round: Round, candidates: dict[int, Candidate]) -> tuple[Answer, ...]:
    rows = (
        Score.objects.filter(
            counted("assignment__"), assignment__task__round=round, assignment__task__kind=Task.Kind.RATING,
            assignment__task__item__split=Item.Split.DEVELOP, assignment__state=Assignment.State.DONE,
            assignment__repeat=0, assignment__rater__kind=Rater.Kind.PERSON, value__isnull=False,
            dimension__isnull=False,
        )
        .order_by("assignment_id", "dimension__position")
        .values_list(
            "assignment_id", "assignment__task__task_responses__response_id", "assignment__rater_id",
            "assignment__comment", "assignment__flags", "dimension__name", "value", "assignment__task_id",
        )
    )  # fmt: skip
    draw = draws_of(Round.objects.filter(pk=round.pk)).get(round.pk)
    heads: dict[int, tuple[int, int, str, tuple[str, ...], bool]] = {}
    asked: Counter[int] = Counter()
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for assignment, response, rater, comment, flags, dimension, value, task in rows.iterator():
        if response in candidates and value is not None:
            if assignment not in heads:
                asked[task] += 1
                random = draw is None or draw.counts(task, asked[task], round.overlap)
                heads[assignment] = (response, rater, comment.strip(), tuple(flags), random)
            scores[assignment][dimension] = value
    return tuple(
        Answer(assignment, response, rater, scores[assignment], comment, flags, random)
        for assignment, (response, rater, comment, flags, random) in heads.items()
    )
