"""Shares on an axis."""

from django.utils import translation

from ranking.charts.render import percents, svg

SPEC = {"data": {"values": [{"x": 0.0}, {"x": 1.0}]}, "mark": "point"}


def ticks() -> str:
    axis = {"values": [0.075, 0.5, 1], **percents()}
    return str(svg(SPEC | {"encoding": {"x": {"field": "x", "type": "quantitative", "axis": axis}}}, label="L"))


def test_the_sign_stands_where_the_reader_writes_it():
    assert ">50%</text>" in ticks()
    with translation.override("tr"):
        drawn = ticks()
    assert all(f">{text}</text>" in drawn for text in ("%7,5", "%50", "%100"))
