"""Imports in Studio: handing a package over, finding it again, and asking how far it is."""

from typing import final

from attrs import frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.failures import LMS_TYPE, refused, troubled
from adapters.openedx.import_words import gave_up
from adapters.openedx.pulse import PULSE_SECONDS, SteadyReport, with_pulse
from adapters.openedx.replies import TaskRow, has_next, tasks_of
from adapters.openedx.upload import UPLOAD_NAME, package_body
from application.ports.lms import ImportProgress, ImportTicket, Package, UploadReport
from domain.course_key import CourseKey
from domain.faults import FaultCode, ImportFault, LmsFault
from domain.progress import Stage

AUTHOR_RIGHT = (
    "Give the user of this OAuth client the role Admin or Staff in the course (Studio ▸ Settings ▸ Course Team; "
    "limited staff is not enough), or make it a staff user of the whole site."
)
_STAGES = {
    "Pending": Stage.QUEUED_IN_LMS,
    "Retrying": Stage.QUEUED_IN_LMS,
    "In Progress": Stage.UNPACKING,
    "Unpacking": Stage.UNPACKING,
    "Verifying": Stage.CHECKING,
    "Updating": Stage.UPDATING,
    "Succeeded": Stage.UPDATING,
}
_GIVEN_UP = frozenset({"Failed", "Canceled"})
_PAGE, _PAGES = 100, 10
_TASK_NAME_LENGTH = 255
"""A database column: over it the task dies unseen and the status stays 500 for ever (platform-facts 1.3)."""

_LEAST_BYTES_A_SECOND = 100_000
_ANSWER_SECONDS = 120.0
"""What a proxy may take to pass the last byte on, and Studio to store and queue the package."""


def task_name(key: CourseKey, upload_name: str) -> str:
    """What Studio calls the import of that file; the only thing to find it by."""
    return f"Import of {key} from {upload_name}"


def import_path(key: CourseKey) -> str:
    """The import API of one course; without the slash at its end a POST is lost in a redirect."""
    return f"/api/courses/v0/import/{key}/"


