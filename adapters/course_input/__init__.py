"""The JSON of a course, as the data model's `CourseInput` shapes it (section 8), read into `domain.course`."""

from adapters.course_input.reading import Reading, read_course

__all__ = ["Reading", "read_course"]
