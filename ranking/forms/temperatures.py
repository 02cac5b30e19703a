"""Forms of temperatures: what is looked for, a round that tries more, draws while serving, rules of categories."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.forms.rounds import new_key
from annotations.models import Dimension, Project, PromptTemplate, TemplateVersion
from annotations.selectors.materials import endpoints_of
from ranking.models import TemperaturePolicy
from ranking.selectors.categories import THRESHOLD
from ranking.selectors.temperatures import MOST_WEIGHT, USUAL_GRID, WEIGHT, Question, question_named, scored_dimensions
from ranking.services.temperatures import Trial
from ranking.services.temperatures.rounds import DRAWN, POLICY
from ranking.stats.temperature.live import Bounds

LONGEST = 1_000_000
# A comma that may be a decimal sign as well as a list's.
DOUBTFUL = re.compile(r"\d,\d")


def _number(label: Any, low: float, high: float, help_text: Any = "", **more: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"class": "short", "step": "any"})
    return forms.FloatField(label=label, min_value=low, max_value=high, help_text=help_text, widget=widget, **more)


def _count(label: Any, most: int, help_text: Any = "", **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text, widget=widget, **more)


class QuestionForm(forms.Form):
    """Which dimensions are coherence and diversity, and how much the second counts."""

    coherence: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Coherence"), queryset=None, empty_label=None, help_text=_("What must be good.")
    )
    diversity: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Diversity"), queryset=None, required=False, empty_label=_("does not count"),
        help_text=_("A dimension on which people say how fresh or varied it is."),
    )  # fmt: skip
    weight = _number(
        _("λ"), 0, MOST_WEIGHT, _("How much a whole scale of diversity is worth, in scales of coherence."),
        required=False, initial=WEIGHT,
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, policy: TemperaturePolicy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = self._usual = _usual(project, policy)
        there = Dimension.objects.filter(pk__in=[one.pk for one in scored_dimensions(project)])
        self.fields["coherence"].queryset = there  # type: ignore[attr-defined]
        self.fields["diversity"].queryset = there  # type: ignore[attr-defined]
        if usual is not None:
            counts = usual.diversity is not None
            self.initial = {
                "coherence": usual.coherence.pk, "diversity": usual.diversity.pk if usual.diversity else None,
                "weight": usual.weight if counts else 0.5, **self.initial,
            }  # fmt: skip

    def question(self) -> Question | None:
        """What is asked; for a form that was not filled in the served policy's question. None without any dimension."""
        if self.is_bound and self.is_valid():
            data = self.cleaned_data
            diversity = data["diversity"]
            return Question(data["coherence"], diversity, (data["weight"] or WEIGHT) if diversity else WEIGHT)
        return self._usual


def _usual(project: Project, policy: TemperaturePolicy | None) -> Question | None:
    """The question of a policy, else the primary dimension alone."""
    told = policy.evidence if policy else {}
    found = question_named(
        project, coherence=told.get("coherence") or "", diversity=told.get("diversity") or "",
        weight=told.get("lambda") or WEIGHT,
    )  # fmt: skip
    return found or question_named(project)


class TrialForm(forms.Form):
    """A round that tries temperatures."""

    how = forms.ChoiceField(
        label=_("Which temperatures"), widget=forms.RadioSelect, initial=DRAWN,
        choices=[(DRAWN, _("What may be the best of each category")), (POLICY, _("The policy’s, to see what it does"))],
    )  # fmt: skip
    version: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Version"), queryset=None, empty_label=None)
    endpoint: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Endpoint"), queryset=None, empty_label=None)
    grid = forms.CharField(label=_("Temperatures to choose from"), help_text=_("Numbers such as 0, 0.3, 0.6."))
    samples = _count(_("Samples"), 20, _("Answers to each item; two or more compare best."), initial=2)
    overlap = _count(_("Answers per task"), 50, initial=2)
    item_limit = _count(_("At most this many items"), LONGEST, required=False)
    key = forms.IntegerField(min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args: Any, template: PromptTemplate, tried: Sequence[float] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = TemplateVersion.objects.filter(template=template).select_related("template").order_by("-number")
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["endpoint"].queryset = endpoints_of(template.project)  # type: ignore[attr-defined]
        grid = sorted({*tried, *USUAL_GRID}) if len(tried) < 3 else tried
        self.initial = {
            "version": template.active_version_id, "grid": ", ".join(f"{one:g}" for one in grid), **self.initial,
        }  # fmt: skip

    def clean_grid(self) -> tuple[float, ...]:
        """Numbers parted by commas or spaces."""
        text = self.cleaned_data["grid"]
        if DOUBTFUL.search(text) and "." not in text:
            raise forms.ValidationError(_("Write 0.2 for one temperature, or 0, 2 with a space for two."))
        try:
            return tuple(sorted({float(part) for part in re.split(r"[,;\s]+", text) if part}))
        except ValueError as error:
            raise forms.ValidationError(_("Write numbers such as 0.2, 0.8.")) from error

    def trial(self) -> Trial:
        """What was chosen."""
        data = self.cleaned_data
        names = ("version", "endpoint", "grid", "how", "samples", "overlap", "item_limit")
        return Trial(**{name: data[name] for name in names})

    def seed(self) -> int:
        """The same for the same form: sending it twice launches once."""
        key: int | None = self.cleaned_data["key"]
        return new_key() if key is None else key


class LiveForm(forms.Form):
    """The switch, and its bounds."""

    on = forms.BooleanField(
        label=_("Adjust on live feedback"), required=False,
        help_text=_("Some calls are then served near the policy’s temperature, and what users say moves the chances."),
    )  # fmt: skip
    low = _number(_("Never below"), 0, 2, initial=0.0)
    high = _number(_("Never above"), 0, 2, initial=1.2)
    reach = _number(_("At most this far from the policy’s"), 0.01, 2, initial=0.2)
    share = _number(_("Share of the calls"), 0, 1, _("From 0 to 1."), initial=0.1)

    def bounds(self) -> Bounds:
        """What was chosen."""
        data = self.cleaned_data
        return Bounds(data["low"], data["high"], data["reach"], data["share"])


class CategoriesForm(forms.Form):
    """Rules as lines `category: word, word*, a phrase`, in order."""

    rules = forms.CharField(
        label=_("Rules"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_(
            "A line for each category: its name, a colon, then words or phrases parted by commas. A star at the end "
            "stands for any ending: iade* finds iadesini. The first line that applies decides."
        ),
    )  # fmt: skip
    threshold = _number(
        _("Least confidence"), 0, 1, _("A classifier that is less sure leaves the text to the rest."), initial=THRESHOLD
    )

    def clean_rules(self) -> list[dict[str, Any]]:
        """Each line as a rule."""
        found = []
        for number, line in enumerate(self.cleaned_data["rules"].splitlines(), 1):
            if not line.strip():
                continue
            category, colon, words = line.partition(":")
            if not colon:
                raise forms.ValidationError(
                    _("Line %(number)d has no colon after the category."), params={"number": number}
                )
            found.append(
                {"category": category.strip(), "words": [one.strip() for one in words.split(",") if one.strip()]}
            )
        return found

    @staticmethod
    def written(rules: Sequence[dict[str, Any]]) -> str:
        """Rules as they are typed."""
        return "\n".join(f"{one['category']}: {', '.join(one['words'])}" for one in rules)
