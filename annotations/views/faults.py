"""What a service refuses, told in the form it came from."""

from typing import Any

from annotations.services.errors import Invalid


def into_form(form: Any, error: Invalid) -> None:
    """This function will put each fault to its field, and to the form as a whole where it has no such field."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
