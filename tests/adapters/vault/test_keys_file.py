"""The keys file takes a new key as a whole, and whoever uses it learns of it."""

import fcntl
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.vault.keyring import KEYS_FILE, Keyring, KeyringError, new_key_entry
from adapters.vault.keys_file import LiveKeyring, add_key
from adapters.vault.vault import Vault

PLACE = {"table": "lms_configurations", "row": "42", "field": "client_secret"}


@contextmanager
def somebody_at_work(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def test_a_new_key_comes_first_and_the_others_stay(tmp_path: Path) -> None:
    first = Keyring.load({}, tmp_path)
    second = add_key(tmp_path)
    third = add_key(tmp_path)
    assert list(third.keys) == [third.current, second.current, first.current]
    assert first.keys.items() <= second.keys.items() <= third.keys.items()
    assert Keyring.load({}, tmp_path) == third
    assert stat.S_IMODE((tmp_path / KEYS_FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [KEYS_FILE]


def test_keys_on_one_line_stay_too(tmp_path: Path) -> None:
    (tmp_path / KEYS_FILE).touch(mode=0o600)
    (tmp_path / KEYS_FILE).write_text(f"{new_key_entry()},{new_key_entry()}")
    assert len(add_key(tmp_path).keys) == 3


def test_a_link_stays_one(tmp_path: Path) -> None:
    home, real = tmp_path / "home", tmp_path / "real"
    home.mkdir()
    real.mkdir()
    first = Keyring.load({}, real)
    (home / KEYS_FILE).symlink_to(real / KEYS_FILE)
    assert list(add_key(home).keys)[1:] == [first.current]
    assert (home / KEYS_FILE).is_symlink()
    assert Keyring.load({}, real) == Keyring.load({}, home)


def test_two_at_once_lose_no_key(tmp_path: Path) -> None:
    Keyring.load({}, tmp_path)

    def attempt(_number: int) -> str | None:
        try:
            return add_key(tmp_path).current
        except KeyringError:
            return None

    with ThreadPoolExecutor(8) as threads:
        added = {key_id for key_id in threads.map(attempt, range(40)) if key_id}
    assert added
    assert added <= set(Keyring.load({}, tmp_path).keys)
    assert len(Keyring.load({}, tmp_path).keys) == len(added) + 1


def test_who_comes_second_is_told_so(tmp_path: Path) -> None:
    first = Keyring.load({}, tmp_path)
    with somebody_at_work(tmp_path), pytest.raises(KeyringError, match="another process"):
        add_key(tmp_path)
    assert Keyring.load({}, tmp_path) == first


@pytest.mark.parametrize(
    ("mode", "content"), [(0o640, new_key_entry()), (0o600, "nonsense")], ids=["readable", "nonsense"]
)
def test_a_file_that_is_no_good_is_left_alone(tmp_path: Path, mode: int, content: str) -> None:
    path = tmp_path / KEYS_FILE
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(KeyringError):
        add_key(tmp_path)
    assert path.read_text() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_file_keeps_its_owner(tmp_path: Path) -> None:
    Keyring.load({}, tmp_path)
    os.chown(tmp_path / KEYS_FILE, 12345, 23456)
    add_key(tmp_path)
    status = (tmp_path / KEYS_FILE).stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o600)


def test_a_vault_in_use_takes_up_a_new_key(tmp_path: Path) -> None:
    vault = Vault(LiveKeyring({}, tmp_path))
    old = vault.seal("secret", **PLACE)
    current = add_key(tmp_path)
    new = vault.seal("secret", **PLACE)
    assert (vault.is_current(old), vault.is_current(new)) == (False, True)
    assert vault.open(old, **PLACE) == vault.open(new, **PLACE) == "secret"
    assert Vault(current).open(new, **PLACE) == "secret"


def test_a_file_that_goes_away_or_bad_changes_nothing(tmp_path: Path) -> None:
    keys = LiveKeyring({}, tmp_path)
    before = keys()
    path = tmp_path / KEYS_FILE
    whole = path.read_text()
    path.write_text("half a k")
    assert keys() == before
    path.unlink()
    assert keys() == before
    assert not path.exists(), "a key made anew would open nothing of what there is"
    path.touch(mode=0o600)
    path.write_text(f"{new_key_entry()}\n{whole}")
    assert len(keys().keys) == 2


def test_keys_of_the_environment_stay(tmp_path: Path) -> None:
    entry = new_key_entry()
    keys = LiveKeyring({"COURSEPORT_KEYS": entry}, tmp_path)
    Keyring.load({}, tmp_path)
    add_key(tmp_path)
    assert keys() == Keyring.parse(entry)


def test_no_key_in_any_repr(tmp_path: Path) -> None:
    keys = LiveKeyring({}, tmp_path)
    key = (tmp_path / KEYS_FILE).read_text().partition(":")[2].strip()
    for shown in (repr(keys), str(vars(keys)), repr(Vault(keys)), repr(add_key(tmp_path))):
        assert key not in shown
