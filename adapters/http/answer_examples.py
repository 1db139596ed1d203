"""Examples of answers for the document: what the views make of the one case of `example_case.py`."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from attrs import evolve

from adapters.http import example_case as case
from adapters.http.configuration_views import configuration_page, configuration_view, connection_test_view
from adapters.http.course_views import (
    course_page,
    course_view,
    findings_view,
    kept_course_view,
    kept_rows_view,
    lms_status_view,
)
from adapters.http.events import event_id, event_of
from adapters.http.example_faults import NOT_READY
from adapters.http.health import AliveView, Readiness, readiness_view
from adapters.http.job_views import JobPage, accepted_view, job_page, job_view
from adapters.http.organization_views import AuditPage, audit_page, member_view, organization_view
from adapters.http.plan_views import plan_view
from application.connecting import NOT_AUTHENTICATED, SUCCESSFUL
from application.courses import Found
from application.inspecting import LmsCourse
from application.keeping_courses import KeptCourse
from application.keeping_rows import KeptRows
from application.planning import Planned
from application.ports.stores import CourseCard, JobQuery, Kept, ListedJob, Page, StoredCourse
from application.publishing import Accepted
from domain.access import User
from domain.audit import AuditEntry, AuditNote, Deed
from domain.connection import Connection, ConnectionTest, CourseStatus, Probe, ProbeOutcome
from domain.course_rules import course_violations
from domain.identities import Identities
from domain.import_job import ImportJob
from domain.plan import plan_publish

Examples: TypeAlias = Mapping[str, Any]
"""Views by the names of their examples; of a stream, its events."""


def answer_examples() -> Mapping[tuple[str, str], Examples]:
    """The examples of every answer that is no problem, by handler and status."""
    return {
        ("live", "200"): {"alive": AliveView("alive")},
        ("ready", "200"): {"ready": readiness_view(Readiness({"database": True}))},
        ("ready", "503"): {"not ready": readiness_view(Readiness({"database": False}))},
        ("put_organization", "200"): {"known": organization_view(case.ORGANIZATION)},
        ("put_member", "200"): {"instructor": member_view(case.MEMBERSHIP)},
        ("read_audit", "200"): {"latest": _audit()},
        **_configurations(),
        **_courses(),
        **_jobs(),
    }


def _audit() -> AuditPage:
    deeds = (
        (Deed.JOB_ORDERED, case.JOB_ID, {"key": str(case.KEY), "lms": str(case.CONFIGURATION.id)}),
        (Deed.COURSE_PUT, case.COURSE_ID, {"title": case.COURSE.title}),
    )
    entries = tuple(
        AuditEntry(
            case.at(-30.0 * index),
            AuditNote(case.ORGANIZATION_ID, User(case.AUTHOR), *deed),
            number=len(deeds) - index,
        )
        for index, deed in enumerate(deeds)
    )
    return audit_page(Page(entries, total=12, has_more=True), case.ORGANIZATION_ID)


def _configurations() -> Mapping[tuple[str, str], Examples]:
    untried = configuration_view(evolve(case.CONFIGURATION, last_test=None))
    slower = evolve(case.CONFIGURATION.settings, import_timeout_seconds=600)
    changed = configuration_view(evolve(case.CONFIGURATION, settings=slower, updated_at=case.at(-30)))
    listed = configuration_page(Page((case.CONFIGURATION,), total=1), case.ORGANIZATION_ID, False)
    return {
        ("list_configurations", "200"): {"one": listed},
        ("create_configuration", "201"): {"not tried yet": untried},
        ("get_configuration", "200"): {"tried": configuration_view(case.CONFIGURATION)},
        ("change_configuration", "200"): {"more time for imports": changed},
        ("test_connection", "200"): {
            "connected": connection_test_view(_CONNECTED),
            "refused": connection_test_view(_REFUSED),
        },
    }


_REACHED: Final = (
    Probe(name="LMS DNS", outcome=ProbeOutcome.OK, duration_ms=2, finding="203.0.113.20"),
    Probe(name="LMS heartbeat", outcome=ProbeOutcome.OK, duration_ms=41, finding="alive"),
    Probe(name="Studio heartbeat", outcome=ProbeOutcome.OK, duration_ms=38, finding="alive"),
)
_CONNECTED: Final = ConnectionTest(
    success=True,
    latency_ms=412,
    message=SUCCESSFUL,
    connection=Connection(username="publisher", may_create_courses=True, lms_version="teak"),
    probes=(
        *_REACHED,
        Probe(name="token", outcome=ProbeOutcome.OK, duration_ms=96, finding="client ID and secret are good"),
        Probe(name="who am I", outcome=ProbeOutcome.OK, duration_ms=55, finding="publisher"),
    ),
)
_REFUSED: Final = ConnectionTest(
    success=False,
    latency_ms=187,
    message=NOT_AUTHENTICATED,
    probes=(
        *_REACHED,
        Probe(
            name="token",
            outcome=ProbeOutcome.FAILED,
            duration_ms=88,
            finding="the LMS does not know this client",
            advice="Compare client ID and secret with the LMS admin site.",
        ),
        Probe(name="who am I", outcome=ProbeOutcome.SKIPPED, duration_ms=0, finding="pointless without: token"),
    ),
)


def _courses() -> Mapping[tuple[str, str], Examples]:
    stored = StoredCourse(
        id=case.COURSE_ID, organization_id=case.ORGANIZATION_ID, owner_id=case.AUTHOR, course=case.COURSE
    )
    card = CourseCard(
        id=case.COURSE_ID,
        organization_id=case.ORGANIZATION_ID,
        owner_id=case.AUTHOR,
        title=case.COURSE.title,
        language=case.COURSE.language,
        created_at=case.at(-3600),
        updated_at=case.at(-30),
    )
    status = CourseStatus(
        exists=True,
        published=True,
        last_modified=case.at(8),
        enrollment_count=24,
        lms_url=case.LINKS.course_url,
        studio_url=case.LINKS.studio_url,
    )
    untitled = evolve(case.COURSE, title="")
    return {
        ("list_courses", "200"): {"one": course_page(Page((card,), total=1), case.ORGANIZATION_ID)},
        ("put_course", "200"): {
            "in place of the old": kept_course_view(KeptCourse(stored, created=False, violations=()), ())
        },
        ("put_course", "201"): {
            "new": kept_course_view(KeptCourse(stored, created=True, violations=()), (case.RELATIVE_LINK,))
        },
        ("put_rows", "200"): {"unfinished": kept_rows_view(KeptRows(case.ROWS, False, NOT_READY.unfinished))},
        ("put_rows", "201"): {"publishable": kept_rows_view(KeptRows(case.ROWS, True))},
        ("get_course", "200"): {
            "whole": course_view(_found(stored, Kept.WHOLE)),
            "rows": course_view(_found(stored, Kept.ROWS)),
        },
        ("validate_course", "200"): {
            "valid": findings_view((*course_violations(case.COURSE), case.RELATIVE_LINK)),
            "with a mistake": findings_view(course_violations(untitled)),
        },
        ("plan_course", "200"): _plans(),
        ("lms_status", "200"): {"published": lms_status_view(LmsCourse(case.KEY, status))},
    }


def _found(stored: StoredCourse, kept: Kept) -> Found:
    whole = kept is Kept.WHOLE
    return Found(
        id=stored.id if whole else case.ROWS_ID,
        organization_id=stored.organization_id,
        owner_id=stored.owner_id,
        content=stored.course if whole else case.ROWS,
        kept=kept,
    )


def _plans() -> Examples:
    first = plan_publish(Identities(), None, case.COURSE)
    next_one = plan_publish(Identities().covering(case.COURSE), case.COURSE, case.NEXT_VERSION)
    asked = evolve(next_one, package=case.PACKAGE, creates_run=False, drift=(), made_there=())
    return {
        "the first publish": plan_view(Planned(case.KEY, evolve(first, package=case.PACKAGE), ())),
        "a later one, with `live`": plan_view(Planned(case.KEY, asked, ())),
    }


def _jobs() -> Mapping[tuple[str, str], Examples]:
    accepted = accepted_view(Accepted(case.PENDING, (case.RELATIVE_LINK,)))
    return {
        ("publish_course", "202"): {"queued": accepted},
        ("retry_job", "202"): {"queued again": accepted},
        ("list_jobs", "200"): {"one": _history()},
        ("get_job", "200"): {
            "succeeded": job_view(case.SUCCEEDED),
            "processing": job_view(case.PROCESSING),
            "failed": job_view(case.FAILED),
        },
        ("cancel_job", "200"): {"cancelled": job_view(case.CANCELLED)},
        ("follow_job", "200"): {
            "on its way": _event(case.PROCESSING, case.PENDING),
            "at last": _event(case.SUCCEEDED, case.PROCESSING),
        },
    }


def _event(job: ImportJob, seen: ImportJob) -> Mapping[str, str]:
    """The event as clients get it from their readers of streams."""
    lines = event_of(job, event_id(seen)).decode().strip().split("\n")
    return dict(line.split(": ", maxsplit=1) for line in lines)


def _history() -> JobPage:
    listed = ListedJob(case.SUCCEEDED, case.COURSE.title, case.CONFIGURATION.settings.name)
    return job_page(Page((listed,), total=1), JobQuery(course_id=case.COURSE_ID))
