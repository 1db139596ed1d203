"""What reading a course back through an LmsGateway promises: part of `LmsGatewayContract`."""

import pytest
from attrs import evolve
from returns.result import Success

from application.ports.lms import LmsGateway
from domain.course import Course, Unit
from domain.publication import VerificationScope
from tests.builders import make_course
from tests.contracts.lms_steps import (
    new_key,
    proof,
    publish,
    with_chapter,
    with_section,
    with_unit,
)


class ReadingBackContract:
    """What is missing or changed is named, in the author's places."""

    @pytest.fixture
    async def gateway(self) -> LmsGateway:
        """A gateway whose user may create courses."""
        raise NotImplementedError

    @pytest.fixture
    def course(self) -> Course:
        """Something to publish: one chapter, two sections, four units."""
        return make_course()

    async def test_reading_back_names_what_is_missing(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        longer = with_unit(course, Unit("u9", "Never sent", "<p>New</p>"), at=2)
        verification = await proof(gateway, published, longer)
        assert verification.missing == ("chapters[0].sections[0].units[2] «Never sent»",)
        assert not verification.changed
        assert (verification.units_in_place, verification.units_expected) == (4, 5)
        assert verification.blocks_in_place == verification.blocks_expected - 2

    async def test_reading_back_names_what_has_another_text(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        unit = evolve(course.chapters[0].sections[0].units[1], content="<p>Not what was sent</p>")
        verification = await proof(gateway, published, with_unit(course, unit, at=1))
        assert not verification.missing
        assert len(verification.changed) == 1
        assert verification.changed[0].startswith("chapters[0].sections[0].units[1]")
        assert verification.changed[0].endswith(f"«{unit.title}»")

    async def test_reading_back_names_what_has_another_title(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        renamed = with_chapter(course, evolve(course.chapters[0], title="Renamed"))
        verification = await proof(gateway, published, renamed, VerificationScope.OUTLINE)
        assert len(verification.changed) == 1
        assert verification.changed[0].startswith("chapters[0]")
        assert verification.changed[0].endswith("«Renamed»")

    async def test_reading_back_notices_another_order(self, gateway: LmsGateway, course: Course) -> None:
        published = await publish(gateway, course, new_key())
        section = course.chapters[0].sections[0]
        turned = with_section(course, evolve(section, units=tuple(reversed(section.units))))
        verification = await proof(gateway, published, turned)
        assert not verification.missing
        assert verification.changed
        assert all(place.startswith("chapters[0].sections[0]") for place in verification.changed)

    @pytest.mark.parametrize("scope", VerificationScope)
    async def test_the_scope_is_kept_and_percentages_grow(
        self, gateway: LmsGateway, course: Course, scope: VerificationScope
    ) -> None:
        published = await publish(gateway, course, new_key())
        percents: list[int] = []

        async def report(percent: int) -> None:
            percents.append(percent)

        result = await gateway.verify(course, published.key, published.identities, scope, None, report)
        assert isinstance(result, Success)
        assert result.unwrap().scope is scope
        assert result.unwrap().complete
        assert result.unwrap().texts_compared == (0 if scope is VerificationScope.OUTLINE else 4)
        assert percents == sorted(percents)
        assert all(0 <= percent <= 100 for percent in percents)
        assert percents

    async def test_tells_the_outline(self, gateway: LmsGateway, course: Course) -> None:
        key = new_key()
        published = await publish(gateway, course, key)
        outline = (await gateway.outline(published.key)).unwrap()
        assert outline is not None
        told = [(block.kind.value, block.title) for block in outline.blocks()]
        expected = []
        for chapter in course.chapters:
            expected.append(("chapter", chapter.title))
            for section in chapter.sections:
                expected.append(("section", section.title))
                expected += [("unit", unit.title) for unit in section.units]
        assert told == expected
        names = {(entry.kind, entry.name) for entry in published.identities.entries}
        assert {(block.kind, block.name) for block in outline.blocks()} <= names

    async def test_tells_that_there_is_no_outline(self, gateway: LmsGateway) -> None:
        assert (await gateway.outline(new_key())).unwrap() is None

    async def test_reading_back_names_blocks_that_nobody_sent(self, gateway: LmsGateway, course: Course) -> None:
        longer = with_unit(course, Unit("u9", "Extra", "<p>x</p>"), at=2)
        published = await publish(gateway, longer, new_key())
        verification = await proof(gateway, published, course)
        assert (verification.changed, verification.missing) == ((), ())
        (stranger,) = verification.unexpected
        assert "«Extra»" in stranger
        assert verification.complete
        assert not (await proof(gateway, published, longer)).unexpected
