"""Typed blocks: each kind that a page can show."""

import pytest

from tests.adapters.catalogue.platform_rows import page, told


@pytest.mark.parametrize(
    ("block", "html"),
    [
        ({"type": "html", "content": "<p>*a*</p>"}, "<p>*a*</p>"),
        ({"type": "markdown", "content": "<p>*a*</p>\n\n*b*"}, "<p>*a*</p>\n<p><em>b</em></p>\n"),
        ({"type": "text", "text": "*a*"}, "<p><em>a</em></p>\n"),
        ({"type": "paragraph", "text": "<p>*a*</p>"}, "<p>*a*</p>"),
        ({"type": "heading", "text": "A & B"}, "<h3>A &amp; B</h3>\n"),
        ({"type": "heading", "title": "A", "level": 6}, "<h3>A</h3>\n"),
        ({"type": "code", "code": "a\nb\n"}, "<pre><code>a\nb\n</code></pre>\n"),
        ({"type": "code", "content": "a", "language": 'x" y'},
         '<pre><code class="language-x&quot;">a\n</code></pre>\n'),
        ({"type": "image", "src": "https://example.org/a"},
         '<figure><img src="https://example.org/a" alt=""></figure>\n'),
        ({"type": "list", "items": ["a"]}, "<ul>\n<li><p>a</p>\n</li>\n</ul>\n"),
        ({"type": "quote", "text": "a"}, "<blockquote>\n<p>a</p>\n</blockquote>\n"),
    ],
)  # fmt: skip
def test_kinds(block: object, html: str) -> None:
    assert page([block]) == html


def test_headings_keep_their_steps() -> None:
    blocks = [{"type": "heading", "text": text, "level": level} for text, level in (("a", 2), ("b", 4), ("c", 6))]
    assert page([*blocks, {"type": "text", "text": "x"}]) == (
        "<h3>a</h3>\n\n<h5>b</h5>\n\n<h6>c</h6>\n\n<p>x</p>\n"
    )


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ({"type": "html"}, {"content[0]": "BLOCK_EMPTY"}),
        ({"type": "code", "code": "  "}, {"content[0]": "BLOCK_EMPTY"}),
        ({"type": "image", "alt": "x"}, {"content[0]": "BLOCK_EMPTY"}),
        ({"type": "markdown", "content": {"a": 1}}, {"content[0].content": "CONTENT_SHAPE_UNKNOWN"}),
        ({"type": "list", "items": []}, {"content[0].items": "CONTENT_SHAPE_UNKNOWN"}),
        ({"type": "list", "items": ["a", 1]}, {"content[0].items": "CONTENT_SHAPE_UNKNOWN"}),
    ],
)
def test_blocks_without_what_they_need(block: object, found: dict[str, str]) -> None:
    assert told([block]) == found
