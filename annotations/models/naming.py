"""Columns of names."""

from __future__ import annotations

from typing import Any

from django.db import models

from annotations.names import one_form


class NameField(models.CharField):
    """A name, in the form of `annotations.names.one_form`, whoever writes it or looks for it.

    To migrations it is a plain column of text: what it adds happens on the way in.
    """

    def get_prep_value(self, value: Any) -> Any:
        """What is stored, and what is looked for."""
        prepared = super().get_prep_value(value)
        return one_form(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row at hand says what is stored."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = one_form(value)
            setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """As `CharField`, so that no migration has to follow what a name is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
