"""The annotation form, read into the shape that the API's submit also takes."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Dimension, Task
from annotations.selectors.sheets import NOT_APPLICABLE, Question, Sheet

FLAGS = {
    "unsafe": _("Harmful or unsafe"),
    "personal_data": _("Contains personal data"),
    "wrong_language": _("Wrong language"),
    "broken_text": _("Broken or cut off"),
    "unclear_prompt": _("The prompt is unclear"),
}
SKIP_REASONS = {
    "unsure": _("I cannot judge this"),
    "unclear": _("The prompt is unclear"),
    "unpleasant": _("I would rather not read this"),
    "broken": _("Something is broken"),
}

ANSWERS_SHOWN = {
    "open": _("Still open to change"),
    "commented": _("With a comment"),
    "flagged": _("Flagged"),
    "changed": _("Changed later"),
}

# What fits into 64 bits.
LONGEST_NUMBER = 18
# The fields of the form that an annotator fills in; whatever else was posted is no part of a draft.
FILLED = re.compile(r"(score|choice|best|worst|rank|flag)-[a-z0-9_-]{1,60}|comment|rewrite|none_acceptable")
Fields = Mapping[str, str]


class EnvelopeForm(forms.Form):
    """What travels with an answer: its key, the responses as they were shown, and the time it took."""

    key = forms.UUIDField()
    shown = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*$")
    seconds = forms.FloatField(required=False, min_value=0)

    def clean_shown(self) -> list[int]:
        """The ids of the responses, in the order of the screen."""
        return [int(pk) for pk in self.cleaned_data["shown"].split(",")]


class AnswersForm(forms.Form):
    """Which of one's own answers to list."""

    only = forms.ChoiceField(required=False, choices=ANSWERS_SHOWN.items)
    round = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class DraftForm(forms.Form):
    """A form as it stands, half filled in."""

    ranked = forms.RegexField(r"^[01]{0,100}$", required=False)

    def clean(self) -> dict[str, Any]:
        """`ranked`, list by list; `fields` by name, without what belongs to the page."""
        filled = {name: text for name, text in self.data.items() if FILLED.fullmatch(name)}
        return {"ranked": [digit == "1" for digit in self.cleaned_data.get("ranked", "")], "fields": filled}


def answer_read(sheet: Sheet, data: Fields) -> dict[str, Any]:
    """This function will turn the form's fields into an answer; what is missing stays out and is refused later."""
    answer: dict[str, Any] = {
        "comment": _text(data, "comment"),
        "rewrite": _text(data, "rewrite"),
        "flags": [flag for flag in FLAGS if f"flag-{flag}" in data],
    }
    if sheet.kind == Task.Kind.RATING:
        scores = {question.name: _score(question, data) for question in sheet.questions if _touched(question, data)}
        return answer | {"scores": scores}
    if "none_acceptable" in data:
        return answer | {"none_acceptable": True}
    rankings = {question.name: ranking for question in sheet.orders if (ranking := _ranking(sheet, question, data))}
    if [question.name for question in sheet.orders] == [""]:
        return answer | _single(data, rankings.get(""))
    return answer | {"rankings": rankings}


def _text(data: Fields, name: str) -> str:
    """A text as it was typed: browsers that send a form by themselves put CR LF where a line ends."""
    return data.get(name, "").replace("\r\n", "\n").strip()


def _single(data: Fields, ranking: list[list[int]] | None) -> dict[str, Any]:
    if data.get("choice-all") == "n":
        return {"none_acceptable": True}
    return {"ranking": ranking} if ranking else {}


def _touched(question: Question, data: Fields) -> bool:
    return bool(data.get(f"score-{question.field}", "").strip())


def _score(question: Question, data: Fields) -> float | str | None:
    text = data[f"score-{question.field}"].strip()
    if text == NOT_APPLICABLE:
        return None
    if question.kind == Dimension.Kind.CATEGORY:
        return text
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text  # refused, in words, where scales are checked


def _ranking(sheet: Sheet, question: Question, data: Fields) -> list[list[int]]:
    readers = {
        Task.Kind.COMPARISON: _chosen,
        Task.Kind.BEST_WORST: _best_worst,
        Task.Kind.RANKING: _ranked,
    }
    return readers[Task.Kind(sheet.kind)](sheet.shown, question.field, data)


def _chosen(shown: list[int], field: str, data: Fields) -> list[list[int]]:
    left, right = shown
    orders = {"a": [[left], [right]], "b": [[right], [left]], "e": [[left, right]]}
    return orders.get(data.get(f"choice-{field}", ""), [])


def _best_worst(shown: list[int], field: str, data: Fields) -> list[list[int]]:
    best, worst = (_whole(data.get(f"{end}-{field}")) for end in ("best", "worst"))
    if best is None or worst is None or best == worst or not {best, worst} <= set(shown):
        return []
    others = [pk for pk in shown if pk not in {best, worst}]
    return [group for group in ([best], others, [worst]) if group]


def _ranked(shown: list[int], field: str, data: Fields) -> list[list[int]]:
    places = {pk: _whole(data.get(f"rank-{field}-{pk}")) for pk in shown}
    if None in places.values():
        return []
    return [[pk for pk in shown if places[pk] == place] for place in sorted({p for p in places.values() if p})]


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
