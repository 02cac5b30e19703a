"""Places in a text that a word of a table fills: `{{name}}`, `{{name:genitive}}`, and `{{name2}}` for another one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .casing import capitalised

PLACE = re.compile(
    r"(?P<escape>\\?)\{\{[ \t]*(?P<kind>[^\W\d]+)(?P<which>\d*)[ \t]*(?::[ \t]*(?P<case>\w+)[ \t]*)?\}\}"
)
# Other words for the same, as people write them.
KINDS = {
    "person": "name", "kinship": "kin", "job": "occupation", "kişi": "name", "ad": "name", "isim": "name",
    "akraba": "kin", "yakın": "kin", "meslek": "occupation", "unvan": "title", "zamir": "pronoun",
}  # fmt: skip
CASES = {
    "yalın": "nominative", "belirtme": "accusative", "yönelme": "dative", "bulunma": "locative",
    "ayrılma": "ablative", "çıkma": "ablative", "tamlayan": "genitive", "ilgi": "genitive",
    "vasıta": "instrumental", "araç": "instrumental", "çoğul": "plural", "iyelik": "possessed",
    "possessive": "possessive",
}  # fmt: skip
# A full stop after these ends no sentence.
ABBREVIATIONS = ("dr", "mr", "mrs", "ms", "prof", "doç", "av", "sn", "st", "sr", "jr", "vs", "no")
OPENING = " \t\"'“”‘’«»(*_[#>-–—"
ENDS = ".!?…"


@dataclass(frozen=True)
class Place:
    """One place: what fills it (`slot` is the kind and the number), and in which case (empty: the table's first)."""

    slot: str
    kind: str
    case: str


def places(text: str) -> tuple[Place, ...]:
    """This function will list the places of a text, in order."""
    normal = unicodedata.normalize("NFC", text)
    return tuple(_place(match) for match in PLACE.finditer(normal) if not match["escape"])


def fill(text: str, word: Callable[[Place], str], language: str) -> str:
    """This function will put words into the places, with a capital where a sentence begins."""
    normal = unicodedata.normalize("NFC", text)

    def filled(match: re.Match[str]) -> str:
        if match["escape"]:
            return match[0][1:]
        form = word(_place(match))
        return capitalised(form, language) if begins(normal[: match.start()]) else form

    return PLACE.sub(filled, normal)


def begins(before: str) -> bool:
    """Whether a sentence begins after the text: at the start, on a new line, or after a full stop that ends one."""
    rest = before.rstrip(OPENING)
    if not rest or rest.endswith("\n"):
        return True
    if rest[-1] not in ENDS or rest == before:
        return False
    last = re.split(r"[\s(\"“]", rest[:-1])[-1]
    return rest[-1] != "." or last.lower() not in ABBREVIATIONS


def named(words: Mapping[str, Mapping[str, str]], place: Place) -> str:
    """The form that a place takes of the words chosen by slot."""
    forms = words[place.slot]
    return forms[place.case or next(iter(forms))]


def _place(match: re.Match[str]) -> Place:
    kind = KINDS.get(match["kind"].lower(), match["kind"].lower())
    case = (match["case"] or "").lower()
    return Place(f"{kind}{match['which']}", kind, CASES.get(case, case))
