"""Small sets of answers by people and judges, made row by row, for fits and reports."""

from itertools import count

from annotations.models import (
    Assignment,
    Ballot,
    Dimension,
    Item,
    Project,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
)


class Answered:
    """A finished round to which answers are added by name."""

    def __init__(self, project: Project, *, state: str = Round.State.CLOSED, batch=None) -> None:
        self.project, self.seq = project, count(1)
        number = project.rounds.count() + 1
        self.round = Round.objects.create(project=project, number=number, state=state, batch=batch)
        # Looking up what was named a moment ago would take most of the time of the tests that use this.
        self.items: dict[str, Item] = {}
        self.responses: dict[tuple[str, str], Response] = {}
        self.raters: dict[tuple[str, bool], Rater] = {}
        self.dimensions: dict[str, Dimension] = {}

    def item(self, name: str, **fields) -> Item:
        if name not in self.items:
            defaults = {"prompt": f"question {name}", **fields}
            found = Item.objects.get_or_create(project=self.project, external_id=name, defaults=defaults)
            self.items[name] = found[0]
        return self.items[name]

    def response(self, item: str, name: str, *, model: str = "", text: str = "") -> Response:
        if (item, name) not in self.responses:
            fields = {"model": model or name, "text": text or f"answer {name} to {item}"}
            found = Response.objects.get_or_create(item=self.item(item), external_id=name, defaults=fields)
            self.responses[item, name] = found[0]
        return self.responses[item, name]

    def rater(self, name: str, *, judge: bool = False) -> Rater:
        if (name, judge) not in self.raters:
            kind = Rater.Kind.JUDGE if judge else Rater.Kind.PERSON
            found = Rater.objects.get_or_create(project=self.project, name=name, kind=kind)
            self.raters[name, judge] = found[0]
        return self.raters[name, judge]

    def rate(
        self, item: str, response: str, rater: str, *, judge=False, repeat=0, raw=None, metadata=None, **scores
    ) -> Assignment:
        """A rating; a score of None is unreadable."""
        rated = self.response(item, response)
        made = self._assignment("RATING", [rated], rater, judge, "", repeat, None, metadata)
        for name, value in scores.items():
            Score.objects.create(
                assignment=made, dimension=self._dimension(name), value=value, unreadable=value is None, raw=raw or {}
            )
        return made

    def order(
        self, item: str, ranking, rater: str, *, judge=False, shown=None, repeat=0, label="", **fields
    ) -> Assignment:
        """A ballot: names best first, an inner list is a tie; None is unreadable (`among` names the responses)."""
        names = fields.pop("among", None) or [name for tied in ranking for name in tied]
        rows = {name: self.response(item, name) for name in sorted(names)}
        variant = f"{label} {'-'.join(shown or [])}".strip() if judge else ""
        order = [rows[name].pk for name in shown] if shown else None
        kind = fields.pop("kind", "COMPARISON" if len(rows) == 2 else "RANKING")
        made = self._assignment(kind, list(rows.values()), rater, judge, variant, repeat, order, None)
        Ballot.objects.create(
            assignment=made, dimension=self._dimension(fields.pop("dimension", None)), label=label,
            ranking=[[rows[name].pk for name in tied] for tied in ranking or []], unreadable=ranking is None, **fields,
        )  # fmt: skip
        return made

    def _assignment(self, kind, responses, rater, judge, variant, repeat, shown, metadata) -> Assignment:
        task = Task.objects.create(round=self.round, item=responses[0].item, kind=kind, seq=next(self.seq), overlap=0)
        TaskResponse.objects.bulk_create(
            TaskResponse(task=task, response=response, position=position) for position, response in enumerate(responses)
        )
        return Assignment.objects.create(
            task=task, rater=self.rater(rater, judge=judge), variant=variant, repeat=repeat,
            state=Assignment.State.DONE, shown=shown, metadata=metadata or {},
        )  # fmt: skip

    def _dimension(self, name: str | None) -> Dimension | None:
        if name and name not in self.dimensions:
            self.dimensions[name] = Dimension.objects.get(rubric__project=self.project, name=name)
        return self.dimensions[name] if name else None


def nulls(value: object, path: tuple[str, ...] = ()):
    """The path of every null in a report."""
    if value is None:
        yield ".".join(path)
    elif isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in rows:
            yield from nulls(each, (*path, str(key)))
