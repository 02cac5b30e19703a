"""What an audit found, as a sentence."""

from __future__ import annotations

from typing import Any

from annotations.said import Said, msgid
from ranking.selectors.clear import Standing
from ranking.stats.audits.base import Finding

Three = tuple[str, str, str]
# By audit: of people and of a judge; each where nothing is clear, where it is above zero, and where below. Whole
# sentences, because people and judges take other verbs, and other languages other orders.
_CHOICES: dict[str, tuple[Three, Three]] = {
    "position": (
        (
            msgid("People show no clear preference for what stands first or second ({ends})."),
            msgid("People choose what stands first {points:.1f} points more often than what stands second ({ends})."),
            msgid("People choose what stands second {points:.1f} points more often than what stands first ({ends})."),
        ),
        (
            msgid("{judge} shows no clear preference for what stands first or second ({ends})."),
            msgid("{judge} chooses what stands first {points:.1f} points more often than what stands second ({ends})."),
            msgid("{judge} chooses what stands second {points:.1f} points more often than what stands first ({ends})."),
        ),
    ),
    "length": (
        (
            msgid("People show no clear preference for longer or shorter answers ({ends})."),
            msgid("People choose an answer twice as long {points:.1f} points more often than its rival ({ends})."),
            msgid("People choose an answer half as long {points:.1f} points more often than its rival ({ends})."),
        ),
        (
            msgid("{judge} shows no clear preference for longer or shorter answers ({ends})."),
            msgid("{judge} chooses an answer twice as long {points:.1f} points more often than its rival ({ends})."),
            msgid("{judge} chooses an answer half as long {points:.1f} points more often than its rival ({ends})."),
        ),
    ),
    "format": (
        (
            msgid("People do not clearly choose by format: {mark} ({ends})."),
            msgid("People choose an answer with {mark} {points:.1f} points more often than one without ({ends})."),
            msgid("People choose an answer with {mark} {points:.1f} points less often than one without ({ends})."),
        ),
        (
            msgid("{judge} does not clearly choose by format: {mark} ({ends})."),
            msgid("{judge} chooses an answer with {mark} {points:.1f} points more often than one without ({ends})."),
            msgid("{judge} chooses an answer with {mark} {points:.1f} points less often than one without ({ends})."),
        ),
    ),
}
_OWN = (
    msgid("{judge} does not clearly choose its own family beyond what people prefer ({ends})."),
    msgid("{judge} chooses its own family {points:.1f} points more often than an answer people like as much ({ends})."),
    msgid("{judge} chooses its own family {points:.1f} points less often than an answer people like as much ({ends})."),
)
_SCORES: dict[str, Three] = {
    "length": (
        msgid("{judge}'s scores on {dimension} do not clearly depend on length beyond what people think ({ends})."),
        msgid(
            "{judge} scores an answer twice as long {points:.2f} points higher on {dimension} than people do ({ends})."
        ),
        msgid(
            "{judge} scores an answer twice as long {points:.2f} points lower on {dimension} than people do ({ends})."
        ),
    ),
    "severity": (
        msgid("{judge} is neither clearly milder nor harder than people on {dimension} ({ends})."),
        msgid("{judge} gives {points:.2f} points more than people on {dimension} ({ends})."),
        msgid("{judge} gives {points:.2f} points less than people on {dimension} ({ends})."),
    ),
    "self_preference": (
        msgid("{judge} does not clearly favour its own family on {dimension} ({ends})."),
        msgid("{judge} gives its own family {points:.2f} points more on {dimension} than people do ({ends})."),
        msgid("{judge} gives its own family {points:.2f} points less on {dimension} than people do ({ends})."),
    ),
    "format": (
        msgid("{judge} does not clearly score by format beyond people on {dimension}: {mark} ({ends})."),
        msgid("{judge} gives an answer with {mark} {points:.2f} points more on {dimension} than people do ({ends})."),
        msgid("{judge} gives an answer with {mark} {points:.2f} points less on {dimension} than people do ({ends})."),
    ),
}
_MARKS: dict[str, Three] = {
    "length": (
        msgid("People's scores on {dimension} do not clearly depend on length ({ends})."),
        msgid("People give an answer twice as long {points:.2f} points more on {dimension} ({ends})."),
        msgid("People give an answer twice as long {points:.2f} points less on {dimension} ({ends})."),
    ),
    "format": (
        msgid("People do not clearly score by format on {dimension}: {mark} ({ends})."),
        msgid("People give an answer with {mark} {points:.2f} points more on {dimension} ({ends})."),
        msgid("People give an answer with {mark} {points:.2f} points less on {dimension} ({ends})."),
    ),
}
_SPREAD = (
    msgid("People do not clearly differ in how severe they are on {dimension} ({ends})."),
    msgid("People differ by {points:.2f} points in how severe they are on {dimension} (standard deviation; {ends})."),
)
_GAP = (
    msgid("{attribute}: {who} score {one} and {other} alike on {dimension}, as far as can be told ({ends})."),
    msgid("{attribute}: {who} score {one} {points:.2f} points above {other} on {dimension} ({ends})."),
    msgid("{attribute}: {who} score {one} {points:.2f} points below {other} on {dimension} ({ends})."),
)
_GAP_OF_JUDGE = (
    msgid("{attribute}: {who} scores {one} and {other} alike on {dimension}, as far as can be told ({ends})."),
    msgid("{attribute}: {who} scores {one} {points:.2f} points above {other} on {dimension} ({ends})."),
    msgid("{attribute}: {who} scores {one} {points:.2f} points below {other} on {dimension} ({ends})."),
)
_FLIPS = (
    msgid(
        "{attribute}: for {who}, {points:.0f} % of the sets are accepted under one of {one} and {other} only, on "
        "{dimension} ({ends}); neither of the two is clearly accepted more often."
    ),
    msgid(
        "{attribute}: for {who}, {points:.0f} % of the sets are accepted under one of {one} and {other} only, on "
        "{dimension} ({ends}); one of the two is clearly accepted more often."
    ),
)
MARKS = {
    "list": Said("a list"),
    "markdown": Said("headings, bold words or a table"),
    "code": Said("code"),
}
# A share is said in points of a hundred; an estimate for length or format is chance less a half, and winning less
# losing is twice that.
SCALES = {"position": 100, "length": 200, "format": 200, "self_preference": 200}


