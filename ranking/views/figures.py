"""Figures of a fit, drawn once: a fit never changes."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from annotations.models import Dimension
from ranking.charts.scale import Scale
from ranking.models import Fit

T = TypeVar("T")
KEPT = 60 * 60 * 24


def drawn(fit: Fit, name: str, draw: Callable[[], T]) -> T:
    """This function will draw what is not kept yet for this fit and language."""
    # A key of the database may come again once its row is gone; not so with the moment beside it.
    # Names of judges are anything, and a key is not.
    named = sha256(name.encode()).hexdigest()[:32]
    key = f"figures:{fit.pk}:{fit.created_at.timestamp()}:{get_language()}:{named}"
    found = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, KEPT)
    return found


def scales_of(dimensions: list[Dimension], primary: Dimension | None) -> dict[str, Scale]:
    """{dimension name: its scale}, the primary one first; categories have none."""
    rows = [one for one in dimensions if one.kind != Dimension.Kind.CATEGORY]
    rows.sort(key=lambda one: primary is None or one.pk != primary.pk)
    return {one.name: Scale(str(one), one.minimum, one.maximum, one.acceptance_threshold) for one in rows}
