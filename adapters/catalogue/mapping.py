"""`map_course`: rows of a platform → a course that can be published, or everything that stands against it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from returns.result import Failure, Result, Success

from adapters.catalogue.gate import Candidate, candidates
from adapters.catalogue.keys import new_course_code
from adapters.catalogue.refusals import not_ready, refused
from adapters.catalogue.shapes import units_of
from adapters.catalogue.spot import Findings, Spot, found
from adapters.catalogue.wording import wording_of
from application.ports.catalogue import MappingFault, Placement
from application.ports.rows import COMPLETED, CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.course import Chapter, Course, Section
from domain.course_rules import course_violations
from domain.languages import DEFAULT_LANGUAGE, Language
from domain.violations import Place

_TOLD_BY_US = "MIN_ONE_VERTICAL"
"""A lesson stays without units only where a finding of ours says why."""


def course_of(rows: PlatformCourse, placement: Placement) -> Result[Course, MappingFault]:
    """The port `MapCourse`."""
    return map_course(rows.course, rows.sections, rows.lessons, placement)


def map_course(
    course: CourseRow,
    sections: Sequence[SectionRow],
    lessons: Sequence[LessonRow],
    config: Placement,
) -> Result[Course, MappingFault]:
    """The course; or COURSE_NOT_READY with every unfinished lesson; or INVALID_COURSE_INPUT with every mistake.

    A mapped course is free of errors by `domain.course_rules`.
    Depends on nothing but its arguments, and not on the order of the rows: chapters and lessons stand by
    `order_index`, ties by UUID. With the code of the first publish in `config`, a new title keeps the course key.
    """
    findings = Findings()
    if course.status != COMPLETED:
        findings.unfinished.append(f"course «{course.title}»: its status is {found(course.status)}")
    language = _language(course, findings)
    known = _known_sections(course, sections, findings)
    mapped = Course(
        course_id=config.course_code or new_course_code(course.title, course.id),
        title=course.title,
        org=config.org,
        run=config.run,
        chapters=tuple(_chapters(known, candidates(lessons), language, findings)),
        description=course.description,
        language=language,
    )
    if findings.unfinished:
        return Failure(not_ready(course.title, findings.unfinished))
    of_the_course = (finding for finding in course_violations(mapped) if finding.rule != _TOLD_BY_US)
    violations = (*findings.violations, *of_the_course)
    return Failure(refused(course.title, violations)) if violations else Success(mapped)


def _language(course: CourseRow, findings: Findings) -> Language:
    """For an unknown language the default stands in while the rest is looked at; it is never published."""
    if course.language in set(Language):
        return Language(course.language)
    Spot(Place("language", course.title), findings).refuse(
        "LANGUAGE_UNKNOWN",
        f"the language of the course «{course.title}» is {found(course.language)}; "
        f"write one of {' '.join(Language)}",
    )
    return DEFAULT_LANGUAGE


def _known_sections(course: CourseRow, rows: Sequence[SectionRow], findings: Findings) -> list[SectionRow]:
    """The course's sections in order, each once; strangers and repetitions are refused."""
    known: dict[UUID, SectionRow] = {}
    for row in sorted(rows, key=lambda row: (row.order_index, row.id, row.title, row.course_id)):
        spot = Spot(Place(f"sections[{row.id}]", row.title), findings)
        if row.course_id != course.id:
            spot.refuse("SECTION_OF_ANOTHER_COURSE", f"it belongs to the course {row.course_id}; leave it out")
        elif known.setdefault(row.id, row) is not row:
            spot.refuse("DUPLICATE_ROW", "two sections have this id; keep one")
    return list(known.values())


def _chapters(
    sections: Sequence[SectionRow], lessons: Sequence[Candidate], language: Language, findings: Findings
) -> Iterator[Chapter]:
    by_section: defaultdict[UUID, list[Candidate]] = defaultdict(list)
    for lesson in lessons:
        by_section[lesson.row.section_id].append(lesson)
    for index, section in enumerate(sections):
        inside = by_section.pop(section.id, [])
        paths = (f"chapters[{index}].sections[{number}]" for number in range(len(inside)))
        mapped = (_section(lesson, path, language, findings) for lesson, path in zip(inside, paths, strict=True))
        yield Chapter(str(section.id), section.title, tuple(mapped))
    for lesson in sorted(
        (lesson for rest in by_section.values() for lesson in rest), key=lambda lesson: lesson.row.id
    ):
        _report_orphan(lesson, findings)


def _section(lesson: Candidate, path: str, language: Language, findings: Findings) -> Section:
    spot = Spot(Place(path, lesson.row.title), findings)
    if lesson.contested:
        spot.refuse("LESSON_VERSIONS", "two completed versions differ and neither is newer; keep one")
        return Section(str(lesson.row.id), lesson.row.title, ())
    if not lesson.completed:
        spot.leave_unfinished(f"its status is {found(lesson.row.status)}")
        return Section(str(lesson.row.id), lesson.row.title, ())
    return Section(str(lesson.row.id), lesson.row.title, units_of(lesson.row, spot, wording_of(language)))


def _report_orphan(lesson: Candidate, findings: Findings) -> None:
    spot = Spot(Place(f"lessons[{lesson.row.id}]", lesson.row.title), findings)
    spot.refuse(
        "LESSON_WITHOUT_SECTION",
        f"its section {lesson.row.section_id} is not among the course's; move it into one that is, or remove it",
    )
    if not lesson.completed:
        spot.leave_unfinished(f"its status is {found(lesson.row.status)}")
