"""How raters confuse categories, and what the classes' true shares are."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.panel import Named, Panel
from ranking.selectors.sections.context import Context
from ranking.stats.reliability.confusions import Confusions


def dawid_skene_section(context: Context, panel: Panel) -> dict[str, Any]:
    """The key `dawid_skene`: by dimension of categories or of yes and no, and by key of comparisons."""
    section: dict[str, Any] = {}
    for key, named in panel.named.items():
        if named.model is None:
            context.because(f"dawid_skene.{key}", named.missing)
        section[key] = _entry(context.answers, named, named.model) if named.model else None
    if not section:
        context.because("dawid_skene", Said("People gave no categories, and compared nothing."))
    return section


def _entry(data: Answers, named: Named, model: Confusions) -> dict[str, Any]:
    return {
        "categories": list(named.codes),
        "shares": [
            {
                "category": code, "share": float(model.prior[place]), "ci_low": float(model.prior_low[place]),
                "ci_high": float(model.prior_high[place]), "plain": float(model.plain[place]),
            }
            for place, code in enumerate(named.codes)
        ],
        "n_units": model.n_units, "n_answers": int(model.n.sum()), "n_raters": int(model.known.sum()),
        "parted": model.parted,
        "raters": [
            {
                "name": data.entities.raters[rater].name, "rater": data.entities.raters[rater].id,
                "reliability": float(model.reliability[place]), "ci_low": float(model.low[place]),
                "ci_high": float(model.high[place]), "n": int(model.n[place]),
                "confusion": model.confusion[place].tolist(),
            }
            for place, rater in enumerate(named.raters.tolist())
            if np.isfinite(model.reliability[place])
        ],
    }  # fmt: skip
