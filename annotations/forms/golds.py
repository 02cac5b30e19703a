"""Forms of checks: one written by hand, and what is right about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Gold, Task

MOST_RESPONSES = 5

PURPOSES = (
    (Gold.Purpose.TRAINING, _("Training: first, with feedback")),
    (Gold.Purpose.GOLD, _("Gold: unseen, measures accuracy")),
    (Gold.Purpose.ATTENTION, _("Attention: unseen, and plain")),
)


def _text(label: Any, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, strip=False, widget=widget, max_length=100_000, **more)


class GoldForm(forms.Form):
    """A check written by hand, up to its answer."""

    purpose = forms.ChoiceField(label=_("What it is for"), choices=PURPOSES, initial=Gold.Purpose.GOLD)
    kind = forms.ChoiceField(label=_("Kind of task"), choices=Task.Kind.choices)
    per_dimension = forms.BooleanField(
        label=_("Order on each dimension"), required=False,
        help_text=_("For rounds that compare and rank on each dimension."),
    )  # fmt: skip
    language = forms.CharField(
        label=_("Language"), required=False, max_length=16, help_text=_("Its code, such as en. Empty: for everybody."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )  # fmt: skip
    prompt = _text(_("Prompt"), 3)
    reference = _text(_("Reference"), 2, required=False, help_text=_("Shown beside the responses, if you give one."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_RESPONSES + 1):
            label = _("Response %(letter)s") % {"letter": "ABCDE"[place - 1]}
            self.fields[f"response_{place}"] = _text(label, 3, required=place == 1)

    @property
    def responses(self) -> list[forms.BoundField]:
        """The fields of the responses."""
        return [self[f"response_{place}"] for place in range(1, MOST_RESPONSES + 1)]

    def content(self) -> dict[str, Any]:
        """The arguments of `gold_write`."""
        data = dict(self.cleaned_data)
        given = [data.pop(f"response_{place}") for place in range(1, MOST_RESPONSES + 1)]
        return data | {"texts": [text for text in given if text.strip()]}


class KnownForm(forms.Form):
    """What stands beside the right answer."""

    purpose = forms.ChoiceField(label=_("What it is for"), choices=PURPOSES)
    tolerance = forms.FloatField(
        label=_("Tolerance, in points"), min_value=0, required=False, initial=0,
        help_text=_("A score this near to the right one is right."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
    )  # fmt: skip
    explanation = _text(
        _("Explanation"), 4, required=False, help_text=_("Shown after a training answer: why it is right.")
    )

    def clean_tolerance(self) -> float:
        """Empty is none."""
        return self.cleaned_data["tolerance"] or 0.0
