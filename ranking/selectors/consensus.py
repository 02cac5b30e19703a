"""What a fit says of each response: the rows that its figures rest on."""

from __future__ import annotations

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Abs, Cast

from annotations.models import Dimension
from ranking.models import Consensus, Fit

# The orders in which the rows can be read; the first is the one without asking.
ORDERS = ("low", "high", "moved", "unsure")


def dimensions_with_consensus(fit: Fit, dimensions: list[Dimension]) -> list[Dimension]:
    """Those of the dimensions on which the fit has rows."""
    present = set(Consensus.objects.filter(fit=fit).order_by().values_list("dimension_id", flat=True).distinct())
    return [one for one in dimensions if one.pk in present]


def consensus_of(fit: Fit, dimension: Dimension, *, order: str) -> QuerySet[Consensus]:
    """The rows of one dimension: lowest or highest first, those that severity moves most, or the least sure."""
    rows = Consensus.objects.filter(fit=fit, dimension=dimension).select_related(
        "response__item", "response__version__template"
    )
    if order == "moved":
        moved = Abs(F("adjusted") - F("mean"), output_field=FloatField())
        return rows.annotate(moved=moved).order_by(F("moved").desc(nulls_last=True), "response_id")
    if order == "unsure":
        width = Cast(F("ci_high") - F("ci_low"), FloatField())
        return rows.annotate(width=width).order_by(
            F("chance").asc(nulls_last=True), F("width").desc(nulls_last=True), "response_id"
        )
    if order == "high":
        return rows.order_by(F("mean").desc(nulls_last=True), "response_id")
    return rows.order_by(F("mean").asc(nulls_last=True), "response_id")
