"""Course runs in Studio and LMS: making sure that one exists and is ours to write, and what the LMS says of it."""

from typing import final

from attrs import frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import MEGABYTE, Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.failures import LMS_TYPE, refused, words_of
from adapters.openedx.imports import AUTHOR_RIGHT, import_path
from adapters.openedx.replies import active_enrollments, moment_of, next_cursor, outline_of
from application.ports.lms import CourseShell
from domain.connection import CourseStatus
from domain.course_key import CourseKey
from domain.faults import FaultCode, ImportFault, LmsFault, PermissionFault
from domain.publication import CourseLinks

RUNS_PATH = "/api/v1/course_runs/"
OUTLINE_LIMIT = 64 * MEGABYTE
_PAGES_OF_LEARNERS = 100


def outline_call(key: CourseKey, *, seconds: float, retries: int | None = None) -> Call:
    """The whole outline: 95 s for 1,910 units on a busy site, so patience is asked for (platform-facts 4)."""
    return Call(
        site=Site.STUDIO,
        path=f"/api/contentstore/v1/course_index/{key}",
        operation="verify",
        seconds=seconds,
        limit=OUTLINE_LIMIT,
        repeat_after_timeout=True,
        retries=retries,
    )


@final
@frozen
class Courses:
    """Course runs of one site."""

    _client: LmsClient
    _may_create: bool

    async def prepare(self, title: str, key: CourseKey) -> Result[CourseShell, LmsFault]:
        """The course run exists and may be written; see `LmsGateway.prepare`."""
        match await self._ask(_run_call(key)):
            case Answer(status=200):
                return Success(CourseShell(key, created=False))
            case Answer(status=404) if self._may_create:
                return await self._create(title, key)
            case Answer(status=404):
                return Failure(_absent(key))
            case Answer(status=403):
                return await self._as_author(key)
            case Answer() as answer:
                return Failure(refused(_run_call(key), answer, to="look at the course run"))
            case fault:
                return Failure(fault)

    async def _create(self, title: str, key: CourseKey) -> Result[CourseShell, LmsFault]:
        call = Call(
            site=Site.STUDIO,
            path=RUNS_PATH,
            method="POST",
            json={
                "title": title,
                "org": key.org,
                "number": key.course,
                "run": key.run,
                "pacing_type": "self_paced",
            },
            repeatable=False,
            seconds=60.0,
        )
        answer = await self._ask(call)
        if isinstance(answer, Answer) and answer.status == 201:
            return Success(CourseShell(key, created=True))
        # One that exists by now is a 500 page, not a 409 (platform-facts 0.6); a lost answer may have been a 201.
        if await self._in_studio(key):
            return Success(CourseShell(key, created=False))
        return Failure(_not_created(call, answer, key) if isinstance(answer, Answer) else answer)

    async def _as_author(self, key: CourseKey) -> Result[CourseShell, LmsFault]:
        """Without staff rights Studio shows no course runs, yet a course's own author may import into it.

        The import API checks rights before parameters: 403 means no right, anything else that we may.
        """
        call = Call(site=Site.STUDIO, path=import_path(key))
        right = await self._ask(call)
        if not isinstance(right, Answer):
            return Failure(right)
        shown = await self._ask(Call(site=Site.LMS, path=_detail_path(key)))
        if not isinstance(shown, Answer):
            return Failure(shown)
        if shown.status == 404:
            return Failure(_needs_staff(key, words_of(right)))
        if right.status == 403:
            return Failure(refused(call, right, to=f"import into {key}", right=AUTHOR_RIGHT))
        return Success(CourseShell(key, created=False))

    async def status(self, key: CourseKey, links: CourseLinks) -> Result[CourseStatus, LmsFault]:
        """What the LMS says of the course run; a run that only Studio knows is not published."""
        call = Call(site=Site.LMS, path=_detail_path(key))
        answer = await self._ask(call)
        if not isinstance(answer, Answer):
            return Failure(answer)
        if answer.status not in (200, 404):
            return Failure(refused(call, answer, to=f"look at {key}"))
        published = answer.status == 200
        if not published and not await self._in_studio(key):
            return Success(CourseStatus(exists=False, published=False))
        outline = await self._ask(outline_call(key, seconds=30.0, retries=0))
        root = outline_of(outline.json()) if isinstance(outline, Answer) else None
        return Success(
            CourseStatus(
                exists=True,
                published=published,
                last_modified=None if root is None else moment_of(root.edited_on),
                enrollment_count=await self._learners(key) if published else None,
                lms_url=links.course_url,
                studio_url=links.studio_url,
            )
        )

    async def _in_studio(self, key: CourseKey) -> bool:
        answer = await self._ask(_run_call(key))
        return isinstance(answer, Answer) and answer.status == 200

    async def _learners(self, key: CourseKey) -> int | None:
        """Active enrolments, counted page by page; None where that is not allowed, or there are too many pages."""
        count, params = 0, {"course_id": str(key), "page_size": "100"}
        for _ in range(_PAGES_OF_LEARNERS):
            call = Call(site=Site.LMS, path="/api/enrollment/v1/enrollments", params=dict(params))
            answer = await self._ask(call)
            if not isinstance(answer, Answer) or answer.status != 200:
                return None
            page = answer.json()
            count += active_enrollments(page)
            cursor = next_cursor(page)
            if cursor is None:
                return count
            params["cursor"] = cursor
        return None

    async def _ask(self, call: Call) -> Answer | LmsFault:
        return unwrap_or_failure(await self._client.send(call))


def _run_call(key: CourseKey) -> Call:
    return Call(site=Site.STUDIO, path=f"{RUNS_PATH}{key}/")


def _detail_path(key: CourseKey) -> str:
    return f"/api/courses/v1/courses/{key}/"


def _absent(key: CourseKey) -> ImportFault:
    return ImportFault(
        code=FaultCode.IMPORT_REJECTED,
        message=f"The course run {key} does not exist, and this connection may not create it.",
        help="Create the course run in Studio, or switch on «create missing courses» for this connection.",
        lms_type=LMS_TYPE,
    )


def _needs_staff(key: CourseKey, words: str | None) -> PermissionFault:
    return PermissionFault(
        code=FaultCode.INSUFFICIENT_ROLE,
        message=f"The course run {key} does not exist, and the API user may not create it.",
        help="Creating a course run over the API needs a staff user: ask the operator to tick «Staff status» for "
        "the user of this OAuth client (LMS admin site ▸ Users), or to create the run and make them its Admin.",
        cause=words,
        lms_type=LMS_TYPE,
    )


def _not_created(call: Call, answer: Answer, key: CourseKey) -> LmsFault:
    if answer.status == 403:
        return _needs_staff(key, words_of(answer))
    if answer.status not in (400, 500):
        return refused(call, answer, to=f"create the course run {key}")
    said = answer.text[:500] if answer.json() is not None else None
    return ImportFault(
        code=FaultCode.IMPORT_REJECTED,
        message=f"Studio did not create the course run {key} (HTTP {answer.status}).",
        help="Check that the organization exists in the LMS (sites may switch off making them on the fly), and "
        "that no course has the same key in other letter case; else create the run in Studio and publish again.",
        cause=said,
        lms_words=said,
        lms_type=LMS_TYPE,
    )
