"""What a look found, drawn: each question's difference with its interval, and the line it must stay beyond."""

from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, told
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.models import Confirmation, ConfirmationLook


def confirmation_figure(confirmation: Confirmation, look: ConfirmationLook) -> Figure:
    """This function will draw new less old, the primary metric first, then what guards it in the same points.

    A guard on a scale of another length, and a gap, stand in the sentences and not in the drawing.
    """
    figures = look.figures
    scores = confirmation.metric == Confirmation.Metric.SCORES
    guards = [one for one in figures["guards"] if one["estimate"] is not None] if scores else []
    reach = confirmation.plan["reach"]
    lengths = {one["dimension"]: one["reach"] for one in confirmation.plan["guards"]}
    drawn = [figures["primary"], *(one for one in guards if lengths.get(one["dimension"]) == reach)]
    note = _("New less old, with 95 %% intervals; %(n)d pairs.") % {"n": figures["primary"]["n"]}
    if not look.final:
        note += " " + _("An interval of an early look holds however often one looks.")
    margins = {one["margin"] for one in drawn[1:]}
    if len(margins) == 1:
        note += " " + _("Guards may reach down to −%(margin)s.") % {"margin": decimal(margins.pop())}
    return interval_figure(
        [_bar(one) for one in drawn],
        title=told(look.sentences[1], look.said),
        note=note,
        axis=_("Points") if scores else _("Share won less share lost"),
        name=_("Question"),
        mark=0.0,
    )


def _bar(one: dict[str, Any]) -> Bar:
    name = one["name"] or _("Preference")
    return Bar(name, one["estimate"], one["low"], one["high"], one["n"])
