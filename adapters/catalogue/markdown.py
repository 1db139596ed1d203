"""Markdown → HTML, as pages of a course want it."""

import unicodedata
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from adapters.catalogue.math import dollar_math
from adapters.catalogue.tasks import task_lists
from adapters.catalogue.tex import tex_math

TOP_HEADING = 3
"""The LMS shows the section and the unit above a page as h1 and h2."""

LOWEST_HEADING = 6

_REFUSED_SCHEMES = ("javascript:", "vbscript:")


def render_markdown(
    text: str, *, titles: Sequence[str] = (), top: int = TOP_HEADING, notes: str = "1", shift: bool = True
) -> str:
    """CommonMark with tables, strikethrough, task lists, footnotes and formulas; raw HTML is kept.

    The highest heading used becomes `top`, those below follow, none under h6. Leading headings that repeat one of
    the `titles`, which the LMS shows anyway, are left out. `notes` goes into the ids of footnotes: pieces that
    end up on one page need different ones. `shift=False` leaves all headings alone.
    """
    environment = {"docId": notes}
    tokens = _parser().parse(text, environment)
    if shift:
        tokens = _without_leading(tokens, {comparable(title) for title in titles})
        _shift_headings(tokens, top)
    return str(_parser().renderer.render(tokens, _parser().options, environment))


def markdown_tokens(text: str) -> list[Token]:
    """How Markdown reads the text: the blocks, the inline parts as their children."""
    return _parser().parse(text, {})


def comparable(title: str) -> str:
    """A title as the eye takes it: without case, markup of spaces, and closing punctuation."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split()).strip(" .:!")


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    md.use(footnote_plugin).use(task_lists).use(dollar_math).use(tex_math)
    # A `file:` link must come out as a link, not as raw Markdown, so that validation can name it.
    md.validateLink = _may_be_linked  # type: ignore[method-assign]  # the library's own way to set it
    return md


def _may_be_linked(url: str) -> bool:
    plain = url.strip().lower()
    return not plain.startswith(_REFUSED_SCHEMES) and (
        not plain.startswith("data:") or plain.startswith("data:image/")
    )


def _without_leading(tokens: list[Token], titles: set[str]) -> list[Token]:
    while tokens and tokens[0].type == "heading_open" and comparable(_plain(tokens[1])) in titles:
        tokens = tokens[3:]
    return tokens


def _plain(inline: Token) -> str:
    """The text of a heading without its markup."""
    parts = (" " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or ())
    return "".join(parts)


def _shift_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=top)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + top, LOWEST_HEADING)}"
