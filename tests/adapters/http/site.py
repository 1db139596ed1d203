"""The API over memory, and a caller: one organization, one course, one LMS, and people of every kind."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID, uuid4

from attrs import define, evolve, field
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from adapters.catalogue.mapping import course_of
from adapters.catalogue.reading import rows_of_course
from adapters.course_input.reading import read_course
from adapters.http.app import create_app
from adapters.http.health import Readiness
from adapters.http.parts import ApiParts, ApiSettings, NotIdentified
from adapters.http.use_cases import UseCases
from adapters.memory.catalogue import MemoryCatalogue
from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from adapters.memory.serving import MemoryIdempotency, MemoryJobEvents, MemoryRateLimits
from adapters.memory.transactions import MemoryDatabase
from application.course_json import course_to_json
from application.courses import Courses
from application.importing import RunImport
from application.ports.lms import Capability
from application.ports.rows import PlatformCourse
from application.ports.stores import Membership, StoredCourse, Transactions
from application.row_json import rows_to_json
from domain.access import Actor, Role, Service, User
from domain.course_rules import course_violations
from domain.identifiers import JobId, UserId
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from entrypoints.acting import Ground
from tests import builders

JSON = {"Content-Type": "application/json"}
"""What a body is that is given as bytes."""

NOBODY = UUID(int=7)
"""An id that nothing has; always the same, so that every process collects the same tests."""


@define
class Site:
    """Tokens are names of people: `site.call("GET", "/v1/…", by="author")`."""

    settings: ApiSettings = field(factory=ApiSettings)
    clock: ManualClock = field(factory=lambda: ManualClock(builders.NOON))
    organization: Organization = field(factory=builders.make_organization)
    people: dict[str, Actor] = field(factory=dict)
    ready: bool = True
    catalogue: MemoryCatalogue = field(factory=MemoryCatalogue)
    metrics: bytes | None = None
    database: MemoryDatabase = field(init=False)
    lms: MemoryLms = field(init=False)
    job_events: MemoryJobEvents = field(factory=MemoryJobEvents)
    stored: StoredCourse = field(init=False)
    configuration: LmsConfiguration = field(init=False)
    client: AsyncClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.database = MemoryDatabase(self.clock)
        self.lms = MemoryLms(self.clock, set(Capability) - {Capability.DELETE_COURSE})
        self.configuration = builders.make_configuration(self.organization)
        for name in ("owner", "admin", "author", "instructor", "member", "stranger"):
            self.people[name] = User(UserId(uuid4()))
        self.people |= {"super": User(UserId(uuid4()), superadmin=True), "service": Service()}
        self.stored = evolve(builders.make_stored_course(self.organization), owner_id=self.user_id("author"))

    def user_id(self, name: str) -> UserId:
        person = self.people[name]
        assert isinstance(person, User)
        return person.id

    def transactions(self) -> Transactions:
        return self.database.transactions

    def acting_for(self, actor: Actor) -> Transactions:
        return self.database.acting_for(actor)

    @property
    def courses(self) -> Courses:
        return Courses(course_of, self.catalogue)

    async def fill(self) -> None:
        """The organization, its people (the author is an instructor), its course and its LMS."""
        roles = {"owner": Role.OWNER, "admin": Role.ADMIN, "author": Role.INSTRUCTOR}
        roles |= {"instructor": Role.INSTRUCTOR, "member": Role.MEMBER}
        async with self.transactions()() as tx:
            await tx.organizations.put(self.organization)
            for name, role in roles.items():
                await tx.organizations.put_member(Membership(self.organization.id, self.user_id(name), role))
            assert await tx.courses.add(self.stored)
            (await tx.configurations.add(self.configuration)).unwrap()
            await tx.commit()

    def parts(self) -> ApiParts:
        return ApiParts(
            use_cases_for=self.use_cases_for,
            identify=self.identify,
            is_ready=self.is_ready,
            read_course=read_course,
            read_rows=rows_of_course,
            rate_limits=MemoryRateLimits(self.clock),
            idempotency=MemoryIdempotency(self.clock),
            job_events=self.job_events,
            metrics=None if self.metrics is None else lambda: (self.metrics or b"", "text/plain; version=0.0.4"),
            settings=self.settings,
        )

    async def identify(self, token: str) -> Actor | NotIdentified:
        return self.people.get(token, NotIdentified("nobody has that name"))

    async def is_ready(self) -> Readiness:
        return Readiness({"database": self.ready})

    def use_cases_for(self, actor: Actor) -> UseCases:
        ground = Ground(
            transactions_for=self.acting_for,
            gateways=MemoryGateways(self.lms),
            courses=self.courses,
            check=course_violations,
            clock=self.clock,
            new_id=uuid4,
        )
        return ground.use_cases_for(actor)

    async def call(self, method: str, path: str, *, by: str | None = "author", **more: Any) -> Response:
        """One request; every answer is looked through for what must never be in one."""
        headers = {**({} if by is None else {"Authorization": f"Bearer {by}"}), **more.pop("headers", {})}
        answer = await self.client.request(method, path, headers=headers, **more)
        text = answer.text + repr(answer.headers)
        assert builders.SECRET not in text
        assert builders.CLIENT not in text
        assert "Traceback" not in text
        assert answer.headers["x-correlation-id"]
        if answer.status_code >= 400 and answer.content and method != "HEAD":
            self._looks_like_a_problem(answer)
        return answer

    @staticmethod
    def _looks_like_a_problem(answer: Response) -> None:
        if answer.request.url.path == "/health/ready":
            return
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        names = {"type", "title", "status", "detail", "code", "errors", "help", "correlation_id"}
        assert names <= problem.keys()
        assert problem["status"] == answer.status_code
        assert problem["correlation_id"] == answer.headers["x-correlation-id"]

    async def publish(self, by: str = "author", **more: Any) -> Response:
        body = {"course_id": str(self.stored.id), "lms_configuration_id": str(self.configuration.id)}
        return await self.call("POST", "/v1/import-jobs", by=by, json=body, **more)

    async def run(self, job_id: str) -> None:
        """What a worker would do."""
        self.database.take()
        run = RunImport(self.transactions(), MemoryGateways(self.lms), self.clock, self.clock.sleep, uuid4)
        await run(JobId(UUID(job_id)))


def client_of(app: Litestar) -> AsyncClient:
    """In the test's own event loop, unlike Litestar's client; what is streamed comes as a whole."""
    return AsyncClient(transport=ASGITransport(app=cast(Any, app)), base_url="http://testserver.local")


@asynccontextmanager
async def open_site(**parts: Any) -> AsyncIterator[Site]:
    """A filled site, and a client of it."""
    site = Site(**parts)
    await site.fill()
    async with client_of(create_app(site.parts())) as site.client:
        yield site


def course_body(**changes: Any) -> bytes:
    """A `CourseInput` as an author would send it."""
    return json.dumps(course_to_json(builders.make_course()) | changes, ensure_ascii=False).encode()


def configuration_body(**changes: Any) -> dict[str, Any]:
    """A new connection."""
    return {
        "name": "Second",
        "lms_url": "https://lms.example.org",
        "studio_url": "https://studio.example.org",
        "client_id": builders.CLIENT,
        "client_secret": builders.SECRET,
        "default_org": "Acme",
    } | changes


def rows_body(rows: PlatformCourse, **changes: Any) -> bytes:
    """A platform's rows as it would send them."""
    return json.dumps(rows_to_json(rows) | changes, ensure_ascii=False).encode()
