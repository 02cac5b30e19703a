"""One rule says what is clear, and sentences, advice and marks follow it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.said import Said
from ranking.selectors.clear import SURE, Standing, is_clear, standings
from ranking.selectors.sections.audits.row import audit_row
from ranking.selectors.sections.audits.words import bias_sentence, swap_sentence
from ranking.selectors.sections.drivers.words import effect_sentence, parting_sentence
from ranking.stats.audits import AUDITS, Audit
from ranking.stats.audits.base import Finding
from ranking.stats.drivers import Effect

CLEAR, ALONE, NOT = Standing(0.001, 0.01, 30), Standing(0.01, 0.3, 30), Standing(0.4, 0.6, 30)
NOTE = " By itself it would be clear, but not among the 30 questions asked alike (adjusted p 0.300)."


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_what_is_clear_among_many_is_clear_by_itself_and_the_other_way_round_for_one(p_values):
    found = standings(p_values)
    assert all(each.p_value <= each.p_adjusted for each in found)
    assert all(each.p_value < SURE for each in found if each.clear)
    [alone] = standings(p_values[:1])
    assert alone.clear == (alone.p_value < SURE)


def test_rows_that_were_never_adjusted_are_not_clear():
    assert [is_clear(row) for row in ({"p_adjusted": 0.01}, {"p_adjusted": 0.05}, {"p_adjusted": None}, {})] == [
        True, False, False, False,
    ]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An audit and whose."""

    audit: Audit
    of: str

    def told(self, standing: Standing) -> Said:
        found = Finding(0.2, 0.1, 0.3, standing.p_value, 50)
        row = audit_row(self.audit, self.of, "tone", found) | {"values": ["he", "she"]}
        return (swap_sentence if self.audit.on == "swaps" else bias_sentence)(row, found, standing)


CASES = [
    Case(audit, of)
    for audit in AUDITS.values()
    for of in ("people", "judge")
    if (audit.on in ("choices", "swaps")) or (of == "people") == (audit.on in ("marks", "overlaps"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.audit.kind}-{case.audit.on}-{case.of}")
def test_the_sentence_of_an_audit_claims_what_is_clear_among_all(case):
    clear, alone, nothing = (case.told(one) for one in (CLEAR, ALONE, NOT))
    assert alone == nothing + NOTE
    assert clear not in (alone, nothing)
    assert "clearly" in nothing or "no clear" in nothing or "as far as can be told" in nothing


def test_the_sentence_of_an_effect_and_of_a_parting_claims_what_is_clear_among_all():
    found = Effect("list", 0.5, 0.1, 0.9, 0.01, 60, 30)
    row = {"on": "people", "phrase": Said("a list"), "dimension": "tone", "judge": 0.7, "people": 0.2}
    for sentence in (effect_sentence, parting_sentence):
        clear, alone, nothing = (sentence(row, found, one) for one in (CLEAR, ALONE, NOT))
        assert alone == nothing + NOTE
        assert "not clearly" in nothing
        assert "not clearly" not in clear
