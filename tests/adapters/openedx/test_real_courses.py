"""The courses at hand go in and come back whole."""

import json
from pathlib import Path

import pytest

from application.ports.lms import LmsGateway
from domain.publication import VerificationScope
from tests.contracts.lms_steps import new_key, proof, publish

COURSES = Path("../shared/courses")
read_course = pytest.importorskip("adapters.course_input", reason="courses cannot be read yet").read_course


@pytest.mark.parametrize("name", ["rust-book-ru", "swc-python-en"])
async def test_published_and_proved(gateway: LmsGateway, name: str) -> None:
    file = COURSES / f"{name}.json"
    if not file.exists():
        pytest.skip("the courses are not beside this repository")
    course = read_course(json.loads(file.read_text())).course
    verification = await proof(gateway, await publish(gateway, course, new_key()), scope=VerificationScope.FULL)
    assert verification.complete
    assert verification.texts_compared == verification.units_in_place == verification.units_expected > 100
