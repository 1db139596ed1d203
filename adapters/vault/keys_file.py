"""The keys file while it is in use: it takes a new key at its head, and processes that serve learn of it."""

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias, final

from adapters.vault.keyring import KEYS_FILE, KEYS_VARIABLE, Keyring, KeyringError, new_key_entry, read_keys
from adapters.vault.secret_files import written_beside

_Stamp: TypeAlias = tuple[int, int, int]


@final
class LiveKeyring:
    """The keys as they stand at this moment: a file that changed is read again, the environment never changes.

    A file that went away or became unusable meanwhile is as if it had not changed, and is never made anew.
    """

    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        fixed = environment.get(KEYS_VARIABLE, "").strip()
        self._path = None if fixed else home / KEYS_FILE
        self._seen = self._stamp()  # before the keys are read: a change in between is noticed afterwards
        self._keyring = Keyring.load(environment, home)

    def __call__(self) -> Keyring:
        """Costs a look at the file's date."""
        stamp = self._stamp()
        if self._path is not None and stamp is not None and stamp != self._seen:
            with suppress(KeyringError, OSError):  # somebody is at work on it; the keys at hand are still good
                self._keyring, self._seen = read_keys(self._path), stamp
        return self._keyring

    def _stamp(self) -> _Stamp | None:
        try:
            status = None if self._path is None else self._path.stat()
        except OSError:
            return None
        return None if status is None else (status.st_mtime_ns, status.st_ino, status.st_size)


def add_key(home: Path) -> Keyring:
    """Puts a fresh key before those of the keys file, which seals from now on; all others stay.

    The file changes as a whole or not at all, and keeps its owner. Raises `KeyringError`, also while somebody else
    is doing the same, and `OSError` where the file may not be written.
    """
    path = (home / KEYS_FILE).resolve()
    with _alone(path.parent):
        read_keys(path)
        _replace(path, f"{new_key_entry()}\n{path.read_text(encoding='ascii')}")
        return read_keys(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two who read, add and write at once would lose a key, and with it all that was sealed with it meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN):
            raise
        raise KeyringError(f"another process is changing the keys in {folder}; try again") from None
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    with written_beside(path, text) as unfinished:
        before = path.stat()
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(unfinished, before.st_uid, before.st_gid)  # root rotates for a service's own user
        unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
