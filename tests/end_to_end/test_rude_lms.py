"""An LMS on a bad day: each job ends as it should, with the code that says why, and nothing is sent twice."""

from collections import Counter
from collections.abc import AsyncIterator

import attrs
import pytest

from adapters.simulator import (
    Answer,
    CutRequest,
    CutResponse,
    Delay,
    RejectTokens,
    Rule,
    Running,
    Settings,
    Simulator,
    serve,
)
from domain.course import Course
from tests.builders import make_course
from tests.end_to_end.command_line import CommandLine, Site, said
from tests.end_to_end.dying_worker import NEVER
from tests.end_to_end.ordering import house_of, order
from tests.end_to_end.watching import go, said_of, until_ended

pytestmark = pytest.mark.slow
IMPATIENT = {"COURSEPORT_WORKER_ATTEMPTS": "2", "COURSEPORT_WORKER_RETRY_FIRST": "0.5"}

DAYS: dict[str, tuple[str, int, tuple[Rule, ...]]] = {
    # course: how its job ends, how often its package arrived, and what the LMS does to it
    "Polls502": ("succeeded", 1, (Rule(Answer(502), method="GET", times=2),)),
    "Polls503": ("succeeded", 1, (Rule(Answer(503, retry_after="1"), method="GET", times=2),)),
    "Polls429": ("succeeded", 1, (Rule(Answer(429, retry_after="1"), method="GET", times=2),)),
    "PollsHang": ("succeeded", 1, (Rule(Delay(3), method="GET", times=1),)),
    "PollsCut": ("succeeded", 1, (Rule(CutResponse(5), method="GET", times=2),)),
    "Upload429": ("succeeded", 1, (Rule(Answer(429, retry_after="1"), method="POST"),)),
    "Upload502": ("succeeded", 1, (Rule(Answer(502), method="POST"),)),
    "UploadCut": ("succeeded", 1, (Rule(CutRequest(40_000), method="POST"),)),
    "AnswerCut": ("succeeded", 1, (Rule(CutResponse(0), method="POST"),)),
    "AnswerSlow": ("succeeded", 1, (Rule(Delay(4), method="POST"),)),
    "Revoked": ("succeeded", 1, (Rule(RejectTokens(), method="GET"),)),
    "Forbidden": ("PERMISSION_ERROR", 0, (Rule(Answer(403, b"{}", "application/json"), method="POST"),)),
    "TooLarge": ("IMPORT_REJECTED", 0, (Rule(Answer(413), method="POST"),)),
    "Refused": (
        "IMPORT_REJECTED",
        0,
        (Rule(Answer(500, b'{"error_code":"internal_error"}', "application/json"), method="POST"),),
    ),
    "Never": ("NETWORK_ERROR", 0, (Rule(Answer(503), method="POST", times=100),)),
}


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    async with serve(Simulator(Settings(import_workers=len(DAYS)))) as running:
        yield running


def large(code: str) -> Course:
    """A course whose package has some 130 KB, so that there is a place to cut it at 30 %."""
    course = make_course(code)
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(60_000))
    chapter = course.chapters[0]
    section = chapter.sections[0]
    unit = attrs.evolve(section.units[0], content=f"<p>{noise}</p>")
    section = attrs.evolve(section, units=(unit, *section.units[1:]))
    return attrs.evolve(course, chapters=(attrs.evolve(chapter, sections=(section, *chapter.sections[1:])),))


async def test_a_bad_day_of_each_kind(
    command_line: CommandLine, site: Site, running: Running, database_url: str
) -> None:
    for code, (_, _, rules) in DAYS.items():
        for rule in rules:
            path = f"/api/courses/v0/import/course-v1:Acme+{code}+self_paced/"
            running.simulator.rudeness.append(attrs.evolve(rule, path_prefix=path, host="studio"))
    impatient = command_line.having(**IMPATIENT)
    async with impatient.script("dying_worker", NEVER, "KILL") as worker, house_of(command_line) as house:
        jobs = {await order(house, site, large(code)): code for code in DAYS}
        await said(worker, "ready")
        go(worker)
        rows = await until_ended(database_url, worker, jobs)
    assert all(rule.used for rule in running.simulator.rudeness)
    assert {jobs[job_id]: said_of(row) for job_id, row in rows.items()} == {
        code: expected for code, (expected, _, _) in DAYS.items()
    }
    arrived = Counter(received.course_key.number for received in running.simulator.imports)
    assert {code: arrived[code] for code in DAYS} == {code: times for code, (_, times, _) in DAYS.items()}
    for row in rows.values():
        assert row["status"] == "succeeded" or '"help": ""' not in row["error_details"], row["error_code"]


async def test_nobody_there_and_nobody_who_works(command_line: CommandLine, database_url: str) -> None:
    """No LMS at all; one whose address is that of something else; one whose Celery worker is dead."""
    impatient = command_line.having(**IMPATIENT)
    async with (
        serve(Simulator(Settings(worker_alive=False))) as dead,
        impatient.script("dying_worker", NEVER, "KILL") as worker,
        house_of(command_line) as house,
    ):
        sites = {
            "CONNECTION_REFUSED": Site("http://127.0.0.1:1", "http://127.0.0.1:1"),
            "POLL_TIMEOUT": Site.of(dead),
            "DNS_ERROR": Site("https://lms.invalid", "https://studio.invalid"),
        }
        jobs = {await order(house, site, code, import_timeout=30): code for code, site in sites.items()}
        await said(worker, "ready")
        go(worker)
        rows = await until_ended(database_url, worker, jobs)
        assert {jobs[job_id]: said_of(row) for job_id, row in rows.items()} == {code: code for code in sites}
        assert len(dead.simulator.imports) == 1
    (late,) = [row for row in rows.values() if row["error_code"] == "POLL_TIMEOUT"]
    assert "no worker of Studio picked the import up" in late["error_message"]
    assert "CMS worker" in late["error_details"]


async def test_an_lms_that_is_down_for_a_while_and_comes_back(
    command_line: CommandLine, database_url: str
) -> None:
    simulator = Simulator()
    async with serve(simulator) as running:
        site = Site.of(running)
    async with command_line.script("dying_worker", NEVER, "KILL") as worker, house_of(command_line) as house:
        job_id = await order(house, site, "Down")
        await said(worker, "ready")
        go(worker)
        await said(worker, f"has {job_id}")
        await said(worker, f"has {job_id}")  # put off, and taken up again
        lms, studio = (int(url.rpartition(":")[2]) for url in (site.lms_url, site.studio_url))
        async with serve(simulator, lms_port=lms, studio_port=studio):
            rows = await until_ended(database_url, worker, [job_id])
    assert said_of(rows[job_id]) == "succeeded"
    assert len(simulator.imports) == 1
