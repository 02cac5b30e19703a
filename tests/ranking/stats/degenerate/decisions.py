"""Rows of the table: what is asked next, what is decided, and the tools of all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.stats.decide.betting import bets, confidence_sequence, log_wealth
from ranking.stats.decide.gaps import gap_widening
from ranking.stats.decide.measure import Looks, looked_at, measure
from ranking.stats.decide.needed import chance_at_the_end, chance_of_passing, margin_shown, units_needed
from ranking.stats.decide.paired import paired_choices, paired_differences, set_gaps
from ranking.stats.decide.sequential import sequential_test
from ranking.stats.decide.sign_flip import sign_flip
from ranking.stats.decide.signs import log_wealth as log_wealth_of_signs
from ranking.stats.decide.skewed import corrected_p
from ranking.stats.decide.spending import Spent, next_share
from ranking.stats.decide.stopping import STOP_RULES, Standing, reasons_to_stop
from ranking.stats.decide.verdict import decide
from ranking.stats.errors import require_finite, require_numbers, require_varying
from ranking.stats.sampling.choosing import choose_orders, choose_ratings
from ranking.stats.sampling.information import posterior
from ranking.stats.sampling.lots import lots, reach
from ranking.stats.sampling.orderings import pair_weight
from ranking.stats.sampling.ratings import worth_of_rating
from ranking.stats.sampling.sample import sample_of
from ranking.stats.sampling.waves import budget, period
from ranking.stats.student import t_reach
from ranking.stats.traits import traits_of
from tests.ranking.stats.degenerate.cases import Case
from tests.ranking.stats.degenerate.row import Part, Row, part

_REACH = 4.0


def _looks(case: Case) -> Looks:
    return Looks(ends=(case.n // 2,), final=True, seed=0, alpha=0.025, flips=200)


def _measured(case: Case) -> Any:
    return measure(case.gap, reach=_REACH, null=0.0, alpha=0.025, planned=case.n, looks=_looks(case))


def _widened(case: Case) -> Any:
    old, new = case.gap[::2], case.gap[1::2]
    size = min(len(old), len(new))
    return gap_widening(old[:size], new[:size], reach=_REACH, margin=0.2, planned=size, looks=_looks(case))


def _decided(case: Case) -> Any:
    found = _measured(case)
    return decide(found, [found], final=False, worthwhile=0.1)


def _standing(case: Case) -> Standing:
    mean, error = (float(case.gap.mean()), float(case.gap.std())) if case.n else (float("nan"), float("nan"))
    return Standing(estimate=mean, low=mean - error, high=mean + error, margin=9.0, error=error, chance=error)


def _chosen(case: Case) -> Any:
    arms = np.stack([case.one, case.two], axis=1)
    return choose_orders(
        case.candidates, arms, ends=np.zeros(case.n, dtype=bool), wins=case.wins, judged=case.wins, wanted=5
    )


def _paired(case: Case) -> Any:
    new = case.response % 2 == 1
    return paired_differences(unit=case.item, item=case.item, response=case.response, new=new, value=case.value)


def _gaps(case: Case) -> Any:
    new, first = case.response % 2 == 1, case.rater % 2 == 1
    return set_gaps(unit=case.item, response=4 * case.response + case.rater, new=new, first=first, value=case.value)


_PLAN = "numbers of the plan"
ROWS: dict[str, Row | Part] = {
    "decide.betting.bets": Row(lambda c: bets(), exact="nothing"),
    "decide.betting.confidence_sequence": Row(
        lambda c: confidence_sequence(c.gap, lower=-_REACH, upper=_REACH)
    ),
    "decide.betting.log_mean_exp": part("decide.betting.log_wealth"),
    "decide.betting.log_wealth": Row(lambda c: log_wealth(c.gap, -_REACH)),
    "decide.gaps.gap_widening": Row(_widened),
    "decide.measure.interval": part("decide.measure.measure"),
    "decide.measure.looked_at": Row(lambda c: looked_at(c.item.astype(float), [3.0]), exact="times"),
    "decide.measure.measure": Row(_measured),
    "decide.needed.chance_at_the_end": Row(lambda c: chance_at_the_end(0.1, 1.0, 10, 20, 0.025), exact=_PLAN),
    "decide.needed.chance_of_passing": Row(lambda c: chance_of_passing(0.1, 0.0, 10, 0.025), exact=_PLAN),
    "decide.needed.margin_shown": Row(lambda c: margin_shown(0.0, 10, 0.025), exact=_PLAN),
    "decide.needed.units_needed": Row(
        lambda c: [units_needed(0.0, 1.0, 0.025), units_needed(0.1, 0.0, 0.025)], exact=_PLAN
    ),
    "decide.paired.paired_choices": Row(
        lambda c: paired_choices(unit=c.item, item=c.item, value=2 * c.won - 1),
    ),
    "decide.paired.paired_differences": Row(_paired),
    "decide.paired.set_gaps": Row(_gaps),
    "decide.sequential.sequential_test": Row(
        lambda c: sequential_test(c.gap, lower=-_REACH, ends=[c.n // 2], alpha=0.025, final=True, seed=0, flips=200)
    ),
    "decide.sign_flip.sign_flip": Row(lambda c: sign_flip(c.gap, seed=0, flips=200)),
    "decide.signs.log_wealth": Row(lambda c: log_wealth_of_signs(c.gap, -_REACH)),
    "decide.skewed.corrected_p": Row(lambda c: corrected_p(c.gap)),
    "decide.spending.next_share": Row(lambda c: next_share([Spent(0.025, True)] * (c.n % 9)), exact=_PLAN),
    "decide.stopping.flip_chance": part("decide.stopping.reasons_to_stop"),
    **{f"decide.stopping.{rule.__name__}": part("decide.stopping.reasons_to_stop") for rule in STOP_RULES.values()},
    "decide.stopping.reasons_to_stop": Row(lambda c: reasons_to_stop(_standing(c)), exact="a measure's figures"),
    "decide.verdict.decide": Row(_decided),
    "errors.require_numbers": Row(lambda c: require_numbers(c.value, c.judge)),
    "errors.require_finite": Row(lambda c: require_finite(c.value)),
    "errors.require_varying": Row(lambda c: require_varying(c.value), exact="what was looked at for numbers"),
    "sampling.batches.best_batch": part("sampling.choosing.choose_orders"),
    "sampling.choosing.choose_orders": Row(_chosen),
    "sampling.choosing.choose_ratings": Row(lambda c: choose_ratings(c.candidates, [(c.rated, 4.0)], wanted=9)),
    "sampling.connecting.connecting": part("sampling.choosing.choose_ratings"),
    "sampling.information.expected_curve": part("sampling.choosing.choose_orders"),
    "sampling.information.order_gain": part("sampling.choosing.choose_orders"),
    "sampling.information.laplacian": part("sampling.choosing.choose_orders"),
    "sampling.information.posterior": Row(lambda c: posterior(c.wins)),
    "sampling.lots.lots": Row(lambda c: lots(c.response, c.item, seed=0), exact="keys"),
    "sampling.lots.reach": Row(lambda c: reach(0.1, answered=0.5, aimed=1.0, share=0.2), exact=_PLAN),
    "sampling.orderings.pair_weight": Row(lambda c: [pair_weight(n, ends=False) for n in (1, 2, 9)], exact=_PLAN),
    "sampling.ratings.worth_of_rating": Row(lambda c: worth_of_rating(c.rated)),
    "sampling.sample.sample_of": Row(
        lambda c: sample_of(
            np.where(c.item % 2 == 0, 0.5, np.nan), asked=c.rater == 0, filled=c.rater == 0, language=c.item % 2
        ),
        exact="chances that are stored",
    ),
    "sampling.waves.budget": Row(lambda c: budget(c.n), exact=_PLAN),
    "sampling.waves.period": Row(lambda c: period(c.n), exact=_PLAN),
    "student.t_below": part("decide.skewed.corrected_p"),
    "student.t_two_sided": part("means.cluster_mean"),
    "student.t_reach": Row(lambda c: t_reach(np.arange(1, 9)), exact="degrees of freedom"),
    "traits.traits_of": Row(lambda c: traits_of("" if not c.n else Said("# a\n- b\n- c")), exact="a text"),
}  # fmt: skip
