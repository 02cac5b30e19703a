"""By what the list of responses can be narrowed, and to which values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotations.models import CounterfactualSet, Dimension, Item, Project, Rater, Response, Round, Task
from annotations.telling import language_name

# A longer list is no help in a menu; the address still takes any value.
MOST = 200


@dataclass(frozen=True)
class Choice:
    """One menu: its name in the address, its label, and (value, label) of each option."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def response_filters(project: Project, chosen: dict[str, str], *, named: bool) -> list[Choice]:
    """The menus that tell responses of this project apart; raters under pseudonyms unless they are `named`."""
    made = Response.objects.visible().filter(item__project=project).order_by()
    items = Item.objects.visible().filter(project=project).order_by()
    rounds = Round.objects.visible().filter(project=project).order_by("-number")
    sets = CounterfactualSet.objects.visible().filter(project=project).order_by()
    attribute = _plain(sets.values_list("attribute", flat=True).distinct())
    found = [
        ("dimension", _("Dimension"), [(one.name, str(one)) for one in _dimensions(project)]),
        ("judge", _("Judge"), _plain(_judges(project))),
        ("answered", _("Answered by"), [("people", _("People")), ("judges", _("Judges"))]),
        ("rater", _("Annotator"), _people(project, named=named)),
        ("kind", _("Kind of task"), [(str(value), str(label)) for value, label in Task.Kind.choices]),
        ("round", _("Round"), _plain(rounds.values_list("number", flat=True))),
        ("version", _("Version"), _plain(_distinct(made, "version__number"))),
        ("model", _("Model"), _plain(_distinct(made, "model"))),
        ("temperature", _("Temperature"), _plain(_distinct(made, "temperature"))),
        ("category", _("Category"), _plain(_distinct(items, "category"))),
        ("language", _("Language"), [(one, language_name(one)) for one, _same in _plain(_distinct(items, "language"))]),
        ("attribute", _("Swapped attribute"), attribute),
        ("value", _("Attribute’s value"), _plain(_distinct(items, "attribute_value"))),
    ]
    single = {"dimension", "judge", "attribute", "rater"}
    return [
        Choice(name, label, options[:MOST], chosen.get(name, ""))
        for name, label, options in found
        if len(options) > 1 or name in chosen or (options and name in single)
    ]


def _distinct(rows: QuerySet[Any], field: str) -> Iterable[object]:
    found: Iterable[object] = rows.values_list(field, flat=True).distinct().order_by(field)[:MOST]
    return found


def _plain(values: Iterable[object]) -> list[tuple[str, str]]:
    """Values as they are, those that are empty left out; numbers without a needless zero."""
    told = [f"{value:g}" if isinstance(value, float) else str(value) for value in values if value not in (None, "")]
    return [(value, value) for value in told]


def _dimensions(project: Project) -> Iterable[Dimension]:
    return Dimension.objects.visible().filter(rubric__project=project)


def _judges(project: Project) -> Iterable[str]:
    rows = Rater.objects.visible().filter(project=project, kind=Rater.Kind.JUDGE).order_by("name")
    return rows.values_list("name", flat=True).distinct()


def _people(project: Project, *, named: bool) -> list[tuple[str, str]]:
    rows = [
        (str(one.pk), one.name if named else one.pseudonym)
        for one in Rater.objects.visible().filter(project=project, kind=Rater.Kind.PERSON).order_by("name")[:MOST]
    ]
    return sorted(rows, key=lambda pair: pair[1])
