"""Each rule speaks when it should, and is silent about what is not known."""

import pytest

from ranking.stats.decide.stopping import STOP_RULES, Standing, flip_chance, reasons_to_stop


def test_where_nothing_is_known_no_rule_speaks():
    assert reasons_to_stop(Standing()) == {}


@pytest.mark.parametrize(
    ("name", "stops", "goes_on"),
    [
        ("narrow", Standing(low=-0.1, high=0.1, margin=0.3), Standing(low=-0.4, high=0.4, margin=0.3)),
        ("settled", Standing(estimate=0.5, error=0.2), Standing(estimate=0.1, error=0.2)),
        ("futile", Standing(chance=0.01), Standing(chance=0.2)),
        ("no_gain", Standing(gains=(True, False, False)), Standing(gains=(False, True, False))),
        ("budget", Standing(spent=10.0, budget=10.0), Standing(spent=9.0, budget=10.0)),
    ],
)
def test_each_rule_stops_where_it_should(name, stops, goes_on):
    assert set(reasons_to_stop(stops)) == {name}
    assert STOP_RULES[name](goes_on) is None


def test_one_round_without_gain_is_no_line_of_them():
    assert reasons_to_stop(Standing(gains=(False,))) == {}


def test_the_chance_of_another_order():
    assert flip_chance(0.0, 1.0) == pytest.approx(0.5)
    assert flip_chance(1.6449, 1.0) == pytest.approx(0.05, abs=1e-4)
    assert flip_chance(-0.3, 0.0) == 0.0


def test_reasons_have_their_figures():
    assert "1.0%" in reasons_to_stop(Standing(chance=0.01))["futile"]
