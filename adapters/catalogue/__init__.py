"""Platform courses kept as rows (a course, its sections, its lessons) become `domain.course.Course`.

Section → chapter, lesson → section, lesson content → units. What a lesson's `content` may be, told by its
structure, stands in one table, in `docs/platform-courses.md`; `shapes.py` is that table as code.
"""
