"""Is a text HTML or Markdown? Told by what two parsers make of it, never by looking for a tag."""

from collections.abc import Iterable
from enum import StrEnum

from markdown_it.token import Token

from adapters.catalogue.html_glance import glance
from adapters.catalogue.markdown import markdown_tokens

_BLOCKS = (
    "heading_open fence bullet_list_open ordered_list_open blockquote_open table_open hr math_block "
    "footnote_block_open"
)
_INLINE = "strong_open em_open s_open link_open image code_inline math_inline math_inline_double footnote_ref"

_MARKDOWN_BLOCKS = frozenset(_BLOCKS.split())
_MARKDOWN_INLINE = frozenset(_INLINE.split())


class Markup(StrEnum):
    """What a text is written in."""

    HTML = "html"
    MARKDOWN = "markdown"


def markup_of(text: str) -> Markup:
    """HTML where, read as HTML, known elements hold all of its text, and Markdown finds nothing of its own in it.

    So `<p>a * b</p>` and an indented template are HTML, `# A <b>title</b>` is Markdown, and so is
    `<details>`, blank line, `**bold**`, blank line, `</details>`: Markdown reads on after a blank line. Plain
    text is Markdown. Where both would show the same page the answer does not matter.
    """
    if not glance(text).all_in_elements or _has_markdown(markdown_tokens(text)):
        return Markup.MARKDOWN
    return Markup.HTML


def html_fragment(html: str) -> str:
    """The HTML to the letter; of a whole document what is in its body, for a page holds fragments only."""
    body = glance(html).body
    return html if body is None else html[slice(*body)]


def _has_markdown(tokens: Iterable[Token]) -> bool:
    return any(
        token.type in _MARKDOWN_BLOCKS or any(child.type in _MARKDOWN_INLINE for child in token.children or ())
        for token in tokens
    )