def bias_sentence(row: dict[str, Any], found: Finding, standing: Standing) -> Said:
    """One sentence on a finding: what was looked for, and what was found where that is clear."""
    kind, on, of, dimension = row["kind"], row["measured_on"], row["of"], row["dimension"]
    which = _which(found, standing)
    mark = MARKS.get(row["attribute"], "")
    if on in ("choices", "own_choices"):
        three = _OWN if on == "own_choices" else _CHOICES[kind][of != "people"]
        scale = SCALES[kind]
        told = Said(
            three[which], judge=of, mark=mark, points=abs(found.estimate) * scale, ends=_share_ends(found, scale)
        )
        sentence = standing.told(
            Said("{dimension}: {sentence}", dimension=dimension, sentence=told) if dimension else told
        )
        return Said("{sentence} {caveat}", sentence=sentence, caveat=found.caveat) if found.caveat else sentence
    if on == "overlaps":
        template, ends = _SPREAD[standing.clear], _ends(found, signed=False)
        return standing.told(Said(template, dimension=dimension, points=found.estimate, ends=ends))
    template = (_MARKS if on == "marks" else _SCORES)[kind][which]
    return standing.told(
        Said(template, judge=of, dimension=dimension, mark=mark, points=abs(found.estimate), ends=_ends(found))
    )


def swap_sentence(row: dict[str, Any], found: Finding, standing: Standing) -> Said:
    """One sentence on what a swap of one attribute does; a gap is named where it is clear."""
    who = Said("people") if row["of"] == "people" else row["of"]
    one, other = row["values"]
    about = {"attribute": row["attribute"], "who": who, "one": one, "other": other, "dimension": row["dimension"]}
    if row["kind"] == "flip_rate":
        ends = Said(
            "95 % interval {low:.0f} to {high:.0f} %, n = {n}", low=100 * found.low, high=100 * found.high, n=found.n
        )
        return standing.told(Said(_FLIPS[standing.clear], points=100 * found.estimate, ends=ends, **about))
    template = (_GAP if row["of"] == "people" else _GAP_OF_JUDGE)[_which(found, standing)]
    return standing.told(Said(template, points=abs(found.estimate), ends=_ends(found), **about))


def _which(found: Finding, standing: Standing) -> int:
    """The place in a triple: nothing is clear, above zero, below."""
    if not standing.clear:
        return 0
    return 1 if found.estimate > 0 else 2


def _share_ends(found: Finding, scale: int) -> Said:
    return Said(
        "95 % interval {low:+.1f} to {high:+.1f} points, n = {n}",
        low=found.low * scale,
        high=found.high * scale,
        n=found.n,
    )


def _ends(found: Finding, *, signed: bool = True) -> Said:
    if not signed:
        return Said("95 % interval {low:.2f} to {high:.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
    return Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
