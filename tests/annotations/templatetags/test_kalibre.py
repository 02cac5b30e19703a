from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from annotations.templatetags.icons import ICONS
from annotations.templatetags.kalibre import ago, excerpt, figure, icon, share


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_it_says_a_time_relatively_with_the_absolute_one_on_hover(passed: timedelta, said: str) -> None:
    html = ago(timezone.now() - passed)
    assert f">{said}<" in html
    assert "title=" in html


def test_it_says_a_date_once_days_no_longer_help() -> None:
    assert "ago" not in ago(timezone.now() - timedelta(days=40))


def test_it_says_nothing_of_a_time_that_is_not() -> None:
    assert ago(None) == ""


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 4, 25), (9, 3, 100), (0, 0, 0), (None, 3, 0), (-1, 3, 0)])
def test_it_gives_a_share_between_0_and_100(part: float | None, whole: float, percent: int) -> None:
    assert share(part, whole) == percent


def test_it_writes_a_dash_for_a_number_that_is_not() -> None:
    assert figure(None) == "–"
    assert figure(1234.5, 1) == "1,234.5"


def test_it_shortens_markdown_as_plain_words() -> None:
    assert excerpt("**one** two three four", 10) == "one two t…"


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_a_path_that_screen_readers_pass_over(name: str) -> None:
    assert 'aria-hidden="true"' in icon(name)


def test_it_changes_a_query_string_and_keeps_the_rest() -> None:
    request = RequestFactory().get("/", {"q": "a b", "page": "3"})
    page = Template("{% load kalibre %}{% query page=4 %}|{% query page=None %}").render(Context({"request": request}))
    assert page == "?q=a+b&amp;page=4|?q=a+b" or page == "?q=a+b&page=4|?q=a+b"


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [(2.999, 2, "3.00"), (0.559, 2, "0.56"), (-0.001, 2, "0.00"), (1234567.8, 0, "1,234,568"), (12, 0, "12")],
)
def test_it_rounds_what_it_does_not_show(value: float, decimals: int, said: str) -> None:
    assert figure(value, decimals) == said
