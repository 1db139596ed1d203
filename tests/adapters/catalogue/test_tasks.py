"""Task lists: as mdit-py-plugins renders them, but in linear time, and with no box left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

from adapters.catalogue.markdown import render_markdown
from adapters.catalogue.tasks import task_lists

OURS = MarkdownIt("commonmark").use(task_lists)
PLUGIN = MarkdownIt("commonmark").use(tasklists_plugin)

LINES = [
    "- [ ] a",
    "- [x] *b*",
    "  - [X] c",
    "1. [ ] d",
    "   1. [x] [e](/f)",
    "> - [ ] g",
    "- h",
    "  text",
    "",
    "- [y] i",
    "[x]: /j",
]


@given(st.lists(st.sampled_from(LINES)).map("\n".join))
def test_tasks_look_as_the_plugin_renders_them(markdown: str) -> None:
    assert OURS.render(markdown) == PLUGIN.render(markdown)


@pytest.mark.parametrize("blank", ["\t", "\n  "])
def test_a_box_may_be_followed_by_any_blank(blank: str) -> None:
    """The plugin takes the three characters away there and puts no box in their place."""
    html = OURS.render(f"- [x]{blank}b")
    assert html.count('checked="checked"') == html.count("<input") == 1
    assert "[x]" not in html


@pytest.mark.timeout(20)
def test_a_long_list_takes_linear_time() -> None:
    html = render_markdown("- [ ] a\n" * 20_000)
    assert html.count("<input") == 20_000
