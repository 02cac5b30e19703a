"""What may be a name, and in which form it is kept: of raters, models, items, dimensions, categories and the like.

Every door asks here: imports, the API, forms.
"""

from __future__ import annotations

import unicodedata

from annotations.said import Said

# Where a report keeps, beside the dimensions by their names, what people said of pairs; with a slash, on a dimension.
COMPARISONS = "comparisons"
# Whose a figure is, where it is not a judge's.
PEOPLE = "people"


def one_form(name: str) -> str:
    """The name in normalisation form C (Unicode Standard Annex 15): an accent typed apart is the same letter.

    Names that only look alike (a Latin and a Cyrillic a) stay two.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def dimension_fault(name: str) -> Said | None:
    """Why a dimension cannot be called so; None where it can."""
    if name != COMPARISONS and not name.startswith(f"{COMPARISONS}/"):
        return None
    return Said(
        "A dimension cannot be called {name}: reports keep there what people said of pairs. Give it another name, "
        "such as {other}.",
        name=repr(name), other=repr(f"of_{name}".replace("/", "_")),
    )  # fmt: skip


def judge_fault(name: str) -> Said | None:
    """Why a judge cannot be called so; None where it can."""
    if name != PEOPLE:
        return None
    return Said(
        "A judge cannot be called {name}: reports call people so. Give it another name, such as its model's.",
        name=repr(name),
    )
