"""The keys that credentials are encrypted with: from the environment, else made once for this installation."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from adapters.vault.secret_files import make_once

KEYS_VARIABLE = "COURSEPORT_KEYS"
KEYS_FILE = "keys"
KEY_BYTES = 32  # AES-256

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeyringError(Exception):
    """The keys cannot be used; the message says why and never holds a key."""


@frozen
class Keyring:
    """Keys by id. The first one encrypts; the others only open what was encrypted before a rotation."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Reads `id:base64key,id:base64key,…`; raises `KeyringError` for anything else."""
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        keys: dict[str, bytes] = {}
        for number, entry in enumerate(entries, start=1):
            key_id, separator, encoded = entry.partition(":")
            if not separator or not _KEY_ID.fullmatch(key_id):
                raise KeyringError(f"key {number} must look like id:base64key, with 1–32 of A–Z a–z 0–9 _ - as id")
            if key_id in keys:
                raise KeyringError(f"the key id {key_id!r} stands there twice")
            keys[key_id] = _key(key_id, encoded)
        if not keys:
            raise KeyringError("there is no key")
        return cls(next(iter(keys)), keys)

    @classmethod
    def load(cls, environment: Mapping[str, str], home: Path) -> "Keyring":
        """`COURSEPORT_KEYS` where it is set, else the keys file in `home`, made (mode 0600) where there is none.

        Of many processes that find no file at once, one makes it and all read the same.
        """
        given = environment.get(KEYS_VARIABLE, "")
        if given.strip():
            return _named(KEYS_VARIABLE, given)
        path = home / KEYS_FILE
        if not path.exists():
            make_once(path, f"{new_key_entry()}\n")
        return read_keys(path)


def read_keys(path: Path) -> Keyring:
    """The keys of that file; raises `KeyringError` for one that others may read, or that holds anything else."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyringError(f"{path} may be read by others (mode {mode:o}); run chmod 600 on it")
    return _named(str(path), path.read_text(encoding="ascii", errors="replace"))


def new_key_entry() -> str:
    """A fresh random key under a fresh id, as it stands in `COURSEPORT_KEYS`."""
    return f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _named(source: str, text: str) -> Keyring:
    try:
        return Keyring.parse(text.replace("\n", ","))
    except KeyringError as error:
        raise KeyringError(f"{source}: {error}") from None


def _key(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        # The cause is cut off: it may quote the text.
        raise KeyringError(f"the key {key_id!r} is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeyringError(f"the key {key_id!r} has {len(key)} bytes; AES-256 takes {KEY_BYTES}")
    return key
