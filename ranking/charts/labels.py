"""The column of names beside a figure: as wide as they are, the same wherever they are the same."""

import json
from collections.abc import Sequence

from ranking.charts.render import NARROW, TOKENS, Spec

SIZE = 13
# What a letter takes at most in the fonts of the interface, of which the converter has none to measure with: names are
# cut by letters, and the column is as wide as those.
_LETTER = 0.6 * SIZE
_MOST, _MOST_NARROW = 30, 15


def labels_width(names: Sequence[str], width: int) -> int:
    """How wide the column is for these names on a drawing of this width."""
    longest = max((len(name) for name in names), default=0)
    return int(12 + _LETTER * min(longest, _most(width)))


def labels_axis(names: dict[str, str], width: int, *, heads: bool = False) -> Spec:
    """An axis that writes {row: name}; rows that begin with "h" are headings where there are `heads`."""
    wide, most = labels_width(list(names.values()), width), _most(width)
    shown = {row: name if len(name) <= most else f"{name[: most - 1]}…" for row, name in names.items()}
    bold = {"condition": {"test": "datum.value[0] === 'h'", "value": 600}, "value": 400}
    return {
        "domain": False, "ticks": False, "labelExpr": f"{json.dumps(shown)}[datum.value]", "labelLimit": 0,
        "minExtent": wide, "maxExtent": wide, "labelColor": TOKENS["ink"], "labelFontSize": SIZE, "labelPadding": 8,
        **({"labelFontWeight": bold} if heads else {}),
    }  # fmt: skip


def _most(width: int) -> int:
    return _MOST_NARROW if width <= NARROW else _MOST
