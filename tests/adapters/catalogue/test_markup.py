"""HTML or Markdown: the hard cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.catalogue.html_glance import glance
from adapters.catalogue.markup import Markup, html_fragment, markup_of


@pytest.mark.parametrize(
    "text",
    [
        "<p>one</p>",
        "<p>2 * 3 * 4, snake_case_name and *not emphasis*</p>",
        "<p># not a heading</p>\n<p>- not a list</p>",
        "<p>one</p>\n\n<p>two *three*</p>",
        "    <div>\n        <p>one</p>\n\n        <p>two</p>\n    </div>",
        "<ul>\n\n    <li>one</li>\n\n</ul>",
        "<p>never closed<p>two",
        "<table><tr><td>`a`</td></tr></table>",
        "<pre>\n\n# one\n\n- two\n</pre>",
        "<!DOCTYPE html>\n<html><head><title>t</title></head><body>one</body></html>",
        "<!-- note -->\n<section>one</section>",
        "<img src='https://example.org/a.png'>",
        "<h1>Заголовок</h1><p>Текст</p>",
        "<my-widget>one</my-widget>",
        "<svg viewBox='0 0 1 1'><circle r='1'/></svg>",
        "<P>one</P>",
        "<p>one</p></div>",
        "<b>one</b>",
    ],
)
def test_html(text: str) -> None:
    assert markup_of(text) is Markup.HTML


@pytest.mark.parametrize(
    "text",
    [
        "one",
        "# A <b>bold</b> heading",
        "**one** <br> two",
        "Use `<div>` for boxes.",
        "```html\n<div>one</div>\n```",
        "<details>\n<summary>one</summary>\n\n**two**\n\n</details>",
        '<div align="center">\n\n# one\n\n</div>',
        '<a name="top"></a>\n\n# one',
        "<https://example.org>",
        "<T>(x: T) => x",
        "a < b and c > d",
        "<p>one</p>\n\n- two",
        "<!-- only a note -->",
        "<span>**one**</span>",
        "<br>\none",
        "&lt;p&gt;one&lt;/p&gt;",
        "<p>one</p> and loose text",
        "",
    ],
)
def test_markdown(text: str) -> None:
    assert markup_of(text) is Markup.MARKDOWN


def test_a_document_gives_its_body_to_the_letter() -> None:
    assert html_fragment("<html>\n<body class='a>b'>\n <p>one</p>\n</body></html>") == "\n <p>one</p>\n"
    assert html_fragment("<body>never closed") == "never closed"
    assert html_fragment("<p>one</p>\n ") == "<p>one</p>\n "


@pytest.mark.parametrize(
    ("html", "blank"),
    [
        ("<p> &nbsp;</p>", True),
        ("<!-- one -->", True),
        ("<script>one()</script><style>p {}</style>", True),
        ("<p>one</p>", False),
        ("<img src='a'>", False),
        ("&nbsp;", True),
        ("<p>\u200b</p>", False),
    ],
)
def test_blank_is_what_shows_nothing(html: str, blank: bool) -> None:
    assert glance(html).blank is blank


@given(st.text() | st.text(alphabet="<>!/[]-ab&; \n'\"=?"))
def test_every_text_can_be_looked_at(text: str) -> None:
    assert markup_of(text) in Markup
    assert glance(text).text is not None


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["<a ", "<!--", "<b></i>", "$$a\n", "<a =", "[", "*a "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * 20_000
    assert markup_of(text) in Markup


def test_what_follows_the_last_tag_is_text() -> None:
    assert glance("<p>a</p> &nbsp;").all_in_elements
    assert glance("<p>a</p> b &amp; <c").text == "a b & <c"
    assert glance("<p>a</p><!-- b").text == "a"


def test_a_marked_section_of_no_known_kind_is_a_comment() -> None:
    assert glance("<p>one</p><![foo[ two ]]>").text == "one"
