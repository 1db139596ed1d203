"""A package that fails its own check is not handed out."""

from adapters.openedx.olx.archive_contents import ArchiveLimits
from adapters.openedx.packaging import checked_package
from domain.faults import FaultCode
from domain.identities import Identities
from tests.builders import make_course, make_key


def test_a_package_beyond_a_limit_is_a_fault_with_its_findings() -> None:
    course = make_course()
    fault = checked_package(course, make_key(), Identities().covering(course), ArchiveLimits(members=3)).failure()
    assert fault.code is FaultCode.OLX_VALIDATION_ERROR
    assert {finding.rule for finding in fault.violations} == {"MEMBER_LIMIT"}
    assert "smaller" in fault.help
