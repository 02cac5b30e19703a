"""What an audit found, as a sentence."""

from __future__ import annotations

from annotations.said import Said, msgid
from ranking.stats.audits.base import Finding

# By audit: of people and of a judge; each where nothing is clear, where it is above zero, and where below. Whole
# sentences, because people and judges take other verbs, and other languages other orders.
_SENTENCES = {
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
}
_SCORES = (
    msgid("{judge}'s scores on {dimension} do not clearly depend on length beyond what people think ({ends})."),
    msgid("{judge} scores an answer twice as long {points:.2f} points higher on {dimension} than people do ({ends})."),
    msgid("{judge} scores an answer twice as long {points:.2f} points lower on {dimension} than people do ({ends})."),
)
_SEVERITY = (
    msgid("{judge} is neither clearly milder nor harder than people on {dimension} ({ends})."),
    msgid("{judge} gives {points:.2f} points more than people on {dimension} ({ends})."),
    msgid("{judge} gives {points:.2f} points less than people on {dimension} ({ends})."),
)
_SELF_PREFERENCE = (
    msgid("{judge} does not clearly favour its own family on {dimension} ({ends})."),
    msgid("{judge} gives its own family {points:.2f} points more on {dimension} than people do ({ends})."),
    msgid("{judge} gives its own family {points:.2f} points less on {dimension} than people do ({ends})."),
)
_OF_SCORES = {"length_scores": _SCORES, "severity": _SEVERITY, "self_preference": _SELF_PREFERENCE}
_GAP = (
    msgid("{attribute}: {who} score {one} and {other} alike on {dimension}, as far as can be told ({ends})."),
    msgid("{attribute}: {who} score {one} {points:.2f} points above {other} on {dimension} ({ends})."),
    msgid("{attribute}: {who} score {one} {points:.2f} points below {other} on {dimension} ({ends})."),
)
_FLIPS = msgid(
    "{attribute}: for {who}, {points:.0f} % of the sets are accepted under one of {one} and {other} only, on "
    "{dimension} ({ends})."
)
# A share is said in points of a hundred; an estimate for length is chance less a half, and winning less losing is
# twice that.
_SCALES = {"position": 100, "length": 200}


def bias_sentence(audit: str, of: str, dimension: str, found: Finding) -> Said:
    """One sentence on a finding; `of` is "people" or a judge's name."""
    which = 0 if found.low <= 0 <= found.high else 1 if found.estimate > 0 else 2
    if audit in _OF_SCORES:
        template = _OF_SCORES[audit][which]
        return Said(template, judge=of, dimension=dimension, points=abs(found.estimate), ends=_ends(found))
    scale = _SCALES[audit]
    ends = Said(
        "95 % interval {low:+.1f} to {high:+.1f} points, n = {n}",
        low=found.low * scale,
        high=found.high * scale,
        n=found.n,
    )
    of_people, of_judge = _SENTENCES[audit]
    return Said(
        (of_people if of == "people" else of_judge)[which], judge=of, points=abs(found.estimate) * scale, ends=ends
    )


def swap_sentence(audit: str, of: str, dimension: str, attribute: str, values: tuple[str, str], found: Finding) -> Said:
    """One sentence on what a swap of one attribute does; `of` is "people" or a judge's name."""
    who = Said("people") if of == "people" else of
    about = {"attribute": attribute, "who": who, "one": values[0], "other": values[1], "dimension": dimension}
    if audit == "flip_rate":
        ends = Said(
            "95 % interval {low:.0f} to {high:.0f} %, n = {n}", low=100 * found.low, high=100 * found.high, n=found.n
        )
        return Said(_FLIPS, points=100 * found.estimate, ends=ends, **about)
    which = 0 if found.low <= 0 <= found.high else 1 if found.estimate > 0 else 2
    return Said(_GAP[which], points=abs(found.estimate), ends=_ends(found), **about)


def _ends(found: Finding) -> Said:
    return Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
