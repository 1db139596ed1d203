"""Course keys, judged by the platform's own library."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given
from opaque_keys import InvalidKeyError
from opaque_keys.edx.locator import CourseLocator

from domain.course_key import CourseKey

PART = st.from_regex(re.compile(r"[A-Za-z0-9_-]{1,46}", re.ASCII), fullmatch=True)


@given(PART, PART, PART)
def test_the_platform_reads_what_we_print(org: str, course: str, run: str) -> None:
    printed = str(CourseKey(org, course, run))
    theirs = CourseLocator.from_string(printed)
    assert (theirs.org, theirs.course, theirs.run) == (org, course, run)
    assert str(theirs) == printed


@given(PART, PART, PART)
def test_printing_and_parsing_are_inverse(org: str, course: str, run: str) -> None:
    key = CourseKey(org, course, run)
    assert CourseKey.parse(str(key)) == key


@given(st.text(max_size=60) | st.builds("course-v1:{}+{}+{}".format, *[st.text(max_size=8)] * 3))
def test_what_we_read_the_platform_reads_alike(text: str) -> None:
    try:
        key = CourseKey.parse(text)
    except ValueError:
        return
    theirs = CourseLocator.from_string(text)
    assert (theirs.org, theirs.course, theirs.run) == (key.org, key.course, key.run)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "course-v1:",
        "course-v1:Org+Course",
        "course-v1:Org+Course+Run+More",
        "course-v1:Org++Run",
        "course-v1:Org+Co urse+Run",
        "course-v1:Орг+Course+Run",
        "course-v1:Org+Course+Run\n",
        " course-v1:Org+Course+Run",
        "COURSE-V1:Org+Course+Run",
        "Org/Course/Run",
        "course-v1:Org+Course+Run@branch",
        f"course-v1:{'o' * 51}+c+r",
        "course-v1:٣+c+r",
    ],
)
def test_bad_keys_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be 1–50|looks like"):
        CourseKey.parse(text)


def test_the_platform_takes_keys_that_it_breaks_on_and_we_do_not() -> None:
    assert CourseLocator.from_string("course-v1:Org+Курс+Run").course == "Курс"
    with pytest.raises(ValueError, match="course must be"):
        CourseKey.parse("course-v1:Org+Курс+Run")
    with pytest.raises(InvalidKeyError):
        CourseLocator.from_string("course-v1:Org+Course")


def test_the_parts_together_have_a_limit() -> None:
    CourseKey("o" * 50, "c" * 50, "r" * 40)
    with pytest.raises(ValueError, match="141 characters together; 140 at most"):
        CourseKey("o" * 50, "c" * 50, "r" * 41)
