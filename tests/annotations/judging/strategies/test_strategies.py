import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from annotations.judging.strategies import REGISTRY, UnknownStrategy, strategy_for
from annotations.judging.verdict import OrderVerdict, ScoreVerdict
from tests.annotations.judging.examples import case, shown

GOOD = {"helpfulness": 4, "safe": "yes", "tone": "warm", "quality": 62.5}
POINTWISE, PAIRWISE, LISTWISE = REGISTRY["pointwise"], REGISTRY["pairwise"], REGISTRY["listwise"]


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        ("RATING", "", "pointwise"),
        ("COMPARISON", "", "pairwise"),
        ("COMPARISON", "listwise", "listwise"),
        ("RANKING", "", "listwise"),
        ("BEST_WORST", "", "listwise"),
    ],
)
def test_it_finds_the_strategy_of_a_task(kind: str, mode: str, name: str) -> None:
    assert strategy_for(kind, mode).name == name


@pytest.mark.parametrize(("kind", "mode"), [("RATING", "pairwise"), ("RATING", "oracle"), ("GUESS", "")])
def test_it_refuses_what_no_strategy_can_answer(kind: str, mode: str) -> None:
    with pytest.raises(UnknownStrategy):
        strategy_for(kind, mode)


def test_pointwise_reads_each_kind_of_scale() -> None:
    one = case(1)
    assert POINTWISE.read(one, shown(one), json.dumps(GOOD)) == (
        ScoreVerdict("helpfulness", 4.0),
        ScoreVerdict("safe", 1.0),
        ScoreVerdict("tone", code="warm"),
        ScoreVerdict("quality", 62.5),
    )


@pytest.mark.parametrize(
    ("change", "scale"),
    [
        ({"helpfulness": 6}, "helpfulness"),
        ({"helpfulness": "4"}, "helpfulness"),
        ({"helpfulness": None}, "helpfulness"),
        ({"safe": True}, "safe"),
        ({"tone": "Warm"}, "tone"),
        ({"quality": 100.5}, "quality"),
    ],
)
def test_pointwise_leaves_out_only_the_score_it_cannot_read(change: dict[str, object], scale: str) -> None:
    one = case(1)
    verdicts = POINTWISE.read(one, shown(one), json.dumps(GOOD | change))
    assert [verdict.scale for verdict in verdicts if verdict.unreadable] == [scale]


def test_pairwise_names_the_winner_whatever_the_order() -> None:
    two = case(2)
    assert PAIRWISE.orders(2) == ((0, 1), (1, 0))
    for order, ranking in [((0, 1), ((10,), (11,))), ((1, 0), ((11,), (10,)))]:
        assert PAIRWISE.read(two, shown(two, *order), '{"overall": "A"}') == (OrderVerdict(None, ranking),)


def test_pairwise_knows_ties_and_none() -> None:
    two = case(2)
    assert PAIRWISE.read(two, shown(two), '{"overall": "tie"}') == (OrderVerdict(None, ((10, 11),)),)
    assert PAIRWISE.read(two, shown(two), '{"overall": "neither"}') == (OrderVerdict(None, none_acceptable=True),)


def test_listwise_shows_every_candidate_in_several_places() -> None:
    assert LISTWISE.orders(3) == ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    assert len(LISTWISE.orders(9)) == 4
    assert all(sorted(order) == list(range(9)) for order in LISTWISE.orders(9))


def test_listwise_gives_ids_back_for_letters() -> None:
    three = case(3)
    verdict = LISTWISE.read(three, shown(three, 2, 0, 1), '{"overall": ["B", ["A", "C"]]}')
    assert verdict == (OrderVerdict(None, ((10,), (12, 11))),)


@pytest.mark.parametrize("name", ["pairwise", "listwise"])
def test_it_reads_an_order_for_each_dimension(name: str) -> None:
    two, strategy = case(2, per_dimension=True), REGISTRY[name]
    one = "A" if name == "pairwise" else ["A", "B"]
    answer = {"helpfulness": one, "safe": "?", "quality": one}
    verdicts = strategy.read(two, shown(two), json.dumps(answer))
    assert [verdict.scale for verdict in verdicts] == ["helpfulness", "safe", "quality"]
    assert [bool(verdict.unreadable) for verdict in verdicts] == [False, True, False]


@pytest.mark.parametrize("name", list(REGISTRY))
def test_its_schema_is_valid_and_closed(name: str) -> None:
    two = case(2)
    schema = REGISTRY[name].schema(two, shown(two))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])


@pytest.mark.parametrize("name", list(REGISTRY))
@given(text=st.text() | st.dictionaries(st.sampled_from(["overall", *GOOD]), st.sampled_from("AB4")).map(json.dumps))
def test_it_reads_or_says_unreadable_and_never_breaks(name: str, text: str) -> None:
    two = case(2)
    verdicts = REGISTRY[name].read(two, shown(two), text)
    assert len(verdicts) == (4 if name == "pointwise" else 1)
    for verdict in verdicts:
        if isinstance(verdict, OrderVerdict) and not verdict.unreadable and not verdict.none_acceptable:
            assert sorted(one for group in verdict.ranking for one in group) == [10, 11]


@pytest.mark.parametrize("name", ["pairwise", "listwise"])
def test_no_order_is_asked_of_categories(name: str) -> None:
    two = case(2, per_dimension=True)
    assert "tone" not in REGISTRY[name].schema(two, shown(two))["properties"]
