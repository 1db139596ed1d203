"""Settings and grading: everything that matters is stated, once."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from adapters.openedx.olx.policies import DEFAULT_START, PLATFORM_LANGUAGE, timestamp
from domain.course import Course
from domain.languages import Language
from tests.adapters.openedx.olx.example_courses import small_course, unpacked


def settings_of(course: Course) -> dict[str, Any]:
    policy = json.loads(unpacked(course)["policies/spring/policy.json"])
    assert list(policy) == ["course/spring"]
    found = policy["course/spring"]
    assert isinstance(found, dict)
    return found


def test_what_is_stated() -> None:
    assert settings_of(small_course()) == {
        "course_image": "courseport_course_image.png",
        "display_coursenumber": "GARDEN1",
        "display_name": "Сад и огород — first steps",
        "display_organization": "Example",
        "language": "en",
        "self_paced": True,
        "start": "2020-01-01T00:00:00Z",
    }


def test_nothing_is_stated_twice() -> None:
    assert b"display_name" not in unpacked(small_course())["course/spring.xml"]


def test_the_image_is_in_the_package() -> None:
    assert f"static/{settings_of(small_course())['course_image']}" in unpacked(small_course())


def test_the_authors_dates() -> None:
    east = timezone(timedelta(hours=3))
    settings = settings_of(
        small_course(
            start=datetime(2026, 1, 1, 2, 30, tzinfo=east),
            enrollment_start=datetime(2025, 12, 1, 9, 0, 0, 999_999, tzinfo=UTC),
            enrollment_end=datetime(2026, 2, 1, tzinfo=UTC),
        )
    )
    assert settings["start"] == "2025-12-31T23:30:00Z"
    assert settings["enrollment_start"] == "2025-12-01T09:00:00Z"
    assert settings["enrollment_end"] == "2026-02-01T00:00:00Z"


def test_no_end_is_invented_and_the_default_start_has_passed() -> None:
    assert "end" not in settings_of(small_course())
    assert datetime(2025, 1, 1, tzinfo=UTC) > DEFAULT_START


def test_a_time_without_zone_is_utc() -> None:
    assert timestamp(datetime(2026, 5, 4, 3, 2, 1)) == "2026-05-04T03:02:01Z"  # noqa: DTZ001 - the case itself


@pytest.mark.parametrize("language", Language)
def test_every_language_has_a_word_of_the_platform(language: Language) -> None:
    expected = "zh-cn" if language is Language.CHINESE else language.value
    assert PLATFORM_LANGUAGE[language] == expected
    assert settings_of(small_course(language=language))["language"] == expected


def test_the_grading_is_whole() -> None:
    grading = json.loads(unpacked(small_course())["policies/spring/grading_policy.json"])
    (grader,) = grading["GRADER"]
    assert set(grader) == {"type", "short_label", "min_count", "drop_count", "weight"}
    assert grader["weight"] == 1
    assert grading["GRADE_CUTOFFS"] == {"Pass": 0.5}
