from html import unescape
from html.parser import HTMLParser
from time import process_time

import pytest

from annotations.templatetags.markdown import markdown_html, markdown_text


class Tags(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        "[press](javascript:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "![pixel](https://evil.example/track.png)",
        '<a href="javascript:alert(1)" onclick="x()">press</a>',
        '<form action="https://evil.example"><input name=password></form>',
        "<style>body{display:none}</style>",
        '[x](https://e.example "a\\" onmouseover=alert(1) \\"")',
        "![x](javascript:alert(1))",
    ],
)
def test_it_leaves_nothing_of_a_hostile_text_that_could_run_or_load(hostile: str) -> None:
    found = Tags(markdown_html(hostile)).found
    assert {tag for tag, _attributes in found} <= {"p", "a", "br", "strong", "em"}
    for _tag, attributes in found:
        assert set(attributes) <= {"dir", "href", "title", "rel", "target"}
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_it_renders_code_tables_and_lists_whole() -> None:
    html = markdown_html("# Title\n\n```py\nx < 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two")
    assert "x &lt; 1" in html
    assert "<table" in html
    assert html.count("<li") == 2


def test_it_lets_every_block_find_its_own_direction() -> None:
    assert '<p dir="auto">مرحبا' in markdown_html("مرحبا")


@pytest.mark.parametrize(
    ("text", "tag", "direction"),
    [
        ("- تذبل الأوراق\n- green", "ul", "rtl"),
        ("1. one\n2. שתיים", "ol", "ltr"),
        ("> 5. اقتباس", "blockquote", "rtl"),
        ("| نوع | n |\n|---|---|\n| a | 1 |", "table", "rtl"),
        ("- 1\n- 2", "ul", ""),
    ],
)
def test_what_holds_blocks_runs_as_its_first_letter_does(text: str, tag: str, direction: str) -> None:
    found = [attributes for name, attributes in Tags(markdown_html(text)).found if name == tag]
    assert found[0].get("dir", "") == direction


def test_code_runs_from_the_left_in_any_text() -> None:
    found = dict(Tags(markdown_html("شاي `brew()`\n\n```\nشاي()\n```")).found)
    assert (found["pre"]["dir"], found["code"]["dir"]) == ("ltr", "ltr")


@pytest.mark.parametrize(
    "formula",
    [r"$a_1 * b_1 * c$", r"\(x_1 \alpha\)", r"\[ a \\ b \]", "$$x_i$$", r"$\{a\}$"],
)
def test_mathematics_stays_as_it_was_written(formula: str) -> None:
    assert unescape(markdown_html(f"See {formula}, *so*.")) == f'<p dir="auto">See {formula}, <em>so</em>.</p>\n'


def test_mathematics_of_many_lines_is_neither_list_nor_heading() -> None:
    html = markdown_html("$$\na\n- b\n= c\n$$\n\nafter")
    assert "$$<br>a<br>- b<br>= c<br>$$" in html
    assert [tag for tag, _attributes in Tags(html).found] == ["p", "br", "br", "br", "br", "p"]


@pytest.mark.parametrize("text", ["It costs $5 and *not* $10.", "$ *a* $", "an open $ and *more*", "$$\n*a*"])
def test_dollars_that_are_no_mathematics_change_nothing(text: str) -> None:
    assert "<em>" in markdown_html(text)


@pytest.mark.parametrize("beginning", ["\\(", "\\[", "$a ", "$$a\n", "$$ a\n\n", "[", "> ", "*a "])
def test_a_text_of_nothing_but_beginnings_is_rendered_in_seconds(beginning: str) -> None:
    started = process_time()
    markdown_html(beginning * (20_000 // len(beginning)))
    assert process_time() - started < 10


def test_it_opens_links_elsewhere_without_telling_where_from() -> None:
    html = markdown_html("[page](https://example.org)")
    assert 'target="_blank"' in html
    assert "noopener noreferrer" in html


def test_it_shows_an_image_as_a_link_that_nothing_loads_by_itself() -> None:
    html = markdown_html("![a <cat>](https://example.org/cat.png)")
    assert '<a href="https://example.org/cat.png"' in html
    assert "&lt;cat&gt;" in html


def test_it_keeps_single_line_breaks_as_models_mean_them() -> None:
    assert "<br>" in markdown_html("one\ntwo")


def test_it_reads_markdown_as_one_plain_line() -> None:
    assert markdown_text("# Hi\n\n**bold** & `code` <b>x</b>") == "Hi bold & code <b>x</b>"


def test_its_headings_follow_the_page_s_own_without_a_gap() -> None:
    html = markdown_html("# One\n\n### Two\n\n###### Three", 2)
    assert [tag for tag, _attributes in Tags(html).found if tag.startswith("h")] == ["h2", "h3", "h4"]
