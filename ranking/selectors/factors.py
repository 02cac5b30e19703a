"""What a model, a version or a temperature is called within a sentence."""

from annotations.said import Said


def factor_name(factor: str | None, name: str) -> str:
    """A name as it stands, a temperature with the word before it: a bare number reads as a score."""
    return Said("temperature {value:g}", value=float(name)) if factor == "temperature" and name else name
