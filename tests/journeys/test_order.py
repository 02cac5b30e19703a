"""The order with ties behind the ranking list, as its own module runs it in a browser."""

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = "async ([name, ...given]) => (await import('/static/js/order.js'))[name](...given)"


@pytest.fixture
def order(open_page):
    """Calls a function of the module."""
    page = open_page()
    page.goto("/accounts/login/")
    return lambda *call: page.evaluate(RUN, list(call))


@pytest.mark.parametrize(
    ("name", "groups", "rest", "after"),
    [
        ("moveUp", [["a"], ["b"], ["c"]], ["b"], [["b"], ["a"], ["c"]]),
        ("moveUp", [["a"], ["b"]], ["a"], [["a"], ["b"]]),
        ("moveUp", [["a", "b"], ["c"]], ["c"], [["c"], ["a", "b"]]),
        ("moveUp", [["a"], ["b", "c"]], ["c"], [["a"], ["c"], ["b"]]),
        ("moveDown", [["a"], ["b"], ["c"]], ["b"], [["a"], ["c"], ["b"]]),
        ("moveDown", [["a"], ["b"]], ["b"], [["a"], ["b"]]),
        ("moveDown", [["a", "b"], ["c"]], ["a"], [["b"], ["a"], ["c"]]),
        ("toggleTie", [["a"], ["b"], ["c"]], ["b"], [["a", "b"], ["c"]]),
        ("toggleTie", [["a", "b"], ["c"]], ["b"], [["a"], ["b"], ["c"]]),
        ("toggleTie", [["a"], ["b"]], ["a"], [["a"], ["b"]]),
        ("dropAt", [["a"], ["b"], ["c"]], ["c", 0], [["c"], ["a"], ["b"]]),
        ("dropAt", [["a"], ["b"], ["c"]], ["a", 2], [["b"], ["c"], ["a"]]),
        ("dropAt", [["a", "b"], ["c"]], ["c", 1], [["a", "c", "b"]]),
    ],
)
def test_it_moves_ties_and_drops(order, name: str, groups: Any, rest: list[Any], after: Any) -> None:
    assert order(name, groups, *rest) == after


@pytest.mark.parametrize("name", ["moveUp", "moveDown", "toggleTie"])
def test_no_move_loses_or_doubles_a_response(order, name: str) -> None:
    for groups in ([["a"], ["b"], ["c"]], [["a", "b"], ["c"]], [["a"], ["b", "c"]], [["a", "b", "c"]]):
        for one in "abc":
            after = order(name, groups, one)
            assert sorted(moved for group in after for moved in group) == ["a", "b", "c"]
