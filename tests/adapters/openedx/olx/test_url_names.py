"""Names of elements: from the identities, checked once more before anything is written."""

import pytest

from adapters.openedx.olx.url_names import UrlNames, flaws_of
from domain.course import Chapter
from domain.course_key import CourseKey
from domain.identities import BlockIdentity, BlockKind, Identities
from tests.adapters.openedx.olx.example_courses import KEY, small_course, unpacked, wide_course


def test_names_are_those_of_the_identities() -> None:
    course = small_course()
    identities = Identities().covering(course)
    names = UrlNames.of(course, KEY, identities)
    assert names.chapter(("c1",)) == identities.name_of(BlockKind.CHAPTER, ("c1",))
    assert names.sequential(("c1", "s1")) == identities.name_of(BlockKind.SECTION, ("c1", "s1"))
    assert names.vertical(("c1", "s1", "u1")) == identities.name_of(BlockKind.UNIT, ("c1", "s1", "u1"))
    assert names.html(("c1", "s1", "u1")) == identities.name_of(BlockKind.COMPONENT, ("c1", "s1", "u1"))


def test_an_old_name_outlives_its_title() -> None:
    before = Identities().covering(wide_course(1, str))
    course = small_course(chapters=tuple(Chapter(c.id, "New", c.sections) for c in wide_course(1, str).chapters))
    assert UrlNames.of(course, KEY, before.covering(course)).chapter(("c0",)) == "chapter_0"


@pytest.mark.parametrize("name", ["", "a b", "é", "a.b", "a/b", "%", "a\n", "x" * 101])
def test_a_name_that_the_platform_would_not_take_is_a_bug(name: str) -> None:
    assert list(flaws_of(name))
    with pytest.raises(ValueError, match="url_name"):
        UrlNames.of(small_course(), KEY, renamed(small_course_identities(), name))


@pytest.mark.parametrize("name", ["a", "A-b_9", "x" * 100])
def test_legal_names(name: str) -> None:
    assert not list(flaws_of(name))


def test_a_name_given_twice_is_a_bug() -> None:
    twice = renamed(small_course_identities(), "soil_1")
    with pytest.raises(ValueError, match="given twice"):
        UrlNames.of(small_course(), KEY, twice)


def test_identities_must_cover_the_course() -> None:
    with pytest.raises(KeyError):
        UrlNames.of(small_course(), KEY, Identities())


def test_the_course_is_called_like_the_run_of_the_key() -> None:
    course = small_course(run="another")
    names = UrlNames.of(course, CourseKey("O", "C", "self_paced"), Identities().covering(course))
    assert names.course == "self_paced"


def test_where_a_block_is_called_like_the_run_the_course_steps_aside() -> None:
    files = unpacked(small_course(), CourseKey("O", "C", "soil"))
    assert {"course/soil_course_1.xml", "policies/soil_course_1/policy.json", "chapter/soil.xml"} <= set(files)
    assert b'url_name="soil_course_1"' in files["course.xml"]


def small_course_identities() -> Identities:
    return Identities().covering(small_course())


def renamed(identities: Identities, name: str) -> Identities:
    """The same, except that the first chapter is called so."""
    first, *others = identities.entries
    return Identities((BlockIdentity(first.kind, first.path, name), *others))
