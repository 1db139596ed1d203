"""Packages before judges that this project did not write: olxcleaner (all steps), edx-opaque-keys, GNU tar."""

from pathlib import Path

import pytest
from opaque_keys.edx.keys import CourseKey as PlatformCourseKey
from opaque_keys.edx.keys import UsageKey

from adapters.openedx.olx.url_names import ELEMENT_OF
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import Identities, blocks_of
from domain.publication import PublishOptions, key_for
from tests.adapters.openedx.olx.example_courses import (
    KEY,
    REAL_COURSES,
    packed_bytes,
    real_course,
    small_course,
    wide_course,
)
from tests.adapters.openedx.olx.oracles import EXCEPTIONS, olxcleaner_errors, unexpected

EMPTY_UNITS = small_course(
    chapters=(Chapter("c", "C", (Section("s", "S", (Unit("u", "Nothing", ""), Unit("v", "Blank", " \n"))),)),)
)


COLLIDING = small_course(run="soil")


@pytest.mark.parametrize("member_limit", [45_000, 0], ids=["split", "inline"])
@pytest.mark.parametrize(
    "course",
    [small_course(), EMPTY_UNITS, COLLIDING, wide_course(200, lambda number: f"<p>{number}</p>")],
    ids=["small", "empty-units", "chapter-called-like-the-run", "wide"],
)
def test_olxcleaner_has_nothing_to_object(course: Course, member_limit: int, tmp_path: Path) -> None:
    key = key_for(course, PublishOptions())
    assert unexpected(packed_bytes(course, key, member_limit=member_limit), tmp_path) == []


@pytest.mark.parametrize("member_limit", [45_000, 0], ids=["split", "inline"])
@pytest.mark.parametrize("name", REAL_COURSES)
def test_olxcleaner_takes_real_courses(name: str, member_limit: int, tmp_path: Path) -> None:
    course = real_course(name)
    key = key_for(course, PublishOptions())
    assert unexpected(packed_bytes(course, key, member_limit=member_limit), tmp_path) == []


def test_every_exception_is_needed(tmp_path: Path) -> None:
    found = list(olxcleaner_errors(packed_bytes(EMPTY_UNITS), tmp_path))
    for name, part in EXCEPTIONS:
        assert any(error[0] == name and part in error[2] for error in found), (
            f"{name} «{part}» is no longer raised"
        )


def test_every_block_makes_a_usage_key() -> None:
    course = small_course()
    identities = Identities().covering(course)
    course_key = PlatformCourseKey.from_string(str(KEY))
    for source in blocks_of(course):
        name = identities.name_of(source.kind, source.path)
        usage = course_key.make_usage_key(ELEMENT_OF[source.kind].value, name)
        assert UsageKey.from_string(str(usage)) == usage
        assert usage.block_id == name


def test_course_keys_are_the_platforms() -> None:
    key = CourseKey("Org-1", "C_2", "r3")
    theirs = PlatformCourseKey.from_string(str(key))
    assert (theirs.org, theirs.course, theirs.run) == (key.org, key.course, key.run)
