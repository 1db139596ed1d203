"""The simulator against 118 exchanges recorded on a real LMS and Studio, scenario by scenario, in their order."""

import asyncio
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest

from adapters.simulator import Pace, Running, Settings, Simulator, serve
from tests.adapters.simulator.packages import Files, course_files, pack

EXCHANGES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("recorded_exchanges.json").read_bytes())
NOT_COVERED: dict[str, str] = {}  # scenario: reason. None.

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RECORDED_NOW = ("2026-11-22T", "Nov 22, 2026")
_MOMENTS = (
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z"),
    re.compile(r"[A-Z][a-z]{2} \d\d, \d{4} at \d\d:\d\d UTC"),
)
_HEADERS = ("Content-Type", "Allow", "Vary", "WWW-Authenticate", "Location")
_OWN_WORDS = ("$.overview",)  # the platform's template of an about page, which is not ours to copy
_CALLERS = {
    "course-run/list-no-staff": "author",
    "course-run/create-no-staff": "author",
    "import/course-missing-no-staff": "author",
    "lms/enrollments-no-staff": "author",
    "status/learner": "learner",
    "import/learner": "learner",
    "verify/course-index-learner": "learner",
    "tasks/learner": "learner",
    "import/inactive": "inactive",
}


def _without(name: str) -> Files:
    return {path: content for path, content in course_files().items() if path != name}


def _policy(content: str) -> Files:
    return course_files() | {"course/policies/2026/policy.json": content}


def _packages() -> dict[str, bytes]:
    """What the recordings imported, built again; every other upload is the whole course."""
    whole = course_files()
    two_lessons = (
        '<chapter display_name="Г"><sequential url_name="urok_1"/><sequential url_name="urok_2"/></chapter>'
    )
    percent = '<sequential display_name="У"><vertical url_name="blok%1"/></sequential>'
    spoiled: dict[str, Files] = {
        "no-course-xml": _without("course/course.xml"),
        "unsafe": whole | {"../evil.txt": "x"},
        "empty-course-pointer": whole | {"course/course.xml": '<course url_name="2026" course="Rec101"/>'},
        "broken-vertical": whole | {"course/vertical/blok_2.xml": "<vertical><html></vertical>"},
        "missing-html-file": _without("course/html/blok_2_html.html"),
        "missing-child-file": _without("course/vertical/blok_2.xml"),
        "percent-url-name": whole
        | {"course/sequential/urok_1.xml": percent, "course/vertical/blok%1.xml": "<vertical display_name='x'/>"},
        "bad-policy-date": _policy('{"course/2026": {"start": "not a date"}}'),
        "bad-policy-json": _policy("{not json")
        | {"course/course/2026.xml": '<course start="2026-01-01"><chapter url_name="glava_1"/></course>'},
        "duplicate-vertical": whole
        | {
            "course/chapter/glava_1.xml": two_lessons,
            "course/sequential/urok_2.xml": (
                '<sequential display_name="У2"><vertical url_name="blok_1"/></sequential>'
            ),
        },
    }
    built = {f"import/{name}": pack(files) for name, files in spoiled.items()}
    built |= {"import/not-an-archive": b"no archive at all", "import/truncated": pack(whole)[:400]}
    return built


