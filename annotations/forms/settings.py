"""Forms of a project's settings: what it is, what is rated, where models answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from annotations.forms.account import OWN_NAMES
from annotations.forms.invitations import WordsField
from annotations.judging.strategies import REGISTRY
from annotations.models import Credential, Dimension, Endpoint, Project
from annotations.models.shapes import check_languages
from annotations.selectors.materials import endpoints_of

LEVEL = re.compile(r"\s*(.+?)\s*:\s*(.*?)\s*")
Kind = Dimension.Kind
SCALES: dict[str, tuple[float, float]] = {Kind.PERCENT: (0, 100), Kind.BINARY: (0, 1), Kind.CATEGORY: (0, 1)}

# What scores mean by: it stays once anybody has scored.
SCALE = ("name", "kind", "minimum", "maximum")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def _languages() -> WordsField:
    text = _("Codes of the items’ languages parted by commas, such as en, tr.")
    return WordsField(label=_("Languages"), help_text=text, check=check_languages, max_length=200)


class NewProjectForm(forms.Form):
    """What a project needs to be there."""

    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"), max_length=80,
        help_text=_("Letters, digits and hyphens. Addresses and scripts call the project by it, so it stays."),
    )  # fmt: skip
    languages = _languages()


class ProjectForm(forms.Form):
    """What a project says of itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, widget=_area(2), help_text=_("Annotators read it on their home page.")
    )
    languages = _languages()
    guidelines = forms.CharField(
        label=_("Guidelines"), required=False, widget=_area(8),
        help_text=_("Markdown, one key away while annotating."),
    )  # fmt: skip
    instructions = forms.CharField(
        label=_("Instructions of the rubric"), required=False, widget=_area(2),
        help_text=_("Read by people, and by judges, before the dimensions."),
    )  # fmt: skip


