"""Forms of invitations: the link a lead makes, and the account of whoever opens it."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from annotations.forms.account import OWN_NAMES
from annotations.models import Membership, User
from annotations.models.shapes import check_languages, check_skills

PARTED = re.compile(r"[,;\n]+")


class WordsField(forms.CharField):
    """Names parted by commas, as a list; `check` is a shape of `annotations.models.shapes`."""

    def __init__(self, *, check: Any, **kwargs: Any) -> None:
        self.check = check
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Each name once, in the order given."""
        words = [word.strip() for word in PARTED.split(super().clean(value) or "")]
        found = list(dict.fromkeys(word for word in words if word))
        try:
            self.check(found)
        except ValidationError as error:
            raise ValidationError(next(iter(error.message_dict.values()))) from error
        return found


def languages_field(**kwargs: Any) -> WordsField:
    """The languages of the items that a person gets."""
    text = _("Codes parted by commas, such as en, tr. Only items in these; empty: all.")
    return WordsField(label=_("Languages"), help_text=text, check=check_languages, max_length=200, **kwargs)


def skills_field(**kwargs: Any) -> WordsField:
    """What rounds may ask for."""
    text = _("What rounds may ask for, parted by commas, such as medicine, law.")
    return WordsField(label=_("Skills"), help_text=text, check=check_skills, max_length=500, **kwargs)


class InvitationForm(forms.Form):
    """Whom a link lets in, and for how long."""

    DAYS = ((1, _("A day")), (7, _("A week")), (14, _("Two weeks")), (30, _("A month")))

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.ANNOTATOR)
    most_uses = forms.IntegerField(
        label=_("For how many people"), min_value=1, max_value=10_000, required=False, initial=1,
        help_text=_("Empty: any number, until it runs out."), widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("Runs out after"), choices=DAYS, coerce=int, initial=7)
    languages = languages_field()
    skills = skills_field()
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("For you: whom it is for. They do not see it.")
    )


class MembershipForm(forms.Form):
    """What a membership says beside the person."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    languages = languages_field()
    skills = skills_field()


class SignUpForm(forms.Form):
    """An account for whoever was invited."""

    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()],
        help_text=_("You sign in by it, and the lead sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=4096, help_text=_("Eight characters or more, no common word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Password again"), strip=False, max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, OWN_NAMES.get(code, name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()

    def clean(self) -> dict[str, Any]:
        """The password is typed twice alike, and is none that is guessed first."""
        data = super().clean() or {}
        password = data.get("password")
        if password and "again" in data and password != data["again"]:
            self.add_error("again", _("The two are not the same."))
        if password:
            try:
                validate_password(password, User(username=data.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data
