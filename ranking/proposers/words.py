"""How figures read in a reason."""


def number(value: float) -> str:
    """Two decimals at most, and none where there is nothing after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def span(low: float | None, high: float | None) -> str:
    """An interval in words, or why there is none."""
    if low is None or high is None:
        return "no interval: one item only"
    return f"95 % interval {number(low)} to {number(high)}"


def sentence(text: str) -> str:
    """The text with a full stop where it lacks one."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else f"{text}."
