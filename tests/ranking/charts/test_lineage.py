import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.charts.lineage import BOX, Mark, Scale, boxes_across, boxes_below, lineage_drawing, placed

SCALE = Scale(1, 5)


def mark(key: str, parent: str | None = None, **more) -> Mark:
    return Mark(key, parent, key, f"/{key}/", f"{key} said", **more)


def drawn(marks: list[Mark], scale: Scale | None = SCALE) -> list[ElementTree.Element]:
    drawing = lineage_drawing(marks, scale, label="The line of <answer>")
    # Our own drawing, read as strictly as a browser never would.
    return [ElementTree.fromstring(str(one)) for one in (drawing.wide, drawing.narrow)]  # noqa: S314


def test_a_line_without_forks_is_one_lane():
    assert placed([mark("a"), mark("b", "a"), mark("c", "b")]) == {"a": (0, 0), "b": (1, 0), "c": (2, 0)}


def test_a_fork_takes_the_next_free_lane_and_is_not_further_away_than_need_be():
    found = placed([mark("a"), mark("b", "a"), mark("c", "a"), mark("d", "b"), mark("e", "b")])
    assert found == {"a": (0, 0), "b": (1, 0), "d": (2, 0), "c": (1, 1), "e": (2, 1)}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=40))
def test_no_two_share_a_place_and_children_are_one_further(parents):
    marks = [mark("0")] + [mark(str(n), str(parent % n)) for n, parent in enumerate(parents, start=1)]
    found = placed(marks)
    assert len(set(found.values())) == len(marks) == len(found)
    assert all(found[one.key][0] == found[one.parent][0] + 1 for one in marks if one.parent)


def test_a_very_long_line_is_drawn():
    marks = [mark("0"), *(mark(str(n), str(n - 1)) for n in range(1, 3000))]
    assert placed(marks)["2999"] == (2999, 0)


def test_nodes_are_links_with_names_and_show_score_and_interval_on_the_scale():
    marks = [
        mark("v1", mean=3.0, low=2.0, high=4.0),
        mark("v2", "v1", state="active", tag="active", mean=5.0, rounds=[("round 1", "/r1/")]),
        mark("p1", "v1", state="rejected", tag="Rejected"),
    ]
    for svg in drawn(marks):
        text = ElementTree.tostring(svg, encoding="unicode")
        links = {one.get("href"): one for one in svg.iter("a")}
        assert set(links) == {"/v1/", "/v2/", "/p1/", "/r1/"}
        assert links["/v1/"].get("aria-label") == "v1 said"
        assert "active" in (links["/v2/"].get("class") or "")
        assert "rejected" in (links["/p1/"].get("class") or "")
        assert "3.00" in text
        assert "2.00–4.00" in text
        rect, dot = links["/v1/"].find("rect"), links["/v1/"].find("circle")
        assert rect is not None
        assert dot is not None
        # Halfway up the scale is the middle of the box.
        assert float(dot.get("cx")) == float(rect.get("x")) + float(rect.get("width")) / 2
        assert "not scored yet" not in text.replace("v2 said", "")


def test_hostile_words_stay_words():
    (wide, _narrow) = drawn([mark("v1", tag='<script>"'), mark("<b>", "v1")])
    assert wide.get("aria-label") == "The line of <answer>"
    assert not list(wide.iter("script"))
    assert re.search("<b>", "".join(wide.itertext()))


def test_a_version_without_score_says_so():
    (wide, _narrow) = drawn([mark("v1"), mark("v2", "v1", mean=2.0)], None)
    assert "".join(wide.itertext()).count("not scored yet") == 2


def test_no_two_boxes_overlap_however_many_proposals_there_are():
    marks = [mark("a"), mark("b", "a"), *(mark(f"p{n}", "a", state="open") for n in range(12)), mark("c", "b")]
    for boxes in (boxes_across(marks), boxes_below(marks)):
        placed_boxes = list(boxes.values())
        assert len(placed_boxes) == len(marks)
        for place, one in enumerate(placed_boxes):
            for other in placed_boxes[place + 1 :]:
                apart_x = abs(one.x - other.x) >= BOX
                apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
                assert apart_x or apart_y
