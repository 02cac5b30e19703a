"""Markdown of models and people as HTML that cannot harm: rendered, then sanitised.

No raw HTML, no images (an image would tell a stranger's server who reads), no scripts, styles or classes.
"""

import nh3
from markdown_it import MarkdownIt

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
# Each block finds its own direction, so that Arabic beside English reads rightly.
DIRECTED = {tag: {"dir": "auto"} for tag in TAGS & {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td"}}

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_parser.disable(["image"])


def markdown_html(text: str) -> str:
    """This function will render Markdown and sanitise what came out."""
    return nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={**DIRECTED, "a": {"target": "_blank"}, "pre": {"tabindex": "0"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
