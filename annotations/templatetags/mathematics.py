r"""Mathematics in Markdown stays as it was written: nothing here draws formulas, and none may lose its signs.

`$…$`, `$$…$$`, `\(…\)` and `\[…\]` are texts, in which no star, underscore or backslash means anything.
"""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

ENDS = {"$$": "$$", "\\[": "\\]", "\\(": "\\)", "$": "$"}
BLOCKS = ("$$", "\\[")
# How far an end is looked for, in characters and in lines: a text full of beginnings must not take minutes.
LONGEST = 2_000
MOST_LINES = 60


def keep_mathematics(parser: MarkdownIt) -> None:
    """This function will teach the parser to leave mathematics alone."""
    parser.inline.ruler.before("escape", "mathematics", _inline)
    parser.block.ruler.before("fence", "mathematics", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.add_render_rule("mathematics", _rendered_inline)
    parser.add_render_rule("mathematics_block", _rendered_block)


def _inline(state: StateInline, silent: bool) -> bool:
    opening = next((one for one in ENDS if state.src.startswith(one, state.pos)), None)
    if opening is None:
        return False
    end = _end(state.src, opening, state.pos + len(opening), state.posMax)
    if end is None:
        return False
    if not silent:
        state.push("mathematics", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _end(text: str, opening: str, inside: int, last: int) -> int | None:
    """Where it ends; None where it is none. As Pandoc has it, prices stay prices: see the spaces and the digit."""
    close = ENDS[opening]
    at = text.find(close, inside, min(last, inside + LONGEST))
    if at <= inside:
        return None
    end = at + len(close)
    if opening == "$":
        spaced = text[inside].isspace() or text[at - 1].isspace() or text[at - 1] == "\\"
        if spaced or "\n" in text[inside:at] or text[end : end + 1].isdigit():
            return None
    return end


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines from one that begins with `$$` or `\\[` to the one that ends it."""
    first = _line(state, start)
    if not first.startswith(BLOCKS) or state.is_code_block(start):
        return False
    close, lines = ENDS[first[:2]], [first]
    while not (lines[-1] if len(lines) > 1 else first[2:]).endswith(close):
        number = start + len(lines)
        if number >= end or len(lines) == MOST_LINES or not (line := _line(state, number)):
            return False
        lines.append(line)
    if not silent:
        token = state.push("mathematics_block", "p", 0)
        token.content, token.map = "\n".join(lines), [start, start + len(lines)]
        state.line = start + len(lines)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _rendered_inline(self, tokens, index, options, env) -> str:  # type: ignore[no-untyped-def]
    return "<br>".join(escape(line) for line in tokens[index].content.split("\n"))


def _rendered_block(self, tokens, index, options, env) -> str:  # type: ignore[no-untyped-def]
    return f"<p>{_rendered_inline(self, tokens, index, options, env)}</p>\n"
