"""A course that is too large for its site fails before anything is uploaded, and says which units make it so."""

import io

import pytest
from rich.console import Console

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.olx.archive_contents import ArchiveLimits
from adapters.terminal.jobs import print_job
from domain.faults import FaultCode
from domain.import_job import Failed
from tests.adapters.openedx.heavy_courses import heavy_course
from tests.arrival.house import opened_house
from tests.arrival.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nothing_is_uploaded_and_the_largest_units_are_named(site: Site) -> None:
    uploads = len(site.running.simulator.imports)
    small = OpenEdxGateways(backoff=AT_ONCE, limits=ArchiveLimits(packed=200_000))
    house = await opened_house(site, small)
    job = await house.run(heavy_course())
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.OLX_VALIDATION_ERROR
    assert job.started_at is None
    assert len(site.running.simulator.imports) == uploads
    target = io.StringIO()
    print_job(Console(file=target, width=120), job)
    assert "PACKED_SIZE" in target.getvalue()
    assert "chapters[0].sections[2].units[3] «Unit 12» (120," in target.getvalue()
    wide = await opened_house(site)
    await wide.published(heavy_course())
