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
# A share is said in points of a hundred; an estimate for length is chance less a half, and winning less losing is
# twice that.
_SCALES = {"position": 100, "length": 200}


def bias_sentence(audit: str, of: str, dimension: str, found: Finding) -> Said:
    """One sentence on a finding; `of` is "people" or a judge's name."""
    which = 0 if found.low <= 0 <= found.high else 1 if found.estimate > 0 else 2
    if audit == "length_scores":
        ends = Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
        return Said(_SCORES[which], judge=of, dimension=dimension, points=abs(found.estimate), ends=ends)
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