@final
@frozen
class Imports:
    """The import API and the tasks API of one Studio."""

    _client: LmsClient
    _pulse_seconds: float = PULSE_SECONDS
    _answer_seconds: float = _ANSWER_SECONDS

    async def hand_over(
        self, key: CourseKey, package: Package, upload_name: str, report: UploadReport
    ) -> Result[ImportTicket, LmsFault]:
        """Sends the package. Repeated only where it provably did not arrive: no connection, 401, 429."""
        if not UPLOAD_NAME.fullmatch(upload_name) or len(task_name(key, upload_name)) > _TASK_NAME_LENGTH:
            raise ValueError(f"{upload_name!r} is not a short, plain name that ends in .tar.gz")
        steady = SteadyReport(report, package.facts.size)
        call = Call(
            site=Site.STUDIO,
            path=import_path(key),
            method="POST",
            body=package_body(package, upload_name, steady),
            operation="upload",
            seconds=self._answer_seconds + package.facts.size / _LEAST_BYTES_A_SECOND,
            repeatable=False,
        )
        sent = await with_pulse(self._client.send(call), steady.again, self._pulse_seconds)
        answer = unwrap_or_failure(sent)
        if not isinstance(answer, Answer):
            return Failure(answer)
        task_id = answer.fields().get("task_id")
        if answer.status == 200 and isinstance(task_id, str):
            return Success(ImportTicket(key, upload_name, task_id))
        return Failure(_not_taken(call, answer, key))

    async def find(self, key: CourseKey, upload_name: str) -> Result[ImportTicket | None, LmsFault]:
        """The import of that file name. Its row is made only when a worker starts on it (platform-facts 0.1)."""
        row = unwrap_or_failure(await self._row(task_name(key, upload_name)))
        if row is None:
            return Success(None)
        return Success(ImportTicket(key, upload_name, None)) if isinstance(row, TaskRow) else Failure(row)

    async def progress(self, ticket: ImportTicket) -> Result[ImportProgress, LmsFault]:
        """How far it is, by the import API; by the tasks API where the task id was lost."""
        asked = self._row_state(ticket) if ticket.task_id is None else self._state(ticket, ticket.task_id)
        state = unwrap_or_failure(await asked)
        if not isinstance(state, str):
            return Failure(state)
        if state in _GIVEN_UP:
            return Failure(await self._why(ticket, state))
        return Success(ImportProgress(_STAGES.get(state, Stage.QUEUED_IN_LMS), done=state == "Succeeded"))

    async def _state(self, ticket: ImportTicket, task_id: str) -> Result[str, LmsFault]:
        call = Call(
            site=Site.STUDIO,
            path=import_path(ticket.key),
            params={"task_id": task_id, "filename": ticket.upload_name},
            operation="poll",
        )
        answer = unwrap_or_failure(await self._client.send(call))
        if not isinstance(answer, Answer):
            return Failure(answer)
        state, code = answer.fields().get("state"), answer.fields().get("error_code")
        if answer.status == 200 and isinstance(state, str):
            return Success(state)
        if answer.status == 500 and code == "internal_error":
            return Success("Pending")  # no worker has picked it up yet (platform-facts 0.1)
        return Failure(refused(call, answer, to="follow the import", right=AUTHOR_RIGHT))

    async def _row_state(self, ticket: ImportTicket) -> Result[str, LmsFault]:
        row = unwrap_or_failure(await self._row(task_name(ticket.key, ticket.upload_name)))
        if row is None:
            return Success("Pending")
        return Success(row.state) if isinstance(row, TaskRow) else Failure(row)

    async def _row(self, name: str) -> Result[TaskRow | None, LmsFault]:
        """The newest task of that name; the list is newest first."""
        for number in range(1, _PAGES + 1):
            call = Call(
                site=Site.STUDIO,
                path="/api/tasks/v0/tasks/",
                params={"page": str(number), "page_size": str(_PAGE)},
                operation="poll",
            )
            answer = unwrap_or_failure(await self._client.send(call))
            if not isinstance(answer, Answer):
                return Failure(answer)
            if answer.status != 200:
                return Failure(refused(call, answer, to="list its tasks in Studio"))
            page = answer.json()
            if row := next((row for row in tasks_of(page) if row.name == name), None):
                return Success(row)
            if not has_next(page):
                break
        return Success(None)

    async def _why(self, ticket: ImportTicket, state: str) -> ImportFault:
        """Studio's own words, as far as they can be had; without them the fault says so."""
        row = unwrap_or_failure(await self._row(task_name(ticket.key, ticket.upload_name)))
        texts: dict[str, str] = {}
        for artifact_id in row.artifact_ids if isinstance(row, TaskRow) else ():
            call = Call(site=Site.STUDIO, path=f"/api/tasks/v0/artifacts/{artifact_id}/")
            answer = unwrap_or_failure(await self._client.send(call))
            fields = answer.fields() if isinstance(answer, Answer) else {}
            name, text = fields.get("name"), fields.get("text")
            if isinstance(name, str) and isinstance(text, str):
                texts[name] = text
        return gave_up(state, ticket.task_id, texts.get("Error"), texts.get("OLX_VALIDATION_ERROR"))


def _not_taken(call: Call, answer: Answer, key: CourseKey) -> LmsFault:
    """All mistakes of a client come back as 500 with an empty message (platform-facts 0.4)."""
    if answer.status == 500 and answer.fields().get("error_code") == "internal_error":
        return ImportFault(
            code=FaultCode.IMPORT_REJECTED,
            message="Studio refused the upload without saying why.",
            help="Where it happens again, ask the operator for the CMS log of this moment: "
            "Studio could not store or queue the package, or something changed it on its way.",
            lms_type=LMS_TYPE,
            lms_words=str(answer.fields().get("developer_message") or "") or None,
        )
    if answer.status == 200:
        return troubled(call, answer, to="take the package")
    return refused(call, answer, to=f"import into {key}", right=AUTHOR_RIGHT)
