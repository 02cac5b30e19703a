"""A round as people leave it: versions, temperatures, responses and ratings, made row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from annotations.models import (
    Assignment,
    Dimension,
    Endpoint,
    Item,
    Project,
    PromptTemplate,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
    TemplateVersion,
)

ScoreOf = Callable[[int, float, int, str], float]


@dataclass
class Made:
    round: Round
    template: PromptTemplate
    version: TemplateVersion
    items: list[Item]
    raters: list[Rater]


def make_template(project: Project, **version) -> TemplateVersion:
    """A template with one active version; made once for a project."""
    template, _ = PromptTemplate.objects.get_or_create(project=project, name="answer")
    number = template.versions.count() + 1
    made = TemplateVersion.objects.create(
        template=template, number=number, **{"system": "You sell tea.", "user_text": "Q: {{prompt}}", **version}
    )
    if template.active_version_id is None:
        template.active_version = made
        template.save()
    return made


def make_items(project: Project, count: int, *, split: str = "develop", start: int = 0) -> list[Item]:
    return [
        Item.objects.create(
            project=project, external_id=f"{split}-{number}", prompt=f"{split} question {number}", split=split,
            category=["green", "black"][number % 2],
        )
        for number in range(start, start + count)
    ]  # fmt: skip


def make_round(
    project: Project,
    *,
    score_of: ScoreOf,
    items: Sequence[Item] | None = None,
    versions: Sequence[TemplateVersion] | None = None,
    temperatures: Sequence[float] = (0.2,),
    raters: int = 2,
    comment_of: Callable[[int, int], str] = lambda item, rater: "",
    state: str = Round.State.REVIEW,
) -> Made:
    """Each rater rates each response; `score_of(item, temperature, rater, dimension)` says how."""
    versions = list(versions or [make_template(project)])
    items = list(items or make_items(project, 10))
    endpoint, _ = Endpoint.objects.get_or_create(name="model", defaults={"base_url": "http://127.0.0.1:9/v1"})
    round = Round.objects.create(
        project=project, number=project.rounds.count() + 1, state=state, endpoint=endpoint, split="develop",
        temperatures=list(temperatures), kinds=["RATING"], overlap=raters,
    )  # fmt: skip
    round.versions.set(versions)
    people = [Rater.objects.get_or_create(project=project, name=f"rater {k}")[0] for k in range(raters)]
    dimensions = list(Dimension.objects.filter(rubric__project=project))
    seq = 0
    for version in versions:
        for place, item in enumerate(items):
            for temperature in temperatures:
                seq += 1
                response = _response(round, item, version, endpoint, temperature)
                _rated(round, item, response, seq, people, dimensions, place, temperature, score_of, comment_of)
    return Made(round, versions[0].template, versions[0], items, people)


def _response(round: Round, item: Item, version: TemplateVersion, endpoint: Endpoint, temperature: float) -> Response:
    return Response.objects.create(
        round=round, item=item, version=version, endpoint=endpoint, model="small", temperature=temperature,
        text=f"words{item.pk} only{item.pk} here{item.pk} at {temperature}", finish_reason="stop",
        completion_tokens=20, prompt_tokens=40,
    )  # fmt: skip


def _rated(round, item, response, seq, people, dimensions, place, temperature, score_of, comment_of) -> None:
    task = Task.objects.create(round=round, item=item, kind="RATING", seq=seq, overlap=len(people), taken=len(people))
    TaskResponse.objects.create(task=task, response=response, position=0)
    for k, rater in enumerate(people):
        assignment = Assignment.objects.create(
            task=task, rater=rater, state="DONE", holds_place=True, shown=[response.pk],
            submitted_at=timezone.now(), comment=comment_of(place, k),
        )  # fmt: skip
        Score.objects.bulk_create(
            Score(assignment=assignment, dimension=one, value=score_of(place, temperature, k, one.name))
            for one in dimensions
        )
