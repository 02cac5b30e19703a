import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prompts.template import MissingVariables, fill, odd_braces, variables

NAMES = st.from_regex(r"\A[^\W\d]\w{0,8}\Z")


def test_it_lists_variables_once_in_order() -> None:
    assert variables("{{b}} {{ a }} {{b}}", "{{c}}") == ("b", "a", "c")


def test_it_fills_turkish_names_and_values() -> None:
    assert fill("Sayın {{müşteri}}, {{ şehir }}", {"müşteri": "Ayşe", "şehir": "İzmir"}) == "Sayın Ayşe, İzmir"


def test_it_names_every_missing_variable() -> None:
    with pytest.raises(MissingVariables) as raised:
        fill("{{a}} {{b}} {{c}}", {"b": "x", "c": None})
    assert raised.value.names == ("a", "c")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": {}}}',
        "{a}",
        "{{}}",
        "{{a.b}}",
        "{{a()}}",
        "{{ 1a }}",
        "{{a|upper}}",
        "{% if a %}",
        "}}{{",
        "%s",
    ],
)
def test_it_leaves_everything_else_alone(text: str) -> None:
    assert variables(text) == ()
    assert fill(text, {"a": "secret"}) == text


def test_it_writes_out_escaped_braces() -> None:
    assert variables(r"\{{a}}") == ()
    assert fill(r"Write \{{a}} for {{a}}", {"a": "x"}) == "Write {{a}} for x"


@given(name=NAMES, value=st.text())
def test_it_never_reads_a_value_again(name: str, value: str) -> None:
    values = {name: value + "{{" + name + "}}{{other}}" + r"\1\g<name>"}
    assert fill("<{{" + name + "}}>", values) == f"<{values[name]}>"


@given(text=st.text(), values=st.dictionaries(NAMES, st.text()))
def test_it_fills_or_says_what_is_missing(text: str, values: dict[str, str]) -> None:
    needed = set(variables(text))
    if needed <= set(values):
        assert isinstance(fill(text, values), str)
    else:
        with pytest.raises(MissingVariables):
            fill(text, values)


def test_it_points_at_braces_that_are_probably_slips() -> None:
    assert odd_braces("{{user name}} {{name}} {{a.b}} {{user name}}") == ("{{user name}}", "{{a.b}}")
