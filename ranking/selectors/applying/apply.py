"""What people would say, out of a frozen mapping and what a judge said, and whether the judge may decide it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from annotations.models import Dimension
from annotations.telling import told
from ranking.models import Fit, JudgeRule, Mapping
from ranking.selectors.applying.asked import Asked, MappingInvalid
from ranking.selectors.applying.pairs import preferred, scored_by_verdicts
from ranking.selectors.applying.results import Limit
from ranking.selectors.applying.scores import columns_of, scored
from ranking.selectors.sections.judges.versions import LEAST
from ranking.stats.mappings.base import Features
from ranking.stats.served import apply_to_scores

Kind = Mapping.Kind


@dataclass(frozen=True)
class Applied:
    """One result for each response or pair that was asked about, and what to know before trusting them."""

    kind: str
    results: list[dict[str, Any]]
    warnings: list[str] = field(default_factory=list)


def mapping_apply(*, mapping: Mapping, asked: Asked) -> Applied:
    """What people would say of what a judge said now.

    Raises MappingInvalid where that does not suit the mapping, or the mapping is of a release that froze no document.
    """
    if not mapping.document:
        raise MappingInvalid({"mapping": _("This mapping was fitted by an older release. Compute the figures again.")})
    by_kind: dict[str, Callable[[dict[str, Any], Asked, Limit], list[dict[str, Any]]]] = {
        Kind.SCORES: scored,
        Kind.PREFERENCE: preferred,
        Kind.VERDICTS: scored_by_verdicts,
    }
    results = by_kind[mapping.kind](mapping.document, asked, _limit(mapping))
    return Applied(mapping.kind, results, list(_warnings(mapping, asked)))


def adjusting(mapping: Mapping) -> Callable[[float], float]:
    """A function from a judge's score on the mapping's dimension, on people's scale, to the calibrated one."""
    document = mapping.document

    def adjust(score: float) -> float:
        names = columns_of(document)
        table = np.array([[score if name == document["own"] else np.nan for name in names]])
        features = Features(table, names, names.index(document["own"]))
        return float(apply_to_scores(document, features, np.zeros(1)).score[0])

    return adjust


def _limit(mapping: Mapping) -> Limit:
    """What a lead says now of when the judge may stand alone, else what the mapping was frozen with."""
    rule = rule_of(mapping)
    document = mapping.document
    return Limit(
        half_width=rule.half_width if rule else document["max_half_width"],
        signal=document["signal"],
        may_stand_in=document["may_stand_in"],
        untested=_untested(mapping) if document["may_stand_in"] is None else "",
    )


def _untested(mapping: Mapping) -> str:
    """Why it was never tested whether the judge may stand in, in the reader's language."""
    reason = mapping.document["reason"] or ""
    said = Fit.objects.filter(pk=mapping.fit_id).values_list("report__said", flat=True).first()
    return told(reason, said)


def rule_of(mapping: Mapping) -> JudgeRule | None:
    """The rule that a lead set for the mapping's judge: on its dimension, or on comparisons."""
    dimension: Dimension | None = None if mapping.kind == Kind.PREFERENCE else mapping.dimension
    rows = JudgeRule.objects.filter(project=mapping.fit.project_id, judge=mapping.judge.name)
    return rows.filter(dimension=dimension).first()


def _warnings(mapping: Mapping, asked: Asked) -> list[str]:
    found = []
    labelled = mapping.document["versions"].get(asked.version, 0)
    if asked.version and labelled < LEAST:
        found.append(
            _(
                "People have scored %(n)d responses of %(version)s; before they have scored %(least)d, "
                "calibrated scores of it are not to be believed."
            )
            % {"n": labelled, "version": asked.version, "least": LEAST}
        )
    newer = Mapping.objects.filter(
        judge=mapping.judge_id, dimension=mapping.dimension_id, kind=mapping.kind, label=mapping.label,
        version__gt=mapping.version, fit__round=mapping.fit.round_id,
    ).order_by("-version").first()  # fmt: skip
    if newer is not None:
        found.append(
            _("A newer version of this mapping exists: %(version)d, number %(id)d.")
            % {"version": newer.version, "id": newer.pk}
        )
    return found
