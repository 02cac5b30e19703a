"""The forms in which a lead makes counterfactual sets and brings tables of words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from annotations.models import Item
from annotations.telling import language_name
from annotations.variants.tables import Table

SPLITS = [choice for choice in Item.Split.choices if choice[0] != Item.Split.GOLD]
MOST_TEXTS = 200


class CounterfactualForm(forms.Form):
    """Texts with places, or items of a split; which attribute is varied, and with which words."""

    texts = forms.CharField(
        label=_("Texts with places"), required=False, strip=True, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_(
            "An empty line between two texts. {{name}} is a place, {{name:genitive}} one in that form; "
            "{{name2}} is another person."
        ),
    )  # fmt: skip
    from_split = forms.ChoiceField(
        label=_("And items of split"), required=False, choices=[("", _("None")), *SPLITS],
        help_text=_("Items with places, and items with words of the tables, which are found."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))
    attribute = forms.ChoiceField(label=_("Attribute"), help_text=_("The one thing in which items of a set differ."))
    values = forms.CharField(
        label=_("Values"), required=False, max_length=400, help_text=_("With commas between them. Empty: all.")
    )
    hold = forms.CharField(
        label=_("Held fixed"), required=False, max_length=400, help_text=_("Such as origin=turkish. Empty: by lot.")
    )
    tables = forms.MultipleChoiceField(
        label=_("Tables"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of the language."),
    )  # fmt: skip
    split = forms.ChoiceField(label=_("Split of the texts’ sets"), choices=SPLITS, initial=Item.Split.DEVELOP)
    category = forms.CharField(label=_("Category"), required=False, max_length=100)

    def __init__(self, *args: Any, tables: Sequence[Table], attributes: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = sorted({table.language for table in tables})
        choices: Any = {
            "language": [(code, language_name(code)) for code in languages],
            "attribute": [(name, name) for name in attributes],
            "tables": [(table.name, f"{table.name} ({len(table.words)})") for table in tables],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_texts(self) -> list[str]:
        """The texts one by one."""
        found = [part.strip() for part in re.split(r"\n\s*\n", self.cleaned_data["texts"].replace("\r\n", "\n"))]
        found = [part for part in found if part]
        if len(found) > MOST_TEXTS:
            raise ValidationError(_now("At most %(most)d texts at once.") % {"most": MOST_TEXTS})
        return found

    def clean_values(self) -> tuple[str, ...]:
        """The values one by one."""
        return tuple(one.strip() for one in self.cleaned_data["values"].split(",") if one.strip())

    def clean_hold(self) -> dict[str, str]:
        """Attributes and their values."""
        parts = [one.partition("=") for one in self.cleaned_data["hold"].split(",") if one.strip()]
        if any(not sign or not value.strip() for _name, sign, value in parts):
            raise ValidationError(_now("Write attribute=value, with commas between several."))
        return {name.strip(): value.strip() for name, _sign, value in parts}

    def clean(self) -> dict[str, Any]:
        """Something must be there to vary."""
        found = super().clean() or self.cleaned_data
        if not self.errors and not found.get("texts") and not found.get("from_split"):
            raise ValidationError(_now("Write a text, or choose a split whose items are taken."))
        return found


class WordTableForm(forms.Form):
    """A file with a table of words."""

    file = forms.FileField(
        label=_("Table of words"),
        help_text=_("JSON, or CSV with kind, language, pair, value:ATTRIBUTE and form:CASE. Whole forms, no endings."),
    )
