"""What a person may choose about how the site looks."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from annotations.models import User

# Languages are named in themselves: who is lost in one must find the way out.
OWN_NAMES = {"en": "English", "tr": "Türkçe"}


class AccountForm(forms.Form):
    """Language and theme of an account."""

    language = forms.ChoiceField(label=_("Language"), required=False, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Theme"), required=False, widget=forms.RadioSelect, choices=User.Theme.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, OWN_NAMES.get(code, name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("As the browser")), *names]  # type: ignore[attr-defined]
