"""How figures read in a reason."""

from annotations.said import Said


def figure(value: float) -> float:
    """What a reason can support: two decimals at most."""
    return round(value, 2)


def span(low: float | None, high: float | None) -> Said:
    """An interval in words, or why there is none."""
    if low is None or high is None:
        return Said("no interval: one item only")
    return Said("95 % interval {low:g} to {high:g}", low=figure(low), high=figure(high))


def of_these(reason: Said, *, chosen: bool) -> Said:
    """A reason that rests on a mean or a share; where the round asked chosen items, that it is theirs alone."""
    if not chosen:
        return reason
    return Said(
        "{reason} The round asked chosen items alone: this is said of them, and not of all items.", reason=reason
    )


def sentence(text: str) -> str:
    """The text with a full stop where it lacks one."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else f"{text}."
