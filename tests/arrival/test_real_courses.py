"""Courses that people have written arrive whole: through the use cases, over sockets, told by their own JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.course_input import read_course
from domain.course import Course
from domain.publication import VerificationScope
from tests.arrival.arrived import Arrived, arrived_in
from tests.arrival.house import opened_house
from tests.arrival.site import Site

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

SHARED_COURSES = Path(__file__).parents[3] / "shared" / "courses"
UNITS = {"rust-book-ru": 132, "swc-python-en": 179}


def _raw(name: str) -> dict[str, Any]:
    path = SHARED_COURSES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path.name} lies in ../shared/courses, which is not here")
    raw: dict[str, Any] = json.loads(path.read_bytes())
    return raw


def _blocks(raw: dict[str, Any]) -> list[Arrived]:
    """What must arrive, from the JSON itself and none of our classes in between."""
    blocks = [Arrived(0, "course", raw["title"])]
    for chapter in raw["chapters"]:
        blocks.append(Arrived(1, "chapter", chapter["title"]))
        for section in chapter["sections"]:
            blocks.append(Arrived(2, "sequential", section["title"]))
            for unit in section["units"]:
                blocks.append(Arrived(3, "vertical", unit["title"]))
                blocks.append(Arrived(4, "html", unit["title"], unit["content"]))
    return blocks


@pytest.mark.parametrize("name", UNITS)
async def test_arrives_whole(site: Site, name: str) -> None:
    raw = _raw(name)
    course = read_course(raw).course
    assert isinstance(course, Course)
    house = await opened_house(site)
    job = await house.published(course)
    assert job.verification.scope is VerificationScope.AUTO
    assert job.verification.units_in_place == job.verification.texts_compared == UNITS[name]
    assert list(arrived_in(house.simulated(course))) == _blocks(raw)
