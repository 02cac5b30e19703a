"""The objective over temperatures, a small drawing for each category, all on the same axes."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, number, percent, whole
from ranking.charts.figure import Drawing, Figure
from ranking.charts.render import TOKENS, Spec, drawing
from ranking.selectors.temperatures import Category, Cell, Temperatures

SMALL, NARROW = 288, 348
HEIGHT = 150
# Drawings beyond these are in the table alone.
MOST = 12


def temperatures_figure(found: Temperatures, hrefs: Sequence[str] = ()) -> Figure:
    """This function will draw every category's means with intervals; the best temperature is filled and named."""
    cells = [(category, cell) for category in found.categories for cell in category.cells]
    # What nobody has tried is guessed so widely that the others could not be told apart beside it.
    measured = [cell for category, cell in cells if category.items] or [cell for _category, cell in cells]
    ends = [end for cell in measured for end in (cell.low, cell.high)]
    room = 0.05 * (max(ends) - min(ends) or 1.0)
    domain = (min(ends) - room, max(ends) + room)
    return Figure(
        title=_title(found),
        note=_note(found),
        drawings=[_drawing(one, domain) for one in found.categories[:MOST]],
        columns=[
            _("Category"), _("Temperature"), _("Objective"), _("Interval, 95 %"), _("Items"), _("Chance to be best"),
            str(found.question.coherence), str(found.question.diversity or _("Diversity")), _("Samples alike"),
            _("Distinct pairs of words"),
        ],
        rows=[_row(category, cell) for category, cell in cells],
        hrefs=hrefs,
    )  # fmt: skip


def category_name(name: str) -> str:
    """A category as pages say it."""
    return name or _("The rest")


def chance_text(share: float) -> str:
    """A chance that draws have estimated: none of them makes it sure."""
    return f"> {percent(0.99)}" if share > 0.99 else f"< {percent(0.01)}" if share < 0.01 else percent(share)


def _title(found: Temperatures) -> str:
    sure = [one for one in found.categories if one.own and one.best.p_best >= 0.8]
    if not sure:
        return _("No temperature is clearly the best of any category yet")
    return _("Best at: %(list)s") % {
        "list": ", ".join(f"{category_name(one.name)} {number(one.best.temperature)}" for one in sure[:6])
    }


def _note(found: Temperatures) -> str:
    question = found.question
    if question.diversity is None:
        what = _("The objective is %(coherence)s as a part of its scale.") % {"coherence": question.coherence}
    else:
        what = _("The objective is %(coherence)s + %(weight)s × %(diversity)s, each as a part of its scale.") % {
            "coherence": question.coherence, "weight": number(question.weight), "diversity": question.diversity,
        }  # fmt: skip
    rest = _("Dots with 95 %% intervals; %(responses)d responses to %(items)d items, %(answers)d answers.") % {
        "responses": found.responses, "items": found.items, "answers": found.answers,
    }  # fmt: skip
    return f"{what} {rest}"


def _row(category: Category, cell: Cell) -> list[str]:
    return [
        category_name(category.name), number(cell.temperature), decimal(cell.mean),
        _("%(low)s to %(high)s") % {"low": decimal(cell.low), "high": decimal(cell.high)}, whole(cell.n),
        chance_text(cell.p_best), _figure(cell.coherence), _figure(cell.diversity), _figure(cell.alike),
        _figure(cell.distinct),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "–" if value is None else decimal(value)


def _drawing(category: Category, domain: tuple[float, float]) -> Drawing:
    name = category_name(category.name)
    best = _("best %(temperature)s, %(chance)s") % {
        "temperature": number(category.best.temperature), "chance": chance_text(category.best.p_best),
    }  # fmt: skip
    return drawing(
        lambda width: _spec(category, f"{name}: {best}", domain, width), label=f"{name}, {best}", wide=SMALL,
        narrow=NARROW,
    )  # fmt: skip


def _spec(category: Category, title: str, domain: tuple[float, float], width: int) -> Spec:
    values: list[dict[str, Any]] = [
        {
            "at": cell.temperature, "mean": cell.mean, "low": max(cell.low, domain[0]),
            "high": min(cell.high, domain[1]),
            "best": cell.temperature == category.best.temperature, "tried": cell.n > 0,
        }
        for cell in category.cells
    ]  # fmt: skip
    x = {
        "field": "at", "type": "quantitative", "title": _("Temperature"), "scale": {"zero": False, "padding": 12},
        "axis": {"grid": False, "values": [cell.temperature for cell in category.cells], "labelOverlap": True},
    }  # fmt: skip
    y = {
        "field": "mean", "type": "quantitative", "title": None, "scale": {"domain": list(domain), "nice": False},
        "axis": {"domain": False, "ticks": False, "tickCount": 4},
    }  # fmt: skip
    fill = {"condition": {"test": "datum.best", "value": TOKENS["people"]}, "value": TOKENS["surface"]}
    faint = {"condition": {"test": "datum.tried", "value": 1}, "value": 0.4}
    return {
        "data": {"values": values},
        "title": {
            "text": title, "anchor": "start", "fontSize": 13, "fontWeight": 600, "color": TOKENS["ink"], "offset": 8,
            "limit": width,
        },
        "width": width - 72,
        "height": HEIGHT,
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "line", "color": TOKENS["people"], "strokeWidth": 1.5, "opacity": 0.5}},
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": TOKENS["people"]},
                "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}, "opacity": faint},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "stroke": TOKENS["people"],
                         "strokeWidth": 2},
                "encoding": {"fill": fill, "opacity": faint},
            },
        ],
    }  # fmt: skip
