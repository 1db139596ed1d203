"""Whatever an author does to a course between two publishes, the blocks that survive keep their ids in the LMS."""

from collections.abc import Iterable

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from adapters.openedx.packaging import checked_package
from adapters.simulator import Simulator
from domain.course import Course
from domain.identities import Identities
from tests.arrival.arrived import arrived_in, expected_of, usage_keys
from tests.arrival.edits import EDITS, Author, Step
from tests.arrival.house import House, opened_house
from tests.arrival.importing import import_into
from tests.arrival.packages import bytes_of
from tests.arrival.profiles import PROFILE
from tests.arrival.site import Site, new_key
from tests.arrival.survivors import History

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

NUMBERS = st.integers(0, 19)
STEPS = st.tuples(st.sampled_from(sorted(EDITS)), NUMBERS, st.integers(0, 2), NUMBERS)
SCRIPTS = st.lists(st.lists(STEPS, min_size=1, max_size=8), min_size=2, max_size=6)
"""Edits up to each publish. A publish follows every list of steps."""
OWN_IDS = st.sampled_from((0, 2, 3))
"""Levels whose ids are never used twice: none, chapters and sections, all."""

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))


def versions(author: Author, shape: tuple[int, int, int], script: list[list[Step]]) -> Iterable[Course]:
    """The course as it is published, time after time."""
    author.grow(*shape)
    for steps in ([], *script):
        for step in steps:
            author.do(step)
        course = author.course()
        if course is not None:
            yield course


@given(own_ids=OWN_IDS, shape=SHAPES, script=SCRIPTS)
@settings(PROFILE, max_examples=PROFILE.max_examples * 97 // 40)
def test_survivors_keep_their_usage_keys(
    own_ids: int, shape: tuple[int, int, int], script: list[list[Step]]
) -> None:
    """485 scripts, ten times as many at night, through the package and the simulator's importer."""
    site, key, names = Simulator(), new_key(), Identities()
    simulated, history = site.create_course(str(key)), History(own_ids)
    for now, course in enumerate(versions(Author(own_ids), shape, script)):
        names = names.covering(course)
        package = checked_package(course, key, names).unwrap()
        import_into(simulated, bytes_of(package), float(now))
        package.close()
        assert arrived_in(simulated) == expected_of(course)
        event("survivors", "some" if history.check(usage_keys(course, simulated)) else "none")


@pytest.mark.asyncio(loop_scope="module")
@given(own_ids=OWN_IDS, shape=SHAPES, script=SCRIPTS)
@settings(PROFILE, max_examples=PROFILE.max_examples // 40 * 3)
async def test_survivors_keep_their_usage_keys_in_the_whole_house(
    site: Site, own_ids: int, shape: tuple[int, int, int], script: list[list[Step]]
) -> None:
    """15 scripts, 150 at night, through the use cases, the ledger of names and real sockets."""
    house: House = await opened_house(site)
    history = History(own_ids)
    for course in versions(Author(own_ids), shape, script):
        await house.published(course)
        simulated = house.simulated(course)
        assert arrived_in(simulated) == expected_of(course)
        history.check(usage_keys(course, simulated))
