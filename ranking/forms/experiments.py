"""The forms that try a proposal on a judge, and let a model search for a better version."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.models import Project, Rater, Round
from annotations.selectors.materials import endpoints_of
from ranking.models import Proposal, TrialRule
from ranking.selectors.proposals import rounds_to_propose_from
from ranking.services.experiments import judges_at_hand
from ranking.services.experiments.by_itself import MOST_CALLS as MOST_RULED
from ranking.services.experiments.searching import CALLS, MOST_CALLS
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
        choose(self, name, rows, initial)


class TrialRuleForm(forms.Form):
    """What a new proposal may use to be tried by itself."""

    most_calls = count_field(
        _("Calls that a new proposal may use to be tried by itself"), 0, MOST_RULED, TrialRule.DEFAULT,
        _("144 try 30 items, with room for calls that fail. 0: a trial starts only when a lead starts it."),
    )  # fmt: skip


class RoundChoice(forms.ModelChoiceField):
    """Rounds by their numbers."""

    def label_from_instance(self, obj: Round) -> str:
        """As pages name it."""
        return gettext("Round %(n)d") % {"n": obj.number}


class SearchForm(forms.Form):
    """From which round, who answers, who judges, who reflects, and how much of it."""

    round: forms.ModelChoiceField = RoundChoice(
        label=_("Round"), queryset=None, empty_label=None,
        help_text=_("What people said in it on split develop is what the model reflects on."),
    )  # fmt: skip
    endpoint: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Endpoint"), queryset=None, empty_label=None, help_text=_("It answers, as it would be served.")
    )
    judge: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Judge"), queryset=None, empty_label=None,
        help_text=_("It scores each answer; where a mapping was fitted, its scores are put on people’s scale."),
    )  # fmt: skip
    reflecting: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Reflecting model"), queryset=None, empty_label=None,
        help_text=_("It reads scored answers with people’s comments and rewrites the prompt; a strong one does best."),
    )  # fmt: skip
    most_calls = count_field(
        _("At most this many calls"),
        1,
        MOST_CALLS,
        CALLS,
        _("Of all three together; writing and judging are a call each."),
    )
    most_tokens = forms.IntegerField(
        label=_("At most this many tokens"), min_value=1, max_value=10**9, required=False,
        help_text=_("Empty: any number."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = rounds_to_propose_from(project)
        newest = rounds[0] if rounds else None
        judges = judges_at_hand(project)
        rows = Round.objects.filter(pk__in=[one.pk for one in rounds]).order_by("-number")
        choose(self, "round", rows, newest.pk if newest else None)
        for name in ("endpoint", "reflecting"):
            choose(self, name, endpoints_of(project), newest.endpoint_id if newest else None)
        choose(self, "judge", Rater.objects.filter(pk__in=[one.pk for one in judges]).order_by("name"), None)

    @property
    def possible(self) -> bool:
        """Whether there is a round to learn from, and somebody to answer and to judge."""
        fields: dict[str, Any] = dict(self.fields)
        return all(fields[name].queryset.exists() for name in ("round", "endpoint", "judge"))


def choose(form: forms.Form, name: str, rows: Any, initial: int | None) -> None:
    """Give a field its rows, and the one that is chosen at first."""
    field: Any = form.fields[name]
    field.queryset = rows
    field.initial = initial
