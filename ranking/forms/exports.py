"""The form in which somebody says how rows to train on are put together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ranking.exporters import REGISTRY
from ranking.exporters.balancing import DROP, REPEAT
from ranking.exporters.base import Training
from ranking.exporters.pipeline import Options

SHAPED = [name for name, exporter in REGISTRY.items() if isinstance(exporter, Training)]


class ExportForm(forms.Form):
    """A format to train on, and what is done to its rows."""

    format = forms.ChoiceField(label=_("Format"), choices=[(name, name) for name in SHAPED])
    balance = forms.ChoiceField(
        label=_("Balance by"),
        required=False,
        help_text=_("As many rows for each of its values."),
    )
    way = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[(REPEAT, _("Repeat the rarer rows")), (DROP, _("Leave out commoner rows"))],
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

    def __init__(self, *args: Any, attributes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nothing")), *((name, name) for name in attributes)]
        self.fields["balance"].choices = choices  # type: ignore[attr-defined]

    def options(self) -> Options:
        """The checked fields as an export takes them."""
        given = self.cleaned_data
        return Options(balance=given["balance"], way=given["way"] or REPEAT, augment=given["augment"])
