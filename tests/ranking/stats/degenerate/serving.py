"""Rows of the table: what is served, watched and opened by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ranking.stats.drift.chart import Chart, Observation, State
from ranking.stats.drift.follow import followed, restarted
from ranking.stats.expectations import expectations
from ranking.stats.scheduling import Facts, Terms, opening, stopping
from ranking.stats.temperature.choosing import choices, p_best, thompson
from ranking.stats.temperature.curves import Curves, curves_fit
from ranking.stats.temperature.lexical import distinct, likeness
from ranking.stats.temperature.live import Bounds, arms, draw, weights
from ranking.stats.temperature.rows import Rows
from ranking.stats.texts.classifier import classifier_train
from ranking.stats.texts.near import is_common, long_enough, pairs_of, share_held
from ranking.stats.texts.rules import Rule, rule_for
from tests.ranking.stats.degenerate.cases import Case
from tests.ranking.stats.degenerate.row import Part, Row, part

_SETTING = "what a lead set"
_BOUNDS = Bounds(0.0, 1.0, 0.2, 0.1)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _curves(case: Case) -> Curves:
    rows = Rows(("", "green"), (0.2, 0.6, 1.0), case.rater % 2, case.item % 3, case.item, case.value)
    return curves_fit(rows, seed=0)


def _followed(case: Case) -> Any:
    rows = [
        Observation(int(item), place, float(gap))
        for place, (item, gap) in enumerate(zip(case.item, case.gap, strict=True))
    ]
    return followed(Chart(warm=5), State(), rows)


def _facts(case: Case) -> Facts:
    return Facts(now=_NOW, feedback=case.n, rounds=case.n)


def _texts(case: Case) -> list[str]:
    return [f"word {item} tea" for item in case.item.tolist()]


def _trained(case: Case) -> Any:
    named = ["green" if item % 2 else "black" for item in case.item.tolist()]
    groups = [str(item) for item in case.item.tolist()]
    return classifier_train(texts=_texts(case), languages=["en"] * case.n, categories=named, groups=groups, seed=0)


ROWS: dict[str, Row | Part] = {
    "drift.follow.followed": Row(_followed),
    "drift.follow.restarted": Row(lambda c: restarted(State(groups=c.n), anew=True), exact="a state that is kept"),
    "drift.scores.lot": part("drift.follow.followed"),
    "drift.scores.normal_score": part("drift.follow.followed"),
    "drift.threshold.height_for": part("drift.follow.followed"),
    "drift.threshold.run_length": part("drift.follow.followed"),
    "expectations.expectations": Row(lambda c: expectations(c.judge, c.value, c.item, seed=0)),
    "scheduling.opening.opening": Row(lambda c: opening(Terms(feedback_count=3), _facts(c)), exact=_SETTING),
    "scheduling.stopping.stopping": Row(lambda c: stopping(Terms(most_rounds=3), _facts(c)), exact=_SETTING),
    "temperature.choosing.choices": Row(lambda c: choices(_curves(c))),
    "temperature.choosing.p_best": Row(lambda c: p_best(_curves(c))),
    "temperature.choosing.shares": part("temperature.choosing.thompson"),
    "temperature.choosing.thompson": Row(lambda c: thompson(_curves(c), slots=6, seed=0)),
    "temperature.choosing.tried": part("temperature.choosing.choices"),
    "temperature.curves.curves_fit": Row(_curves),
    "temperature.lexical.distinct": Row(lambda c: distinct(_texts(c), 2), exact="texts"),
    "temperature.lexical.likeness": Row(lambda c: likeness(_texts(c)), exact="texts"),
    "temperature.lexical.words": part("temperature.lexical.distinct"),
    "temperature.live.arms": Row(lambda c: arms(0.6, _BOUNDS), exact=_SETTING),
    "temperature.live.draw": Row(lambda c: draw(0.6, _BOUNDS, {0.6: 1.0}, seed=c.n), exact=_SETTING),
    "temperature.live.weights": Row(lambda c: weights([(c.n, float(c.n) / 2)] * 3, seed=0), exact="counts"),
    "temperature.marginal.given_scales": part("temperature.curves.curves_fit"),
    "temperature.marginal.tally_of": part("temperature.curves.curves_fit"),
    "temperature.prior.covariance": part("temperature.curves.curves_fit"),
    "temperature.prior.likeness": part("temperature.curves.curves_fit"),
    "temperature.prior.log_prior": part("temperature.curves.curves_fit"),
    "temperature.rows.units_of": part("temperature.curves.curves_fit"),
    "texts.classifier.classifier_train": Row(_trained, exact="texts"),
    "texts.features.hashed": part("texts.classifier.classifier_train"),
    "texts.features.matrix": part("texts.classifier.classifier_train"),
    "texts.folding.folded": part("texts.rules.rule_for"),
    "texts.folding.spaced": part("texts.rules.rule_for"),
    "texts.near.is_common": Row(lambda c: is_common(c.n, c.n), exact="counts"),
    "texts.near.long_enough": Row(lambda c: long_enough("word " * c.n), exact="a text"),
    "texts.near.pairs_of": Row(lambda c: pairs_of("word " * c.n), exact="a text"),
    "texts.near.share_held": Row(lambda c: share_held(pairs_of("word " * c.n), frozenset()), exact="texts"),
    "texts.rules.rule_for": Row(lambda c: rule_for("", [Rule("green", ("tea",))] * c.n), exact="texts"),
}  # fmt: skip
