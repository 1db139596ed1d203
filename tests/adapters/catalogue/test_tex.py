r"""`\(…\)` and `\[…\]` in Markdown: formulas, and the brackets that are none. A deviation from CommonMark."""

import time

import pytest

from adapters.catalogue.markdown import render_markdown
from adapters.catalogue.markup import Markup, markup_of

FORMULAS = [
    (r"a \(x\) b", r"<p>a \(x\) b</p>"),
    (r"\(x_1 < 2\)", r"<p>\(x_1 &lt; 2\)</p>"),
    (r"\( a*b*c \)", r"<p>\(a*b*c\)</p>"),
    (r"*\(a*b\)*", r"<p><em>\(a*b\)</em></p>"),
    (r"\(a \\) b\)", r"<p>\(a \\) b\)</p>"),
    ("\\(a +\nb\\)", "<p>\\(a +\nb\\)</p>"),
    (r"see \[x^2\] there", r"<p>see \[x^2\] there</p>"),
    (r"\[x\]", r"<p>\[x\]</p>"),
    (r"\[ 2x + 3 \]", r"<p>\[2x + 3\]</p>"),
    ("\\[\na\n- b\n= c\n\\]", "<p>\\[a\n- b\n= c\\]</p>"),
    ("text\n\\[ a=b \\]\nmore", "<p>text</p>\n<p>\\[a=b\\]</p>\n<p>more</p>"),
    ("> \\[\n> x = 1\n> \\]", "<blockquote>\n<p>\\[x = 1\\]</p>\n</blockquote>"),
    ("- one\n\n  \\[ x=1 \\]", "<ul>\n<li>\n<p>one</p>\n<p>\\[x=1\\]</p>\n</li>\n</ul>"),
    (r"\[a=b\] tail \[c=d\]", r"<p>\[a=b\] tail \[c=d\]</p>"),
    (r"\[\text{speed} = v\]", r"<p>\[\text{speed} = v\]</p>"),
]
NONE = [
    (r"\( \)", "<p>( )</p>"),
    (r"\(a", "<p>(a</p>"),
    (r"\(a)", "<p>(a)</p>"),
    (r"\\(x\\)", r"<p>\(x\)</p>"),
    (r"`\(x\)`", r"<p><code>\(x\)</code></p>"),
    ("```\n\\[x=1\\]\n```", "<pre><code>\\[x=1\\]\n</code></pre>"),
    ("    \\[x=1\\]", "<pre><code>\\[x=1\\]\n</code></pre>"),
    (r"see \[1\]", "<p>see [1]</p>"),
    (r"\[to be drawn\]", "<p>[to be drawn]</p>"),
    (r"\[link\](https://example.org)", "<p>[link](https://example.org)</p>"),
    (r"- \[ \] todo", "<ul>\n<li>[ ] todo</li>\n</ul>"),
    (r"\[\\\]\^", r"<p>[\]^</p>"),
    ("\\[\nx\n\n\\]", "<p>[\nx</p>\n<p>]</p>"),
    (r"\[a\] b \[c\]", "<p>[a] b [c]</p>"),
]


@pytest.mark.parametrize(("markdown", "html"), FORMULAS)
def test_formulas_are_left_to_mathjax(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == f"{html}\n"


@pytest.mark.parametrize(("markdown", "html"), NONE)
def test_brackets_that_are_no_formula_are_markdowns(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == f"{html}\n"


def test_a_formula_in_html_stays_to_the_letter() -> None:
    assert markup_of(r"<p>\(a_1\) and \[b_2\]</p>") is Markup.HTML
    assert markup_of(r"a formula \(x\)") is Markup.MARKDOWN


@pytest.mark.parametrize(
    "bad",
    [
        "\\(" * 9000,
        "\\(" * 9000 + "\\\\)",
        "\\[" * 9000,
        "\\[\n" * 6000,
        "\\[a\n" * 6000 + "\n\\]",
        "\\[a\n" * 6000 + "b \\] c",
        "\\[a b\\] c\n" * 6000 + "b \\]",
        "> \\[\n" * 6000,
        "- \\[\n" * 3000,
    ],
    ids=lambda bad: repr(bad[:9]),
)
def test_a_page_of_openings_is_no_bomb(bad: str) -> None:
    began = time.perf_counter()
    render_markdown(bad)
    assert time.perf_counter() - began < 5  # in quadratic time it would be a minute
