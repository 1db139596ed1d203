"""A package that fails its own check is not handed out, and sizes are told in the author's places."""

import re

import pytest
from attrs import evolve

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.olx.archive_contents import ArchiveLimits
from adapters.openedx.packaging import checked_package
from application.ports.lms import LmsGateway
from domain.course import Chapter, Section, Unit
from domain.faults import FaultCode
from domain.identities import Identities
from tests.adapters.openedx.heavy_courses import heavy_course
from tests.adapters.openedx.site import configured
from tests.builders import make_course, make_key
from tests.contracts.lms_steps import Published, built, followed, new_key, proof, unheard, upload_name


def test_a_package_beyond_a_limit_is_a_fault_with_its_findings() -> None:
    course = make_course()
    fault = checked_package(course, make_key(), Identities().covering(course), ArchiveLimits(members=3)).failure()
    assert fault.code is FaultCode.OLX_VALIDATION_ERROR
    assert {finding.rule for finding in fault.violations} == {"MEMBER_LIMIT"}
    assert "1 mistake " in fault.message
    assert "smaller" in fault.help


@pytest.mark.parametrize(
    ("rule", "limits", "told"),
    [
        ("PACKED_SIZE", ArchiveLimits(packed=200_000), "200,000 are let through"),
        ("UNPACKED_SIZE", ArchiveLimits(unpacked=200_000), "more than 200,000 bytes"),
        ("COMPRESSION_RATIO", ArchiveLimits(compression=1), "more than 1 for an attack"),
        ("MEMBER_LIMIT", ArchiveLimits(members=30), "more than 30 files"),
    ],
)
def test_what_is_too_large_names_its_ten_largest_units_in_the_authors_places(
    rule: str, limits: ArchiveLimits, told: str
) -> None:
    course = heavy_course()
    [finding] = checked_package(course, make_key(), Identities().covering(course), limits).failure().violations
    assert finding.rule == rule
    assert str(finding.place) == "chapters[0].sections[2].units[3] «Unit 12»"
    assert told in finding.message
    places = re.findall(r"chapters\[0]\.sections\[(\d)]\.units\[(\d)] «Unit (\d+)» \((\d+),", finding.message)
    assert [(4 * int(s) + int(u) + 1, int(n)) for s, u, n, _ in places] == [(n, n) for n in range(12, 2, -1)]
    assert [int(thousands) // 10 for *_, thousands in places] == list(range(12, 2, -1))


async def test_the_gateways_limit_counts() -> None:
    course = heavy_course()
    arguments = (course, make_key(), Identities().covering(course))
    configuration = configured("http://lms.invalid", "http://studio.invalid")
    for limit, fits in ((200_000, False), (2_000_000, True)):
        gateways = OpenEdxGateways(backoff=AT_ONCE, limits=ArchiveLimits(packed=limit))
        async with gateways(configuration) as gateway:
            packaged = await gateway.package(*arguments)
        assert (packaged.value_or(None) is not None) is fits
        packaged.map(lambda package: package.close())


@pytest.mark.unmeasured
@pytest.mark.slow
async def test_a_course_of_45000_files_goes_in_with_its_units_inline(gateway: LmsGateway) -> None:
    """With three files a unit it would be refused by newer platforms, which take 50,000."""
    sections = tuple(
        Section(f"s{s}", f"S {s}", tuple(Unit(f"u{u}", f"U {s}.{u}", f"<p>{s}.{u}</p>") for u in range(100)))
        for s in range(150)
    )
    course = evolve(make_course(), chapters=(Chapter("c", "Chapter", sections),))
    key, names = new_key(), Identities().covering(course)
    await gateway.prepare(course, key)
    package = await built(gateway, course, key, names)
    assert 15_000 < package.facts.members < 15_000 + 150 + 20
    ticket = (await gateway.upload(key, package, upload_name(), unheard)).unwrap()
    package.close()
    await followed(gateway, ticket)
    verification = await proof(gateway, Published(course, key, names, ticket))
    assert verification.complete
    assert verification.units_in_place == 15_000
    assert verification.blocks_in_place == verification.blocks_expected == 1 + 150 + 2 * 15_000
