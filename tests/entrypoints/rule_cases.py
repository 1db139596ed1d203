"""A course without a mistake, and for every rule of the first wall one that breaks it and nothing else."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import evolve, frozen

from domain.violations import Severity

Json: TypeAlias = dict[str, Any]

UNIT = "chapters[0].sections[0].units[0]"


@frozen
class Case:
    """What is written into the file, and the one finding that must come of it.

    `at` is line and column, where the finding has them; `advice` is what its message must tell the author to do.
    """

    rule: str
    data: bytes
    path: str
    advice: str
    at: tuple[int, int] | None = None
    severity: Severity = Severity.ERROR
    among_others: bool = False


def sound() -> Json:
    """The least that has everything; a fresh copy each time."""
    units = [{"id": "u1", "title": "Rain", "content": "<p>It rains.</p>"}]
    chapters = [{"id": "c1", "title": "Water", "sections": [{"id": "s1", "title": "Sky", "units": units}]}]
    return {"courseId": "RIVERS", "title": "Rivers", "org": "Demo", "run": "r1", "chapters": chapters}


def _course(rule: str, path: str, advice: str, change: Callable[[Json], Any]) -> Case:
    course = sound()
    change(course)
    return Case(rule, json.dumps(course).encode(), path, advice)


def _with(rule: str, path: str, advice: str, **fields: Any) -> Case:
    return _course(rule, path, advice, lambda course: course.update(fields))


def _chapter(rule: str, path: str, advice: str, **fields: Any) -> Case:
    return _course(rule, path, advice, lambda course: course["chapters"][0].update(fields))


def _section(rule: str, path: str, advice: str, **fields: Any) -> Case:
    return _course(rule, path, advice, lambda course: course["chapters"][0]["sections"][0].update(fields))


def _unit(rule: str, path: str, advice: str, **fields: Any) -> Case:
    def change(course: Json) -> None:
        course["chapters"][0]["sections"][0]["units"][0].update(fields)

    return _course(rule, path, advice, change)


def _html(rule: str, content: str, advice: str, at: tuple[int, int] | None = (1, 1)) -> Case:
    return evolve(_unit(rule, UNIT, advice, content=content), at=at)


def _warned(case: Case) -> Case:
    return evolve(case, severity=Severity.WARNING)


def _text(rule: str, data: bytes, advice: str, at: tuple[int, int] | None = None) -> Case:
    return Case(rule, data, "", advice, at)


TWICE = [
    {"id": "u1", "title": "Rain", "content": "<p>x</p>"},
    {"id": "u1", "title": "Snow", "content": "<p>y</p>"},
]

CASES = (
    _text("JSON_SYNTAX", b'{"courseId": ', "correct it there", (1, 14)),
    _text("NESTING_DEPTH", b"[" * 200_000, "too deep"),
    _text("INPUT_SIZE_LIMIT", b" " * 50_000_001, "split the course"),
    evolve(
        _text("TOO_MANY_MISTAKES", json.dumps({"chapters": [1] * 10_001}).encode(), "correct these first"),
        among_others=True,
    ),
    evolve(
        _with("VALID_UTF8", "", "save the file as UTF-8"),
        data=json.dumps(sound()).replace("Rivers", "\xe9").encode("latin-1"),
        at=(1, 34),
    ),
    evolve(
        _with("DUPLICATE_FIELD", "run", "keep one of them"),
        data=json.dumps(sound()).replace('"run": "r1"', '"run": "r1", "run": "r2"').encode(),
    ),
    _course("FIELD_REQUIRED", "org", "add it", lambda course: course.pop("org")),
    _with("WRONG_TYPE", "title", "write text in quotes", title=3),
    _warned(_with("UNKNOWN_FIELD", "start_date", "did you mean 'startDate'?", start_date="x")),
    _with("DATE_FORMAT", "startDate", "add time and zone", startDate="2026-01-01"),
    _with("DATE_FORMAT", "startDate", "like 2026-01-12T09:00:00Z", startDate="2026-13-45"),
    _with(
        "DATES_IN_ORDER",
        "enrollmentEnd",
        "swap or correct the dates",
        enrollmentStart="2026-02-01T00:00:00Z",
        enrollmentEnd="2026-01-01T00:00:00Z",
    ),
    _with("LANGUAGE_UNKNOWN", "language", "use one of", language="tlh"),
    _with("IDENTIFIER_PATTERN", "courseId", "1–50 letters", courseId="two rivers"),
    _with("COURSE_KEY_LENGTH", "courseId", "at most", courseId="c" * 50, org="o" * 50, run="r" * 50),
    _with("TITLE_REQUIRED", "title", "blank", title=" "),
    _chapter("TITLE_TOO_LONG", "chapters[0].title", "shorten it to 255", title="t" * 256),
    evolve(_chapter("VALID_UTF8", "chapters[0].title", "remove it", title="a\x00"), at=(1, 2)),
    evolve(_unit("VALID_UTF8", f"{UNIT}.content", "remove it", content="<p>\nab\ud800</p>"), at=(2, 3)),
    _section("ID_REQUIRED", "chapters[0].sections[0].id", "never changes", id=" "),
    _section("DUPLICATE_ID", "chapters[0].sections[0].units[1].id", "give each its own", units=TWICE),
    _with("MIN_ONE_CHAPTER", "", "add at least one", chapters=[]),
    _chapter("MIN_ONE_SEQUENTIAL", "chapters[0]", "add at least one", sections=[]),
    _section("MIN_ONE_VERTICAL", "chapters[0].sections[0]", "add at least one", units=[]),
    _unit("ABSOLUTE_ASSET_URLS", f"{UNIT}.assets[0]", "write https://…", assets=["../a.png"]),
    _unit("UNSUPPORTED_CONTENT", f"{UNIT}.type", "write it as HTML, or remove the unit", type="quiz"),
    _warned(_html("HTML_SIZE_LIMIT", f"<p>{'x ' * 600_000}</p>", "split it into units", None)),
    _warned(_html("EMPTY_UNIT", " <!-- nothing --> ", "write its content, or remove the unit", None)),
    _html("PARSEABLE_HTML", "<p>x</p>\n <!-- y", "close it", (2, 2)),
    _warned(_html("PARSEABLE_HTML", "<p><b>x</p>", "add </b>", (1, 4))),
    _warned(_html("UNKNOWN_HTML_TAG", "<foo>x</foo>", "write &lt;foo&gt;")),
    _warned(_html("NO_DOCUMENT_TAGS", "<title>x</title><p>x</p>", "remove it")),
    _warned(_html("NO_SCRIPT_TAGS", "<p>x</p><script>1</script>", "remove it", (1, 9))),
    _warned(_html("EMBEDDED_MEDIA", '<video src="https://e.org/v.mp4"></video>', "is passed on as it is")),
    _warned(_html("EMBEDDED_MEDIA", '<audio src="https://e.org/a.mp3"></audio>', "is passed on as it is")),
    _warned(_html("EMBEDDED_MEDIA", '<iframe src="https://e.org/"></iframe>', "is passed on as it is")),
    _warned(_html("REPEATED_HTML_ID", "<p id=a>x</p><p id=a>y</p>", "rename one of them", (1, 14))),
    _html("ABSOLUTE_IMAGE_URLS", '<img src="a.png">', "https://…"),
    _html("NO_LOCAL_FILE_REFS", '<img src="../a.png">', "https://…"),
    _html("NO_LOCAL_FILE_REFS", '<a href="file:///home/me/a.pdf">x</a>', "https://…"),
    _html("NO_LOCAL_FILE_REFS", '<a href="C:\\a.pdf">x</a>', "https://…"),
    _html("NO_LOCAL_FILE_REFS", '<p>x</p><source srcset="../a.png 2x">', "https://…", (1, 9)),
    _html("NO_LOCAL_FILE_REFS", '<p style="background: url(../a.png)">x</p>', "https://…"),
    _html("NO_LOCAL_FILE_REFS", "<p>x</p><style>@import '../a.css';</style>", "https://…", (1, 16)),
    _warned(_html("NO_LOCAL_FILE_REFS", '<a href="page2.html">x</a>', "write a whole address")),
    _html("STATIC_FILE_MISSING", '<img src="/static/a.png">', "https://…"),
    _warned(_html("DATA_URI_SIZE", f'<img src="data:image/png;base64,{"A" * 70_000}">', "https://…")),
    _warned(_html("MIXED_UNICODE_FORMS", "<p>Cafe\u0301</p>", "composed form (NFC)", (1, 7))),
    _warned(_chapter("MIXED_UNICODE_FORMS", "chapters[0].title", "composed form (NFC)", title="Cafe\u0301")),
)  # fmt: skip

NOT_FROM_A_FILE = {
    "DATE_WITHOUT_ZONE": "a date without a zone is a DATE_FORMAT already; this is for courses that come otherwise",
}
"""Rules of the first wall that no file can break, and why."""
