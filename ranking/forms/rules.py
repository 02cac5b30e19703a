"""The form in which a lead says how sure a judge must be to decide alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ranking.stats.replacement import EPSILON


class RuleForm(forms.Form):
    """In points of the scale; for comparisons, a share of people in percent."""

    half_width = forms.FloatField(
        label=_("The judge decides alone where its interval reaches at most"),
        help_text=_("Points to each side. Everything else goes to people."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "any", "min": "0"}),
    )
    epsilon = forms.ChoiceField(
        label=_("A rater is worth"),
        choices=[
            (str(EPSILON), _("as much as an expert’s time (ε 0.2)")),
            ("0.15", _("as much as a skilled annotator’s time (ε 0.15)")),
            ("0.1", _("as much as a crowd worker’s time (ε 0.1)")),
        ],
        help_text=_("How much worse than a rater a judge may be and still stand in. It counts from the next figures."),
    )

    def __init__(self, *args: Any, shares: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shares:
            self.fields["half_width"].label = _(
                "The judge chooses alone where at most so many people would choose otherwise"
            )
            self.fields["half_width"].help_text = _("Percent of people. Everything else goes to people.")
        self.shares = shares
        given = str(self.initial.get("epsilon", ""))
        choices: list[tuple[str, Any]] = self.fields["epsilon"].choices  # type: ignore[attr-defined]
        if given and given not in {value for value, _label in choices}:
            self.fields["epsilon"].choices = [(given, f"ε {given}"), *choices]  # type: ignore[attr-defined]

    def rule(self) -> dict[str, float]:
        """The checked fields as the service takes them."""
        wide = self.cleaned_data["half_width"]
        return {"half_width": wide / 100 if self.shares else wide, "epsilon": float(self.cleaned_data["epsilon"])}
