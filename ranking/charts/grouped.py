"""Estimates with their intervals in groups, on one axis: what people and judges give, side by side.

Where the same few sides stand in every group they share a line, told apart by colour and shape; else each has its own.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from annotations.telling import whole
from ranking.charts.axis import Axis, Group
from ranking.charts.counts import with_n
from ranking.charts.dodged import dodged_spec, shared_sides
from ranking.charts.figure import Figure
from ranking.charts.listed import listed_spec
from ranking.charts.render import drawing

__all__ = ["BROAD", "Axis", "Group", "grouped_figure"]

# The column of a report.
BROAD = 780


def grouped_figure(
    groups: Sequence[Group],
    *,
    title: str,
    note: str,
    axis: Axis,
    columns: tuple[str, str],
    most: int = 40,
    hrefs: Sequence[str] = (),
) -> Figure:
    """This function will draw dots with whiskers in groups; `columns` names the groups and the bars in the table.

    Groups beyond `most` estimates are in the table alone.
    """
    note = with_n(note, (bar.n for group in groups for bar in group.bars))
    asked = any(bar.clear is not None for group in groups for bar in group.bars)
    if any(bar.clear is False for group in groups for bar in group.bars):
        unclear = _("A hollow mark is not clear once all that was asked alike is counted.")
        note = f"{note} {unclear}"
    drawn = _first(groups, most)
    if len(drawn) < len(groups):
        shown = _("Drawn are the first %(n)d; the table has all %(all)d.") % {"n": len(drawn), "all": len(groups)}
        note = f"{note} {shown}"
    sides = shared_sides(drawn)
    draw = dodged_spec if sides else listed_spec
    # One group without a heading needs no column for it.
    headed = any(group.title for group in groups)
    return Figure(
        title=title,
        note=note,
        drawings=[drawing(lambda width: draw(drawn, width, axis), label=f"{title} {note}", wide=BROAD)],
        columns=[*columns[not headed :], axis.title, _("Interval, 95 %"), *([_("Clear")] if asked else []), _("n")],
        rows=[
            [
                *([group.title] if headed else []),
                bar.name,
                axis.number(bar.value),
                axis.ends(bar),
                *([_("yes") if bar.clear else _("no")] if asked else []),
                whole(bar.n),
            ]
            for group in groups
            for bar in group.bars
        ],
        hrefs=hrefs,
        legend=sides,
    )


def _first(groups: Sequence[Group], most: int) -> list[Group]:
    drawn: list[Group] = []
    for group in groups:
        if drawn and sum(len(one.bars) for one in (*drawn, group)) > most:
            break
        drawn.append(group)
    return drawn
