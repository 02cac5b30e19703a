from hypothesis import given
from hypothesis import strategies as st

from annotations.prompts.diff import Edit, Span, diff, line_diff
from annotations.prompts.version import Exemplar, PromptVersion

TEXTS = st.lists(st.text("ab \n", max_size=6), max_size=5).map(tuple)


def test_it_finds_no_edit_in_equal_versions() -> None:
    assert diff(PromptVersion(system="a"), PromptVersion(system="a")) == ()


def test_it_names_each_edit_by_its_part() -> None:
    old = PromptVersion(system="Help.", principles=("Be brief.", "Be kind."))
    new = PromptVersion(
        system="Help well.", principles=("Be kind.", "Say when unsure."), exemplars=(Exemplar("q", "a"),)
    )
    assert diff(old, new) == (
        Edit("system", "changed", "Help.", "Help well."),
        Edit("principle", "removed", "Be brief.", "", 0),
        Edit("principle", "added", "", "Say when unsure.", 1),
        Edit("exemplar", "added", "", "q\n→\na", 0),
    )


def test_it_marks_the_words_that_differ() -> None:
    removed, added = line_diff("Answer in one line.", "Answer in two lines.")
    assert removed.spans == (
        Span("Answer in ", False),
        Span("one", True),
        Span(" ", False),
        Span("line", True),
        Span(".", False),
    )
    assert [span.text for span in added.spans if span.changed] == ["two", "lines"]


def test_it_numbers_lines_on_both_sides() -> None:
    lines = line_diff("a\nb\nc", "a\nc\nd")
    assert [(line.operation, line.text, line.old_number, line.new_number) for line in lines] == [
        ("same", "a", 1, 1),
        ("removed", "b", 2, None),
        ("same", "c", 3, 2),
        ("added", "d", None, 3),
    ]


@given(before=st.text("ab \n"), after=st.text("ab \n"))
def test_its_lines_rebuild_both_texts(before: str, after: str) -> None:
    lines = line_diff(before, after)
    assert [line.text for line in lines if line.operation != "added"] == before.splitlines()
    assert [line.text for line in lines if line.operation != "removed"] == after.splitlines()


@given(old=TEXTS, new=TEXTS)
def test_its_principle_edits_are_complete(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    edits = diff(PromptVersion(principles=old), PromptVersion(principles=new))
    assert bool(edits) == (old != new)
    growth = sum((edit.action == "added") - (edit.action == "removed") for edit in edits)
    assert growth == len(new) - len(old)
