"""Each kind of reference: what leads nowhere is told at its tag, what works passes."""

import pytest

from adapters.openedx.olx.checks import html_findings_of
from adapters.openedx.olx.references import candidates
from adapters.openedx.olx.rules import DATA_URI_LENGTH, Rule
from domain.violations import Severity


def found(html: str) -> list[tuple[str, str]]:
    kinds = (Rule.ABSOLUTE_IMAGE_URLS, Rule.NO_LOCAL_FILE_REFS, Rule.STATIC_FILE_MISSING, Rule.DATA_URI_SIZE)
    return [(finding.rule, finding.severity) for finding in html_findings_of(html) if finding.rule in kinds]


IMAGE_ERROR = [("ABSOLUTE_IMAGE_URLS", "error")]
LOCAL_ERROR = [("NO_LOCAL_FILE_REFS", "error")]
LOCAL_WARNING = [("NO_LOCAL_FILE_REFS", "warning")]


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org/a.png",
        "http://e.org/a.png",
        "HTTPS://E.org",
        "/asset-v1:O+C+R+type@asset+block@a.png",
        "/assets/courseware/v1/0123456789abcdef0123456789abcdef/asset-v1:O+C+R+type@asset+block/a.png",
        "data:,x",
    ],
)
def test_images_with_a_whole_address_pass(url: str) -> None:
    assert found(f'<img src="{url}" alt="">') == []
    assert found(f"<img src=' {url}\n'>") == []


@pytest.mark.parametrize(
    "url",
    [
        "a.png",
        "\u00a0https://e.org/a.png",
        "img/a.png",
        "/img/a.png",
        "./static/a.png",
        "",
        "https://",
        "cid:a",
        "http://[",
    ],
)
def test_images_without_a_whole_address_are_errors(url: str) -> None:
    assert found(f'<img src="{url}">') == IMAGE_ERROR


@pytest.mark.parametrize(
    "url",
    [
        "../a.png",
        "./a.png",
        "file:///a.png",
        "FILE:a.png",
        "C:\\a.png",
        "c:/a.png",
        "\\\\host\\a.png",
        "..\\a.png",
        "fi\nle:a",
    ],
)
def test_files_of_somebodys_computer_are_errors(url: str) -> None:
    assert found(f'<img src="{url}">') == LOCAL_ERROR


def test_an_image_that_leaves_the_protocol_open_is_a_warning() -> None:
    assert found("<img src='//e.org/a.png'>") == [("ABSOLUTE_IMAGE_URLS", "warning")]


@pytest.mark.parametrize("tag", ["img src", "a href", "video src", "link href", "video poster"])
def test_static_files_that_no_package_holds_are_errors(tag: str) -> None:
    assert found(f"<{tag}='/static/a.png'>") == [("STATIC_FILE_MISSING", "error")]


@pytest.mark.parametrize(
    "url",
    [
        "#top",
        "mailto:a@e.org",
        "tel:+7",
        "https://e.org",
        "//e.org/x",
        "/jump_to_id/x",
        "/courses/x",
        "",
        "javascript:void(0)",
    ],
)
def test_links_that_work_pass(url: str) -> None:
    assert found(f'<a href="{url}">x</a>') == []


@pytest.mark.parametrize("url", ["ch01.html", "../learners/reference.md#x", "./a.html", "/about", "?page=2"])
def test_links_between_pages_are_warned_of(url: str) -> None:
    assert found(f'<a href="{url}">x</a>') == LOCAL_WARNING


@pytest.mark.parametrize("url", ["file:///home/me/a.pdf", "C:\\a.pdf", "D:/a.pdf"])
def test_links_to_somebodys_computer_are_errors(url: str) -> None:
    assert found(f'<a href="{url}">x</a>') == LOCAL_ERROR


