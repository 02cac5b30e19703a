import pytest

from annotations.models import TemplateVersion
from ranking.services.edits import BadEdit, edits_apply


def base(**fields) -> TemplateVersion:
    return TemplateVersion(system="s", user_text="{{prompt}}", **fields)


def edit(kind, action, value=None, index=None):
    return {"kind": kind, "action": action, "value": value, "index": index}


def test_drops_and_changes_use_the_base_s_indices():
    made = edits_apply(
        base(principles=["a", "b", "c"]),
        [edit("principle", "drop", index=0), edit("principle", "change", "C", 2), edit("principle", "add", "d")],
    )
    assert made["principles"] == ["b", "C", "d"]


def test_texts_are_replaced():
    made = edits_apply(base(), [edit("system", "change", " new "), edit("temperature", "change", 1)])
    assert (made["system"], made["temperature"], made["user_text"]) == ("new", 1.0, "{{prompt}}")


def test_a_dropped_part_goes_back_to_its_default():
    made = edits_apply(base(temperature=1.0), [edit("temperature", "drop"), edit("output_format", "drop")])
    assert (made["temperature"], made["output_format"]) == (None, {})


def test_the_base_stays_as_it_is():
    version = base(principles=["a"])
    edits_apply(version, [edit("principle", "add", "b")])
    assert version.principles == ["a"]


@pytest.mark.parametrize(
    "bad",
    [
        edit("colour", "add", "red"),
        edit("principle", "turn", "x"),
        edit("principle", "add", "  "),
        edit("principle", "change", "x", 7),
        edit("principle", "drop", index=None),
        edit("exemplar", "add", {"input": "q"}),
        edit("temperature", "change", "hot"),
        edit("temperature", "change", True),
        edit("temperature", "change", float("nan")),
        edit("output_format", "change", "list"),
    ],
)
def test_it_refuses_what_cannot_be_laid_upon_the_version(bad):
    with pytest.raises(BadEdit):
        edits_apply(base(), [bad])


def test_it_refuses_an_empty_list():
    with pytest.raises(BadEdit, match="at least one"):
        edits_apply(base(), [])
