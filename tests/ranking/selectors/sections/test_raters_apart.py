"""Flags: adjusted over all measures together, in words, on the worse side alone."""

import numpy as np

from ranking.selectors.sections.raters_apart import Measure, flags_of

MANY = np.arange(12)


def measure(code, values, *, of="help", errors=0.1, least=1.0, raters=None):
    values = np.array(values, dtype=float)
    raters = np.arange(len(values)) if raters is None else raters
    return Measure(code, of, raters, values, np.full(len(values), errors), least)


def with_last(value, rest=0.0):
    return [*(rest + np.random.default_rng(0).normal(0, 0.1, 11)), value]


def test_severity_is_told_on_both_sides_with_its_points():
    for value, code, word in ((3.0, "lenient", "more"), (-3.0, "severe", "less")):
        ((rater, (flag,)),) = flags_of([measure("severity", with_last(value))]).items()
        assert (rater, flag["code"], flag["of"]) == (11, code, "help")
        assert f"points {word} than the rest on help" in flag["reason"]
        assert flag["p_adjusted"] < 0.01


def test_of_noise_and_agreement_only_the_worse_side_is_told():
    assert list(flags_of([measure("noisy", with_last(2.0))])) == [11]
    assert flags_of([measure("noisy", with_last(-2.0))]) == {}
    assert flags_of([measure("far_from_others", with_last(3.0))]) == {}
    (flag,) = flags_of([measure("far_from_others", with_last(-1.5, rest=0.6))])[11]
    assert flag["code"] == "far_from_others"
    assert "at -1.50, the rest at 0.6" in flag["reason"]


def test_where_many_are_careless_those_at_chance_are_told_all_the_same():
    values = [*np.linspace(0.25, 0.55, 20), *np.full(6, 0.0)]
    found = flags_of([measure("far_from_others", values, errors=0.03)])
    assert set(found) == set(range(20, 26))
    assert {flag["code"] for flags in found.values() for flag in flags} == {"near_chance"}
    # Where the rest hardly agree there is nothing to be half of.
    careless = [*np.linspace(0.05, 0.3, 20), 0.0]
    assert flags_of([measure("far_from_others", careless, errors=0.01)]) == {}


def test_one_of_a_handful_is_told_with_the_stretch_of_the_rest():
    (flag,) = flags_of([measure("severity", [0.0, 0.5, 4.0])])[2]
    assert flag["reason"] == "Gives 3.75 points more than the rest on help, who lie within 0.50."


def test_shares_are_told_in_percent():
    logits = [2.0, 2.1, 1.9, -2.0]
    reasons = [
        flags_of([measure(code, logits)])[3][0]["reason"] for code in ("confuses", "inconsistent", "misses_checks")
    ]
    assert reasons == [
        "Says what is most likely true on help in 12%, the rest in 88%.",
        "Gives the same answer again in 12%, the rest in 88%.",
        "Answers checks rightly in 12%, the rest in 88%.",
    ]


def test_the_clearest_comes_first_and_raters_keep_their_places():
    raters = MANY * 10
    found = flags_of(
        [
            measure("noisy", with_last(1.0), raters=raters),
            measure("severity", with_last(5.0), of="tone", raters=raters),
        ]
    )
    assert list(found) == [110]
    assert [flag["of"] for flag in found[110]] == ["tone", "help"]


def test_many_measures_without_anybody_apart_rarely_name_somebody():
    rng, named = np.random.default_rng(0), []
    for _ in range(60):
        measures = [
            measure(
                "severity" if number % 2 else "noisy", rng.normal(0, 0.3, 12) + rng.normal(0, 0.1, 12), of=str(number)
            )
            for number in range(10)
        ]
        named.append(bool(flags_of(measures)))
    assert np.mean(named) <= 0.12
    assert flags_of([]) == {}
