r"""Formulas in Markdown as TeX and Open edX write them, `\(…\)` and `\[…\]`.

CommonMark takes the backslashes away, and MathJax would find `(x)`. So these are formulas here, unless they are
what an author of Markdown means by them: brackets that are to be no link.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_CLOSED_BY = {"(": r"\)", "[": r"\]"}
_UNCLOSED = "tex_unclosed"
_NONE_UNTIL = "tex_none_until"

_TEX_SIGNS = frozenset("\\^_={}")
_WORD = re.compile(r"[^\W\d_]{2,}")


def tex_math(md: MarkdownIt) -> None:
    r"""Teaches the parser `\(x\)` anywhere in a line, and `\[x\]` in a line or on lines of its own.

    Inside a line `\[…\]` needs a sign of TeX, one of `\ ^ _ = { }`: `see \[1\]` stays text. On lines of its own it
    is a formula unless it has words and no sign: `\[to be drawn\]` stays text, too.
    """
    md.block.ruler.before("fence", "tex_block", _block, {"alt": ["paragraph", "blockquote", "list"]})
    md.inline.ruler.before("escape", "tex_inline", _inline)


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    r"""From a line that begins with `\[` to the first that ends with `\]`, without a blank line in between.

    Where that fails, no formula that opens before the same line is closed there either; without this memory, a
    page of openings would take quadratic time.
    """
    if state.src.find(r"\[", state.bMarks[start_line], state.eMarks[start_line]) < 0:
        return False  # as nearly always: this is asked of every line
    if start_line < state.env.get(_NONE_UNTIL, 0) or state.is_code_block(start_line):
        return False
    if not _line(state, start_line).startswith(r"\["):
        return False
    lines: list[str] = []
    for number in range(start_line, end_line):
        line = _line(state, number)
        lines.append(line)
        if not line or r"\]" in line or state.sCount[number] < state.blkIndent:
            break
    content = "\n".join(lines)[2:-2]
    if not lines[-1].endswith(r"\]") or r"\]" in content or not _stands_alone(content):
        state.env[_NONE_UNTIL] = start_line + len(lines) - 1
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.markup = True, content, "\\["
        token.map = [start_line, start_line + len(lines)]
        state.line = start_line + len(lines)
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    opening = source[start + 1 : start + 2]
    if source[start] != "\\" or opening not in _CLOSED_BY:
        return False
    end = _closing(state, _CLOSED_BY[opening])
    content = source[start + 2 : end] if end > 0 else ""
    if not content.strip("\\ \n\t") or (opening == "[" and _TEX_SIGNS.isdisjoint(content)):
        return False
    if not silent:
        token = state.push("math_inline" if opening == "(" else "math_inline_double", "math", 0)
        token.content, token.markup = content, f"\\{opening}"
    state.pos = end + 2
    return True


def _closing(state: StateInline, mark: str) -> int:
    """Where the closing mark stands; -1 where none does. A backslash takes the next character along.

    A text without one is remembered: else a page of openings would take quadratic time.
    """
    unclosed: dict[str, str] = state.env.setdefault(_UNCLOSED, {})
    if unclosed.get(mark) is state.src:
        return -1
    position = state.pos + 2
    while position < state.posMax:
        if state.src.startswith(mark, position, state.posMax):
            return position
        position += 2 if state.src[position] == "\\" else 1
    if state.posMax == len(state.src):
        unclosed[mark] = state.src
    return -1


def _stands_alone(content: str) -> bool:
    if not content.strip("\\ \n\t"):
        return False
    return not _TEX_SIGNS.isdisjoint(content) or not _WORD.search(content)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()
