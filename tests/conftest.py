"""Shared ground of all tests."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.contracts", "tests.builders", "tests.postgres_fixture")

pytest_plugins = ["tests.postgres_fixture"]

# Machines of CI are slow at times; a property is not wrong because of that.
settings.register_profile("courseport", deadline=None)
settings.load_profile("courseport")
