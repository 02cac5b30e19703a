"""A template's line as a picture: versions as nodes, rounds on the way between them, what was turned down in grey.

It is drawn by hand, since its nodes are links: colours are those of the page's style sheet, so it follows the theme.
A wide drawing runs from left to right; a narrow one is a list whose children are set in. The ways to all
children of a node leave it as one trunk, so that many do not tangle.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.figure import Drawing

# Boxes: of a version, and of a proposal that made none, which has no score to show.
BOX, TALL, SHORT = 172, 74, 38
# Between nodes: along the line and across it where it runs sideways; below one another, and how far a child is set in.
ALONG, ACROSS, BELOW, INWARDS = 92, 22, 18, 18
# Beyond this a deep line is set in no further.
MOST_INWARDS = 7 * INWARDS
# Where the way to a node's children leaves it; how round its corners are.
TRUNK, ROUND = 22, 8
EDGE, INSET = 6, 13
# What a drawing from top to bottom leaves beside a box for the words on the way to it.
BESIDE = 70
Place = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A version, or a proposal that made none. `says` is read out; `state` is "", "active", or "open", "rejected" or
    "more" (of what was left out), which have no score.
    """

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
class Box:
    """Where a mark stands."""

    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Half-way down."""
        return self.y + self.height // 2


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
    return Drawing(
        _svg(marks, boxes_across(marks), scale, label=label, wide=True),
        _svg(marks, boxes_below(marks), scale, label=label, wide=False),
    )


def boxes_across(marks: Sequence[Mark]) -> dict[str, Box]:
    """From left to right: a column for each generation, a row for each lane, as high as the highest in it."""
    places = placed(marks)
    heights: dict[int, int] = {}
    for mark in marks:
        lane = places[mark.key][1]
        heights[lane] = max(heights.get(lane, 0), _height(mark))
    tops, y = {}, EDGE
    for lane in sorted(heights):
        tops[lane], y = y, y + heights[lane] + ACROSS
    return {
        mark.key: Box(EDGE + places[mark.key][0] * (BOX + ALONG), tops[places[mark.key][1]], _height(mark))
        for mark in marks
    }


def boxes_below(marks: Sequence[Mark]) -> dict[str, Box]:
    """From top to bottom: each followed by its children, which are set in."""
    children = _children(marks)
    boxes: dict[str, Box] = {}
    y = EDGE
    waiting = [(mark, 0) for mark in reversed(children.get(None, []))]
    while waiting:
        mark, inwards = waiting.pop()
        boxes[mark.key] = Box(EDGE + min(inwards, MOST_INWARDS), y, _height(mark))
        y += _height(mark) + BELOW
        waiting += [(one, inwards + INWARDS) for one in reversed(children.get(mark.key, []))]
    return boxes


def _height(mark: Mark) -> int:
    return SHORT if mark.state in ("open", "rejected", "more") else TALL


def _children(marks: Sequence[Mark]) -> dict[str | None, list[Mark]]:
    children: dict[str | None, list[Mark]] = {}
    known = {mark.key for mark in marks}
    for mark in marks:
        children.setdefault(mark.parent if mark.parent in known else None, []).append(mark)
    return children


def placed(marks: Sequence[Mark]) -> dict[str, Place]:
    """{key: (generation, lane)}: a first child goes on in its parent's lane, another one in the next that is free."""
    children = _children(marks)
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


def _svg(marks: Sequence[Mark], boxes: dict[str, Box], scale: Scale | None, *, label: str, wide: bool) -> SafeString:
    width = max((box.x for box in boxes.values()), default=0) + BOX + (EDGE if wide else BESIDE)
    height = max((box.y + box.height for box in boxes.values()), default=0) + EDGE
    edges = [_edge(boxes[mark.parent], boxes[mark.key], mark, wide) for mark in marks if mark.parent in boxes]
    # Words stand above all ways, so that none is struck through.
    ways = [path for path, _words in edges] + [words for _path, words in edges]
    nodes = [_node(mark, boxes[mark.key], scale) for mark in marks]
    return format_html(
        '<svg class="line-picture" role="group" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}{}</svg>',
        label, width, height, width, height, _joined(ways), _joined(nodes),
    )  # fmt: skip