class DimensionForm(forms.Form):
    """One thing that is rated. Levels stand one to a line, as `value: text`, or `code: text` for categories."""

    label = forms.CharField(label=_("Label"), max_length=200, help_text=_("What people read, such as Helpfulness."))
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False,
        help_text=_("What files and scripts call it, such as helpfulness. Empty: made of the label."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Question"), required=False, widget=_area(2),
        help_text=_("What to look at. Judges are asked in the same words."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of scale"), choices=Kind.choices, initial=Kind.LIKERT)
    minimum = forms.FloatField(
        label=_("Lowest"), required=False, initial=1, help_text=_("Of a Likert scale."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "1"}),
    )  # fmt: skip
    maximum = forms.FloatField(
        label=_("Highest"), required=False, initial=5, help_text=_("Of a Likert scale."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "1"}),
    )  # fmt: skip
    levels = forms.CharField(
        label=_("Texts of the levels"), required=False, widget=_area(5),
        help_text=_(
            "One to a line, such as 5: Answers all of it. Categories have a code instead, such as warm: Warm. "
            "Texts for every level make people agree more, and word principles by themselves."
        ),
    )  # fmt: skip
    acceptance_threshold = forms.FloatField(
        label=_("Accepted from"), required=False, help_text=_("A score at or above it is accepted."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
    )  # fmt: skip
    is_primary = forms.BooleanField(
        label=_("Primary metric"), required=False, help_text=_("What versions are compared by. One dimension is it.")
    )

    def __init__(self, *args: Any, dimension: Dimension | None = None, project: Project, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _dimension_as_typed(dimension) if dimension else {})
        super().__init__(*args, **kwargs)
        if dimension is not None and dimension.scores.exists():
            for name in SCALE:
                self.fields[name].disabled = True
        self.spoken = [code for code, _name in settings.LANGUAGES if code in project.languages or not project.languages]
        said = dimension.translations if dimension else {}
        for code in self.spoken:
            words = said.get(code, {})
            for part, label, rows in (
                ("label", _("Label"), 1), ("description", _("Question"), 2), ("levels", _("Texts of the levels"), 5),
            ):  # fmt: skip
                given = words.get(part, "")
                self.fields[f"{code}_{part}"] = forms.CharField(
                    label=label, required=False, widget=_area(rows),
                    initial="\n".join(given) if isinstance(given, list) else given,
                    help_text=_("One to a line, in the same order.") if part == "levels" else "",
                )  # fmt: skip

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields that are not of another language."""
        return [self[name] for name in self.base_fields]

    @property
    def translations(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(code, name, fields) of every language."""
        parts = ("label", "description", "levels")
        return [(code, OWN_NAMES.get(code, code), [self[f"{code}_{part}"] for part in parts]) for code in self.spoken]

    def clean(self) -> dict[str, Any]:
        """Levels as rows; a scale has ends."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind in SCALES:
            data["minimum"], data["maximum"] = SCALES[kind]
        for name in ("minimum", "maximum"):
            if kind and data.get(name) is None and name not in self.errors:
                self.add_error(name, _("A Likert scale needs both ends."))
        levels = self._levels(data.get("levels", ""), kind == Kind.CATEGORY)
        data["levels"] = levels
        data["translations"] = self._translations(data, len(levels))
        return data

    def _levels(self, text: str, category: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            parted = LEVEL.fullmatch(line)
            key = parted[1] if parted else line.strip()
            if category:
                found.append({"code": key, "text": parted[2] if parted else key})
                continue
            try:
                value = float(key)
            except ValueError:
                self.add_error("levels", _now("Begin the line with its level, such as 5: …; this one is “%s”.") % line)
                return []
            found.append({"value": int(value) if value.is_integer() else value, "text": parted[2] if parted else ""})
        return found

    def _translations(self, data: dict[str, Any], count: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code in self.spoken:
            words: dict[str, Any] = {part: data.get(f"{code}_{part}", "").strip() for part in ("label", "description")}
            levels = [line.strip() for line in data.get(f"{code}_levels", "").splitlines() if line.strip()]
            if levels and len(levels) != count:
                told = _now("There are %(count)d levels and %(given)d texts.") % {"count": count, "given": len(levels)}
                self.add_error(f"{code}_levels", told)
                continue
            said = {part: text for part, text in (words | {"levels": levels}).items() if text}
            if said:
                found[code] = said
        return found

    def content(self) -> dict[str, Any]:
        """The fields of the dimension, as `dimension_set` takes them."""
        return {name: self.cleaned_data[name] for name in [*self.base_fields, "translations"]}


def _dimension_as_typed(dimension: Dimension) -> dict[str, Any]:
    names = ("label", "name", "description", "kind", "is_primary")
    numbers = ("minimum", "maximum", "acceptance_threshold")
    lines = [
        f"{level['code']}: {level.get('text', '')}"
        if "code" in level
        else f"{level['value']:g}: {level.get('text', '')}"
        for level in dimension.levels
    ]
    typed = {name: getattr(dimension, name) for name in names} | {"levels": "\n".join(lines)}
    return typed | {name: f"{value:g}" for name in numbers if (value := getattr(dimension, name)) is not None}


class EndpointForm(forms.ModelForm):
    """Where a model answers, and with whose key."""

    languages = WordsField(
        label=_("Languages"),
        check=check_languages,
        max_length=200,
        help_text=_("What the model knows; empty: not stated."),
    )

    class Meta:
        model = Endpoint
        fields: Sequence[str] = (
            "name", "base_url", "model", "credential", "languages", "concurrency", "requests_per_minute",
            "timeout_seconds", "max_tokens", "price_input", "price_output",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base_url"].help_text = _(
            "Such as https://models.example/v1. env: is what OPENAI_BASE_URL names, local: the bundled model."
        )
        self.fields["credential"].queryset = Credential.objects.all()  # type: ignore[attr-defined]
        self.fields["credential"].empty_label = _("none")  # type: ignore[attr-defined]
        self.fields["credential"].label = _("Credential")
        self.fields["credential"].help_text = _("The name of a key that a site admin has put into the environment.")

    def _post_clean(self) -> None:
        """The service checks, and writes to the row itself."""

    def content(self) -> dict[str, Any]:
        """The fields of the endpoint, as `endpoint_set` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class JudgeForm(forms.Form):
    """A model that answers the same tasks as people."""

    name = forms.CharField(label=_("Name"), max_length=200)
    endpoint = forms.ModelChoiceField(label=_("Endpoint"), queryset=Endpoint.objects.none(), empty_label=None)
    mode = forms.ChoiceField(label=_("How it is asked"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["endpoint"].queryset = endpoints_of(project)  # type: ignore[attr-defined]
        names = {
            "pointwise": _("Each response alone"), "pairwise": _("Two side by side, in both orders"),
            "listwise": _("All of a task in one list"),
        }  # fmt: skip
        modes = [("", _("As the task asks")), *((name, names.get(name, name)) for name in REGISTRY)]
        self.fields["mode"].choices = modes  # type: ignore[attr-defined]
