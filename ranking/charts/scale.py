"""The scales that figures are drawn on, and what their rows are called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Scale:
    """A dimension's label, ends and acceptance threshold."""

    label: str
    minimum: float
    maximum: float
    threshold: float | None

    @property
    def domain(self) -> tuple[float, float]:
        """The ends."""
        return self.minimum, self.maximum


def factor_label(factor: str | None) -> str:
    """What a model, a version or a temperature is called at the head of a column."""
    names = {"model": _("Model"), "version": _("Version"), "temperature": _("Temperature")}
    return names.get(factor or "", _("Name"))
