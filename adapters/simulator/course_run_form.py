"""What a client sends to make or change a course run, checked field by field (platform-facts 3)."""

from collections.abc import Mapping
from typing import Any

import attrs

from .accounts import Accounts
from .field_values import read_date

_REQUIRED = "This field is required."
_PACINGS = ("instructor_paced", "self_paced")
_DATES = ("start", "end", "enrollment_start", "enrollment_end")


@attrs.define
class CourseRunForm:
    """The form as read; `mistakes` maps fields to what is wrong, empty when all is well."""

    title: str | None = None
    org: str = ""
    number: str = ""
    run: str = ""
    fields: dict[str, Any] = attrs.field(factory=dict)
    team: dict[str, str] | None = None
    mistakes: dict[str, Any] = attrs.field(factory=dict)


def read_form(sent: Mapping[str, Any], accounts: Accounts, *, creating: bool) -> CourseRunForm:
    """Check all fields and report every mistake at once."""
    form = CourseRunForm()
    _read_names(form, sent, creating=creating)
    _read_pacing(form, sent)
    _read_schedule(form, sent.get("schedule"))
    _read_team(form, sent.get("team"), accounts)
    return form


def _read_names(form: CourseRunForm, sent: Mapping[str, Any], *, creating: bool) -> None:
    for name in ("title", "org", "number", "run"):
        value = sent.get(name)
        if value is None:
            if creating:
                form.mistakes[name] = [_REQUIRED]
        elif not str(value).strip():
            form.mistakes[name] = ["This field may not be blank."]
        else:
            setattr(form, name, str(value).strip())


def _read_pacing(form: CourseRunForm, sent: Mapping[str, Any]) -> None:
    pacing = sent.get("pacing_type")
    if pacing is None:
        return
    if pacing not in _PACINGS:
        form.mistakes["pacing_type"] = [f'"{pacing}" is not a valid choice.']
    form.fields["self_paced"] = pacing == "self_paced"


def _read_schedule(form: CourseRunForm, schedule: Any) -> None:
    """`start` and `end` go together."""
    if not isinstance(schedule, Mapping):
        return
    mistakes: dict[str, list[str]] = {name: [_REQUIRED] for name in ("start", "end") if name not in schedule}
    for name in _DATES:
        try:
            if schedule.get(name) is not None:
                form.fields[name] = read_date(schedule[name])
        except ValueError:
            mistakes[name] = ["Datetime has wrong format."]
    if mistakes:
        form.mistakes["schedule"] = mistakes


def _read_team(form: CourseRunForm, team: Any, accounts: Accounts) -> None:
    if not isinstance(team, list):
        return
    form.team = {str(member.get("user")): str(member.get("role")) for member in team}
    if any(accounts.person(name) is None for name in form.team):
        form.mistakes["team"] = ["Course team user does not exist"]
