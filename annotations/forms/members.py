"""Forms of members and tokens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import ApiToken, Membership, User


class MemberForm(forms.Form):
    """An account by its name, and the role it gets."""

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)

    def clean_username(self) -> User:
        """The account; leads add people who have one."""
        name = self.cleaned_data["username"].strip()
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("No account is called “%(name)s”. Ask a site admin to make one.") % {"name": name}
            )
        return user


class TokenForm(forms.Form):
    """A token for scripts."""

    DAYS = ((7, _("A week")), (30, _("A month")), (90, _("Three months")), (365, _("A year")))

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Where it will be used."))
    scope = forms.ChoiceField(label=_("May"), choices=ApiToken.Scope.choices)
    days = forms.TypedChoiceField(label=_("Runs out after"), choices=DAYS, coerce=int, initial=90)


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of uploaded files."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file as Django checks one."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files]


class ImportForm(forms.Form):
    """Files to import."""

    uploads = ManyFilesField(
        label=_("Files"), help_text=_("JSONL, gzipped JSONL or CSV, UTF-8. All of them are one import.")
    )
    skip_bad = forms.BooleanField(
        label=_("Take the rest where rows are refused"), required=False,
        help_text=_("Otherwise one refused row keeps the whole import out."),
    )  # fmt: skip
