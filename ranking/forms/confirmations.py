"""The form that plans a test of a new version against the one it would replace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.forms.rounds import new_key
from annotations.models import Dimension, Project, TemplateVersion
from annotations.selectors.materials import endpoints_of, primary_dimension
from ranking.models import Confirmation
from ranking.selectors.plans import guardable
from ranking.selectors.temperatures import policy_active
from ranking.services.confirmations import Design
from ranking.services.confirmations.checking import MOST_LOOKS
from ranking.services.confirmations.design import LOOKS
from ranking.services.confirmations.planning import MARGIN, WORTHWHILE
from ranking.services.temperatures.asking import USUAL

Metric = Confirmation.Metric
RATE, COMPARE, BOTH = "rate", "compare", "both"
HOW = [
    (RATE, _("Score each answer; the score decides")),
    (BOTH, _("Compare both side by side, which decides, and score each, which guards")),
    (COMPARE, _("Only compare side by side: quick, and nothing guards the dimensions")),
]
LONGEST = 1_000_000


def _points(label: Any, help_text: Any = "", **more: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"class": "short", "step": "any"})
    return forms.FloatField(label=label, required=False, min_value=0, help_text=help_text, widget=widget, **more)


def _count(label: Any, most: int, help_text: Any = "", **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text, widget=widget, **more)


class ConfirmationForm(forms.Form):
    """All that is fixed before the round starts. Margins are fields `margin_ID`, in the points of each dimension."""

    old: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Against"),
        queryset=None,
        empty_label=None,
        help_text=_("What is served now, unless you choose another."),
    )
    how = forms.ChoiceField(label=_("What people do"), choices=HOW, initial=RATE, widget=forms.RadioSelect)
    dimension: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("The score that decides"), queryset=None, empty_label=None, required=False,
        help_text=_("Where scores decide. The other dimensions then guard."),
    )  # fmt: skip
    worthwhile = _points(
        _("Smallest gain worth having, in points"),
        _("A new version whose gain is surely smaller is rejected."),
    )
    endpoint: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Endpoint"), queryset=None, empty_label=None)
    temperature = forms.FloatField(
        label=_("Temperature"), min_value=0, max_value=2, required=False,
        help_text=_("A version that names its own is asked at that."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
    )  # fmt: skip
    samples = _count(_("Samples"), 20, _("Answers of each version to each item."), initial=1)
    item_limit = _count(_("At most this many items"), LONGEST, _("Empty: all of split evaluate."), required=False)
    overlap = _count(_("Answers per task"), 50, _("Two or more make the test sharper."), initial=2)
    looks = _count(
        _("Looks"), MOST_LOOKS, _("How often the answers are looked at, the end among them. 1: only at the end."),
        initial=LOOKS,
    )  # fmt: skip
    gap_margin = _points(
        _("A bias gap may widen by at most, in points"),
        _("Empty: what the sets of items can show. 0 leaves bias gaps unguarded, and the plan will say so."),
    )
    automatic = forms.BooleanField(
        label=_("Serve the new version as soon as it has passed"), required=False, initial=True,
        help_text=_("Otherwise it waits for a lead."),
    )  # fmt: skip
    key = forms.IntegerField(min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput, initial=new_key)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, project: Project, new: TemplateVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new, self.dimensions = new, guardable(project)
        others = TemplateVersion.objects.filter(template=new.template_id).exclude(pk=new.pk).select_related("template")
        self._choose("old", others.order_by("-number"))
        self._choose("dimension", Dimension.objects.filter(pk__in=[one.pk for one in self.dimensions]))
        self._choose("endpoint", endpoints_of(project))
        for one in self.dimensions:
            self.fields[f"margin_{one.pk}"] = _points(one, initial=_rounded(MARGIN * (one.maximum - one.minimum)))
        self.policy = policy_active(new.template)
        if self.policy is not None:
            self.fields["temperature"].help_text = _("Empty: what policy %(number)d serves each category at.") % {
                "number": self.policy.number
            }
        self.initial = {**self._defaults(project), **self.initial}

    @property
    def margins(self) -> list[forms.BoundField]:
        """The fields of the margins."""
        return [self[f"margin_{one.pk}"] for one in self.dimensions]

    def design(self) -> Design:
        """What was chosen."""
        data, how = self.cleaned_data, self.cleaned_data["how"]
        margins = {one.pk: data[f"margin_{one.pk}"] for one in self.dimensions}
        same = (
            "old", "endpoint", "temperature", "samples", "item_limit", "overlap", "looks", "gap_margin", "worthwhile",
            "automatic", "note",
        )  # fmt: skip
        return Design(
            new=self.new,
            metric=Metric.SCORES if how == RATE else Metric.COMPARISONS,
            dimension=data["dimension"] if how == RATE else None,
            rate=how != COMPARE,
            compare=how != RATE,
            margins={key: margin for key, margin in margins.items() if margin is not None},
            **{name: data[name] for name in same},
        )

    def seed(self) -> int:
        """The same for the same form: sending it twice launches once."""
        key = self.cleaned_data["key"]
        return new_key() if key is None else key

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _defaults(self, project: Project) -> dict[str, Any]:
        active, parent = self.new.template.active_version_id, self.new.parent_id
        old = active if active != self.new.pk else parent
        primary = primary_dimension(project)
        reach = primary.maximum - primary.minimum if primary else 1.0
        return {
            "old": old,
            "dimension": primary.pk if primary else None,
            "temperature": None if self.policy else self._one(old),
            "worthwhile": _rounded(WORTHWHILE * reach),
        }

    def _one(self, old: int | None) -> float:
        """What a version that names none is asked at; never the new version's own."""
        found = TemplateVersion.objects.filter(pk=old).first() if old is not None else None
        return USUAL if found is None or found.temperature is None else found.temperature


def _rounded(points: float) -> float:
    return float(f"{points:.2g}")
