"""The form in which a lead decides on a proposal: each edit taken or left, and reworded where need be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.forms.prompts import VersionForm
from ranking.models import Proposal

MOST_CITED = 20
LONGEST_KEY = 18


class DecisionForm(forms.Form):
    """Fields `take_N` and `value_N` (or `input_N` and `output_N`) for the N-th edit."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Required to reject; it helps whoever makes the next proposal."),
    )  # fmt: skip

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edits: list[dict[str, Any]] = proposal.edits
        for place, edit in enumerate(self.edits):
            self.fields[f"take_{place}"] = forms.BooleanField(label=_("Take this edit"), required=False, initial=True)
            for name, field in _fields(edit, place).items():
                self.fields[name] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each edit with its bound fields."""
        return [
            {
                "number": place + 1,
                "edit": edit,
                "take": self[f"take_{place}"],
                "fields": [self[name] for name in _fields(edit, place)],
            }
            for place, edit in enumerate(self.edits)
        ]

    def taken(self) -> list[dict[str, Any]]:
        """The edits as the lead left them, each with its place in the proposal."""
        data = self.cleaned_data
        return [
            {**edit, "number": place, "value": _value(edit, place, data)}
            for place, edit in enumerate(self.edits)
            if data[f"take_{place}"]
        ]


class OwnEditForm(VersionForm):
    """A version as somebody would have it, why, and the responses that speak for it."""

    cited = forms.CharField(
        label=_("Responses it rests on"), required=False,
        help_text=_("Their numbers, with blanks between; those on split develop of the newest round that tried it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.required, note.label = True, _("What speaks for it")
        note.help_text = _("Whoever decides reads it beside each edit.")

    def clean_cited(self) -> list[int]:
        """Numbers of responses."""
        words = self.cleaned_data["cited"].replace(",", " ").split()
        if len(words) > MOST_CITED or not all(one.isdecimal() and len(one) <= LONGEST_KEY for one in words):
            raise forms.ValidationError(_("Write up to %(most)d numbers.") % {"most": MOST_CITED})
        return [int(one) for one in words]


class GapRuleForm(forms.Form):
    """From where on a bias gap matters."""

    percent = forms.FloatField(
        label=_("A gap matters from, in percent of the scale"), min_value=0.1, max_value=100,
        widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
        help_text=_(
            "5 is a fifth of a point from 1 to 5. Once it is set, proposals, the hold on a promotion and the guards of "
            "new tests go by it."
        ),
    )  # fmt: skip

    def margin(self) -> float:
        """As a part of the scale."""
        return float(self.cleaned_data["percent"]) / 100


def _fields(edit: dict[str, Any], place: int) -> dict[str, forms.Field]:
    if edit["action"] == "drop":
        return {}
    if edit["kind"] == "exemplar":
        return {
            f"input_{place}": _text(_("Input"), edit["value"]["input"], 2),
            f"output_{place}": _text(_("Output"), edit["value"]["output"], 5),
        }
    if edit["kind"] == "temperature":
        return {
            f"value_{place}": forms.FloatField(
                label=_("Temperature"), initial=edit["value"], min_value=0, max_value=2, required=False,
                widget=forms.NumberInput(attrs={"class": "short", "step": "0.05"}),
            )
        }  # fmt: skip
    value = edit["value"]["instructions"] if edit["kind"] == "output_format" else edit["value"]
    return {f"value_{place}": _text(_("Wording"), value, 3)}


def _text(label: Any, value: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, initial=value, required=False, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    )


def _value(edit: dict[str, Any], place: int, data: dict[str, Any]) -> Any:
    if edit["action"] == "drop":
        return None
    if edit["kind"] == "exemplar":
        return {**edit["value"], "input": data[f"input_{place}"], "output": data[f"output_{place}"]}
    value = data[f"value_{place}"]
    return {**edit["value"], "instructions": value} if edit["kind"] == "output_format" else value
