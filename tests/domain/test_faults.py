"""Faults: every code has one kind, every kind its codes, and each its HTTP status."""

import typing

import pytest
from attrs import fields, fields_dict

from domain import faults
from domain.faults import HTTP_STATUS, FaultCode
from tests.faults import every_fault

STATUS = {
    400: "OLX_VALIDATION_ERROR INVALID_COURSE_INPUT",
    401: "AUTH_ERROR TOKEN_EXPIRED INVALID_CREDENTIALS",
    403: "PERMISSION_ERROR INSUFFICIENT_ROLE",
    404: "ORGANIZATION_NOT_FOUND LMS_CONFIG_NOT_FOUND COURSE_NOT_FOUND JOB_NOT_FOUND",
    409: "LMS_CONFIG_CONFLICT IMPORT_IN_PROGRESS COURSE_KEY_TAKEN",
    412: "COURSE_NOT_READY",
    422: "IMPORT_REJECTED",
    500: "IMPORT_ERROR",
    501: "UNSUPPORTED_BY_LMS",
    502: "IMPORT_INCOMPLETE",
    503: "NETWORK_ERROR CONNECTION_REFUSED DNS_ERROR",
    504: "TIMEOUT_ERROR UPLOAD_TIMEOUT POLL_TIMEOUT IMPORT_TIMEOUT",
}
"""The data model's section 9, and what the design's section 6 adds to it."""

KIND = {
    "ValidationFault": "OLX_VALIDATION_ERROR INVALID_COURSE_INPUT",
    "NotReadyFault": "COURSE_NOT_READY",
    "AuthFault": "AUTH_ERROR TOKEN_EXPIRED INVALID_CREDENTIALS",
    "PermissionFault": "PERMISSION_ERROR INSUFFICIENT_ROLE",
    "ImportFault": "IMPORT_ERROR IMPORT_REJECTED IMPORT_INCOMPLETE",
    "NetworkFault": "NETWORK_ERROR CONNECTION_REFUSED DNS_ERROR",
    "TimeoutFault": "TIMEOUT_ERROR UPLOAD_TIMEOUT POLL_TIMEOUT IMPORT_TIMEOUT",
    "MissingFault": "ORGANIZATION_NOT_FOUND LMS_CONFIG_NOT_FOUND COURSE_NOT_FOUND JOB_NOT_FOUND",
    "ConflictFault": "LMS_CONFIG_CONFLICT IMPORT_IN_PROGRESS COURSE_KEY_TAKEN",
    "UnsupportedFault": "UNSUPPORTED_BY_LMS",
    "CancelledFault": "CANCELLED",
}


def codes_of(kind: type) -> set[FaultCode]:
    return set(typing.get_args(typing.get_type_hints(kind)["code"]))


def test_http_statuses_are_those_of_the_data_model() -> None:
    told = {code: status for status, codes in STATUS.items() for code in codes.split()}
    assert {str(code): status for code, status in HTTP_STATUS.items()} == told


def test_a_cancelled_job_is_no_answer_to_a_request() -> None:
    assert set(FaultCode) - set(HTTP_STATUS) == {FaultCode.CANCELLED}


def test_every_code_has_exactly_one_kind() -> None:
    kinds = {kind.__name__: codes_of(kind) for kind in typing.get_args(faults.Fault)}
    assert kinds == {name: {FaultCode(code) for code in codes.split()} for name, codes in KIND.items()}
    assert sorted(code for codes in kinds.values() for code in codes) == sorted(FaultCode)


def test_a_code_is_its_own_name() -> None:
    assert [code.name for code in FaultCode] == [code.value for code in FaultCode]


def test_the_builders_make_every_code_with_its_kind() -> None:
    made = every_fault()
    assert {fault.code for fault in made} == set(FaultCode)
    assert all(fault.code in codes_of(type(fault)) for fault in made)


def test_the_builders_fill_every_fact_of_every_kind() -> None:
    for kind in typing.get_args(faults.Fault):
        made = [fault for fault in every_fault() if isinstance(fault, kind)]
        for fact in {field.name for field in fields(kind)} - {"message", "help", "cause", "lms_type", "code"}:
            assert any(getattr(fault, fact) for fault in made), f"{kind.__name__}.{fact} is never filled"


@pytest.mark.parametrize("kind", typing.get_args(faults.Fault))
def test_every_fault_tells_what_why_and_what_next(kind: type) -> None:
    assert {"message", "help", "cause", "lms_type", "code"} <= set(fields_dict(kind))
