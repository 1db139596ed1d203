"""Each rule about tags and texts: a hit with its line and column, and what nearly is one."""

import pytest

from adapters.openedx.olx.checks import html_findings_of
from adapters.openedx.olx.rules import HTML_SIZE, Rule
from domain.violations import Severity


def found(html: str) -> list[tuple[str, int, int]]:
    return [
        (finding.rule, finding.at.line if finding.at else 0, finding.at.column if finding.at else 0)
        for finding in html_findings_of(html)
    ]


def test_size_is_measured_in_bytes() -> None:
    fitting = "ж" * (HTML_SIZE // 2)
    assert found(fitting) == []
    assert found(fitting + "ж") == [(Rule.HTML_SIZE_LIMIT, 0, 0)]
    assert html_findings_of(fitting + "ж")[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "html",
    ["", " \n", "<p>&nbsp;</p>", "<!-- to do -->", "<div><br></div>", "<style>p{}</style>", "<p>\u200b\ufeff</p>"],
)
def test_a_unit_that_shows_nothing_is_empty(html: str) -> None:
    assert found(html) == [(Rule.EMPTY_UNIT, 0, 0)]


@pytest.mark.parametrize(
    "html",
    [
        "x",
        "<p>.</p>",
        "<xmp>x</xmp>",
        "<img src='https://e.org/a.png'>",
        "<hr>",
        "<svg><path d='M0 0'/></svg>",
        "&amp;",
        "<",
    ],
)
def test_a_unit_that_shows_something_is_not_empty(html: str) -> None:
    assert found(html) == []


@pytest.mark.parametrize(
    ("html", "line", "column"),
    [
        ("<p>a</p>\n <div>b", 2, 2),
        ("ж<b>a<i>b</b>", 1, 6),
        ("a</b>", 1, 2),
        ("a<br></br>", 1, 6),
        ("<p>a<div>b</div></p>", 1, 17),
        ("x\n<div/>", 2, 1),
        ("<svg/><g>x</g><b/>", 1, 15),
        ("<table><tr><td><span>x</table>", 1, 16),
    ],
)
def test_tags_that_do_not_fit_are_warned_of(html: str, line: int, column: int) -> None:
    findings = [finding for finding in found(html) if finding[0] == Rule.PARSEABLE_HTML]
    assert findings == [(Rule.PARSEABLE_HTML, line, column)]
    assert all(finding.severity is Severity.WARNING for finding in html_findings_of(html))


@pytest.mark.parametrize(
    ("html", "column"),
    [
        ("text <a href='https://e.org'", 6),
        ("text <!-- note", 6),
        ("text <script>if (a < b) {", 6),
        ("text <style>p {", 6),
        ("text <?php", 6),
        ("text <textarea><p>x</p>", 6),
        ("text <svg><text><![CDATA[ x", 17),
        ("text <iframe src='https://e.org/'><p>lost</p>", 6),
        ("text <iframe src='https://e.org/'/><p>lost</p><iframe src='https://e.org/'></iframe>", 6),
        ("text <script src='https://e.org/a.js'/><p>lost</p>", 6),
        ("text <style/><p>lost</p>", 6),
    ],
)
def test_what_never_ends_swallows_the_rest_and_is_an_error(html: str, column: int) -> None:
    errors = [finding for finding in html_findings_of(html) if finding.severity is Severity.ERROR]
    assert [(finding.rule, finding.at and finding.at.column) for finding in errors] == [
        (Rule.PARSEABLE_HTML, column)
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<li>b</ul>",
        "<p>a<p>b",
        "<p>a<ul><li>b</ul>",
        "<table><thead><tr><th>a<tbody><tr><td>b</table>",
        "<dl><dt>a<dd>b</dl>",
        "<img src='https://e.org/a.png'/><br/>x<hr />",
        "<svg viewBox='0 0 1 1'><path d='M0 0'/><linearGradient><stop/></linearGradient></svg>",
        "a < b && c > d &unknown; AT&T",
        "<!-- a --><!-->x<!--b--!>",
        "<![CDATA[x]]>y",
        "<figure><figcaption>x</figcaption></figure><details><summary>s</summary></details>",
        "<B>x</b>",
        "<style>p > a { color: red }</style>x",
        "<my-element>x</my-element>",
        "\\(a_1 < b\\)",
        "<textarea>List<String> <b> <img src='a.png'></textarea>",
        "<svg><text><![CDATA[ <b> <img src='a.png'> ]]></text><title>t<tspan/></title><style/></svg>",
    ],
)
def test_html_as_it_may_be_is_let_through(html: str) -> None:
    assert found(html) == []


def test_what_only_seems_to_close_itself_is_told_how_to_be_closed() -> None:
    (finding, _) = html_findings_of("<iframe src='https://e.org/'/>")
    assert "write <iframe></iframe>" in finding.message


def test_text_that_looks_like_a_tag_is_pointed_at() -> None:
    assert found("<p>A\nVec<i32> is</p>") == [(Rule.UNKNOWN_HTML_TAG, 2, 4)]
    assert "&lt;i32&gt;" in html_findings_of("Vec<i32>")[0].message


@pytest.mark.parametrize(
    "html", ["x<!DOCTYPE html>", "x<html>", "x<head></head>", "x<base href='https://e.org'>", "x<title>t</title>"]
)
def test_tags_of_a_whole_page_are_warned_of(html: str) -> None:
    assert found(html) == [(Rule.NO_DOCUMENT_TAGS, 1, 2)]
    assert found("<svg><title>t</title></svg><header>h</header>") == []


def test_scripts_are_warned_of_and_their_text_is_not_read() -> None:
    html = "x\n <script>document.write('<img src=a.png><b>')</script>"
    assert found(html) == [(Rule.NO_SCRIPT_TAGS, 2, 2)]
    assert found("<p>&lt;script&gt;</p><!-- <script> -->") == []
    assert found("<SCRIPT>1</SCRIPT>") == [(Rule.NO_SCRIPT_TAGS, 1, 1)]


@pytest.mark.parametrize("tag", ["video", "audio", "iframe"])
def test_embedded_media_are_warned_of(tag: str) -> None:
    html = f"<p>x</p>\n<{tag} src='https://e.org/x'></{tag}>"
    assert found(html) == [(Rule.EMBEDDED_MEDIA, 2, 1)]
    assert html_findings_of(html)[0].severity is Severity.WARNING


def test_an_id_of_two_elements_is_told_at_the_second() -> None:
    html = "<p id='a'>1</p>\n<p id=a>2</p><p id='A'>3</p><p id=''>4</p><p id=''>5</p>"
    assert found(html) == [(Rule.REPEATED_HTML_ID, 2, 1)]
    assert "line 1, column 1" in html_findings_of(html)[0].message
