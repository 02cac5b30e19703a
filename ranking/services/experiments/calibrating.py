"""A judge's scores on people's scale, by the mappings that an experiment was planned with."""

from collections.abc import Mapping as Named
from collections.abc import Sequence

from annotations.models import Project, Rater, Round
from ranking.models import Mapping
from ranking.selectors.applying import Asked, MappingInvalid, Scored, mapping_apply
from ranking.selectors.mappings import mappings_newest

Scores = Named[str, float | None]


def mappings_planned(project: Project, round: Round | None, judge: Rater, dimensions: Sequence[str]) -> dict[str, int]:
    """{dimension: the newest mapping of the judge's scores there that carries a signal}.

    That of the figures over all rounds goes before that of the round alone.
    """
    found: dict[str, int] = {}
    for over in dict.fromkeys((None, round)):
        rows = mappings_newest(project, over).filter(judge=judge, kind=Mapping.Kind.SCORES, dimension__isnull=False)
        for row in rows:
            name = row.dimension.name if row.dimension else ""
            if name in dimensions and row.document.get("signal"):
                found.setdefault(name, row.pk)
    return found


class Calibration:
    """Turns the judge's scores of one answer into what people would give, dimension by dimension."""

    def __init__(self, planned: Named[str, int]) -> None:
        rows = Mapping.objects.filter(pk__in=planned.values()).select_related("judge", "fit", "dimension")
        by_id = {row.pk: row for row in rows}
        self.mappings = {name: by_id[pk] for name, pk in planned.items() if pk in by_id}

    def scores(self, name: str, said: Sequence[Scores]) -> list[float | None]:
        """The calibrated scores on `name` (n,); the judge's own where no mapping was fitted, None where unreadable."""
        raw = [one.get(name) for one in said]
        mapping = self.mappings.get(name)
        if mapping is None:
            return raw
        known = [place for place, value in enumerate(raw) if value is not None]
        if not known:
            return raw
        try:
            asked = Asked(scores=[Scored(said[place]) for place in known])
            results = mapping_apply(mapping=mapping, asked=asked).results
        except MappingInvalid:
            # A score outside the scale that the mapping was fitted on: the rubric was changed since.
            return [None] * len(raw)
        mapped: list[float | None] = [None] * len(raw)
        for place, one in zip(known, results, strict=True):
            mapped[place] = one["score"]
        return mapped
