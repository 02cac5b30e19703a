"""Forms of templates and their versions."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import PromptTemplate, TemplateVersion
from annotations.prompts.output import BadOutputFormat, check_schema


class TemplateForm(forms.Form):
    """A template's name and purpose; its first version is written on the next page."""

    name = forms.SlugField(
        label=_("Name"), max_length=80, help_text=_("Letters, digits and hyphens. Scripts call the template by it.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PromptTemplate.Purpose.choices)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class VersionForm(forms.Form):
    """The content of a version. Exemplars stand in numbered pairs, one empty pair at the end."""

    system = forms.CharField(
        label=_("System text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Who the model is and how it answers."),
    )  # fmt: skip
    user_text = forms.CharField(
        label=_("User text"), strip=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Variables stand in double braces: {{prompt}} is the item’s text."),
    )  # fmt: skip
    principles = forms.CharField(
        label=_("Principles"), required=False, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("One per line. They follow the system text as a numbered list."),
    )  # fmt: skip
    instructions = forms.CharField(
        label=_("Output format"), required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("The form an answer must have, in words."),
    )  # fmt: skip
    schema = forms.CharField(
        label=_("JSON schema"), required=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Only where answers are JSON: a schema of an object."),
    )  # fmt: skip
    temperature = forms.FloatField(
        label=_("Temperature"), required=False, min_value=0, max_value=2,
        widget=forms.NumberInput(attrs={"step": "0.05", "class": "short"}),
        help_text=_("What serves where no policy of temperatures does; a round may try others. Empty: not fixed."),
    )  # fmt: skip
    note = forms.CharField(label=_("What changed, and why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, base: TemplateVersion | None = None, **kwargs: Any) -> None:
        exemplars = list(base.exemplars) if base else []
        self.sources = [one.get("response") for one in exemplars]
        kwargs.setdefault("initial", _initial(base) if base else {"user_text": "{{prompt}}"})
        super().__init__(*args, **kwargs)
        for place in range(len(exemplars) + 1):
            for part, label in (("input", _("Input")), ("output", _("Output"))):
                self.fields[f"exemplar_{place}_{part}"] = forms.CharField(
                    label=label, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                    initial=exemplars[place][part] if place < len(exemplars) else "",
                )  # fmt: skip

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The exemplars' fields, two by two."""
        count = len(self.sources) + 1
        return [(self[f"exemplar_{place}_input"], self[f"exemplar_{place}_output"]) for place in range(count)]

    def clean_principles(self) -> list[str]:
        """One principle per line."""
        return [line.strip() for line in self.cleaned_data["principles"].splitlines() if line.strip()]

    def clean_schema(self) -> dict[str, Any] | None:
        """A schema that an answer can follow."""
        text = self.cleaned_data["schema"].strip()
        if not text:
            return None
        try:
            schema = json.loads(text)
            check_schema(schema)
        except (json.JSONDecodeError, BadOutputFormat) as error:
            raise forms.ValidationError(str(error)) from error
        return dict(schema)

    def clean(self) -> dict[str, Any]:
        """Half an exemplar is a slip."""
        data = super().clean() or {}
        for place in range(len(self.sources) + 1):
            given = data.get(f"exemplar_{place}_input", ""), data.get(f"exemplar_{place}_output", "")
            if any(given) and not all(given):
                missing = "output" if given[0] else "input"
                self.add_error(f"exemplar_{place}_{missing}", _("An exemplar needs both. Empty both to drop it."))
        return data

    def content(self) -> dict[str, Any]:
        """The fields of the version, as `version_create` takes them."""
        data = self.cleaned_data
        form = {"instructions": data["instructions"].strip(), "schema": data["schema"]}
        return {
            "system": data["system"],
            "user_text": data["user_text"],
            "principles": data["principles"],
            "exemplars": self._exemplars(),
            "output_format": form if any(form.values()) else {},
            "temperature": data["temperature"],
            "note": data["note"],
        }

    def _exemplars(self) -> list[dict[str, Any]]:
        found = []
        for place, source in enumerate([*self.sources, None]):
            shown, wanted = (self.cleaned_data[f"exemplar_{place}_{part}"] for part in ("input", "output"))
            if shown and wanted:
                found.append({"input": shown, "output": wanted, "response": source})
        return found


def _initial(base: TemplateVersion) -> dict[str, Any]:
    schema = base.output_format.get("schema")
    return {
        "system": base.system,
        "user_text": base.user_text,
        "principles": "\n".join(base.principles),
        "instructions": base.output_format.get("instructions", ""),
        "schema": json.dumps(schema, ensure_ascii=False, indent=2) if schema else "",
        "temperature": base.temperature,
    }
