"""The form in which somebody says how rows to train on are put together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """A format to train on, and what is done to its rows."""

    format = forms.ChoiceField(label=_("Format"))
    balance = forms.ChoiceField(
        label=_("Balance by"),
        required=False,
        help_text=_("As many rows for each of its values."),
    )
    way = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[("repeat", _("Repeat the rarer rows")), ("drop", _("Leave out commoner rows"))],
        help_text=_("No row is repeated more than four times."),
    )
    augment = forms.BooleanField(
        label=_("Copy rows to the other values of their counterfactual sets"),
        required=False,
        help_text=_(
            "Only where every word that shows the attribute can be swapped for a whole form from the tables. Copies "
            "are marked, and carry no judgement of people."
        ),
    )
    round = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, formats: list[str], attributes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(name, name) for name in formats]  # type: ignore[attr-defined]
        choices = [("", _("Nothing")), *((name, name) for name in attributes)]
        self.fields["balance"].choices = choices  # type: ignore[attr-defined]
