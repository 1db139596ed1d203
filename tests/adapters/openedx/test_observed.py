"""Requests are counted as they are made; and a cut upload is known not to have arrived, over real sockets."""

import asyncio
import os
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from attrs import evolve

from adapters.memory.transactions import MemoryDatabase
from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.calls import Site
from adapters.openedx.client import Exchange
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Answer, CutRequest, Rule, Running
from application.importing import Again, RunImport
from application.publishing import PublishCourse, PublishRequest
from domain.course import Course
from domain.identifiers import JobId
from domain.import_job import Succeeded, Uploading
from tests.adapters.openedx.site import configured
from tests.builders import make_course, make_organization, make_stored_course

IMPORT = "/api/courses/v0/import"


def _now() -> datetime:
    return datetime.now(UTC)


async def _nap(_seconds: float) -> None:
    await asyncio.sleep(0.002)


def large_course() -> Course:
    """Several megabytes that do not compress, so that no buffer on the way swallows them whole."""
    course = make_course()
    chapter = course.chapters[0]
    sections = tuple(
        evolve(
            section,
            units=tuple(evolve(unit, content=f"<p>{os.urandom(450_000).hex()}</p>") for unit in section.units),
        )
        for section in chapter.sections
    )
    return evolve(course, chapters=(evolve(chapter, sections=sections),))


async def _ordered(site: Running, course: Course, seen: list[Exchange]) -> tuple[RunImport, JobId]:
    organization = make_organization()
    base = configured(site.lms_url, site.studio_url)
    configuration = evolve(base, public=evolve(base.public, organization_id=organization.id))
    stored, database = make_stored_course(organization, course), MemoryDatabase(_now)
    gateways = OpenEdxGateways(backoff=AT_ONCE, observe=seen.append)
    async with database.transactions() as tx:
        await tx.organizations.put(organization)
        await tx.courses.put(stored)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    publish = PublishCourse(database.transactions, gateways, _now, uuid4)
    accepted = (await publish(PublishRequest(stored.id, configuration.id))).unwrap()
    return RunImport(database.transactions, gateways, _now, _nap, uuid4), accepted.job.id


async def test_every_request_is_counted_with_its_outcome(site: Running) -> None:
    seen: list[Exchange] = []
    run_import, job_id = await _ordered(site, make_course(), seen)
    site.simulator.rudeness.append(Rule(Answer(503), "/api/v1/course_runs/", times=2))
    assert isinstance(await run_import(job_id), Succeeded)
    outcomes = [(each.site, each.operation, each.outcome) for each in seen]
    assert outcomes.count((Site.STUDIO, "upload", "200")) == 1
    assert [outcome for _, _, outcome in outcomes].count("NETWORK_ERROR") == 0
    assert [outcome for _, _, outcome in outcomes].count("503") == 2
    assert all(each.seconds >= 0 for each in seen)


@pytest.mark.parametrize("part", [0, 500_000])
async def test_a_cut_upload_is_sent_again_without_asking(site: Running, part: int) -> None:
    seen: list[Exchange] = []
    run_import, job_id = await _ordered(site, large_course(), seen)
    site.simulator.rudeness.append(Rule(CutRequest(part), IMPORT, method="POST"))
    outcome = await run_import(job_id)
    assert isinstance(outcome, Again)
    assert isinstance(outcome.job, Uploading)
    assert outcome.job.may_have_arrived is False
    before = len(seen)
    assert isinstance(await run_import(job_id), Succeeded)
    assert len(site.simulator.imports) == 1
    assert "upload" in [each.operation for each in seen[before:]]
