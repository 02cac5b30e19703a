"""The form that tries a proposal on a judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Rater
from annotations.selectors.materials import endpoints_of
from ranking.models import Proposal
from ranking.services.experiments import judges_at_hand
from ranking.services.experiments.trials import ITEMS, LEAST_GROUPS, MOST_ITEMS, MOST_SAMPLES


def count_field(label: Any, least: int, most: int, initial: int, help_text: Any = "") -> forms.IntegerField:
    """A short field for a whole number."""
    widget = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=help_text, widget=widget
    )


class TrialForm(forms.Form):
    """Who answers, who judges, and on how many items. It is part of the page's form of edits."""

    endpoint: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Endpoint"), queryset=None, empty_label=None)
    judge: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Judge"), queryset=None, empty_label=None)
    items = count_field(
        _("Items"), LEAST_GROUPS, MOST_ITEMS, ITEMS,
        _("Of split develop, at random; each takes 4 calls: old and new are answered and judged."),
    )  # fmt: skip
    samples = count_field(_("Samples"), 1, MOST_SAMPLES, 1, _("Answers of each version to each item."))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judges = judges_at_hand(proposal.project)
        round = proposal.round
        self._choose("endpoint", endpoints_of(proposal.project), round.endpoint_id if round else None)
        first = round.judges.filter(pk__in=[one.pk for one in judges]).first() if round else None
        rows = Rater.objects.filter(pk__in=[one.pk for one in judges]).order_by("name")
        self._choose("judge", rows, first.pk if first else None)
        for name in self.fields:
            # The fields stand above the form of edits, which is sent with them.
            self.fields[name].widget.attrs["form"] = "decision"

    @property
    def possible(self) -> bool:
        """Whether somebody is there to answer, and to judge."""
        fields: dict[str, Any] = dict(self.fields)
        return all(fields[name].queryset.exists() for name in ("endpoint", "judge"))

    def _choose(self, name: str, rows: Any, initial: int | None) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        field.initial = initial
