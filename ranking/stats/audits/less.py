"""Mean scores of a judge with a bias taken off."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, codes_of
from ranking.stats.audits.base import Debiased, Residuals
from ranking.stats.errors import NotEnoughData
from ranking.stats.regression import cluster_errors
from ranking.stats.student import t_reach


def less_bias(residuals: Residuals, rows: Bools, traits: Floats, slopes: Floats, influence: Floats) -> Debiased:
    """The judge's mean by writer, raw and less `traits` (n, d) times the `slopes` (d,) that the bias has on them.

    `influence` (n, d) is of the slopes, so that the interval knows that they are estimated too (linearisation, by
    cluster). Raises NotEnoughData where people's scores or the writers' names are not known.
    """
    if residuals.people is None or residuals.name is None or residuals.name[rows].max(initial=-1) < 0:
        raise NotEnoughData(Said("The responses bear no names of models, versions or temperatures to compare."))
    judge = (residuals.gap + residuals.people)[rows]
    codes = codes_of(residuals.cluster[rows])
    return by_name(judge, residuals.name[rows], codes, traits, slopes, influence)


def by_name(
    score: Floats, name: Ints, codes: Ints, traits: Floats, slopes: Floats, influence: Floats
) -> Debiased:  # fmt: skip
    """Mean scores (n,) by code of name, raw and less their mean traits times the slopes, with t intervals."""
    size, freedom = int(name.max()) + 1, int(codes.max())
    n = np.bincount(name[name >= 0], minlength=size)
    reach = float(t_reach(freedom)) if freedom else np.nan
    found = np.full((6, size), np.nan)
    for place in np.flatnonzero(n):
        mine = (name == place).astype(float) / n[place]
        raw, trait = mine @ score, mine @ traits
        adjusted = raw - trait @ slopes
        own = mine * (score - raw)
        less = own - mine * ((traits - trait) @ slopes) - influence @ trait
        errors = reach * cluster_errors(np.column_stack([own, less]), codes)
        found[:, place] = raw, raw - errors[0], raw + errors[0], adjusted, adjusted - errors[1], adjusted + errors[1]
    return Debiased.of(found, n)
