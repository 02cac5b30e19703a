"""A template's line as a picture: versions as nodes, rounds on the way between them, what was turned down in grey.

It is drawn by hand, since its nodes are links: colours are those of the page's style sheet, so it follows the theme.
A wide drawing runs from left to right, a narrow one from top to bottom.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.figure import Drawing

# A box is so wide that two of them stand side by side on a telephone.
BOX_WIDE, BOX_NARROW, TALL = 172, 160, 74
# Between nodes: along the line, and across it.
ALONG_WIDE, ACROSS_WIDE = 84, 22
ALONG_NARROW, ACROSS_NARROW = 46, 14
EDGE, INSET = 6, 13
Place = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A version, or a proposal that made none. `says` is read out; `state` is "", "active", "open" or "rejected"."""

    key: str
    parent: str | None
    title: str
    href: str
    says: str
    state: str = ""
    tag: str = ""
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    # What led from the parent to it: (words, address).
    rounds: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Scale:
    """The scale that scores are drawn on."""

    minimum: float
    maximum: float

    def along(self, value: float, width: float) -> float:
        """Where a score stands on a track of a width."""
        return min(1.0, max(0.0, (value - self.minimum) / (self.maximum - self.minimum))) * width


def lineage_drawing(marks: Sequence[Mark], scale: Scale | None, *, label: str) -> Drawing:
    """The line in both shapes; parents stand before their children in `marks`."""
    places = placed(marks)
    return Drawing(
        _svg(marks, places, scale, label=label, wide=True), _svg(marks, places, scale, label=label, wide=False)
    )


def placed(marks: Sequence[Mark]) -> dict[str, Place]:
    """{key: (generation, lane)}: a first child goes on in its parent's lane, another one in the next that is free."""
    children: dict[str | None, list[Mark]] = {}
    known = {mark.key for mark in marks}
    for mark in marks:
        children.setdefault(mark.parent if mark.parent in known else None, []).append(mark)
    found: dict[str, Place] = {}
    taken: set[Place] = set()
    # Walked without recursion: a line may be as long as its project is old.
    waiting: list[tuple[Mark, int, int]] = [(mark, 0, 0) for mark in reversed(children.get(None, []))]
    while waiting:
        mark, generation, lane = waiting.pop()
        if mark.key in found:
            continue
        chain = _chain(mark, children)
        lane = next(one for one in count(lane) if not any((generation + k, one) in taken for k in range(len(chain))))
        for step, one in enumerate(chain):
            found[one.key] = (generation + step, lane)
            taken.add((generation + step, lane))
        # The end of the chain first: its branches lie furthest along.
        waiting += [
            (branch, generation + step + 1, lane + 1)
            for step, one in enumerate(chain)
            for branch in reversed(children.get(one.key, [])[1:])
        ]
    return found


def _chain(mark: Mark, children: dict[str | None, list[Mark]]) -> list[Mark]:
    """A mark with its first child, that one's first child, and so on."""
    chain = [mark]
    while rows := children.get(chain[-1].key):
        chain.append(rows[0])
    return chain


def _svg(marks: Sequence[Mark], places: dict[str, Place], scale: Scale | None, *, label: str, wide: bool) -> SafeString:
    box = BOX_WIDE if wide else BOX_NARROW

    def at(key: str) -> Place:
        generation, lane = places[key]
        if wide:
            return EDGE + generation * (box + ALONG_WIDE), EDGE + lane * (TALL + ACROSS_WIDE)
        return EDGE + lane * (box + ACROSS_NARROW), EDGE + generation * (TALL + ALONG_NARROW)

    corners = [at(mark.key) for mark in marks]
    width = max((x for x, _y in corners), default=0) + box + EDGE
    height = max((y for _x, y in corners), default=0) + TALL + EDGE
    edges = [_edge(at(mark.parent), at(mark.key), mark, wide) for mark in marks if mark.parent in places]
    # Words stand above all ways, so that none is struck through.
    ways = [path for path, _words in edges] + [words for _path, words in edges]
    nodes = [_node(mark, corner, box, scale) for mark, corner in zip(marks, corners, strict=True)]
    return format_html(
        '<svg class="line-picture" role="group" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}{}</svg>',
        label, width, height, width, height, _joined(ways), _joined(nodes),
    )  # fmt: skip


def _edge(start: Place, end: Place, mark: Mark, wide: bool) -> tuple[SafeString, SafeString]:
    (x1, y1), (x2, y2) = _ports(start, end, wide)
    half = (x1 + x2) / 2 if wide else (y1 + y2) / 2
    path = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}" if wide else f"M{x1} {y1}C{x1} {half} {x2} {half} {x2} {y2}"
    kind = "turned-down" if mark.state == "rejected" else ""
    # Where the way bends down, its words stand below it.
    below = y2 > y1
    x, y = (x2 - ALONG_WIDE / 2 + 4, y2 + 18 if below else y2 - 9) if wide else (x2 + 10, y2 - ALONG_NARROW / 2 + 5)
    step = (15 if below else -15) if wide else 15
    words = format_html_join(
        "", '<a href="{}"><text class="way" x="{}" y="{}" text-anchor="{}">{}</text></a>',
        ((href, x, y + place * step, "middle" if wide else "start", text)
         for place, (text, href) in enumerate(mark.rounds[: 2 if wide else 1])),
    )  # fmt: skip
    return format_html('<path class="edge {}" d="{}"/>', kind, path), words


def _ports(start: Place, end: Place, wide: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    if wide:
        return (start[0] + BOX_WIDE, start[1] + TALL / 2), (end[0], end[1] + TALL / 2)
    return (start[0] + BOX_NARROW / 2, start[1] + TALL), (end[0] + BOX_NARROW / 2, end[1])


def _node(mark: Mark, corner: Place, box: int, scale: Scale | None) -> SafeString:
    x, y = corner
    return format_html(
        '<a href="{}" class="node {}" aria-label="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="9"/>'
        '<text class="name" x="{}" y="{}">{}</text><text class="tag" x="{}" y="{}" text-anchor="end">{}</text>{}</a>',
        mark.href, mark.state, mark.says, x, y, box, TALL, x + INSET, y + 24, mark.title, x + box - INSET, y + 23,
        mark.tag, _joined(_score(mark, x, y, box, scale)),
    )  # fmt: skip


def _score(mark: Mark, x: int, y: int, box: int, scale: Scale | None) -> Iterator[SafeString]:
    """The score and its interval, in figures and on the scale's track."""
    if mark.mean is None or scale is None:
        if mark.state not in ("rejected", "open"):
            yield format_html('<text class="soft" x="{}" y="{}">{}</text>', x + INSET, y + 46, _("not scored yet"))
        return
    yield format_html('<text class="score" x="{}" y="{}">{}</text>', x + INSET, y + 47, decimal(mark.mean))
    left, width, line = x + INSET, box - 2 * INSET, y + TALL - 13
    yield format_html('<path class="track" d="M{} {}h{}"/>', left, line, width)
    if mark.low is not None and mark.high is not None:
        yield format_html(
            '<text class="soft" x="{}" y="{}" text-anchor="end">{}–{}</text>',
            x + box - INSET, y + 47, decimal(mark.low), decimal(mark.high),
        )  # fmt: skip
        low, high = scale.along(mark.low, width), scale.along(mark.high, width)
        yield format_html('<path class="span" d="M{} {}H{}"/>', round(left + low, 1), line, round(left + high, 1))
    yield format_html(
        '<circle class="dot" cx="{}" cy="{}" r="4"/>', round(left + scale.along(mark.mean, width), 1), line
    )


def _joined(parts: Sequence[SafeString] | Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
