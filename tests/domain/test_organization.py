"""Tenants have names that can be stored."""

from uuid import uuid4

import pytest

from domain.identifiers import OrganizationId
from domain.organization import Organization


@pytest.mark.parametrize("bad", ["", "x" * 256, "nul \x00"])
def test_bad_names_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Organization(OrganizationId(uuid4()), bad)


def test_any_script_will_do() -> None:
    assert Organization(OrganizationId(uuid4()), "学" * 255).name == "学" * 255
