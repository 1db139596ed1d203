"""How fast a platform's Markdown becomes a course, beside markdown-it-py alone on the same texts."""

import random
import time
from uuid import UUID

from markdown_it import MarkdownIt

from adapters.catalogue.mapping import course_of
from application.ports.catalogue import Placement
from application.ports.rows import COMPLETED, CourseRow, LessonRow, PlatformCourse, SectionRow
from benchmarks.figures import Figure

LESSONS, CHARACTERS = 500, 9_000
_COURSE, _SECTION = UUID(int=1), UUID(int=2)

_WORDS = "река вода берег мост поток source bank current depth delta **key** *term* `name_x` $x_1$ вопрос, ответ."
_CODE = "```python\ndef depth(river):\n    return river.bed - river.level  # метров\n```"
_TABLE = "| река | м³/с |\n|---|---|\n" + "| Обь | `12 000` |\n" * 6
_FORMULA = "$$\n\\int_0^1 x^2 dx = \\frac{1}{3}\n$$"


def rows_of(seed: int) -> PlatformCourse:
    """Lessons of prose, lists, code, tables, quotes and formulas, the same for each seed."""
    rng = random.Random(seed)  # noqa: S311 - the same course every time, no secret
    rows = tuple(
        LessonRow(
            id=UUID(int=1000 + number),
            section_id=_SECTION,
            title=f"Урок {number}",
            order_index=number,
            status=COMPLETED,
            content=_lesson(rng),
        )
        for number in range(LESSONS)
    )
    return PlatformCourse(
        course=CourseRow(id=_COURSE, title="Реки", language="ru", status=COMPLETED),
        sections=(SectionRow(id=_SECTION, course_id=_COURSE, title="Вода", order_index=0),),
        lessons=rows,
    )


def _lesson(rng: random.Random) -> str:
    pieces: list[str] = []
    while sum(map(len, pieces)) < CHARACTERS:
        prose = "\n".join(" ".join(rng.choices(_WORDS.split(), k=14)) for _ in range(4))
        listed = "- " + prose.replace("\n", "\n- ")
        quoted = "> " + prose.replace("\n", "\n> ")
        pieces += [
            f"## {rng.random()}",
            prose,
            prose,
            listed,
            prose,
            rng.choice([_CODE, _TABLE, _FORMULA, quoted]),
        ]
    return "\n\n".join(pieces)


def measure() -> list[Figure]:
    """The best of three, each with texts that were never seen before; then one of the courses once more."""
    courses = [rows_of(seed) for seed in range(3)]
    bare = MarkdownIt("commonmark")

    def ours(rows: PlatformCourse) -> float:
        began = time.perf_counter()
        course_of(rows, Placement(org="Courseport", run="bench")).unwrap()
        return time.perf_counter() - began

    def yardstick(rows: PlatformCourse) -> float:
        began = time.perf_counter()
        for lesson in rows.lessons:
            bare.render(str(lesson.content))
        return time.perf_counter() - began

    first, alone = (min(times) for times in zip(*((ours(rows), yardstick(rows)) for rows in courses), strict=True))
    size = sum(len(str(lesson.content).encode()) for lesson in courses[0].lessons) / 1e6
    return [
        Figure(f"{LESSONS} lessons, {size:.0f} MB of Markdown, mapped", first, "markdown-it-py alone", alone),
        Figure("one of these courses looked at again", ours(courses[-1]), "markdown-it-py alone", alone),
    ]
