"""Task lists in Markdown, `- [ ] …` and `- [x] …`, as boxes that nobody can tick."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[[ xX]][ \t\n\v\f\r]")
_BOX_LENGTH = 3


def task_lists(md: MarkdownIt) -> None:
    """Teaches the parser task lists, with the classes that GitHub's pages have.

    The rule of mdit-py-plugins 0.7 looks for an item's list among all tokens before it: ten thousand tasks of one
    list, 100 kB, took it 10 s.
    """
    md.core.ruler.after("inline", "task_lists", _mark_tasks)


def _mark_tasks(state: StateCore) -> None:
    lists: list[Token] = []
    tokens = state.tokens
    for index, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open" if _is_task(tokens[index + 1 : index + 3]):
                _show_box(tokens[index + 2])
                token.attrSet("class", "task-list-item")
                lists[-1].attrSet("class", "contains-task-list")


def _is_task(following: list[Token]) -> bool:
    paragraph, text = following
    return paragraph.type == "paragraph_open" and _BOX.match(text.content) is not None


def _show_box(text: Token) -> None:
    """Instead of the three characters that open the text."""
    ticked = "" if text.content.startswith("[ ") else 'checked="checked" '
    box = Token("html_inline", "", 0)
    box.content = f'<input class="task-list-item-checkbox" {ticked}disabled="disabled" type="checkbox">'
    children = text.children or []
    children[0].content = children[0].content[_BOX_LENGTH:]
    text.children = [box, *children]
    text.content = text.content[_BOX_LENGTH:]
