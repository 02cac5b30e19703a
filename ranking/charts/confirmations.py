"""What a look found, drawn: each question's difference with its interval, and the line it must stay beyond."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, told
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.models import Confirmation, ConfirmationLook


def confirmation_figures(confirmation: Confirmation, look: ConfirmationLook) -> list[Figure]:
    """This function will draw new less old: the primary metric first, and all that guards it.

    What is measured on a scale of another length, or beside comparisons, has a drawing of its own.
    """
    scores = confirmation.metric == Confirmation.Metric.SCORES
    reach = confirmation.plan["reach"]
    guarding = [
        (_reach(confirmation, one), one)
        for one in (*look.figures["guards"], *look.figures["gaps"])
        if one["estimate"] is not None
    ]
    same = [one for length, one in guarding if scores and length == reach]
    others = sorted(((length, one) for length, one in guarding if not (scores and length == reach)), key=_length)
    axis = _("Points") if scores else _("Share won less share lost")
    return [
        _figure(look, [look.figures["primary"], *same], told(look.sentences[1], look.said), axis),
        *(
            _figure(look, [one for _each, one in rows], _("What must not get worse"), _("Points"))
            for _length_of, rows in groupby(others, key=_length)
        ),
    ]  # fmt: skip


def _figure(look: ConfirmationLook, drawn: list[dict[str, Any]], title: str, axis: str) -> Figure:
    primary = look.figures["primary"]
    note = _("New less old, with 95 %% intervals; %(n)d pairs.") % {"n": primary["n"]}
    if not look.final:
        note += " " + _("An interval of an early look holds however often one looks.")
    guards = {one["margin"] for one in drawn if one is not primary and "values" not in one}
    gaps = {one["margin"] for one in drawn if "values" in one}
    if len(guards) == 1:
        note += " " + _("Guards may reach down to −%(margin)s.") % {"margin": decimal(guards.pop())}
    if gaps:
        margin = ", ".join(decimal(one) for one in sorted(gaps))
        note += " " + _("A gap’s line is how much it widened; it may reach up to +%(margin)s.") % {"margin": margin}
    return interval_figure(
        [_bar(one) for one in drawn], title=title, note=note, axis=axis, name=_("Question"), mark=0.0
    )


def _reach(confirmation: Confirmation, one: dict[str, Any]) -> float:
    """How long the scale is that a guard or gap is measured on."""
    asked = [*confirmation.plan["guards"], *confirmation.plan["gaps"]]
    own = [row["reach"] for row in asked if one["name"] in (row["label"], row["name"])]
    return float(own[0]) if own else float(confirmation.plan["reach"])


def _length(pair: tuple[float, dict[str, Any]]) -> float:
    return pair[0]


def _bar(one: dict[str, Any]) -> Bar:
    return Bar(_name(one), one["estimate"], one["low"], one["high"], one["n"])


def _name(one: dict[str, Any]) -> str:
    if "values" not in one:
        return one["name"] or _("Preference")
    words = {"one": one["values"][0], "other": one["values"][1], "name": one["name"]}
    if "dimension" not in one:
        return _("Gap %(one)s / %(other)s, %(name)s, by the round’s figures") % words
    return _("Gap %(one)s / %(other)s, %(name)s") % words
