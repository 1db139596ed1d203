"""Stand-ins for texts: a short look at a page must never let one through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.catalogue.html_glance import beginning_of, glance
from adapters.catalogue.placeholders import _PHRASES, goes_beyond_placeholders, is_placeholder

STAND_INS = [
    *sorted(_PHRASES),
    "Lorem ipsum dolor sit amet, " * 9,
    "{{ x }}",
    "{{" + "x" * 80 + "}}",
    "…" * 90,
    "",
]

PIECES = [
    "<p>",
    "</p>",
    "<br/>",
    "<script>",
    "</script>",
    "<!-- ",
    " -->",
    "<![x",
    "&nbsp;",
    "&am",
    "p;",
    "<a href='",
    "'>",
]

PAGES = st.lists(
    st.sampled_from([*PIECES, "a" * 40, " word", "\n", "<", ">", "&", "…"]) | st.text(max_size=3)
).map("".join)


@given(PAGES, st.integers(0, 80))
def test_the_beginning_is_where_the_text_begins(html: str, length: int) -> None:
    assert glance(html).text.startswith(beginning_of(html, length))


@given(PAGES, st.integers(0, 200))
def test_what_goes_beyond_a_placeholder_is_neither_one_nor_blank(html: str, length: int) -> None:
    seen = glance(html)
    if goes_beyond_placeholders(beginning_of(html, length)):
        assert not seen.blank
        assert not is_placeholder(seen.text)


@pytest.mark.parametrize("text", STAND_INS)
@pytest.mark.parametrize("around", ["{}", " \n{}", "({}", "- {} -", "{}\n\n…"])
def test_no_stand_in_goes_beyond_one(text: str, around: str) -> None:
    whole = around.format(text)
    assert not is_placeholder(whole) or not any(
        goes_beyond_placeholders(whole[:length]) for length in range(len(whole) + 1)
    )


def test_an_ordinary_page_shows_at_once_that_it_is_one() -> None:
    page = "<h3>Bowline</h3>\n<p>The bowline makes a loop at the end of a rope.</p>\n" * 2
    assert goes_beyond_placeholders(beginning_of(page, 250))
    assert not goes_beyond_placeholders(beginning_of("<p>Coming soon</p>", 250))
