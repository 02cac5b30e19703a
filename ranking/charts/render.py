"""Vega-Lite to inline SVG that follows the page's theme."""

import re
from collections.abc import Callable
from typing import Any

import vl_convert
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ranking.charts.figure import Drawing

# The converter takes real colours only. These stand for tokens and are exchanged in its output.
TOKENS = {
    "people": "#00000a",
    "people-wash": "#00000b",
    "judge": "#00000c",
    "judge-wash": "#00000d",
    "judge-2": "#0000a4",
    "judge-3": "#0000a5",
    "ink": "#00000e",
    "ink-soft": "#00000f",
    "line": "#0000a0",
    "line-strong": "#0000a1",
    "surface": "#0000a2",
    "accent": "#0000a3",
}
# How numbers on an axis are written (d3-format); English is d3's own way.
LOCALES = {"tr": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["₺", ""]}}
FONT = "sans-serif"
WIDE, NARROW = 620, 348

_colours = {colour: f"var(--{token})" for token, colour in TOKENS.items()}
_COLOUR = re.compile("|".join(_colours))
# No ids (several figures share a page), nothing that runs, no roles inside an image.
_ATTRIBUTES = re.compile(r'\s(?:id|class|on\w+|aria-[\w-]+|role|xlink:href|xmlns:xlink)="[^"]*"')
_ELEMENTS = re.compile(r"<(script|foreignObject|a|image)\b.*?</\1>|<(?:script|image)\b[^>]*/>", re.DOTALL)

Spec = dict[str, Any]


def drawing(spec: Callable[[int], Spec], *, label: str, wide: int = WIDE, narrow: int = NARROW) -> Drawing:
    """This function will draw `spec(width)` twice, so that its letters are as large on a telephone."""
    return Drawing(svg(spec(wide), label=label), svg(spec(narrow), label=label))


def svg(spec: Spec, *, label: str) -> SafeString:
    """This function will draw one specification; `label` is what a screen reader says of it."""
    full = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec, "config": _config()}
    drawn = vl_convert.vegalite_to_svg(full, vl_version="5.21", format_locale=LOCALES.get(get_language() or ""))
    body = _COLOUR.sub(lambda match: _colours[match[0]], _ATTRIBUTES.sub("", _ELEMENTS.sub("", drawn)))
    body = body.replace(f'font-family="{FONT}"', 'font-family="inherit"')
    return mark_safe(body.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1))  # noqa: S308


def percents() -> Spec:
    """Ticks that are shares, as the reader writes a percentage: in Turkish the sign stands first."""
    turkish = (get_language() or "").startswith("tr")
    return {"format": "%"} | ({"labelExpr": "'%' + format(100 * datum.value, ',.3~r')"} if turkish else {})


def _config() -> Spec:
    soft, line = TOKENS["ink-soft"], TOKENS["line"]
    return {
        "aria": False,
        "background": None,
        # A browser may set the names beside an axis wider than the converter measured them.
        "padding": {"left": 16, "top": 5, "right": 5, "bottom": 5},
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": soft, "titleColor": soft, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400,
            "gridColor": line, "domainColor": TOKENS["line-strong"], "tickColor": TOKENS["line-strong"],
            "labelLimit": 240, "labelFlush": False, "tickSize": 4, "labelPadding": 5, "titlePadding": 9,
        },
        "text": {"color": TOKENS["ink"], "fontSize": 12},
    }  # fmt: skip
