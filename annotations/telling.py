"""Stored sentences and figures in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.formats import get_format, number_format
from django.utils.translation import get_language, get_language_info, gettext

from annotations.said import Language, Said, as_json


def told(text: str, said: Mapping[str, Any] | None = None) -> str:
    """A stored English sentence in the reader's language; `said` is what `annotations.said.kept` kept of it.

    Without it the sentence is looked up as it stands, so that what was stored before stays in English.
    """
    if isinstance(text, Said):
        return str(_again(as_json(text)))
    how = (said or {}).get(text)
    if how is None:
        return gettext(text) if text else ""
    return _again(how)


def decimal(value: float, places: int = 2, *, grouped: bool = False) -> str:
    """A number rounded to fixed decimals, as the reader writes it; what rounds to nothing has no sign."""
    # Django cuts the decimals of a float off; those of a Decimal are there already. Adding zero takes the sign off -0.
    rounded = Decimal(f"{value:.{places}f}") + 0
    return _signed(number_format(rounded, decimal_pos=places, force_grouping=grouped))


def whole(value: int) -> str:
    """A count, its thousands parted as the reader parts them."""
    return decimal(value, 0, grouped=True)


def number(value: float) -> str:
    """A number with as many decimals as it has, as the reader writes it."""
    return _local(f"{value:g}")


def percent(share: float, places: int = 0) -> str:
    """A share as a percentage, as the reader writes it."""
    return _local(f"{share:.{places}%}")


def lowered(text: str) -> str:
    """Words of the interface in small letters: Turkish has an i with and one without a dot."""
    if (get_language() or "").startswith("tr"):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code itself where it is not known."""
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


def language(code: str) -> Language:
    """A language as a stored sentence names it."""
    return Language(code, get_language_info(code)["name"] if code in LANG_INFO else code)


def _again(how: Any) -> Any:
    if isinstance(how, dict) and "language" in how:
        return language_name(how["language"])
    if isinstance(how, dict):
        values = {name: _again(each) for name, each in how["values"].items()}
        return _Figures().vformat(gettext(how["msgid"]), (), values)
    if isinstance(how, list):
        return ", ".join(str(_again(each)) for each in how)
    return how


class _Figures(Formatter):
    """Formats like Python, with the reader's separators and percent sign."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, int) and not format_spec:
            return whole(value)
        text = str(format(value, format_spec))
        return _local(text) if isinstance(value, int | float) else text


def _signed(text: str) -> str:
    """With a minus sign, which is as wide as a plus and no line breaks behind it, where a hyphen stood."""
    return f"−{text[1:]}" if text.startswith("-") else text


def _local(text: str) -> str:
    text = _signed(text.replace(".", str(get_format("DECIMAL_SEPARATOR"))))
    if text.endswith("%") and (get_language() or "").startswith("tr"):
        return f"%{text[:-1]}"
    return text
