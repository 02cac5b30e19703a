"""The form that launches a round."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.forms.invitations import WordsField
from annotations.handout.policy import ADAPTIVE, LEAST_RANDOM, MOST_CAP, MOST_SHARE, RANDOM, Policy
from annotations.models import Item, Project, Task
from annotations.models.shapes import check_skills
from annotations.selectors.materials import answer_versions, endpoints_of, judges_of
from annotations.selectors.policies import policy_defaults

Choices = forms.CheckboxSelectMultiple
# A comma that may be a decimal sign as well as a list's.
DOUBTFUL = re.compile(r"\d,\d")
LONGEST_KEY = 18
# Items of split GOLD are there for checks alone.
SPLITS = [choice for choice in Item.Split.choices if choice[0] != Item.Split.GOLD]


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


def new_key() -> int:
    """A key for a form: the same form sent twice is told by it."""
    return secrets.randbits(60)


def _percent(label: Any, most: int, help_text: Any, **more: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"class": "short", "step": "any"})
    return forms.FloatField(
        label=label, min_value=0, max_value=most, required=False, help_text=help_text, widget=widget, **more
    )  # fmt: skip


def _count(label: Any, most: int, help_text: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short"})
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, required=False, help_text=help_text, widget=widget
    )  # fmt: skip


class PolicyForm(forms.Form):
    """What is handed out beside the tasks, and to whom. Shares are typed in percent."""

    PERCENTS = ("gold_share", "repeat_share", "accuracy_floor", "agreement_floor", "random_share")
    WHOLE = ("training", "overlap_cap", "adjudicate", "answer_limit", "skills", "anchors")
    ORDERS = ((RANDOM, _("In random order")), (ADAPTIVE, _("What teaches most first")))

    labelling = forms.ChoiceField(
        label=_("Which tasks come first"), choices=ORDERS, initial=RANDOM, required=False,
        widget=forms.RadioSelect,
        help_text=_("What teaches most pays off where a round is closed before every task is answered."),
    )  # fmt: skip
    random_share = forms.FloatField(
        label=_("By chance all the same, in percent"), min_value=round(LEAST_RANDOM * 100), max_value=100,
        required=False, initial=round(LEAST_RANDOM * 100),
        widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
        help_text=_("This part of the answers goes to tasks that chance chose. Mean scores and all that is said of "
                    "judges rest on them; strengths on every answer."),
    )  # fmt: skip
    training = forms.BooleanField(
        label=_("Training first"), required=False,
        help_text=_("Everybody starts with the training checks, and is told what is right and why."),
    )  # fmt: skip
    anchors = forms.BooleanField(
        label=_("Rate the anchor items again"), required=False,
        help_text=_("The same responses as the first time, so that one sees whether people have moved, or the model."),
    )  # fmt: skip
    gold_share = _percent(
        _("Checks, in percent"), round(MOST_SHARE * 100), _("How much of what a person gets is a check, unseen.")
    )
    repeat_share = _percent(
        _("Repeats, in percent"), round(MOST_SHARE * 100),
        _("Own answers asked again later, to see how steady people are. They count as no second answer."),
    )  # fmt: skip
    accuracy_floor = _percent(
        _("Pause below this accuracy, in percent"), 100,
        _("Who meets fewer of the checks is paused after five, and you are told. Empty: nobody is."),
    )  # fmt: skip
    overlap_cap = _count(
        _("At most this many answers where people part"), MOST_CAP,
        _("One more person is asked while agreement on a task is low. Empty: never."),
    )  # fmt: skip
    agreement_floor = _percent(
        _("Agreement is low below, in percent"), 100, _("100: all say the same."), initial=60
    )  # fmt: skip
    adjudicate = forms.BooleanField(
        label=_("A reviewer decides where people still part"), required=False,
        help_text=_("Takes two answers per task or more."),
    )  # fmt: skip
    answer_limit = _count(_("At most this many answers per person"), 1_000_000, _("Empty: as many as they like."))
    skills = WordsField(
        label=_("Only for people with these skills"), help_text=_("Parted by commas; members have them set."),
        check=check_skills, max_length=500,
    )  # fmt: skip

    def policy(self) -> Policy:
        """The policy as rounds keep it; an empty share is none, an empty agreement the usual one."""
        data = self.cleaned_data
        shares = {name: data[name] / 100 for name in self.PERCENTS if data.get(name) is not None}
        whole = {name: data[name] for name in self.WHOLE} | {"skills": tuple(data["skills"])}
        return Policy(**shares | whole, labelling=data.get("labelling") or RANDOM)


class RoundForm(PolicyForm):
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
        label=_("Items of split"), choices=SPLITS, initial=Item.Split.DEVELOP,
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
    # From a link that leads here, such as an alarm's: only these items, by their keys parted by commas.
    chosen = forms.CharField(required=False, max_length=40_000, widget=forms.HiddenInput)
    # Made with the page: the same form sent twice (a double click) launches one round.
    key = forms.IntegerField(min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput, initial=new_key)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("versions", answer_versions(project)),
            ("endpoint", endpoints_of(project)),
            ("judges", judges_of(project, running=True)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.initial = {**policy_defaults(project), **self.initial}

    @property
    def quality(self) -> dict[str, forms.BoundField]:
        """The fields of the policy."""
        return {name: self[name] for name in PolicyForm.base_fields}

    @property
    def quality_open(self) -> bool:
        """Whether the policy is in sight at once: something in it needs correcting."""
        return any(name in self.errors for name in PolicyForm.base_fields)

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

    def clean_chosen(self) -> list[int]:
        """Keys of items; what is no key is no item."""
        parts = [part for part in self.cleaned_data["chosen"].split(",") if part]
        if not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_KEY for part in parts):
            raise forms.ValidationError(_("These are no items."))
        return sorted({int(part) for part in parts})

    @property
    def chosen_count(self) -> int:
        """How many items it is about; 0 where it takes a split."""
        return len({part for part in str(self["chosen"].value() or "").split(",") if part})

    def plan(self) -> dict[str, Any]:
        """The arguments of `round_start`."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in PolicyForm.base_fields}
        key = data.pop("key")
        return {
            **data,
            "policy": self.policy(),
            # Chosen items are of any split.
            "split": "" if data["chosen"] else data["split"],
            "seed": new_key() if key is None else key,
            "versions": list(data["versions"]),
            "judges": list(data["judges"]),
        }
