from ranking.charts import Bar, Bin, Point, calibration_figure, interval_figure, rounds_figure
from ranking.charts.render import TOKENS

HOSTILE = '</svg><script>alert("x")</script>'


def drawn(figure) -> str:
    return "".join(f"{one.wide}{one.narrow}" for one in figure.drawings)


def intervals(bars, **fields):
    return interval_figure(bars, title="A leads.", note="n 10", axis="Score", name="Name", **fields)


def test_a_figure_is_one_labelled_image_without_ids_scripts_or_links():
    svg = drawn(intervals([Bar("a", 3, 2, 4, 10)]))
    assert svg.count('role="img"') == svg.count("aria-label") == svg.count("<svg ") == 2
    assert 'aria-label="A leads. n 10"' in svg
    assert not any(word in svg for word in (' id="', "<script", "<a ", " class=", "aria-hidden"))


def test_every_colour_is_a_token_so_that_both_themes_read_well():
    svg = drawn(intervals([Bar("a", 3, 2, 4, 10), Bar("b", 2, 1, 3, 9, "judge")], mark=4))
    assert "var(--people)" in svg
    assert "var(--judge)" in svg
    assert not any(colour in svg for colour in TOKENS.values())
    assert 'fill="black"' not in svg


def test_hostile_names_are_text():
    svg = drawn(intervals([Bar(HOSTILE, 3, 2, 4, 10)]))
    assert "<script" not in svg
    assert "&lt;/svg&gt;" in svg


def test_a_name_cannot_leave_the_expression_that_labels_the_axis():
    assert drawn(intervals([Bar('"}[0]+datum.value+{"', 3, 2, 4, 10)])).count("<svg ") == 2


def test_the_table_holds_what_was_drawn_and_what_was_not():
    figure = intervals([Bar(f"m{i}", i, None, None, i) for i in range(5)], most=3)
    assert [row[0] for row in figure.rows] == [f"m{i}" for i in range(5)]
    assert figure.rows[0] == ["m0", "0.00", "–", "0"]
    assert "first 3" in figure.note
    assert "m4" not in drawn(figure)


def test_an_interval_beyond_the_scale_ends_at_it_and_stands_whole_in_the_table():
    figure = intervals([Bar("a", 2, -10.7, 14.7, 2)], domain=(1, 4))
    assert figure.rows[0][2] == "−10.70 to 14.70"
    width = int(str(figure.drawings[0].wide).split('width="')[1].split('"')[0])
    assert width < 700


def test_calibration_draws_both_panels_and_lists_their_bins():
    figure = calibration_figure(
        [Bin(4, 3, 2.5, 3.5, 20)], [Bin(3, 3, 2.5, 3.5, 20)], title="t", note="n", domain=(1, 5)
    )  # fmt: skip
    assert len(figure.drawings) == 2
    assert [row[0] for row in figure.rows] == ["Before", "After"]


def test_calibration_without_a_map_draws_one_panel():
    figure = calibration_figure([Bin(4, 3, None, None, 1)], [], title="t", note="n", domain=(1, 5))
    assert len(figure.drawings) == 1


def test_rounds_show_every_version_of_every_round():
    points = [Point(1, "answer v1", 3, 2.5, 3.5, 20), Point(2, "answer v2", 4, None, None, 20)]
    figure = rounds_figure(points, title="t", note="n", domain=(1, 5), threshold=4)
    assert [row[:3] for row in figure.rows] == [["1", "answer v1", "3.00"], ["2", "answer v2", "4.00"]]
    assert ">v2<" in drawn(figure)
    other = [points[0], Point(2, "reply v2", 4, None, None, 20)]
    assert ">reply v2<" in drawn(rounds_figure(other, title="t", note="n", domain=(1, 5), threshold=4))