@attrs.define
class Replay:
    """Sends every recorded request in order and notes per scenario what is different in the answer."""

    running: Running
    http: httpx.AsyncClient
    packages: dict[str, bytes] = attrs.field(factory=_packages)
    ids: dict[str, str] = attrs.field(factory=dict)
    differences: dict[str, list[str]] = attrs.field(factory=dict)

    async def run(self) -> dict[str, list[str]]:
        for exchange in EXCHANGES:
            scenario = exchange["scenario"]
            if "sequence" in exchange:
                self.differences[scenario] = await self._follow(exchange["sequence"])
            else:
                answer = await self._send(scenario, exchange["request"])
                self.differences[scenario] = self._compare(exchange["response"], answer)
        return self.differences

    def _real(self, text: str) -> str:
        for old, new in self.ids.items():
            text = text.replace(old, new)
        text = text.replace("{MFE_HOST}", "mfe.localhost")
        return text.replace("{LMS}", self.running.lms_url).replace("{STUDIO}", self.running.studio_url)

    async def _send(self, scenario: str, request: dict[str, Any]) -> httpx.Response:
        form = request.get("form")
        if form and form.get("client_secret") == "<secret>":
            form = form | {"client_secret": "publisher-secret"}
        files = None
        for part in request.get("multipart", ()):
            content = self.packages.get(scenario) or pack(course_files())
            files = [(part["field"], (part["filename"], content, part["content_type"]))]
        return await self.http.request(
            request["method"],
            self._real(request["url"]),
            data=form,
            json=request.get("json"),
            files=files,
            headers=await self._authorization(scenario, request),
        )

    async def _authorization(self, scenario: str, request: dict[str, Any]) -> dict[str, str]:
        scheme = request.get("authorization", "").split(" ")[0]
        if not scheme:
            return {}
        if scenario == "import/garbage-jwt":
            return {"Authorization": "JWT garbage"}
        who = _CALLERS.get(scenario, "publisher")
        opaque = scheme == "Bearer" and scenario != "import/bearer-jwt"
        form = {"grant_type": "client_credentials", "client_id": f"{who}-client", "client_secret": f"{who}-secret"}
        form |= {} if opaque else {"token_type": "jwt"}
        self.running.simulator.throttle.forget()
        answer = await self.http.post(f"{self.running.lms_url}/oauth2/access_token/", data=form)
        return {"Authorization": f"{scheme} {answer.json()['access_token']}"}

    async def _follow(self, recorded: list[dict[str, Any]]) -> list[str]:
        """Poll to the end: what was recorded must be among the states gone through, in order, and end alike."""
        received = self.running.simulator.imports[-1]
        url = f"{self.running.studio_url}/api/courses/v0/import/{received.course_key}/"
        params = {"task_id": received.task_id, "filename": received.file_name}
        headers = await self._authorization("", {"authorization": "JWT <token>"})
        polled: list[Any] = []
        while not polled or polled[-1] not in ("Succeeded", "Failed"):
            answer = await self.http.get(url, params=params, headers=headers)
            state = answer.json().get("state", (answer.status_code, answer.json()))
            polled += [state] if polled[-1:] != [state] else []
            await asyncio.sleep(0.004)
        pending = (
            500,
            {"developer_message": "'NoneType' object has no attribute 'state'", "error_code": "internal_error"},
        )
        assert received.task is not None
        passed = [pending, *received.task.states]
        seen = [one["body"].get("state", (one["status"], one["body"])) for one in recorded]
        wrong = [f"{states} is no part of {passed}" for states in (seen, polled) if not _in_order(states, passed)]
        return wrong + ([f"ends with {passed[-1]}"] if seen[-1] != passed[-1] else [])

    def _compare(self, recorded: dict[str, Any], answer: httpx.Response) -> list[str]:
        wrong = [] if answer.status_code == recorded["status"] else [f"status {answer.status_code}: {answer.text}"]
        pairs = [(name, answer.headers.get(name), recorded["headers"].get(name)) for name in _HEADERS]
        wrong += [f"{name}: {ours!r}, recorded {theirs!r}" for name, ours, theirs in pairs if ours != theirs]
        if recorded["body"] == "<html page>":
            return wrong
        return wrong + self._differ(recorded["body"], answer.json(), "$")

    def _differ(self, recorded: Any, actual: Any, place: str) -> list[str]:
        if type(recorded) is not type(actual):
            return [f"{place}: {type(actual).__name__}, recorded {type(recorded).__name__}"]
        if isinstance(recorded, dict):
            if recorded.keys() != actual.keys() and place != "$.blocks":
                return [f"{place}: other keys: {sorted(recorded.keys() ^ actual.keys())}"]
            return [
                line
                for name in recorded
                for line in self._differ(recorded[name], actual.get(name), f"{place}.{name}")
            ]
        if isinstance(recorded, list):
            if len(recorded) != len(actual):
                return [f"{place}: {len(actual)} entries, recorded {len(recorded)}"]
            pairs = enumerate(zip(recorded, actual, strict=True))
            return [line for number, pair in pairs for line in self._differ(*pair, f"{place}[{number}]")]
        if isinstance(recorded, str):
            return self._differ_text(recorded, actual, place)
        return [] if recorded == actual else [f"{place}: {actual!r}, recorded {recorded!r}"]

    def _differ_text(self, recorded: str, actual: str, place: str) -> list[str]:
        if recorded in ("<jwt>", "<opaque token>") or place in _OWN_WORDS or place == "$.celery.message":
            return [] if actual else [f"{place} is empty"]
        if recorded.startswith(_RECORDED_NOW):
            shape = next(shape for shape in _MOMENTS if shape.fullmatch(recorded))
            return [] if shape.fullmatch(actual) else [f"{place}: {actual!r} is not written like {recorded!r}"]
        self.ids.update(zip(_UUID.findall(recorded), _UUID.findall(actual), strict=False))
        return [] if self._real(recorded) == actual else [f"{place}: {actual!r}, recorded {recorded!r}"]


def _in_order(some: list[Any], every: list[Any]) -> bool:
    rest = iter(every)
    return all(one in rest for one in some)


async def _replay() -> dict[str, list[str]]:
    began = time.monotonic()
    base = datetime(2026, 11, 22, 9, 58, 58, tzinfo=UTC).timestamp()
    settings = Settings(pace=Pace(0.01, 0.01, 0.01, 0.01, 0.01), lms_block_lag=0)
    simulator = Simulator(settings, clock=lambda: base + time.monotonic() - began)
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        return await Replay(running, http).run()


@pytest.fixture(scope="module")
def differences() -> dict[str, list[str]]:
    return asyncio.run(_replay())


@pytest.mark.parametrize("scenario", [exchange["scenario"] for exchange in EXCHANGES])
def test_answers_as_recorded(scenario: str, differences: dict[str, list[str]]) -> None:
    assert differences[scenario] == []


def test_every_scenario_is_covered() -> None:
    assert len({exchange["scenario"] for exchange in EXCHANGES} - NOT_COVERED.keys()) == 118
