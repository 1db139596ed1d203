"""The JSON of a course, as the data model's `CourseInput` shapes it (section 8), read into `domain.course`."""

from adapters.course_input.reading import Reading, read_course
from adapters.course_input.typed_content import UNSUPPORTED

__all__ = ["UNSUPPORTED", "Reading", "read_course"]
