"""Whatever Unicode a course is made of: it is refused with its place, or every block arrives as it was written."""

import tempfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from adapters.openedx.olx.checks import html_findings_of
from adapters.openedx.olx.rules import Rule
from domain.course import Course, units_of
from domain.identities import BlockKind, Identities, blocks_of
from tests.adapters.openedx.olx.oracles import unexpected
from tests.arrival.arrived import expected_of
from tests.arrival.authors import courses, long_lines
from tests.arrival.packages import assert_readable, bytes_of, packed
from tests.arrival.profiles import PROFILE
from tests.arrival.refusals import assert_placed, refusals
from tests.arrival.site import Site, new_key

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow, pytest.mark.timeout(1_800)]

ONE_IN_FIVE = st.integers(0, 4).map(lambda number: number == 0)


@example(long_lines(1), False)
@example(long_lines(2), True)
@given(courses(), ONE_IN_FIVE)
@PROFILE
async def test_refused_with_its_place_or_every_block_arrives(site: Site, course: Course, inline: bool) -> None:
    """Told by our own reading back over sockets, and by the simulator's store behind its back."""
    if found := refusals(course):
        event("refused")
        for refusal in found:
            assert_placed(course, refusal)
        return
    event("published")
    key, names = new_key(), Identities().covering(course)
    package = await packed(site.gateway, course, key, names, inline=inline)
    assert_readable(bytes_of(package))
    await site.send(course, key, package)
    package.close()
    assert site.arrived(key) == expected_of(course)
    verification = await site.verified(course, key, names)
    site.forget(key)
    assert (verification.missing, verification.changed, verification.unexpected) == ((), (), ())
    assert verification.texts_compared == verification.units_in_place == verification.units_expected


@given(courses(), ONE_IN_FIVE)
@settings(PROFILE, max_examples=PROFILE.max_examples // 2)
async def test_olxcleaner_objects_to_nothing_but_html_that_we_warn_of(
    site: Site, course: Course, inline: bool
) -> None:
    """The platform keeps broken HTML as it is (platform-facts 5): a warning is enough, but one there must be."""
    assume(not refusals(course))
    names = Identities().covering(course)
    package = await packed(site.gateway, course, new_key(), names, inline=inline)
    archive = bytes_of(package)
    package.close()
    with tempfile.TemporaryDirectory() as folder:
        errors = unexpected(archive, Path(folder))
    assert [error for error in errors if error[0] != "InvalidHTML"] == []
    warned = _components_warned_of(course, names)
    for _, file, description in errors:
        assert PurePosixPath(file).stem in warned, description


def _components_warned_of(course: Course, names: Identities) -> set[str]:
    components = [source.path for source in blocks_of(course) if source.kind is BlockKind.COMPONENT]
    not_of_markup = {Rule.EMPTY_UNIT, Rule.MIXED_UNICODE_FORMS}
    return {
        names.name_of(BlockKind.COMPONENT, path)
        for path, placed in zip(components, units_of(course), strict=True)
        if {finding.rule for finding in html_findings_of(placed.unit.content)} - not_of_markup
    }
