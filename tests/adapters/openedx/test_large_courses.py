"""Of large courses the outline is compared whole, and of their texts what changed and a sample."""

from adapters.openedx.sent import SentCourse
from adapters.simulator import Answer, Rule, Running
from application.ports.lms import LmsGateway
from domain.identities import BlockKind, Identities
from domain.publication import VerificationScope
from domain.sampling import texts_to_compare
from tests.adapters.openedx.site import repacked
from tests.builders import make_course
from tests.contracts.lms_steps import (
    built,
    followed,
    new_key,
    proof,
    publish,
    unheard,
    upload_name,
)

AUTO, OUTLINE, SAMPLE, FULL = VerificationScope


LARGE = make_course(chapters=3, sections=7, units=10)
"""210 units: too many for every text to be read."""


async def test_a_large_course(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, LARGE, new_key())
    verification = await proof(gateway, published)
    assert verification.complete
    assert verification.texts_compared == 100
    assert (verification.units_in_place, verification.units_expected) == (210, 210)
    assert verification.blocks_in_place == verification.blocks_expected == 3 + 21 + 210 + 210


async def test_a_lost_text_outside_the_sample_is_found_by_studios_statistics(gateway: LmsGateway) -> None:
    key = new_key()
    names = Identities().covering(LARGE)
    there = SentCourse.of(LARGE, key, names)
    sample = texts_to_compare(LARGE, SAMPLE, None)
    victim = next(unit for unit in there.units if unit.source not in sample)
    await gateway.prepare(LARGE, key)
    whole = await built(gateway, LARGE, key, names)
    file = f"course/html/{names.name_of(BlockKind.COMPONENT, victim.source)}.html"
    package = repacked(whole, lambda path, content: None if path == file else content)
    whole.close()
    ticket = (await gateway.upload(key, package, upload_name(), unheard)).unwrap()
    await followed(gateway, ticket)
    percents: list[int] = []

    async def report(percent: int) -> None:
        percents.append(percent)

    verification = (await gateway.verify(LARGE, key, names, SAMPLE, None, report)).unwrap()
    assert verification.missing == (f"{victim.place.path}.content «{victim.place.title}»",)
    assert verification.texts_compared == 209
    assert percents == sorted(percents)


async def test_without_statistics_unread_components_are_not_claimed(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    site.simulator.rudeness.append(Rule(Answer(500), "/api/courses/v1/quality", times=9))
    verification = await proof(gateway, published, scope=OUTLINE)
    assert verification.complete
    assert verification.blocks_in_place == verification.blocks_expected == 1 + 2 + 4
