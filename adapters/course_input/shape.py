"""From JSON values to a Course, as far as the shape permits: what cannot be used is reported and becomes empty."""

from adapters.course_input.fields import Fields
from adapters.course_input.findings import Findings
from adapters.course_input.typed_content import kind_field, refuse_kind
from domain.course import Chapter, Course, Section, Unit
from domain.reading_order import CHAPTER_FIELDS, COURSE_FIELDS, SECTION_FIELDS, UNIT_FIELDS
from domain.violations import Place


def course_from(value: object, findings: Findings) -> Course:
    """The course that a JSON object describes, with stand-ins for whatever the findings complain of."""
    fields = Fields(value, Place(), COURSE_FIELDS, findings)
    return Course(
        course_id=fields.text("courseId"),
        title=fields.text("title"),
        description=fields.optional_text("description"),
        org=fields.text("org"),
        run=fields.text("run"),
        start=fields.moment("startDate"),
        enrollment_start=fields.moment("enrollmentStart"),
        enrollment_end=fields.moment("enrollmentEnd"),
        language=fields.language("language"),
        chapters=tuple(_chapter(value, Place(path), findings) for path, value in fields.objects("chapters")),
    )


def _chapter(value: object, above: Place, findings: Findings) -> Chapter:
    fields = Fields(value, _titled(value, above), CHAPTER_FIELDS, findings)
    return Chapter(
        id=fields.text("id"),
        title=fields.text("title"),
        sections=tuple(
            _section(value, Place(path, fields.place.title), findings)
            for path, value in fields.objects("sections")
        ),
    )


def _section(value: object, above: Place, findings: Findings) -> Section:
    fields = Fields(value, _titled(value, above), SECTION_FIELDS, findings)
    return Section(
        id=fields.text("id"),
        title=fields.text("title"),
        units=tuple(
            _unit(value, Place(path, fields.place.title), findings) for path, value in fields.objects("units")
        ),
    )


def _unit(value: object, above: Place, findings: Findings) -> Unit:
    fields = Fields(value, _titled(value, above), _unit_fields(value), findings)
    refuse_kind(value, fields.place, findings)
    return Unit(
        id=fields.text("id"),
        title=fields.text("title"),
        content=fields.text("content"),
        assets=fields.urls("assets"),
    )


def _unit_fields(value: object) -> tuple[str, ...]:
    """A unit of another kind may have any: what is wrong with it is the kind."""
    if isinstance(value, dict) and kind_field(value) is not None:
        return (*UNIT_FIELDS, *(name for name in value if isinstance(name, str)))
    return UNIT_FIELDS


def _titled(value: object, above: Place) -> Place:
    """The place with its own title, or that of the nearest thing above that has one."""
    title = value.get("title") if isinstance(value, dict) else None
    return Place(above.path, title) if isinstance(title, str) and title.strip() else above
