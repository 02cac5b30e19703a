"""Markdown of models and people as HTML that cannot harm: rendered, then sanitised.

No raw HTML, no scripts, styles or classes; an image becomes a link (shown, it would tell a stranger's server who
reads).
"""

from collections.abc import Sequence
from html import escape, unescape
from unicodedata import bidirectional

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from annotations.templatetags.mathematics import keep_mathematics

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    **{"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
    **{"ol": {"start", "dir"}, "ul": {"dir"}, "blockquote": {"dir"}, "table": {"dir"}},
}
# Each block finds its own direction, so that Arabic beside English reads rightly. What holds blocks cannot find it by
# itself: a browser passes over blocks that have found theirs.
DIRECTED = {tag: {"dir": "auto"} for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6")}
HOLDERS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"}

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def _image_as_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    image = tokens[index]
    source = str(image.attrs.get("src", ""))
    return f'<a href="{escape(source)}">🖼 {escape(image.content or source)}</a>'


_parser.add_render_rule("image", _image_as_link)
keep_mathematics(_parser)


def markdown_html(text: str, top: int = 3) -> str:
    """This function will render Markdown and sanitise what came out; its highest headings become of level `top`."""
    return nh3.clean(
        _rendered(text, top),
        tags=TAGS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={
            **{**DIRECTED, "a": {"target": "_blank"}},
            **{"pre": {"tabindex": "0", "dir": "ltr"}, "code": {"dir": "ltr"}, "table": {"tabindex": "0"}},
        },
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
    _direct(tokens)
    return str(_parser.renderer.render(tokens, _parser.options, env))


def _direct(tokens: Sequence[Token]) -> None:
    """Gives each list, quotation and table the direction of its first letter."""
    waiting: list[Token] = []
    for token in tokens:
        if token.type in HOLDERS:
            waiting.append(token)
        elif token.type == "inline" and waiting and (direction := _direction(token.content)):
            for holder in waiting:
                holder.attrSet("dir", direction)
            waiting.clear()
        elif waiting and token.type == waiting[-1].type.replace("_open", "_close"):
            waiting.pop()


def _direction(text: str) -> str:
    found = next((kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), "")
    return {"": "", "L": "ltr"}.get(found, "rtl")


def markdown_text(text: str) -> str:
    """This function will give what Markdown reads as, without its signs, on one line; not safe as HTML."""
    return " ".join(unescape(nh3.clean(_parser.render(text), tags=set())).split())
