"""The form that launches a round."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Item, Project, Task
from annotations.selectors.materials import answer_versions, endpoints_of, judges_of

Choices = forms.CheckboxSelectMultiple
# A comma that may be a decimal sign as well as a list's.
DOUBTFUL = re.compile(r"\d,\d")
LONGEST_KEY = 18


class Many(forms.ModelMultipleChoiceField):
    """Several rows; a key that is too long for the database is no row."""

    def clean(self, value: Any) -> Any:
        """Refuse such keys as any other that is not on offer."""
        long = next((one for one in value or () if len(str(one)) > LONGEST_KEY), None)
        if long is not None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(long)[:LONGEST_KEY]}
            )
        return super().clean(value)


def _new_key() -> int:
    return secrets.randbits(60)


class RoundForm(forms.Form):
    """One page for the whole plan of a round."""

    versions: Many = Many(label=_("Versions"), queryset=None, widget=Choices)
    endpoint: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Endpoint"), queryset=None, empty_label=None)
    temperatures = forms.CharField(
        label=_("Temperatures"), initial="0.2, 0.8", help_text=_("Between 0 and 2, parted by commas."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    samples = forms.IntegerField(
        label=_("Samples"), min_value=1, max_value=20, initial=1, help_text=_("Candidates per temperature and item."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    split = forms.ChoiceField(
        label=_("Items of split"), choices=Item.Split.choices, initial=Item.Split.DEVELOP,
        help_text=_("Develop to learn from; evaluate to test a new version against the old one."),
    )  # fmt: skip
    item_limit = forms.IntegerField(
        label=_("At most this many items"), min_value=1, max_value=1_000_000, required=False,
        help_text=_("Empty: all of the split."), widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("What people do"), choices=Task.Kind.choices, initial=[Task.Kind.RATING], widget=Choices
    )
    overlap = forms.IntegerField(
        label=_("Answers per task"), min_value=0, max_value=50, initial=2,
        help_text=_("Two or more measure agreement; one is faster."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    per_dimension = forms.BooleanField(
        label=_("Compare and rank on each dimension"), required=False,
        help_text=_("Otherwise one order overall."),
    )  # fmt: skip
    judges: Many = Many(label=_("Judges"), queryset=None, required=False, widget=Choices)
    # Made with the page: the same form sent twice (a double click) launches one round.
    key = forms.IntegerField(min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput, initial=_new_key)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("versions", answer_versions(project)),
            ("endpoint", endpoints_of(project)),
            ("judges", judges_of(project, running=True)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_temperatures(self) -> list[float]:
        """Numbers parted by commas or spaces; `0,2` alone may be one number or two, so it is asked about."""
        text = self.cleaned_data["temperatures"]
        if DOUBTFUL.search(text) and "." not in text:
            raise forms.ValidationError(_("Write 0.2 for one temperature, or 0, 2 with a space for two."))
        parts = [part for part in re.split(r"[,;\s]+", text) if part]
        try:
            return sorted({float(part) for part in parts})
        except ValueError as error:
            raise forms.ValidationError(_("Write numbers such as 0.2, 0.8.")) from error

    def plan(self) -> dict[str, Any]:
        """The arguments of `round_start`."""
        data = dict(self.cleaned_data)
        key = data.pop("key")
        return {
            **data,
            "seed": _new_key() if key is None else key,
            "versions": list(data["versions"]),
            "judges": list(data["judges"]),
        }
