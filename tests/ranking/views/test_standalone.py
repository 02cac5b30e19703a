"""Markup that leaves the site behind."""

import re

import pytest

from ranking.views.standalone import standalone, styles


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ('<p>a<script>alert("x")</script>b</p>', "<p>ab</p>"),
        ('<a href="/projects/tea/">tea</a> <a href="#biases">here</a>', '<span>tea</span> <a href="#biases">here</a>'),
        ('<a class="x" href="https://evil.example/">out</a>', '<span class="x">out</span>'),
        ('<form action="/x"><button>Go</button><input name="a"></form>ok', "ok"),
        ('<p onclick="go()" hx-get="/x" data-y="1">t</p>', "<p>t</p>"),
        ('<img src="https://evil.example/p.png">t<br>', "t<br>"),
        ('<div style="background: URL(https://evil.example)">t</div>', "<div>t</div>"),
        ("<p>&lt;script&gt; &amp; &#39;</p>", "<p>&lt;script&gt; &amp; &#39;</p>"),
        ('<p title="&quot;&gt;&lt;script&gt;">t</p>', '<p title="&quot;&gt;&lt;script&gt;">t</p>'),
        ("<details open><summary>S</summary>t</details>", "<details open><summary>S</summary>t</details>"),
        ("<style>a{}</style><iframe src=x>y</iframe>z", "z"),
        ("<form><form></form>inside</form>out", "out"),
        ('<a href="javascript:go()">j</a>', "<span>j</span>"),
        ('<a href="#a"><b>x</b></a>', '<a href="#a"><b>x</b></a>'),
    ],
)
def test_what_needs_the_site_is_taken_out(markup, left):
    assert standalone(markup) == left


def test_drawings_pass_as_they_are():
    svg = (
        '<svg viewBox="0 0 9 9" role="img"><clipPath/><path d="M0 0" fill="var(--people)"/><text>&lt;a&gt;</text></svg>'
    )
    assert standalone(f"<div>{svg}</div>") == f"<div>{svg}</div>"


def test_both_themes_are_there_without_a_function_that_old_browsers_lack():
    css = styles()
    assert "light-dark(" not in css
    dark = css[css.index("@media screen and (prefers-color-scheme: dark)") :]
    light = css[: css.index("@media screen and (prefers-color-scheme: dark)")]
    names = set(re.findall(r"(--[\w-]+): #", dark.split("}")[0]))
    assert {"--paper", "--ink", "--people", "--judge"} <= names
    assert all(f"{name}: #" in light for name in names)
    assert "url(" not in css
