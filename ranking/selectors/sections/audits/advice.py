"""What to do about a bias."""

from __future__ import annotations

from annotations.said import Said, msgid

# By kind and by what it was measured on: of people and of a judge.
_ADVICE = {
    ("position", "choices"): (
        msgid(
            "Keep drawing the order anew for every rater, as rounds do here: what place adds then cancels in the mean."
        ),
        msgid("Ask it in both orders and count a win only where both agree; read win rates with both places alike."),
    ),
    ("length", "choices"): (
        msgid("Compare by the win rate at equal length; if length is no merit here, say so in the guidelines."),
        msgid("Compare by the win rate at equal length; tell the judge in its template that length is no merit."),
    ),
    ("length", "scores"): (
        msgid(
            "Compare answers of like length before crediting a wording: length may be what a good answer needs here."
        ),
        msgid(
            "A calibrated score keeps this: compare versions by its scores at equal length, and tell the judge in its "
            "template that length is no merit."
        ),
    ),
    ("format", "choices"): (
        msgid("Fix one output format for the versions that are compared, so that only the wording differs."),
        msgid("Compare by the win rate without it; tell the judge in its template that the form is no merit."),
    ),
    ("format", "scores"): (
        msgid("Fix one output format for the versions that are compared, so that only the wording differs."),
        msgid(
            "A calibrated score keeps this: compare versions by its scores without it, and tell the judge in its "
            "template that the form is no merit."
        ),
    ),
    ("severity", "scores"): (
        msgid(
            "Give every version to the same raters, or compare by means that take severity off; clearer texts of the "
            "levels bring raters together."
        ),
        msgid("Use its calibrated scores, which take this off; never set its own scores beside people's."),
    ),
    ("self_preference", "choices"): (
        "",
        msgid("Do not let it choose between its own family and others: take a judge of another family, or people."),
    ),
    ("self_preference", "scores"): (
        "",
        msgid("Have answers of its own family scored by a judge of another family, or by people."),
    ),
    ("counterfactual", "scores"): (
        msgid(
            "Read the sets in which the scores part; hide the attribute from raters where the task allows it, and "
            "balance what you train on over its values."
        ),
        msgid(
            "Do not let this judge decide alone where the attribute shows: average its scores over the swapped "
            "prompts, and send such items to people."
        ),
    ),
}
_ADVICE["flip_rate", "scores"] = _ADVICE["counterfactual", "scores"]
_UNCLEAR = msgid("Nothing to do: no bias is clear here. More answers would narrow the interval.")


def advice(kind: str, on: str, of: str, *, clear: bool) -> Said:
    """What to do about a finding; `on` is what it was measured on, `of` is "people" or a judge's name."""
    if not clear:
        return Said(_UNCLEAR)
    of_people, of_judge = _ADVICE[kind, "choices" if on.endswith("choices") else "scores"]
    return Said(of_people if of == "people" else of_judge)
