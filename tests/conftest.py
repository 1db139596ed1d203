"""Shared ground of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.memory_folder import keep_temporary_files_in_memory

pytest.register_assert_rewrite("tests.contracts", "tests.builders", "tests.postgres_fixture")

pytest_plugins = ["tests.postgres_fixture"]

# Machines of CI are slow at times; a property is not wrong because of that. `make test` tries the same examples
# each time, so that what is red was made red by the change at hand; `make nightly` is the one that goes looking.
settings.register_profile("courseport", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("search" if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else "courseport")

keep_temporary_files_in_memory()

_LONGEST = "test_kill_matrix.py"

_UNMEASURED = tuple(Path(__file__).parent / folder for folder in ("arrival", "end_to_end"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole folders of many examples and other processes; see the marker's line in pyproject.toml.

    They come first: begun last, one long file would keep one core busy while the others have nothing left.
    """
    for item in items:
        if any(folder in item.path.parents for folder in _UNMEASURED):
            item.add_marker(pytest.mark.unmeasured)
    items.sort(key=lambda item: (item.get_closest_marker("unmeasured") is None, item.path.name != _LONGEST))
