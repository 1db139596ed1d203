r"""Formulas in Markdown, `$…$` and `$$…$$`, handed to the MathJax of Open edX as `\(…\)` and `\[…\]`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_block_dollar

if TYPE_CHECKING:
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_BACKSLASH = "\\"

_UNCLOSED_UNTIL = "math_unclosed_until"

_plugin_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def dollar_math(md: MarkdownIt) -> None:
    """Teaches the parser formulas: `$x$` in a line, `$$x$$` in a line or on lines of its own.

    The block rule is the plugin's, and may end a paragraph as a fence may. The inline rule is ours: that of
    mdit-py-plugins 0.7 takes the last character of a paragraph for the one before its first, so that `$x$ = 5` is
    none.
    """
    md.block.ruler.before("fence", "math_block", _block, {"alt": ["paragraph", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math_inline", _inline)
    md.add_render_rule("math_inline", _render_inline)
    md.add_render_rule("math_inline_double", _render_display)
    md.add_render_rule("math_block", _render_block)


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The plugin's rule, which writes even when it is only asked whether a formula starts here (`silent`).

    A formula that is not closed before the next blank line is none, and no other that opens before that line is:
    without this memory, a page of lines `$$a` would take quadratic time.
    """
    if not state.src.startswith("$$", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    line = state.getLines(start_line, start_line + 1, 0, False).strip()
    unclosed = "$$" not in line[2:]
    if unclosed and start_line < state.env.get(_UNCLOSED_UNTIL, 0):
        return False
    written, line_before = len(state.tokens), state.line
    found = _plugin_block(state, start_line, end_line, silent)
    if silent:
        del state.tokens[written:]
        state.line = line_before
    if not found and unclosed:
        blank = (number for number in range(start_line, end_line) if state.isEmpty(number))
        state.env[_UNCLOSED_UNTIL] = next(blank, end_line)
    return found


def _inline(state: StateInline, silent: bool) -> bool:
    """A formula that starts here. Money is none: no blank inside next to a single `$`, no digit outside."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    mark = "$$" if source.startswith("$$", start) else "$"
    end = _closing(source, start + len(mark), state.posMax, mark)
    content = source[start + len(mark) : end] if end > 0 else ""
    if not content.strip() or (mark == "$" and not _tight(source, start, end)):
        return False
    if not silent:
        token = state.push("math_inline" if mark == "$" else "math_inline_double", "math", 0)
        token.content, token.markup = content, mark
    state.pos = end + len(mark)
    return True


def _closing(source: str, start: int, limit: int, mark: str) -> int:
    """Where the closing mark stands; -1 where none does. A backslash takes the next character along."""
    position = start
    while position < limit:
        if source.startswith(mark, position, limit):
            return position
        if source[position] == "$":
            return -1
        position += 2 if source[position] == _BACKSLASH else 1
    return -1


def _tight(source: str, start: int, end: int) -> bool:
    before = source[start - 1] if start else ""
    after = source[end + 1 : end + 2]
    inside = source[start + 1] + source[end - 1]
    return not (
        before.isdigit() or after.isdigit() or after == "$" or any(character.isspace() for character in inside)
    )


def _render_inline(
    _self: "RendererProtocol", tokens: "Sequence[Token]", idx: int, _options: "OptionsDict", _env: "EnvType"
) -> str:
    return f"\\({escapeHtml(tokens[idx].content.strip())}\\)"


def _render_display(
    _self: "RendererProtocol", tokens: "Sequence[Token]", idx: int, _options: "OptionsDict", _env: "EnvType"
) -> str:
    return f"\\[{escapeHtml(tokens[idx].content.strip())}\\]"


def _render_block(
    _self: "RendererProtocol", tokens: "Sequence[Token]", idx: int, _options: "OptionsDict", _env: "EnvType"
) -> str:
    return f"<p>\\[{escapeHtml(tokens[idx].content.strip())}\\]</p>\n"
