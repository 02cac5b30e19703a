"""A design out of names, as scripts and the API give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Project
from annotations.selectors.materials import endpoint_named, version_of
from ranking.selectors.plans import guardable
from ranking.services.confirmations.design import Design
from ranking.services.confirmations.errors import ConfirmationInvalid

NAMES = ("template", "version", "against", "endpoint", "dimension", "margins")


def design_named(*, project: Project, given: Mapping[str, Any]) -> Design:
    """This function will find what the names stand for; ConfirmationInvalid tells those that stand for nothing.

    `given` has `template`, `version`, `against` (a number or None), `endpoint`, `dimension` (or None), `margins` by the
    name of the dimension, and whatever else a Design takes.
    """
    faults: dict[str, str] = {}
    versions = {}
    for name in ("version", "against"):
        number = given[name]
        versions[name] = version_of(project, given["template"], number) if number else None
        if number and versions[name] is None:
            faults[name] = _("The template has no version %(numbers)s.") % {"numbers": number}
    endpoint = endpoint_named(project, given["endpoint"])
    if endpoint is None:
        faults["endpoint"] = _("The project has no endpoint of this name.")
    dimensions = {one.name: one for one in guardable(project)}
    if given["dimension"] is not None and given["dimension"] not in dimensions:
        faults["dimension"] = _("Choose a dimension of this project that has numbers.")
    if unknown := sorted(set(given["margins"]) - set(dimensions)):
        faults["margins"] = _("The project has no dimension %(names)s.") % {"names": ", ".join(unknown)}
    new = versions["version"]
    if faults or endpoint is None or new is None:
        raise ConfirmationInvalid(faults)
    return Design(
        new=new, old=versions["against"], endpoint=endpoint, dimension=dimensions.get(given["dimension"] or ""),
        margins={dimensions[name].pk: points for name, points in given["margins"].items()},
        **{name: value for name, value in given.items() if name not in NAMES},
    )  # fmt: skip
