"""Rows of the table: what people's answers say, of responses, of writers and of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.agreement import agreement
from ranking.stats.arrays import Floats, codes, codes_of, group_sums, rows_by
from ranking.stats.audits.counterfactual import counterfactual, flip_rate, group_table
from ranking.stats.clustered import mean_and_error
from ranking.stats.consensus import cell_means
from ranking.stats.drivers import effects
from ranking.stats.kappa import cohen_kappas, kappa
from ranking.stats.leading import gaps_of_means, gaps_of_strengths
from ranking.stats.means import cluster_mean, peoples_mean
from ranking.stats.proportion import share_of
from ranking.stats.reliability.apart import far_from_rest
from ranking.stats.reliability.confusions import confusions
from ranking.stats.reliability.dawid_skene import dawid_skene
from ranking.stats.reliability.noise import rater_noise
from ranking.stats.reliability.parts import largest_linked
from ranking.stats.reliability.rest import agreement_with_rest
from ranking.stats.reliability.severity import severity, two_way
from ranking.stats.repeats import asked_again, between_people, self_consistency
from ranking.stats.reversals import Estimates, reversals
from ranking.stats.shares import cluster_share
from ranking.stats.standing import MODELS, standing
from ranking.stats.steadiness import distances, drift, last_run, leniency, nearness, residuals
from ranking.stats.strengths import log_strengths_of, strengths
from ranking.stats.student import false_discovery
from ranking.stats.verdicts import accuracy_and_kappa, order_figures, plurality, summed
from tests.ranking.stats.degenerate.cases import WRITERS, Case
from tests.ranking.stats.degenerate.row import Part, Row, part

NAMES = ["a", "b", "c", "d"]


def _standings(case: Case) -> list[Any]:
    return [standing(case.orders, NAMES, raters=case.rater, prompts=case.item, model=model, seed=0) for model in MODELS]


def _ends(case: Case) -> dict[str, Floats]:
    return {"minimum": np.ones(case.n), "maximum": np.full(case.n, 5.0)}


def _behind(case: Case) -> Any:
    rows = [own for _, own in rows_by(case.rater)]
    return gaps_of_means(case.value, rows, prompts=case.item, raters=case.rater)


def _weaker(case: Case) -> Any:
    return gaps_of_strengths(case.value[:4], np.diag(case.gap[:4] ** 2), freedom=9)


def _far(case: Case) -> Any:
    n, sums = group_sums(case.rater, np.ones(case.n), case.value)
    found = np.full(len(n), np.nan)
    found[n > 0] = sums[n > 0] / n[n > 0]
    return far_from_rest(found, 1 / np.maximum(n, 1), least=0.5)


def _again(case: Case) -> Any:
    again = asked_again(case.rater, case.item)
    return self_consistency(case.value, case.rater, again, case.item[again[0]], points=True)


def _reversed(case: Case) -> Any:
    values = np.bincount(case.writer, weights=case.value, minlength=WRITERS) / max(case.n, 1)
    part_of = Estimates(np.arange(WRITERS), -values, 0.01 * np.eye(WRITERS), 9)
    return reversals(values, [part_of])


def _nearness(case: Case) -> Any:
    mine = case.rater == 0
    return [
        nearness(
            distances(case.response, case.value, nominal=nominal)[mine], case.value[mine], case.value, case.item[mine],
            nominal=nominal,
        )
        for nominal in (True, False)
    ]  # fmt: skip


def _size(case: Case) -> int:
    return int(case.response.max(initial=0)) + 1


def _mine(case: Case) -> Floats:
    return residuals(case.response, case.value)[case.rater == 0]


ROWS: dict[str, Row | Part] = {
    "aggregate.pairs.win_matrix": Row(lambda c: win_matrix(c.pairs, WRITERS)),
    "aggregate.orders.orders_of": Row(lambda c: c.orders),
    "agreement.agreement": Row(
        lambda c: [
            agreement(c.response, c.value, ci_level=level, seed=0, clusters=c.item) for level in ("nominal", "ordinal")
        ]
    ),
    "arrays.group_sums": Row(
        lambda c: group_sums(c.item, c.value), unknown=("0",)
    ),
    "arrays.codes_of": Row(lambda c: codes_of(c.item), exact="labels"),
    "arrays.rows_by": Row(lambda c: list(rows_by(c.item)), exact="labels"),
    "arrays.codes": Row(lambda c: codes(c.response.tolist()), exact="labels"),
    "audits.counterfactual.counterfactual": Row(lambda c: counterfactual(c.swaps)),
    "audits.counterfactual.flip_rate": Row(lambda c: flip_rate(c.swaps)),
    "audits.counterfactual.group_table": Row(lambda c: group_table(c.value, c.accepted, c.item, c.response % 2)),
    "clustered.mean_and_error": Row(lambda c: mean_and_error(c.value, c.item), unknown=("1",)),
    "consensus.cell_means": Row(
        lambda c: cell_means(c.response, c.value, raters=c.rater, **_ends(c)), unknown=("low", "high")
    ),
    "drivers.effects": Row(
        lambda c: effects(np.column_stack([c.doublings, c.formats]), NAMES, c.value, c.item)
    ),
    "kappa.cohen_kappas": Row(lambda c: cohen_kappas(c.response, c.rater, c.value, least=2), unknown=("kappa",)),
    "kappa.kappa": Row(lambda c: kappa(c.said, c.said[::-1]), exact="codes"),
    "leading.gaps_of_means": Row(_behind),
    "leading.gaps_of_strengths": Row(_weaker),
    "means.cluster_mean": Row(lambda c: cluster_mean(c.value, c.item)),
    "means.peoples_mean": Row(lambda c: peoples_mean(c.value, prompts=c.item, raters=c.rater)),
    "proportion.share_of": Row(lambda c: share_of(float((c.value > 3).sum()), c.n), exact="counts"),
    "proportion.wilson": part("proportion.share_of", "verdicts.order_figures"),
    "proportion.wilson_ends": part("proportion.share_of", "shares.cluster_share"),
    "reliability.apart.far_from_rest": Row(_far, unknown=("above", "p_value", "spread")),
    "reliability.apart.outliers": part("reliability.apart.far_from_rest"),
    "reliability.apart.standing_alone": part("reliability.apart.far_from_rest"),
    "reliability.confusions.confusions": Row(
        lambda c: confusions(c.response, c.rater, c.said, categories=5, seed=0),
        unknown=("confusion", "reliability", "low", "high", "logit_error", "chance"), exact="categories",
    ),
    "reliability.dawid_skene.dawid_skene": Row(
        lambda c: dawid_skene(c.response, c.rater, c.said, categories=5), exact="categories"
    ),
    "reliability.dawid_skene.chances": part("reliability.confusions.confusions"),
    "reliability.noise.rater_noise": Row(
        lambda c: rater_noise(c.response, c.rater, c.value), unknown=("sd", "low", "high", "log_sd", "log_error")
    ),
    "reliability.parts.largest_linked": Row(lambda c: largest_linked(c.response, c.rater), exact="codes"),
    "reliability.rest.agreement_with_rest": Row(
        lambda c: [
            agreement_with_rest(c.response, c.rater, c.value, c.item, nominal=nominal) for nominal in (True, False)
        ],
        unknown=("value", "low", "high", "error"),
    ),
    "reliability.severity.severity": Row(lambda c: severity(c.response, c.rater, c.value)),
    "reliability.severity.two_way": Row(lambda c: two_way(c.response, c.rater, c.value)),
    "repeats.asked_again": Row(lambda c: asked_again(c.rater, c.item), exact="codes"),
    "repeats.between_people": Row(lambda c: between_people(c.response, c.value, points=True)),
    "repeats.self_consistency": Row(_again),
    "reversals.reversals": Row(_reversed),
    "shares.cluster_share": Row(lambda c: cluster_share(c.value > 3, c.item), exact="flags"),
    "standing.standing": Row(_standings, unknown=("elo_low", "elo_high")),
    "ranks.ranks": part("standing.standing"),
    "steadiness.distances": Row(lambda c: distances(c.response, c.value, nominal=False), unknown=("",)),
    "steadiness.residuals": Row(lambda c: residuals(c.response, c.value), unknown=("",)),
    "steadiness.drift": Row(lambda c: drift(_mine(c))),
    "steadiness.leniency": Row(lambda c: leniency(_mine(c))),
    "steadiness.nearness": Row(_nearness),
    "steadiness.last_run": Row(lambda c: last_run(c.value)),
    "strengths.log_strengths_of": Row(lambda c: log_strengths_of(c.wins, NAMES)),
    "strengths.strengths": Row(
        lambda c: strengths(c.pairs, NAMES, raters=c.rater, items=c.item), unknown=("elo_low", "elo_high")
    ),
    "student.false_discovery": Row(lambda c: false_discovery(c.chance, dependent=True)),
    "verdicts.accuracy_and_kappa": Row(
        lambda c: accuracy_and_kappa(c.verdicts, plurality(c.response, 2 * c.won - 1, _size(c)))
    ),
    "verdicts.order_figures": Row(lambda c: order_figures(c.verdicts)),
    "verdicts.plurality": Row(
        lambda c: plurality(c.response, 2 * c.won - 1, _size(c)), unknown=("",)
    ),
    "verdicts.summed": Row(lambda c: summed(c.verdicts, _size(c)), unknown=("0", "1")),
    "aggregate.between.between_of": part("standing.standing"),
    "aggregate.between.information": part("standing.standing"),
    "aggregate.between.pull_rows": part("standing.standing"),
    "aggregate.between.pulls_of": part("standing.standing"),
    "aggregate.between.summed": part("standing.standing"),
    "aggregate.between.unordered": part("standing.standing"),
    "aggregate.bradley_terry.bradley_terry": part("strengths.log_strengths_of"),
    "aggregate.bradley_terry.bradley_terry_fitted": part("standing.standing"),
    "aggregate.bradley_terry_prior.bradley_terry_prior": part("strengths.log_strengths_of"),
    "aggregate.connectivity.named_parts": part("standing.standing"),
    "aggregate.connectivity.parts": part("strengths.log_strengths_of"),
    "aggregate.connectivity.strong_parts": part("strengths.strengths"),
    "aggregate.connectivity.strongly_connected": part("strengths.log_strengths_of"),
    "aggregate.davidson.davidson": part("standing.standing"),
    "aggregate.davidson.davidson_fitted": part("standing.standing"),
    "aggregate.pairs.met_in": part("strengths.strengths"),
    "aggregate.pairs.ranking_pairs": part("standing.standing"),
    "aggregate.plackett_luce.plackett_luce": part("standing.standing"),
    "aggregate.plackett_luce.plackett_luce_fitted": part("standing.standing"),
    "aggregate.plackett_luce.stages": part("standing.standing"),
    "aggregate.sandwich.moved_by": part("strengths.strengths"),
    "aggregate.sandwich.reach_of_strengths": part("strengths.strengths"),
    "aggregate.sandwich.spread_over": part("strengths.strengths"),
    "aggregate.sandwich.squares": part("strengths.strengths"),
    "aggregate.sandwich.summed": part("strengths.strengths"),
    "aggregate.sandwich.surprises": part("strengths.strengths"),
    "aggregate.solver.log_strengths": part("strengths.log_strengths_of"),
    "jackknife.deletions": part("agreement.agreement"),
    "regression.cluster_errors": part("drivers.effects"),
    "regression.least_squares": part("drivers.effects"),
    "spread.cells_of": part("strengths.strengths"),
    "spread.clusters_of": part("means.cluster_mean"),
    "spread.moment_freedom": part("agreement.agreement"),
    "spread.reach_of_both": part("means.peoples_mean"),
    "spread.squares_of_both": part("means.peoples_mean"),
    "spread.spread_of": part("means.cluster_mean"),
}  # fmt: skip
