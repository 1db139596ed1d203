"""Files with a secret in them: one winner, whole, for their owner alone, and nothing left beside them."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.vault.secret_files import make_once, written_beside


def test_of_many_at_once_one_wins_and_all_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret"

    def make(number: int) -> str:
        make_once(path, f"number {number}")
        return path.read_text()

    with ThreadPoolExecutor(max_workers=16) as threads:
        assert len(set(threads.map(make, range(64)))) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    """In a container the next process has the same id."""
    (tmp_path / f".secret-{os.getpid()}").write_text("half")
    make_once(tmp_path / "secret", "whole")
    assert (tmp_path / "secret").read_text() == "whole"


def test_what_is_not_moved_is_gone_whatever_happens(tmp_path: Path) -> None:
    def interrupted() -> None:
        with written_beside(tmp_path / "secret", "x") as unfinished:
            assert unfinished.read_text() == "x"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
