"""Markup that stands by itself: without scripts, forms, and addresses of anything outside it."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from django.contrib.staticfiles import finders

# The stylesheets of a report's page, in order.
STYLES = ("css/tokens.css", "css/base.css", "css/components.css", "css/leads.css", "css/report.css")
_DROPPED = {"script", "style", "form", "button", "select", "textarea", "iframe", "object", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_DROPPED_VOID = {"base", "embed", "img", "input", "link", "meta", "source", "track"}
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "poster", "background", "ping", "xlink:href", "download"}
_LIGHT_DARK = re.compile(r"(--[\w-]+):\s*light-dark\(([^,()]+),\s*([^,()]+)\);")
_COMMENT, _SPACE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+")


def standalone(markup: str) -> str:
    """This function will take out of some markup what needs the site: scripts, forms, and addresses outside it.

    Links within the page stay; others become plain words. Drawings (SVG) pass as they are: they are made here and hold
    no links or scripts.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.out)


def styles() -> str:
    """The site's stylesheets as one, both themes by the reader's system, also in browsers without light-dark()."""
    return _SPACE.sub(" ", _COMMENT.sub("", _both_themes("".join(_read(name) for name in STYLES)))).strip()


def _both_themes(css: str) -> str:
    """Every colour of two themes as the light one, and the dark ones again under the system's wish."""
    dark = "".join(f"{name}: {value.strip()};" for name, _light, value in _LIGHT_DARK.findall(css))
    light = _LIGHT_DARK.sub(r"\1: \2;", css)
    return f"{light}@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _read(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    with open(path, encoding="utf-8") as file:
        return file.read()


class _Reader(HTMLParser):
    """Writes again what it reads, less what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.dropping: list[str] = []
        self.drawing = 0
        self.links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.dropping:
            self.dropping += [tag] if tag in _DROPPED else []
        elif tag in _DROPPED:
            self.dropping.append(tag)
        elif tag == "svg" or self.drawing:
            self.drawing += tag == "svg"
            self.out.append(self.get_starttag_text() or "")
        elif tag not in _DROPPED_VOID:
            self._write(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.drawing and not self.dropping:
            self.out.append(self.get_starttag_text() or "")
        elif not self.dropping and tag in _VOID - _DROPPED_VOID:
            self._write(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
            return
        if tag == "svg":
            self.drawing = max(0, self.drawing - 1)
        if tag == "a" and not self.drawing:
            self.out.append("</a>" if self.links and self.links.pop() else "</span>")
        elif tag not in _VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if not self.dropping:
            self.out.append(text)

    def _write(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = [(name, value) for name, value in attrs if not _leads_out(name, value or "")]
        if tag == "a":
            inside = any(name == "href" for name, _value in kept)
            self.links.append(inside)
            tag = "a" if inside else "span"
        told = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
        self.out.append(f"<{tag}{told}>")


def _leads_out(name: str, value: str) -> bool:
    """Whether an attribute runs something, or names an address outside the page."""
    if name.startswith(("on", "hx-", "data-")):
        return True
    if name in _ADDRESSES:
        return not (name == "href" and value.startswith("#"))
    return "url(" in value.lower() or "javascript:" in value.lower()
