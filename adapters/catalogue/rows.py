"""Rows of several courses, as read from one place."""

from uuid import UUID

from attrs import frozen

from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow


@frozen(kw_only=True)
class CatalogueRows:
    """All rows of some files, whichever course they belong to."""

    courses: tuple[CourseRow, ...]
    sections: tuple[SectionRow, ...]
    lessons: tuple[LessonRow, ...]

    def of(self, course_id: UUID) -> PlatformCourse | None:
        """The rows of that course alone; None where there is no such course."""
        course = next((course for course in self.courses if course.id == course_id), None)
        if course is None:
            return None
        sections = tuple(section for section in self.sections if section.course_id == course_id)
        inside = {section.id for section in sections}
        lessons = tuple(lesson for lesson in self.lessons if lesson.section_id in inside)
        return PlatformCourse(course=course, sections=sections, lessons=lessons)
