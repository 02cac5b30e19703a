"""What a service refuses, told in the form it came from."""

from typing import Any

from django.utils.translation import gettext as _

from annotations.forms.rounds import new_key
from annotations.services.errors import Invalid


def into_form(form: Any, error: Invalid) -> None:
    """This function will put each fault to its field, and to the form as a whole where it has no such field."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)


def into_form_with_key(form: Any, error: Invalid) -> None:
    """The same for a form that carries its seed unseen: where that has launched another plan, it is given a new one."""
    into_form(form, Invalid({name: text for name, text in error.fields.items() if name != "seed"}))
    if "seed" in error.fields:
        form.add_error(
            None, _("This form was sent already, with another plan. Send it again to launch this one as well.")
        )
        form.data = form.data.copy()
        form.data["key"] = new_key()
