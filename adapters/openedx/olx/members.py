"""Which files a package consists of: paths now, contents one at a time as they are written."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files

from attrs import field, frozen
from lxml import etree

from adapters.openedx.olx import about, policies
from adapters.openedx.olx.elements import (
    block_element,
    course_element,
    course_pointer,
    html_element,
    inline,
    pointer,
    to_bytes,
)
from adapters.openedx.olx.url_names import ElementType, UrlNames
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import SourcePath

ROOT = "course"
"""The one folder that everything stands in."""

COURSE_IMAGE = "courseport_course_image.png"
"""A neutral picture, drawn for this project: the platform's default name points to nothing (package recipe)."""

MEMBER_LIMIT = 45_000
"""Files, above which verticals move into their sequential's file; newer platforms refuse 50,000."""


@frozen
class Member:
    """One file of a package; `read` makes its content anew each time it is called."""

    path: str
    read: Callable[[], bytes] = field(repr=False, eq=False)


def members_of(
    course: Course, key: CourseKey, names: UrlNames, member_limit: int = MEMBER_LIMIT
) -> tuple[Member, ...]:
    """Every file of the package, sorted by path.

    Each block has a file of its own; where that makes more than `member_limit` files, units stand inside the file
    of their section, and only their HTML is apart.
    """
    split = sorted(_Layout(course, key, names, inline_units=False).members(), key=_path)
    if len(split) <= member_limit:
        return tuple(split)
    return tuple(sorted(_Layout(course, key, names, inline_units=True).members(), key=_path))


def _path(member: Member) -> str:
    return member.path


@frozen
class _Layout:
    course: Course
    key: CourseKey
    names: UrlNames
    inline_units: bool

    def members(self) -> Iterator[Member]:
        run = self.names.course
        policy = partial(policies.policy, self.course, self.key, run, COURSE_IMAGE)
        yield _member("course.xml", lambda: to_bytes(course_pointer(self.key, run)))
        yield _member(f"course/{run}.xml", self._course)
        yield _member(f"policies/{run}/policy.json", lambda: policies.to_bytes(policy()))
        yield _member(f"policies/{run}/grading_policy.json", lambda: policies.to_bytes(policies.GRADING_POLICY))
        yield _member("about/overview.html", partial(about.overview, self.course))
        yield _member("about/short_description.html", partial(about.short_description, self.course))
        yield _member(f"static/{COURSE_IMAGE}", _course_image)
        for chapter in self.course.chapters:
            yield from self._chapter_members(chapter)

    def _course(self) -> bytes:
        return to_bytes(course_element(self.names.chapter((chapter.id,)) for chapter in self.course.chapters))

    def _chapter_members(self, chapter: Chapter) -> Iterator[Member]:
        path = (chapter.id,)
        children = [self.names.sequential((*path, section.id)) for section in chapter.sections]
        yield _member(
            f"chapter/{self.names.chapter(path)}.xml",
            partial(_pointing, ElementType.CHAPTER, chapter.title, ElementType.SEQUENTIAL, children),
        )
        for section in chapter.sections:
            yield from self._section_members(section, (*path, section.id))

    def _section_members(self, section: Section, path: SourcePath) -> Iterator[Member]:
        file = f"sequential/{self.names.sequential(path)}.xml"
        if self.inline_units:
            yield _member(file, partial(self._whole_section, section, path))
        else:
            children = [self.names.vertical((*path, unit.id)) for unit in section.units]
            yield _member(
                file, partial(_pointing, ElementType.SEQUENTIAL, section.title, ElementType.VERTICAL, children)
            )
        for unit in section.units:
            yield from self._unit_members(unit, (*path, unit.id))

    def _unit_members(self, unit: Unit, path: SourcePath) -> Iterator[Member]:
        html = self.names.html(path)
        yield _member(f"html/{html}.html", partial(unit.content.encode, "utf-8"))
        if not self.inline_units:
            yield _member(f"html/{html}.xml", lambda: to_bytes(html_element(html, unit.title)))
            yield _member(
                f"vertical/{self.names.vertical(path)}.xml",
                partial(_pointing, ElementType.VERTICAL, unit.title, ElementType.HTML, [html]),
            )

    def _whole_section(self, section: Section, path: SourcePath) -> bytes:
        verticals = [self._inline_unit(unit, (*path, unit.id)) for unit in section.units]
        return to_bytes(block_element(ElementType.SEQUENTIAL, section.title, verticals))

    def _inline_unit(self, unit: Unit, path: SourcePath) -> etree._Element:
        html = self.names.html(path)
        shown = inline(html_element(html, unit.title), html)
        return inline(block_element(ElementType.VERTICAL, unit.title, [shown]), self.names.vertical(path))


def _member(path: str, read: Callable[[], bytes]) -> Member:
    return Member(f"{ROOT}/{path}", read)


def _pointing(kind: ElementType, title: str, child_kind: ElementType, children: list[str]) -> bytes:
    return to_bytes(block_element(kind, title, [pointer(child_kind, name) for name in children]))


def _course_image() -> bytes:
    return files("adapters.openedx.olx").joinpath("course_image.png").read_bytes()
