"""What the JSON of a row must look like, for forms that let people write it. Pages trust these shapes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
LONGEST_CODE = 100
ROLES = ("system", "user", "assistant")
MOST_LEVELS = 101
# Sums of squares over any number of answers stay far from where numbers end, and every whole number in between is one.
FARTHEST = 1e12


def check_languages(value: Any) -> None:
    """This function will raise unless it is a list of language codes."""
    if not isinstance(value, list) or not all(isinstance(one, str) and LANGUAGE.fullmatch(one) for one in value):
        raise ValidationError({"languages": _('Write a list of language codes, such as ["en", "tr"].')})


def check_turns(value: Any) -> None:
    """This function will raise unless it is a list of turns, of which only the first may be the system's."""
    if not isinstance(value, list) or not all(_is_turn(one, place) for place, one in enumerate(value)):
        shape = '[{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]'
        raise ValidationError({"messages": _("Write a list of turns, such as %(shape)s.") % {"shape": shape}})


def _is_turn(value: Any, place: int) -> bool:
    if not isinstance(value, dict) or value.keys() != {"role", "content"}:
        return False
    roles = ROLES if place == 0 else ROLES[1:]
    return value["role"] in roles and isinstance(value["content"], str)


def check_skills(value: Any) -> None:
    """This function will raise unless it is a list of names."""
    if not isinstance(value, list) or not all(isinstance(one, str) and 0 < len(one) <= LONGEST_CODE for one in value):
        raise ValidationError({"skills": _('Write a list of names, such as ["medicine"].')})


def check_levels(kind: str, minimum: float, maximum: float, levels: Any) -> None:
    """This function will raise unless every level has a code (categories) or a value on the scale, and a text."""
    category = kind == "category"
    if minimum >= maximum:
        raise ValidationError({"maximum": _("The maximum lies above the minimum.")})
    for name, end in (("minimum", minimum), ("maximum", maximum)):
        if not -FARTHEST <= end <= FARTHEST:
            raise ValidationError({name: _("A scale lies between −10¹² and 10¹².")})
    if not isinstance(levels, list) or not all(_is_level(level, category) for level in levels):
        shape = '[{"code": "warm", "text": "Warm"}]' if category else '[{"value": 1, "text": "Useless"}]'
        raise ValidationError({"levels": _("Write a list of levels, such as %(shape)s.") % {"shape": shape}})
    keys = [level["code" if category else "value"] for level in levels]
    if len(set(keys)) != len(keys):
        raise ValidationError({"levels": _("Each level stands once.")})
    if category and len(keys) < 2:
        raise ValidationError({"levels": _("Categories need at least two levels.")})
    if not category and not all(minimum <= key <= maximum for key in keys):
        raise ValidationError({"levels": _("A level lies outside the scale.")})
    steps = maximum - minimum
    if kind == "likert" and (steps != int(steps) or steps >= MOST_LEVELS):
        text = _("A Likert scale goes in steps of one, at most %(most)d of them; choose 0 to 100 for a finer one.")
        raise ValidationError({"maximum": text % {"most": MOST_LEVELS - 1}})


def _is_level(level: Any, category: bool) -> bool:
    if not isinstance(level, Mapping) or not isinstance(level.get("text", ""), str):
        return False
    if category:
        code = level.get("code")
        return isinstance(code, str) and 0 < len(code) <= LONGEST_CODE
    value = level.get("value")
    return isinstance(value, int | float) and not isinstance(value, bool) and "code" not in level


def check_translations(value: Any, levels: Sequence[Any]) -> None:
    """This function will raise unless it is `{language: {"label", "description", "levels"}}`."""
    if isinstance(value, dict) and all(_is_translation(words, len(levels)) for words in value.values()):
        return
    shape = '{"tr": {"label": "...", "description": "...", "levels": ["...", "..."]}}'
    text = _("Write texts by language, with as many levels as there are: %(shape)s.")
    raise ValidationError({"translations": text % {"shape": shape}})


def _is_translation(words: Any, count: int) -> bool:
    if not isinstance(words, dict) or not words.keys() <= {"label", "description", "levels"}:
        return False
    levels = words.get("levels", [])
    texts = [words.get("label", ""), words.get("description", ""), *(levels if isinstance(levels, list) else [None])]
    return all(isinstance(text, str) for text in texts) and len(levels) in {0, count}
