"""Markdown as courses use it: formulas, tables, code, headings, footnotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.catalogue.markdown import render_markdown


def inline(text: str) -> str:
    """What stands inside the one paragraph."""
    return render_markdown(text).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("$x$ = 5", r"\(x\) = 5"),
        ("$x$ ends in \\", "\\(x\\) ends in \\"),
        ("$a<b$ & $c>d$", r"\(a&lt;b\) &amp; \(c&gt;d\)"),
        ("$\\frac{1}{2}$", r"\(\frac{1}{2}\)"),
        ("$x_1 * y_2 * z$ is *one*", r"\(x_1 * y_2 * z\) is <em>one</em>"),
        ("($x$)", r"(\(x\))"),
        ("$x\\$y$", r"\(x\$y\)"),
        ("$$a + b$$", r"\[a + b\]"),
        ("then $$a$$ follows", r"then \[a\] follows"),
        ("then $$ a $$ follows", r"then \[a\] follows"),
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("$5/$6", "$5/$6"),
        ("Between $5-$10", "Between $5-$10"),
        ("5$ and 6$", "5$ and 6$"),
        ("\\$5 for $x$", r"$5 for \(x\)"),
        ("$ x $", "$ x $"),
        ("$$", "$$"),
        ("only one $x", "only one $x"),
        ("`$x$` is code", "<code>$x$</code> is code"),
        ('<a href="?a=$x$">y</a>', '<a href="?a=$x$">y</a>'),
        ("[$x$](https://example.org)", r'<a href="https://example.org">\(x\)</a>'),
        ("**$x$**", r"<strong>\(x\)</strong>"),
        ("длина $\\ell$ м", r"длина \(\ell\) м"),
        ("$$5 and $6$$ is odd", "$$5 and $6$$ is odd"),
    ],
)
def test_formulas_in_a_line(markdown: str, html: str) -> None:
    assert inline(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("$$\na\n$$", "<p>\\[a\\]</p>\n"),
        ("$$\n\\begin{aligned}\na &< b \\\\\nc\n\\end{aligned}\n$$",
         "<p>\\[\\begin{aligned}\na &amp;&lt; b \\\\\nc\n\\end{aligned}\\]</p>\n"),
        ("text\n$$\na\n- b\n$$\nafter", "<p>text</p>\n<p>\\[a\n- b\\]</p>\n<p>after</p>\n"),
        ("$$a\nb\n\n$$c$$", "<p>$$a\nb</p>\n<p>\\[c\\]</p>\n"),
        ("$$a\n\n$$\nb\n$$", "<p>$$a</p>\n<p>\\[b\\]</p>\n"),
        ("- $$\n  a\n  $$", "<ul>\n<li>\n<p>\\[a\\]</p>\n</li>\n</ul>\n"),
        ("> $$\n> a\n> $$", "<blockquote>\n<p>\\[a\\]</p>\n</blockquote>\n"),
        ("$$\na\n\nb\n$$", "<p>$$\na</p>\n<p>b\n$$</p>\n"),
        ("    $$a$$", "<pre><code>$$a$$\n</code></pre>\n"),
        ("```\n$$a$$\n```", "<pre><code>$$a$$\n</code></pre>\n"),
    ],
)  # fmt: skip
def test_formulas_of_their_own(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == html


def _table(head: str, *rows: str) -> str:
    body = "".join(f"<tr>\n{row}</tr>\n" for row in rows)
    body = f"<tbody>\n{body}</tbody>\n" if rows else ""
    return f"<table>\n<thead>\n<tr>\n{head}</tr>\n</thead>\n{body}</table>\n"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("| a |\n|---|\n| b |", _table("<th>a</th>\n", "<td>b</td>\n")),
        ("| a |\n|---|", _table("<th>a</th>\n")),
        ("a | b\n--|--\n1 | 2", _table("<th>a</th>\n<th>b</th>\n", "<td>1</td>\n<td>2</td>\n")),
        ("| a |\n|:-:|\n| b |",
         _table('<th style="text-align:center">a</th>\n', '<td style="text-align:center">b</td>\n')),
        ("| a |\n|--:|\n| b |",
         _table('<th style="text-align:right">a</th>\n', '<td style="text-align:right">b</td>\n')),
        ("| a |\n|---|\n| **b** `c` $d$ |",
         _table("<th>a</th>\n", "<td><strong>b</strong> <code>c</code> \\(d\\)</td>\n")),
        ("| a |\n|---|\n| `b\\|c` |", _table("<th>a</th>\n", "<td><code>b|c</code></td>\n")),
        ("| a | b |\n|---|---|\n| 1 |", _table("<th>a</th>\n<th>b</th>\n", "<td>1</td>\n<td></td>\n")),
        ("| a |\n|---|\n| b |\n\nafter", _table("<th>a</th>\n", "<td>b</td>\n") + "<p>after</p>\n"),
        ("a | b\nc | d", "<p>a | b\nc | d</p>\n"),
    ],
)  # fmt: skip
def test_tables(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("```python\nx < 1\n```", '<pre><code class="language-python">x &lt; 1\n</code></pre>\n'),
        ("```\nx\n```", "<pre><code>x\n</code></pre>\n"),
        ("~~~js title=a\nx\n~~~", '<pre><code class="language-js">x\n</code></pre>\n'),
        ("```c++\nx\n```", '<pre><code class="language-c++">x\n</code></pre>\n'),
        ('```"q\nx\n```', '<pre><code class="language-&quot;q">x\n</code></pre>\n'),
        ("```mermaid\na-->b\n```", '<pre><code class="language-mermaid">a--&gt;b\n</code></pre>\n'),
        ("````\n```\n````", "<pre><code>```\n</code></pre>\n"),
        ("```\nno end\n", "<pre><code>no end\n</code></pre>\n"),
        ("    <b>", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("`` a ` b ``", "<p><code>a ` b</code></p>\n"),
        ("```\n# no heading\n```", "<pre><code># no heading\n</code></pre>\n"),
    ],
)
def test_code(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A\n\n## B\n\n#### D", "<h3>A</h3>\n<h4>B</h4>\n<h6>D</h6>\n"),
        ("## B\n\n# A", "<h4>B</h4>\n<h3>A</h3>\n"),
        ("#### D", "<h3>D</h3>\n"),
        ("# A\n\n##### E\n\n###### F", "<h3>A</h3>\n<h6>E</h6>\n<h6>F</h6>\n"),
        ("A\n=\n\nB\n-", "<h3>A</h3>\n<h4>B</h4>\n"),
        ("# Knots\n\n## B", "<h3>B</h3>\n"),
        ("## KNOTS:\n\ntext", "<p>text</p>\n"),
        ("# **Knots**\n\ntext", "<p>text</p>\n"),
        ("# Knots\n\n# Knots\n\ntext", "<p>text</p>\n"),
        ("text\n\n# Knots", "<p>text</p>\n<h3>Knots</h3>\n"),
        ("# Knots and bends", "<h3>Knots and bends</h3>\n"),
        ("# Knots", ""),
    ],
)
def test_headings_start_at_h3_and_do_not_repeat_the_title(markdown: str, html: str) -> None:
    assert render_markdown(markdown, titles=("Knots",)) == html


def test_headings_start_lower_under_a_heading_of_ours() -> None:
    assert render_markdown("# A\n\n## B", top=5) == "<h5>A</h5>\n<h6>B</h6>\n"


def test_footnotes_of_two_pieces_have_different_ids() -> None:
    first, second = (render_markdown("a[^x] b[^x]\n\n[^x]: c", notes=notes) for notes in ("1", "2"))
    assert 'id="fn-1-1"' in first
    assert 'id="fnref-1-1:1"' in first
    assert first.replace("-1-1", "-2-1") == second


def test_unknown_footnotes_stay_text() -> None:
    assert inline("a[^x]") == "a[^x]"


def test_task_lists_cannot_be_ticked() -> None:
    html = render_markdown("- [x] done\n- [ ] open\n- plain")
    assert html.count('disabled="disabled"') == html.count("<input") == 2
    assert html.count("checked=") == 1


def test_struck_text_and_raw_html_are_kept() -> None:
    assert inline("~~a~~ <kbd>b</kbd>") == "<s>a</s> <kbd>b</kbd>"


def test_addresses_that_validation_must_see_come_out_as_addresses() -> None:
    assert inline("[a](file:///c)") == '<a href="file:///c">a</a>'
    assert inline("![a](C:\\b.png)") == '<img src="C:%5Cb.png" alt="a" />'


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:x", "vbscript:x", "data:text/html,x"])
def test_addresses_that_run_code_are_no_links(address: str) -> None:
    assert "<a" not in inline(f"[a](<{address}>)")


@given(st.text())
def test_every_text_is_rendered_the_same_each_time(text: str) -> None:
    assert render_markdown(text) == render_markdown(text)


@given(st.text(alphabet="$\\ ab5`*_[]()\n-|^>"))
def test_signs_of_all_kinds_end_in_html(text: str) -> None:
    assert isinstance(render_markdown(text), str)