def _edge(start: Box, end: Box, mark: Mark, wide: bool) -> tuple[SafeString, SafeString]:
    path = _sideways(start, end) if wide else _downwards(start, end)
    # Above the last stretch of the way, which is the child's alone; beside the box where there is none.
    x, y = (end.x - (ALONG - TRUNK) // 2, end.middle - 7) if wide else (end.x + BOX + 9, end.middle + 4)
    words = format_html_join(
        "", '<a href="{}"><text class="way" x="{}" y="{}" text-anchor="{}">{}</text></a>',
        ((href, x, y - place * 15, "middle" if wide else "start", text)
         for place, (text, href) in enumerate(mark.rounds[: 2 if wide else 1])),
    )  # fmt: skip
    return format_html('<path class="edge {}" d="{}"/>', "turned-down" if mark.state == "rejected" else "", path), words


def _sideways(start: Box, end: Box) -> str:
    """Out of the right side, along the trunk where the child lies lower, into the left side."""
    out, trunk = start.x + BOX, start.x + BOX + TRUNK
    first, last = start.y + TALL // 2, end.middle
    if abs(last - first) < 2 * ROUND:
        return f"M{out} {first}H{trunk}L{trunk + ROUND} {last}H{end.x}"
    corner = f"Q{trunk} {first} {trunk} {first + ROUND}V{last - ROUND}Q{trunk} {last} {trunk + ROUND} {last}"
    return f"M{out} {first}H{trunk - ROUND}{corner}H{end.x}"


def _downwards(start: Box, end: Box) -> str:
    """Out of the bottom, down, and round the corner into the left side."""
    trunk, last = start.x + INWARDS // 2, end.middle
    if end.x <= trunk + ROUND:
        return f"M{trunk} {start.y + start.height}V{end.y}"
    return f"M{trunk} {start.y + start.height}V{last - ROUND}Q{trunk} {last} {trunk + ROUND} {last}H{end.x}"


def _node(mark: Mark, box: Box, scale: Scale | None) -> SafeString:
    return format_html(
        '<a href="{}" class="node {}" aria-label="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="9"/>'
        '<text class="name" x="{}" y="{}">{}</text><text class="tag" x="{}" y="{}" text-anchor="end">{}</text>{}</a>',
        mark.href, mark.state, mark.says, box.x, box.y, BOX, box.height, box.x + INSET, box.y + 24, mark.title,
        box.x + BOX - INSET, box.y + 24, mark.tag, _joined(_score(mark, box, scale)),
    )  # fmt: skip


def _score(mark: Mark, box: Box, scale: Scale | None) -> Iterator[SafeString]:
    """The score and its interval, in figures and on the scale's track."""
    left, right, line = box.x + INSET, box.x + BOX - INSET, box.y + TALL - 13
    if mark.mean is None or scale is None:
        if box.height == TALL:
            yield format_html('<text class="soft" x="{}" y="{}">{}</text>', left, box.y + 46, _("not scored yet"))
        return
    width = right - left
    yield format_html('<text class="score" x="{}" y="{}">{}</text>', left, box.y + 47, decimal(mark.mean))
    yield format_html('<path class="track" d="M{} {}h{}"/>', left, line, width)
    if mark.low is not None and mark.high is not None:
        yield format_html(
            '<text class="soft" x="{}" y="{}" text-anchor="end">{}–{}</text>',
            right, box.y + 47, decimal(mark.low), decimal(mark.high),
        )  # fmt: skip
        low, high = scale.along(mark.low, width), scale.along(mark.high, width)
        yield format_html('<path class="span" d="M{} {}H{}"/>', round(left + low, 1), line, round(left + high, 1))
    yield format_html(
        '<circle class="dot" cx="{}" cy="{}" r="4"/>', round(left + scale.along(mark.mean, width), 1), line
    )


def _joined(parts: Sequence[SafeString] | Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
