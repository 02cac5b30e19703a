"""Texts in small letters and one normal form, so that a word is found however it is written."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"\w+")
# Alphabets that have an i with and one without a dot.
_DOTTED = ("tr", "az")
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})
# Small letters of İ elsewhere are an i and a dot above.
_DOT_ABOVE = "i\u0307"


def folded(text: str, language: str = "") -> str:
    """A text in small letters as its language has them, composed (NFC)."""
    text = unicodedata.normalize("NFC", text)
    if language.lower().split("-")[0].split("_")[0] in _DOTTED:
        text = text.translate(_TURKISH)
    return unicodedata.normalize("NFC", text.lower().replace(_DOT_ABOVE, "i"))


def spaced(text: str, language: str = "") -> str:
    """The folded words of a text with one space before, between and after them."""
    return f" {' '.join(_WORDS.findall(folded(text, language)))} "
