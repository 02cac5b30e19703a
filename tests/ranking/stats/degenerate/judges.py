"""Rows of the table: what a judge's answers are worth, and what moves them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ranking.stats.abstention import Rows, abstention_curve, alone_at
from ranking.stats.acceptance import acceptance, accepted_from
from ranking.stats.accepting import ACCEPTORS
from ranking.stats.accepting.base import log_odds
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits import AUDITS, audits_on
from ranking.stats.audits.drawn import sides
from ranking.stats.calibrate import calibrate, held_out_by, rmse
from ranking.stats.conformal import clipped, longer_side
from ranking.stats.correlation import kendall, pearson, spearman
from ranking.stats.direction import direction_of_choices, direction_of_scores
from ranking.stats.estimates import ESTIMATES
from ranking.stats.folds import group_folds
from ranking.stats.learning import learning_curve
from ranking.stats.levels import level_losses
from ranking.stats.mappings import MAPPINGS, apply_mapping
from ranking.stats.pointwise import calibration_curve, closeness
from ranking.stats.preference import chances, fit_columns, fit_preference, pair_losses, signals_of, taken_at_its_word
from ranking.stats.reliability_diagram import quality
from ranking.stats.replacement import Answers, alternative_annotator_test
from ranking.stats.served import apply_to_pairs, apply_to_scores
from ranking.stats.standing_in import standing_in
from ranking.stats.told import told_by
from tests.ranking.stats.degenerate.cases import USUAL, Case
from tests.ranking.stats.degenerate.row import Part, Row, part

_WITHIN = "shares and chances, which are within 0 and 1"
_DOCUMENT = {
    "scale": [1, 5], "method": "linear", "parameters": {"intercept": 1.0, "slope": 0.7, "on": "quality"},
    "interval": {"quantile": 1.0, "slack": 0.05, "spread": {}},
    "acceptance": {"on": "calibrated", "method": "sigmoid", "parameters": {"intercept": -4.0, "slope": 1.1}},
}  # fmt: skip
_PREFERENCE = {"parameters": {"coefficients": {"verdict": 1.4}, "covariance": [[0.02]]}}


def _rows(case: Case) -> Rows:
    return Rows(np.abs(case.judge - 3), case.gap**2, (np.abs(case.gap) < 1).astype(float), case.item)


def _calibrated(case: Case) -> Any:
    return calibrate(case.features, case.value, groups=case.item, raters=case.rater, seed=0, scale=(1.0, 5.0))


def _fitted(name: str) -> Any:
    return MAPPINGS[name].fit(USUAL.features, USUAL.value)


def _learnt(case: Case) -> Any:
    def trial(train: Ints, test: Ints) -> Floats:
        with np.errstate(invalid="ignore"):
            params = MAPPINGS["linear"].fit(case.features.rows(train), case.value[train])
            return (case.value[test] - MAPPINGS["linear"].apply(params, case.features.rows(test))) ** 2

    def reference(train: Ints, test: Ints) -> Floats:
        with np.errstate(invalid="ignore"):
            return (case.value[test] - case.value[train].mean()) ** 2

    return learning_curve(trial, reference, case.item, seed=0, root=True)


def _preferred(case: Case) -> Any:
    raw = taken_at_its_word(case.signals.verdict, np.ones(case.n, dtype=np.int64))
    return fit_preference(case.won, np.ones(case.n), signals=case.signals, raw=raw, groups=case.item, seed=0)


def _beside(case: Case) -> tuple[Floats, Answers]:
    """The judge by response, and the first answer of each rater to it."""
    _names, first = np.unique(case.response * 1000 + case.rater, return_index=True)
    responses, unit = np.unique(case.response[first], return_inverse=True)
    judge = np.full(len(responses), np.nan)
    judge[unit] = case.judge[first]
    return judge, Answers(unit.astype(np.int64), case.rater[first], case.value[first], case.item[first])


def _tested(case: Case) -> Any:
    judge, people = _beside(case)
    return [alternative_annotator_test(judge, people, metric=metric) for metric in ("neg_rmse", "accuracy")]


def _standing_in(case: Case) -> Any:
    judge, people = _beside(case)
    both = [standing_in(judge, people, metric=metric, epsilon=0.2) for metric in ("neg_rmse", "accuracy")]
    return [(one.passes, one.found, one.shifted) for one in both]


def _estimated(case: Case, name: str) -> Any:
    half = case.n // 2
    people, judge = (
        (case.accepted, (case.judge >= 4).astype(float)) if name == "rogan_gladen" else (case.value, case.judge)
    )
    return ESTIMATES[name](people[:half], judge[:half], judge[half:])


def _audited(kind: str, rows: str) -> Row:
    return Row(lambda case: AUDITS[kind].run(getattr(case, rows)), unknown=_DEBIASED)


# A writer of no row has no figure; one prompt has no interval.
_DEBIASED = ("raw", "raw_low", "raw_high", "adjusted", "low", "high")

ROWS: dict[str, Row | Part] = {
    "abstention.abstention_curve": Row(lambda c: abstention_curve(_rows(c), root=True)),
    "abstention.alone_at": Row(lambda c: alone_at(_rows(c), 1.0, root=False)),
    "acceptance.acceptance": Row(lambda c: acceptance(c.accepted, c.judge, raw=c.chance, groups=c.item, seed=0)),
    "acceptance.accepted_from": Row(lambda c: accepted_from(1.0, 5.0, None), exact="the rubric's numbers"),
    "accepting.apply_acceptor": part("served.apply_to_scores"),
    "accepting.base.log_odds": Row(lambda c: log_odds(c.chance), unknown=("",)),
    "accepting.base.always": part("acceptance.acceptance"),
    "audits.audits_on": Row(lambda c: audits_on("choices"), exact="a name"),
    "audits.contest.contest": part("audits.length.length", "audits.position.position"),
    "audits.drawn.cells_of": part("audits.position.position"),
    "audits.drawn.sides": Row(lambda c: sides(c.choices)),
    "audits.formats.in_choices": _audited("format_list", "choices"),
    "audits.formats.in_marks": _audited("format_marks_list", "marks"),
    "audits.formats.in_scores": _audited("format_scores_list", "residuals"),
    "audits.length.length": _audited("length", "choices"),
    "audits.length.length_marks": _audited("length_marks", "marks"),
    "audits.length.length_scores": _audited("length_scores", "residuals"),
    "audits.less.by_name": part("audits.severity.severity"),
    "audits.less.less_bias": part("audits.severity.severity"),
    "audits.position.balanced": part("audits.position.position"),
    "audits.position.position": _audited("position", "choices"),
    "audits.self_preference.scores_without_favour": part("audits.self_preference.self_preference"),
    "audits.self_preference.self_choices": _audited("self_choices", "choices"),
    "audits.self_preference.self_preference": _audited("self_preference", "residuals"),
    "audits.severity.scores_as_hard": part("audits.severity.severity"),
    "audits.severity.severity": _audited("severity", "residuals"),
    "audits.slopes.slope_finding": part("audits.length.length_marks"),
    "audits.spread.as_hard": part("audits.spread.spread"),
    "audits.spread.spread": _audited("spread", "overlaps"),
    "audits.win_rates.win_rates": part("audits.length.length"),
    "calibrate.calibrate": Row(_calibrated),
    "calibrate.held_out_by": Row(
        lambda c: held_out_by(MAPPINGS["linear"], c.features, c.value, group_folds(c.item, seed=0))
    ),
    "calibrate.rmse": Row(lambda c: rmse(c.value, c.judge)),
    "choice.simplest_within_one_error": part("calibrate.calibrate", "acceptance.acceptance"),
    "conformal.clipped": Row(lambda c: clipped(c.judge, np.ones(c.n), (1.0, 5.0)), unknown=("0", "1")),
    "conformal.longer_side": Row(
        lambda c: longer_side(c.judge, clipped(c.judge, np.ones(c.n), (1.0, 5.0)), (1.0, 5.0)), unknown=("",)
    ),
    "conformal.intervals": part("calibrate.calibrate"),
    "conformal.spread_of": part("calibrate.calibrate"),
    "correlation.average_ranks": part("correlation.spearman"),
    "correlation.kendall": Row(lambda c: kendall(c.value, c.judge)),
    "correlation.pearson": Row(lambda c: pearson(c.value, c.judge)),
    "correlation.spearman": Row(lambda c: spearman(c.value, c.judge)),
    "estimates.base.mean_interval": part("estimates.ppi.ppi_mean"),
    "estimates.ppi.ppi_mean": Row(lambda c: _estimated(c, "ppi"), unknown=("weight",)),
    "estimates.rogan_gladen.rogan_gladen": Row(lambda c: _estimated(c, "rogan_gladen"), unknown=("weight",)),
    "direction.direction_of_choices": Row(lambda c: direction_of_choices(2 * c.won - 1, c.accepted, c.item)),
    "direction.direction_of_scores": Row(lambda c: direction_of_scores(c.judge, c.value, c.item)),
    "folds.group_folds": Row(lambda c: group_folds(c.item, seed=0), exact="codes"),
    "learning.learning_curve": Row(_learnt),
    "levels.level_losses": Row(lambda c: level_losses(c.features, c.value, groups=c.item, seed=0)),
    "logistic.brier_score": part("reliability_diagram.quality", "preference.fit_preference"),
    "logistic.clustered_covariance": part("preference.fit_columns"),
    "logistic.clustered_errors": part("preference.fit_columns"),
    "logistic.fit_logistic": part("preference.fit_columns", "acceptance.acceptance"),
    "logistic.log_loss": part("reliability_diagram.quality"),
    "logistic.sigmoid": part("preference.fit_columns"),
    "mappings.apply_mapping": Row(
        lambda c: [apply_mapping(name, _fitted(name), c.features) for name in ("linear", "ridge")]
    ),
    "mappings.base.always": part("calibrate.calibrate"),
    "mappings.base.filled": part("calibrate.calibrate"),
    "offsets.rater_offsets": part("calibrate.calibrate"),
    "pointwise.bins_by": part("pointwise.calibration_curve"),
    "pointwise.calibration_curve": Row(lambda c: calibration_curve(c.value, c.judge)),
    "pointwise.closeness": Row(lambda c: closeness(c.value, c.judge)),
    "preference.chances": Row(lambda c: chances(_PREFERENCE["parameters"], c.signals)),
    "preference.fit_columns": Row(
        lambda c: fit_columns(("verdict", "position"), c.signals, c.won, np.ones(c.n), c.item)
    ),
    "preference.fit_preference": Row(_preferred),
    "preference.pair_losses": Row(lambda c: pair_losses(c.won, c.accepted), exact=_WITHIN),
    "preference.signals_of": Row(lambda c: signals_of(verdict=c.stood, position=c.stood), exact="columns as they are"),
    "preference.taken_at_its_word": Row(
        lambda c: taken_at_its_word(2 * c.won - 1, np.ones(c.n, dtype=np.int64)), unknown=("",)
    ),
    "reliability_diagram.quality": Row(lambda c: quality(c.accepted, c.chance)),
    "optimism.loss_of_choosing": part("calibrate.calibrate", "preference.fit_preference"),
    "replacement.alternative_annotator_test": Row(_tested),
    "replacement.gaps": part("standing_in.standing_in"),
    "replacement.shifted": part("standing_in.standing_in"),
    "standing_in.standing_in": Row(_standing_in),
    "served.apply_to_pairs": Row(lambda c: apply_to_pairs(_PREFERENCE, c.signals)),
    "served.apply_to_scores": Row(lambda c: apply_to_scores(_DOCUMENT, c.features, c.chance)),
    "told.told_by": Row(lambda c: told_by({str(k + 1): float(p) for k, p in enumerate(c.chance[:5])}, 1, 5)),
    **{f"mappings.{name}.fit": part("calibrate.calibrate") for name in MAPPINGS},
    **{f"mappings.{name}.apply": part("calibrate.calibrate", "mappings.apply_mapping") for name in MAPPINGS},
    **{f"mappings.{name}.suits": part("calibrate.calibrate") for name in ("identity", "isotonic", "ordinal")},
    "mappings.ordinal.probabilities": part("levels.level_losses"),
    **{f"accepting.{name}.fit": part("acceptance.acceptance") for name in ACCEPTORS},
    **{f"accepting.{name}.apply": part("acceptance.acceptance", "served.apply_to_scores") for name in ACCEPTORS},
    **{f"accepting.{name}.suits": part("acceptance.acceptance") for name in ("temperature", "sigmoid", "isotonic")},
}  # fmt: skip
