"""People's scores of one response, added up."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.consensus import cell_means


def means(cells, values, raters=None, pools=None):
    n = len(cells)
    return cell_means(
        np.array(cells), np.array(values, dtype=float),
        raters=np.arange(n) if raters is None else np.array(raters),
        pools=np.zeros(n, dtype=int) if pools is None else np.array(pools),
        minimum=np.full(n, 1.0), maximum=np.full(n, 5.0),
    )  # fmt: skip


def test_it_averages_each_cell_with_a_t_interval_inside_the_scale():
    values = np.array([4.0, 5, 5, 2])
    found = means([7, 7, 7, 3], values)
    assert found.cells.tolist() == [3, 7]
    assert found.mean == pytest.approx([2, 14 / 3])
    assert found.n.tolist() == [1, 3]
    low, _ = stats.t.interval(0.95, 2, loc=14 / 3, scale=stats.sem(values[:3]))
    assert found.low[1] == pytest.approx(low)
    assert found.high[1] == 5


def test_how_far_raters_part_elsewhere_tells_of_a_cell_with_one_and_of_two_who_agree():
    found = means([0, 0, 1, 1, 2], [3, 3, 2, 4, 3])
    reach = stats.t.ppf(0.975, 2) * np.sqrt(2 / 2 / np.array([2, 2, 1]))
    assert found.low == pytest.approx(np.maximum(1, 3 - reach))


def test_scales_do_not_mix():
    found = means([0, 0, 1, 1], [3, 3.2, 1, 5], pools=[0, 0, 1, 1])
    assert found.high[0] - found.low[0] == pytest.approx(2 * stats.t.ppf(0.975, 1) * np.sqrt(0.02 / 2))
    assert (found.low[1], found.high[1]) == (1, 5)


def test_a_rater_who_answers_twice_is_one_rater():
    found = means([0, 0, 0, 1, 1], [2, 4, 5, 3, 4], raters=[8, 8, 9, 8, 9])
    assert found.mean == pytest.approx([4, 3.5])
    assert found.n.tolist() == [2, 2]


@pytest.mark.parametrize("values", [[3, 4, 2], [3, 3, 3]], ids=["one rater each", "no rater parts from another"])
def test_it_gives_no_interval_where_nothing_tells_how_far_raters_part(values):
    cells = [0, 1, 2] if len(set(values)) > 1 else [0, 0, 1]
    assert np.isnan(means(cells, values).low).all()


def test_nothing_has_no_cells():
    assert len(means([], []).cells) == 0
