"""Letters of a language, up and down: in Turkish and Azerbaijani I belongs to ı, and İ to i."""

from __future__ import annotations

import unicodedata

DOTTED = ("tr", "az")


def lowered(text: str, language: str = "") -> str:
    """This function will write the text small, in NFC; `language` is a code such as "tr" or "tr-TR"."""
    text = unicodedata.normalize("NFC", text)
    if _dotted(language):
        return text.replace("İ", "i").replace("I", "ı").lower()
    # Elsewhere İ is a foreign letter: without its dot as a letter of its own, which lower() would leave behind.
    return text.replace("İ", "i").lower()


def uppered(text: str, language: str = "") -> str:
    """This function will write the text in capitals, in NFC."""
    text = unicodedata.normalize("NFC", text)
    return (text.replace("i", "İ").upper() if _dotted(language) else text.upper()) if text else text


def capitalised(text: str, language: str = "") -> str:
    """This function will write the first letter large and leave the rest as it is."""
    text = unicodedata.normalize("NFC", text)
    return uppered(text[:1], language) + text[1:]


def _dotted(language: str) -> bool:
    return language.split("-")[0].lower() in DOTTED
