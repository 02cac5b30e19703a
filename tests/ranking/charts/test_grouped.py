"""Estimates in groups: on shared lines where the same few sides stand in each, else one below the other."""

from ranking.charts.axis import Axis, Group
from ranking.charts.counts import with_n
from ranking.charts.dodged import shared_sides
from ranking.charts.grouped import grouped_figure
from ranking.charts.intervals import Bar
from ranking.charts.labels import labels_axis, labels_width
from ranking.charts.render import NARROW, TOKENS, WIDE
from ranking.charts.tones import hues

HOSTILE = '</svg><script>alert("x")</script>'


def bars(*names):
    hue = hues(names)
    return [Bar("People", 1, 0.5, 1.5, 9), *(Bar(name, 2, 1.5, 2.5, 8, hue(name)) for name in names)]


def drawn(groups, **fields):
    return grouped_figure(groups, title="T", note="Note.", axis=Axis("Points", **fields), columns=("On", "Who"))


def test_the_same_few_sides_share_lines_and_a_legend_names_them():
    groups = [Group("length", bars("gpt", "qwen")), Group("list", bars("gpt", "qwen"))]
    figure = drawn(groups)
    assert [(side.name, side.tone, side.shape) for side in figure.legend] == [
        ("People", "people", "circle"), ("gpt", "judge", "diamond"), ("qwen", "judge-2", "square"),
    ]  # fmt: skip
    assert figure.columns[:2] == ["On", "Who"]
    assert all(f"var(--{tone})" in str(figure.drawings[0].narrow) for tone in ("people", "judge", "judge-2"))
    assert figure.rows[1] == ["length", "gpt", "2.00", "1.50 to 2.50", "8"]


def test_what_is_not_clear_among_all_that_was_asked_has_a_hollow_mark():
    for sides in (["gpt"], []):
        tested = [
            Group(title, [Bar(name, 1, 0.5, 1.5, 9, "judge", clear) for name in ("People", *sides)])
            for title, clear in (("a", True), ("b", False))
        ]
        figure = drawn(tested)
        assert "A hollow mark is not clear" in figure.note
        assert [row[-2] for row in figure.rows] == [word for word in ("yes", "no") for _ in tested[0].bars]
        marks = [text for text in str(figure.drawings[0].wide).split("<path") if "aria" not in text]
        assert sum('fill="var(--surface)"' in text for text in marks) == len(tested[0].bars)
    assert "hollow" not in drawn([Group("", bars("gpt"))]).note


def test_one_group_or_many_sides_have_a_line_each_under_their_name():
    assert shared_sides([Group("", bars("gpt"))]) == []
    assert shared_sides([Group("a", bars(*"bcdefg")), Group("b", bars(*"bcdefg"))]) == []
    assert shared_sides([Group("a", bars()), Group("b", bars())]) == []
    figure = drawn([Group("", bars("gpt"))])
    assert figure.columns[0] == "Who"
    assert "gpt" in str(figure.drawings[0].wide)


def test_groups_beyond_the_most_stand_in_the_table_alone():
    groups = [Group(f"g{k}", bars("gpt")) for k in range(30)]
    figure = grouped_figure(
        groups, title="T", note="Note.", axis=Axis("Points"), columns=("On", "Who"), most=10
    )  # fmt: skip
    assert len(figure.rows) == 60
    assert "first 5" in figure.note
    assert "g7" not in str(figure.drawings[0].wide)


def test_signs_are_written_where_zero_is_the_middle():
    axis = Axis("Points", signed=True)
    assert [axis.number(value) for value in (0.5, -0.5, 0.001)] == ["+0.50", "−0.50", "0.00"]


def test_colours_are_tokens_and_hostile_names_text():
    svg = "".join(
        f"{one.wide}{one.narrow}"
        for groups in ([Group(HOSTILE, bars("gpt")), Group("b", bars("gpt"))], [Group("", [Bar(HOSTILE, 1, 0, 2, 3)])])
        for one in drawn(groups, mark=0.0, domain=(0, 2)).drawings
    )
    assert "<script" not in svg
    assert "var(--people)" in svg
    assert not any(colour in svg for colour in TOKENS.values())


def test_names_are_cut_by_letters_and_the_column_is_as_wide_as_they_are():
    names = {"r0": "a" * 80, "r1": "b"}
    assert "\\u2026" in labels_axis(names, WIDE)["labelExpr"]
    assert labels_width(["abc"], WIDE) < labels_width(["a" * 20], WIDE) < labels_width(["a" * 80], WIDE)
    assert labels_width(["a" * 80], NARROW) < labels_width(["a" * 80], WIDE)


def test_a_note_says_from_which_to_which_n():
    assert with_n("It is.", [5, 3, 9]) == "It is. n from 3 to 9."
    assert with_n("It is.", [4, 4]) == "It is. n = 4."
    assert with_n("It is.", []) == "It is."
