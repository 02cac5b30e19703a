"""Dimensions of a rubric. Once anybody has scored on one, its scale stays: what scores mean must not change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations.models import Ballot, Dimension, Project, Round, Rubric, Score
from annotations.names import one_form
from annotations.services.errors import Invalid, Refused

OPEN = (Round.State.DRAFT, Round.State.GENERATING, Round.State.COLLECTING)


class DimensionInvalid(Invalid):
    """The dimension cannot be asked like this."""


class DimensionUsed(Refused):
    """Somebody has scored on the dimension, or a round is under way that asks for it."""


class RoundUnderWay(Refused):
    """People have sheets open that would lack a new question."""


@transaction.atomic
def dimension_set(*, project: Project, dimension: Dimension | None = None, **fields: Any) -> Dimension:
    """This function will add a dimension to the project's rubric, or change one; `fields` are those of the model.

    The first one is the primary metric; where another becomes it, the former is not any more. Without a name it gets
    one of its label. Raises DimensionInvalid, and RoundUnderWay for a new one while a round runs.
    """
    rubric, _made = Rubric.objects.get_or_create(project=project)
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if dimension is None and (round := _under_way(project)):
        raise RoundUnderWay(
            _("Round %(number)d is under way: half of its answers would lack the new question. Add it afterwards.")
            % {"number": round.number}
        )
    others = Dimension.objects.filter(rubric=rubric)
    others = others.exclude(pk=dimension.pk) if dimension else others
    if dimension is None:
        last = others.aggregate(last=Max("position"))["last"]
        dimension = Dimension(rubric=rubric, position=0 if last is None else last + 1)
    for name, value in fields.items():
        setattr(dimension, name, value)
    dimension.name = one_form(dimension.name or slugify(dimension.label).replace("-", "_")[:100])
    dimension.is_primary = dimension.is_primary or not others.filter(is_primary=True).exists()
    if others.filter(name=dimension.name).exists():
        raise DimensionInvalid({"name": _("The rubric has a dimension of this name.")})
    if dimension.is_primary:
        others.update(is_primary=False)
    _check(dimension)
    try:
        dimension.save()
    except IntegrityError as error:
        raise DimensionInvalid({"name": _("The rubric has a dimension of this name.")}) from error
    return dimension


@transaction.atomic
def dimension_move(*, dimension: Dimension, by: int) -> None:
    """This function will move a dimension up (-1) or down (+1) among those that people are asked."""
    rubric = Rubric.objects.select_for_update().get(pk=dimension.rubric_id)
    order = list(Dimension.objects.filter(rubric=rubric))
    place = order.index(dimension)
    order.insert(max(0, place + by), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    Dimension.objects.bulk_update(order, ["position"])


@transaction.atomic
def dimension_remove(*, dimension: Dimension) -> None:
    """This function will take a dimension out of the rubric while nobody has scored on it. Raises DimensionUsed."""
    rubric = Rubric.objects.select_for_update().get(pk=dimension.rubric_id)
    if any(rows.objects.filter(dimension=dimension).exists() for rows in (Score, Ballot)):
        raise DimensionUsed(_("People or judges have scored on it, so it stays. Its texts can be changed."))
    if round := _under_way(rubric.project):
        raise DimensionUsed(_("Round %(number)d is under way and asks for it.") % {"number": round.number})
    was_primary = dimension.is_primary
    dimension.delete()
    first = Dimension.objects.filter(rubric=rubric).first()
    if was_primary and first is not None:
        Dimension.objects.filter(pk=first.pk).update(is_primary=True)


def _under_way(project: Project) -> Round | None:
    return Round.objects.visible().filter(project=project, state__in=OPEN, origin=Round.Origin.HERE).first()


def _check(dimension: Dimension) -> None:
    try:
        dimension.full_clean(exclude=["rubric", "batch"])
    except ValidationError as error:
        raise DimensionInvalid({name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