@pytest.mark.parametrize(
    "html",
    [
        "<video src='a.mp4'></video>",
        "<audio><source src='a.mp3'></audio>",
        "<video src='https://e.org/a.mp4'><track src='a.vtt'></video>",
        "<iframe src='quiz/index.html'></iframe>",
        "<object data='a.swf'></object>",
        "<embed src='a.pdf'>",
        "<link rel='stylesheet' href='style.css'>",
        "<script src='/js/a.js'></script>",
        "<p style='background: url(a.png)'>x</p>",
        "<p style='background: url(&quot;../a.png&quot;)'>x</p>",
        "<style>@import 'a.css';</style>",
        "<style>p { content: 'x'; background: url(../a\\(1\\).png) }</style>",
        "<p style='background: url(\\2e\\2e/a.png)'>x</p>",
        "<p style='background: url(C:\\a.png)'>x</p>",
    ],
)
def test_other_files_need_a_whole_address_too(html: str) -> None:
    assert found(html) == LOCAL_ERROR


@pytest.mark.parametrize(
    "html",
    [
        "<iframe src='about:blank'></iframe>",
        "<p style='fill: url(#gradient)'>x</p>",
        "<p style='color: red'>url(a.png)</p>",
        "<style>/* url(a.png) */ p { background: url('https://e.org/a.png') }</style>",
        "<svg><use href='#a'/></svg>",
        "<p style='content: &quot;url(a.png)&quot;'>x</p>",
        "<style>p::before { content: 'it\\'s url(a.png)' }</style>",
        "<p style='--a: my-url(a.png)'>x</p>",
        "<p style='background: url(https\\:\\/\\/e.org/a\\20 b.png)'>x</p>",
        "<p data='a.png' src='a.png'>x</p>",
        "<input src='a.png'>",
        "<code>&lt;img src='a.png'&gt;</code>",
    ],
)
def test_what_only_looks_like_a_reference_passes(html: str) -> None:
    assert found(html) == []


def test_a_backslash_is_shown_as_it_was_written() -> None:
    (finding,) = html_findings_of("<img src='C:\\a.png'>")
    assert finding.message.startswith("src of <img>: 'C:\\a.png' is")


@pytest.mark.parametrize(
    "html",
    ["<table background='a.png'><tr><td>x</table>", "<svg><filter><feImage href='a.png'/></filter></svg>"],
)
def test_images_that_are_drawn_by_other_tags_need_one_too(html: str) -> None:
    assert found(html) == IMAGE_ERROR


def test_a_srcset_is_read_address_by_address() -> None:
    assert list(candidates(" a.png 1x, data:image/png;base64,AA== 2x ,b.png, c.png (x,y) 3x")) == [
        "a.png",
        "data:image/png;base64,AA==",
        "b.png",
        "c.png",
    ]
    assert found("<img srcset='https://e.org/a.png 1x, b.png 2x, ../c.png 3x'>") == [*IMAGE_ERROR, *LOCAL_ERROR]
    assert found("<picture><source srcset='a.webp'></picture>") == IMAGE_ERROR


def test_references_in_a_style_element_have_their_own_position() -> None:
    html = "x <style>p { background: url(a.png) }\n\n  b { background: url('b.png') }</style>"
    marks = [finding.at for finding in html_findings_of(html)]
    assert [(mark.line, mark.column) for mark in marks if mark] == [(1, 26), (3, 19)]


def test_large_data_uris_are_warned_of() -> None:
    fitting = "data:image/png;base64,".ljust(DATA_URI_LENGTH, "A")
    assert found(f"<img src='{fitting}'>") == []
    assert found(f"<img src='{fitting}A'>") == [("DATA_URI_SIZE", "warning")]
    assert found(f"<p style='background: url({fitting}A)'>x</p>") == [("DATA_URI_SIZE", "warning")]
    assert len(html_findings_of(f"<img src='{fitting}A'>")[0].message) < 300


def test_the_message_shows_where_the_address_stands_and_what_to_do() -> None:
    (finding,) = html_findings_of("<p>\n<img alt=x src=pic.png></p>")
    assert finding.severity is Severity.ERROR
    assert (finding.at and (finding.at.line, finding.at.column)) == (2, 1)
    assert finding.message.startswith(
        "src of <img>: 'pic.png' is a path in the author's own folders; put the file"
    )
