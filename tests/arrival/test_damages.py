"""«Succeeded» is a claim: what is lost on the way, our reading back notices and says where the author wrote it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from attrs import evolve, frozen
from returns.result import Result

from application.ports.lms import ImportTicket, LmsGateway, LmsGateways, Package, UploadReport
from domain.course import Chapter, Section, Unit
from domain.course_key import CourseKey
from domain.faults import FaultCode, ImportFault, LmsFault
from domain.identities import BlockKind, Identities
from domain.import_job import Failed
from domain.lms_configuration import LmsConfiguration
from domain.publication import Verification, VerificationScope
from domain.sampling import texts_to_compare
from tests.arrival.arrived import arrived_in, expected_of
from tests.arrival.damages import COURSE, DAMAGES, SETTINGS, SHOWN_TWICE, UNREAD_SETTINGS
from tests.arrival.damaging import Damage, damaged, without
from tests.arrival.house import opened_house
from tests.arrival.packages import packed
from tests.arrival.site import Site, new_key

pytestmark = pytest.mark.asyncio(loop_scope="module")


def by_name(damage: Damage) -> str:
    return damage.name


async def read_back(site: Site, damage: Damage) -> Verification:
    """What our verification makes of it, once the import has «Succeeded»."""
    key, names = new_key(), Identities().covering(COURSE)
    package = damaged(await packed(site.gateway, COURSE, key, names), damage)
    await site.send(COURSE, key, package)
    return await site.verified(COURSE, key, names)


async def test_the_good_package_is_whole(site: Site) -> None:
    found = await read_back(
        site, Damage("none but another file", lambda files: files.update({"course/x.txt": b""}))
    )
    assert found.complete
    assert not found.unexpected


@pytest.mark.parametrize("damage", DAMAGES, ids=by_name)
async def test_is_noticed_with_the_authors_place(site: Site, damage: Damage) -> None:
    found = await read_back(site, damage)
    assert not found.complete
    assert set(found.missing) == set(damage.missing)
    assert set(found.changed) == set(damage.changed)


async def test_a_component_that_is_shown_twice_is_noticed(site: Site) -> None:
    """platform-facts 5: the same id twice in one unit is one block shown twice."""
    assert set((await read_back(site, SHOWN_TWICE)).changed) == set(SHOWN_TWICE.changed)


@pytest.mark.parametrize("damage", SETTINGS, ids=by_name)
async def test_a_setting_that_did_not_arrive_is_noticed(site: Site, damage: Damage) -> None:
    assert set((await read_back(site, damage)).changed) == set(damage.changed)


@pytest.mark.parametrize("damage", UNREAD_SETTINGS, ids=by_name)
@pytest.mark.xfail(strict=True, reason="no recorded API of the platform tells these (course_settings.py)")
async def test_a_setting_that_nobody_can_read_is_not_noticed(site: Site, damage: Damage) -> None:
    assert not (await read_back(site, damage)).complete


async def test_a_text_that_is_not_among_those_read_is_missed_all_the_same(site: Site) -> None:
    """Of more than 200 units only a sample is read, but that none of the others is empty is asked for."""
    units = tuple(Unit(f"u{number}", f"Unit {number}", f"<p>{number}</p>") for number in range(230))
    course = evolve(COURSE, chapters=(Chapter("c", "C", (Section("s", "S", units),)),))
    key, names = new_key(), Identities().covering(course)
    read = texts_to_compare(course, VerificationScope.AUTO, None)
    number, unread = next((number, unit) for number, unit in enumerate(units) if ("c", "s", unit.id) not in read)
    loss = Damage(
        "a text is gone", without(f"html/{names.name_of(BlockKind.COMPONENT, ('c', 's', unread.id))}.html")
    )
    await site.send(course, key, damaged(await packed(site.gateway, course, key, names), loss))
    found = await site.verified(course, key, names, VerificationScope.AUTO)
    assert found.missing == (f"chapters[0].sections[0].units[{number}].content «{unread.title}»",)
    assert not found.changed


@frozen
class DamagingGateways:
    """Opens the real gateway, with somebody on the line who spoils every package."""

    real: LmsGateways
    damage: Damage

    @asynccontextmanager
    async def __call__(self, configuration: LmsConfiguration) -> AsyncIterator[LmsGateway]:
        async with self.real(configuration) as gateway:
            yield cast("LmsGateway", _Damaging(gateway, self.damage))


@frozen
class _Damaging:
    _gateway: LmsGateway
    _damage: Damage

    def __getattr__(self, name: str) -> object:
        return getattr(self._gateway, name)

    async def upload(
        self, key: CourseKey, package: Package, upload_name: str, report: UploadReport
    ) -> Result[ImportTicket, LmsFault]:
        return await self._gateway.upload(key, damaged(package, self._damage), upload_name, report)


@pytest.mark.parametrize("damage", DAMAGES[::5], ids=by_name)
async def test_the_job_fails_and_says_where_and_the_next_one_mends_it(site: Site, damage: Damage) -> None:
    house = await opened_house(site, DamagingGateways(site.gateways, damage))
    job = await house.run(COURSE)
    assert isinstance(job, Failed)
    assert isinstance(job.fault, ImportFault)
    assert job.fault.code is FaultCode.IMPORT_INCOMPLETE
    assert (set(job.fault.missing), set(job.fault.changed)) == (set(damage.missing), set(damage.changed))
    assert all(place in job.fault.help for place in (*damage.missing, *damage.changed))
    assert (await house.publication(COURSE)).proved is None

    house.gateways = site.gateways
    await house.published(COURSE)
    assert arrived_in(house.simulated(COURSE)) == expected_of(COURSE)
