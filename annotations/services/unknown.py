"""What a sender names and nobody knows: refused by its name, beside the names that are known.

A key that is ignored looks to its sender like one that was taken.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

# Of a name, in characters, and of names in one answer: what is said back is for people to read.
LONGEST_NAME = 200
MOST_NAMES = 20


def unknown_fields(given: Iterable[object], known: Collection[str], *, before: str = "") -> dict[str, str]:
    """The fault of each field of a body that is not `known`, by its name with `before` before it."""
    strange = _strange(given, known)
    if not strange:
        return {}
    told = _("There is no such field. Known are: %(names)s.") if known else _("Nothing is read here; send no fields.")
    return {f"{before}{name}": told % {"names": ", ".join(sorted(known))} for name in strange}


def unknown_parameters(given: Iterable[object], known: Collection[str]) -> dict[str, str]:
    """The fault of each parameter of an address that is not `known`, by its name."""
    told = _("There is no such parameter. Known are: %(names)s.") if known else _("There are no parameters here.")
    return {name: told % {"names": ", ".join(sorted(known))} for name in _strange(given, known)}


def _strange(given: Iterable[object], known: Collection[str]) -> list[str]:
    return [str(name)[:LONGEST_NAME] for name in given if name not in known][:MOST_NAMES]
