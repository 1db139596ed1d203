"""What an LmsGateway promises, whatever LMS is behind it: a subclass says how to open one.

Nothing here knows of an LMS's format, addresses or clock; what an LMS cannot do is asked of its capabilities.
"""

import pytest
from attrs import evolve
from returns.result import Result, Success

from application.ports.lms import Capability, ImportTicket, LmsGateway
from domain.connection import ProbeOutcome
from domain.course import Course
from domain.faults import AuthFault, FaultCode, UnsupportedFault
from domain.identities import Identities
from domain.progress import Stage
from domain.violations import errors_among
from tests.contracts.lms_reading_back import ReadingBackContract
from tests.contracts.lms_steps import (
    built,
    followed,
    new_key,
    proof,
    publish,
    unheard,
    upload_name,
    with_section,
)

LMS_STAGES = {Stage.QUEUED_IN_LMS, Stage.UNPACKING, Stage.CHECKING, Stage.UPDATING}
WRONG_SECRET = "this-secret-is-wrong-and-must-not-print"


class LmsGatewayContract(ReadingBackContract):
    """The promises of `application/ports/lms.py`. Override `gateway` and `stranger`; the LMS starts empty."""

    @pytest.fixture
    async def stranger(self) -> LmsGateway:
        """A gateway to the same LMS with the client secret `WRONG_SECRET`."""
        raise NotImplementedError

    def test_checks_good_courses_and_bad(self, gateway: LmsGateway, course: Course) -> None:
        assert errors_among(gateway.check(course)) == ()
        gateway.check(evolve(course, chapters=(), title="\0", org="?"))

    async def test_same_arguments_same_bytes(self, gateway: LmsGateway, course: Course) -> None:
        key, names = new_key(), Identities().covering(course)
        one, other = [await built(gateway, course, key, names) for _ in range(2)]
        assert one.facts == other.facts
        with one.open() as first, one.open() as again, other.open() as second:
            assert (content := first.read()) == second.read() == again.read()
        assert len(content) == one.facts.size
        for package in (one, other, one):
            package.close()

    async def test_probes(self, gateway: LmsGateway) -> None:
        connection = await gateway.probe()
        assert isinstance(connection, Success)
        assert connection.unwrap().username

    async def test_examines_every_step(self, gateway: LmsGateway) -> None:
        probes = await gateway.examine()
        assert probes
        assert {probe.outcome for probe in probes} <= {ProbeOutcome.OK, ProbeOutcome.WARNING}
        assert len({probe.name for probe in probes}) == len(probes)
        assert all(probe.duration_ms >= 0 for probe in probes)

    async def test_a_stranger_is_told_so_and_his_secret_stays_his(
        self, stranger: LmsGateway, course: Course
    ) -> None:
        key = new_key()
        names = Identities().covering(course)
        package = await built(stranger, course, key, names)
        refusals: list[Result[object, object]] = [
            (await stranger.probe()).map(_anything),
            (await stranger.prepare(course, key)).map(_anything),
            (await stranger.upload(key, package, upload_name(), unheard)).map(_anything),
            (await stranger.find_import(key, upload_name())).map(_anything),
            (await stranger.progress(ImportTicket(key, upload_name(), "task"))).map(_anything),
            (await stranger.status(key)).map(_anything),
        ]
        package.close()
        for refusal in refusals:
            fault = refusal.failure()
            assert isinstance(fault, AuthFault), fault
            assert fault.code is FaultCode.INVALID_CREDENTIALS
            assert fault.help
            assert WRONG_SECRET not in repr(fault)
        examined = await stranger.examine()
        assert ProbeOutcome.FAILED in {probe.outcome for probe in examined}
        assert WRONG_SECRET not in repr(examined)

    async def test_prepares_and_may_be_asked_again(self, gateway: LmsGateway, course: Course) -> None:
        key = new_key()
        first, second = await gateway.prepare(course, key), await gateway.prepare(course, key)
        assert isinstance(first, Success)
        assert isinstance(second, Success)
        assert first.unwrap().key == second.unwrap().key == key
        assert not second.unwrap().created
        assert first.unwrap().created is (Capability.CREATE_COURSE in gateway.capabilities)

    async def test_publishes_and_proves(self, gateway: LmsGateway, course: Course) -> None:
        verification = await proof(gateway, await publish(gateway, course, new_key()))
        assert verification.complete
        assert verification.units_in_place == verification.units_expected == 4
        assert verification.blocks_in_place == verification.blocks_expected
        assert verification.texts_compared == 4
        assert verification == await proof(gateway, await publish(gateway, course, new_key()))

    async def test_reports_every_byte(self, gateway: LmsGateway, course: Course) -> None:
        key, names = new_key(), Identities().covering(course)
        reports: list[tuple[int, int]] = []

        async def report(sent: int, size: int) -> None:
            reports.append((sent, size))

        await gateway.prepare(course, key)
        package = await built(gateway, course, key, names)
        size = package.facts.size
        ticket = await gateway.upload(key, package, name := upload_name(), report)
        package.close()
        assert isinstance(ticket, Success)
        assert (ticket.unwrap().key, ticket.unwrap().upload_name) == (key, name)
        assert reports == sorted(reports)
        assert reports[-1] == (size, size)
        assert {whole for _, whole in reports} == {size}

    async def test_what_the_report_raises_ends_the_upload(self, gateway: LmsGateway, course: Course) -> None:
        key, names = new_key(), Identities().covering(course)

        class Stopped(Exception): ...

        async def stop(_sent: int, _size: int) -> None:
            raise Stopped

        await gateway.prepare(course, key)
        package = await built(gateway, course, key, names)
        with pytest.raises(Stopped):
            await gateway.upload(key, package, upload_name(), stop)
        package.close()

    async def test_finds_an_import_by_its_file_name(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        found = await gateway.find_import(published.key, published.ticket.upload_name)
        assert isinstance(found, Success)
        ticket = found.unwrap()
        assert ticket is not None
        assert (ticket.key, ticket.upload_name) == (published.key, published.ticket.upload_name)
        assert (await gateway.find_import(published.key, upload_name())).unwrap() is None
        assert (await gateway.find_import(new_key(), published.ticket.upload_name)).unwrap() is None

    async def test_works_off_what_it_is_given_or_does_not_tell(self, gateway: LmsGateway) -> None:
        assert await gateway.works_off() in (True, None)

    async def test_follows_an_import_whose_task_id_was_lost(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        lost = evolve(published.ticket, task_id=None)
        assert set(await followed(gateway, published.ticket)) <= LMS_STAGES
        assert set(await followed(gateway, lost)) <= LMS_STAGES

    async def test_a_second_publish_replaces_the_first(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        section = course.chapters[0].sections[0]
        turned = with_section(course, evolve(section, title="Other", units=tuple(reversed(section.units))))
        again = await publish(gateway, turned, published.key, published.identities)
        assert (await proof(gateway, again)).complete
        assert not (await proof(gateway, published)).complete

    async def test_tells_of_a_course_that_is_there(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        status = await gateway.status(published.key)
        assert isinstance(status, Success)
        assert status.unwrap().exists
        assert status.unwrap().published
        if Capability.COUNT_ENROLLMENTS in gateway.capabilities:
            assert status.unwrap().enrollment_count is not None

    async def test_tells_of_a_course_that_is_not_there(self, gateway: LmsGateway) -> None:
        status = await gateway.status(new_key())
        assert isinstance(status, Success)
        assert not status.unwrap().exists
        assert not status.unwrap().published

    async def test_links_lead_to_this_course(self, gateway: LmsGateway) -> None:
        one, other = gateway.links(new_key()), gateway.links(new_key())
        assert one.course_url != other.course_url

    async def test_deletes_or_says_that_it_cannot(self, gateway: LmsGateway, course: Course) -> None:
        key = new_key()
        await gateway.prepare(course, key)
        deleted = await gateway.delete(key)
        if Capability.DELETE_COURSE in gateway.capabilities:
            assert isinstance(deleted, Success)
            assert not (await gateway.status(key)).unwrap().exists
        else:
            fault = deleted.failure()
            assert isinstance(fault, UnsupportedFault)
            assert fault.help


def _anything(value: object) -> object:
    return value
