"""Markdown of models and people as HTML that cannot harm: rendered, then sanitised.

No raw HTML, no scripts, styles or classes; an image becomes a link (shown, it would tell a stranger's server who
reads).
"""

from collections.abc import Sequence
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
# Each block finds its own direction, so that Arabic beside English reads rightly.
DIRECTED = {tag: {"dir": "auto"} for tag in TAGS & {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td"}}

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def _image_as_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    image = tokens[index]
    source = str(image.attrs.get("src", ""))
    return f'<a href="{escape(source)}">🖼 {escape(image.content or source)}</a>'


_parser.add_render_rule("image", _image_as_link)


def markdown_html(text: str, top: int = 3) -> str:
    """This function will render Markdown and sanitise what came out; its highest headings become of level `top`."""
    return nh3.clean(
        _rendered(text, top),
        tags=TAGS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={**DIRECTED, "a": {"target": "_blank"}, "pre": {"tabindex": "0"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _rendered(text: str, top: int) -> str:
    """HTML whose headings follow the page's own without a gap, whatever levels the text uses."""
    env: EnvType = {}
    tokens = _parser.parse(text, env)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top + used.index(token.tag), 6)}"
    return str(_parser.renderer.render(tokens, _parser.options, env))


def markdown_text(text: str) -> str:
    """This function will give what Markdown reads as, without its signs, on one line; not safe as HTML."""
    return " ".join(unescape(nh3.clean(_parser.render(text), tags=set())).split())
