"""Logs: to standard error, for eyes on a terminal and as JSON lines elsewhere."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.typing import EventDict

from adapters.terminal.json_lines import in_utf_8
from domain.identifiers import JobId
from entrypoints.commands.terminal import UsageError

ENGINE = "pgqueuer"
_shown: set[str] = set()

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure_logs(level: str) -> None:
    """Everything from `level` up; `UsageError` for a level that is none."""
    if level.lower() not in LEVELS:
        raise UsageError(f"COURSEPORT_LOG_LEVEL must be one of {', '.join(LEVELS)}, not {level!r}")
    # Plain tracebacks: prettier ones show local variables, and a secret may be among them.
    shown = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=not in_utf_8(sys.stderr.encoding)),
        ]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *(() if LEVELS[level.lower()] <= logging.INFO else (_without_retries, _without_what_is_shown)),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level.lower()]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    # Libraries speak through the standard library; only their warnings are of use to an operator.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(_outage_in_a_line)


@contextmanager
def not_logged(job_id: JobId) -> Iterator[None]:
    """While the job is shown to whoever waits for it, its rests and its end are not told by the log as well."""
    _shown.add(str(job_id))
    try:
        yield
    finally:
        _shown.discard(str(job_id))


def _outage_in_a_line(record: logging.LogRecord) -> bool:
    """Each part of the engine tells that the database is away: a traceback every time would bury the rest."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name == ENGINE and isinstance(error, Exception):
        from adapters.postgres.absences import is_away  # heavy, and seldom needed

        if is_away(error):
            record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}", ()
            record.exc_info = None
    return True


def _without_what_is_shown(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Errors and their tracebacks stay: nobody else tells them."""
    if event["level"] == "warning" and event.get("job_id") in _shown:
        raise structlog.DropEvent
    return event


def _without_retries(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A call that is made again within seconds is of use in hunting a fault only; the job's own rests are told."""
    if event["event"] == "stamina.retry_scheduled":
        raise structlog.DropEvent
    return event
