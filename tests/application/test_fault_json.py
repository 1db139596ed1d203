"""The one JSON form of a fault says everything and comes back equal."""

import json

import pytest

from application.fault_json import fault_from_json, fault_to_json
from domain.faults import FaultCode, JobFault, TimeoutFault
from tests.faults import every_fault


def test_every_code_is_tried_here() -> None:
    assert {fault.code for fault in every_fault()} == set(FaultCode)


@pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: str(fault.code))
def test_every_fault_comes_back_equal(fault: JobFault) -> None:
    wire = json.loads(json.dumps(fault_to_json(fault)))
    assert fault_from_json(wire) == fault
    assert type(fault_from_json(wire)) is type(fault)


@pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: str(fault.code))
def test_every_fault_has_the_same_shape(fault: JobFault) -> None:
    document = fault_to_json(fault)
    assert list(document) == ["code", "message", "lms_type", "cause", "help", "metadata"]
    assert (document["code"], document["message"]) == (fault.code.value, fault.message)


def test_the_facts_of_a_kind_stand_in_its_metadata() -> None:
    fault = TimeoutFault(code=FaultCode.POLL_TIMEOUT, message="slow", duration_ms=10_000, operation="poll")
    assert fault_to_json(fault)["metadata"] == {"duration_ms": 10_000, "operation": "poll"}


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(ValueError, match="OUT_OF_CHEESE"):
        fault_from_json({"code": "OUT_OF_CHEESE"})
