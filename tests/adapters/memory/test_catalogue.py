"""A platform's courses in memory, as the port wants them."""

from uuid import uuid4

from attrs import evolve

from adapters.memory.catalogue import MemoryCatalogue
from application.ports.catalogue import CourseCatalogue
from domain.faults import MissingFault, NotReadyFault, ValidationFault
from domain.identifiers import CourseId
from tests.builders import make_course

ID = CourseId(uuid4())


async def test_a_course_is_mapped_to_org_run_and_code() -> None:
    catalogue: CourseCatalogue = MemoryCatalogue({ID: make_course("AI101")})
    plain = (await catalogue.course(ID, org="O", run="r")).unwrap()
    assert plain == evolve(make_course("AI101"), org="O", run="r")
    coded = (await catalogue.course(ID, org="O", run="r", course_code="ML")).unwrap()
    assert coded.course_id == "ML"


async def test_a_course_that_is_not_there_or_not_ready_or_wrong() -> None:
    catalogue = MemoryCatalogue()
    assert isinstance((await catalogue.course(ID, org="O", run="r")).failure(), MissingFault)
    catalogue.courses[ID] = make_course()
    refused = (await catalogue.course(ID, org="Орг", run="r")).failure()
    assert isinstance(refused, ValidationFault)
    assert [violation.path for violation in refused.violations] == ["org"]
    catalogue.unfinished[ID] = ("Lesson 2 has no text",)
    unready = (await catalogue.course(ID, org="O", run="r")).failure()
    assert isinstance(unready, NotReadyFault)
    assert unready.unfinished == ("Lesson 2 has no text",)
