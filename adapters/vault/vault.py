"""Sealing of credentials: AES-256-GCM, bound to table, row and field, so that no ciphertext opens elsewhere.

v1.<key id>.<base64url of 12 bytes nonce, ciphertext and 16 bytes tag>
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from typing import final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.vault.keyring import Keyring

VERSION = "v1"
NONCE_BYTES = 12  # 96 bits, random: safe for far more seals than there are configurations (2^32 per key)


class VaultError(Exception):
    """A ciphertext does not open. The message names its place and never holds plaintext or key."""


class UnknownKeyError(VaultError):
    """It was sealed with a key that this installation does not have (any more)."""


class DamagedSealError(VaultError):
    """It was changed, or moved here from another place, or is no ciphertext of ours."""


@final
class Vault:
    """Seals with the keyring's current key, opens with whichever key a seal names. Prints no key.

    Keys that may change while it is in use are given as a function that tells those of the moment.
    """

    def __init__(self, keys: Keyring | Callable[[], Keyring]) -> None:
        self._keys = keys

    def seal(self, plaintext: str, *, table: str, row: str, field: str) -> str:
        """The ciphertext, as ASCII text; another one each time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        keyring = self._keyring()
        place = _place(keyring.current, table, row, field)
        sealed = AESGCM(keyring.keys[keyring.current]).encrypt(
            nonce, plaintext.encode("utf-8", "surrogatepass"), place
        )
        return f"{VERSION}.{keyring.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, table: str, row: str, field: str) -> str:
        """The plaintext; `UnknownKeyError` or `DamagedSealError` where it does not open."""
        where = f"{table}.{field} of row {row}"
        version, _, rest = sealed.partition(".")
        key_id, separator, encoded = rest.partition(".")
        if version != VERSION or not separator:
            raise DamagedSealError(f"{where} is not sealed by this release")
        key = self._keyring().keys.get(key_id)
        if key is None:
            raise UnknownKeyError(f"{where} is sealed with the key {key_id[:32]!r}, which is not at hand")
        try:
            body = base64.b64decode(encoded, altchars=b"-_", validate=True)
            place = _place(key_id, table, row, field)
            return (
                AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place).decode("utf-8", "surrogatepass")
            )
        except (binascii.Error, ValueError, InvalidTag):
            raise DamagedSealError(f"{where} was changed, or was moved there from elsewhere") from None

    def is_current(self, sealed: str) -> bool:
        """Whether it is sealed with the key that seals today; if not, it is due for rotation."""
        return sealed.startswith(f"{VERSION}.{self._keyring().current}.")

    def _keyring(self) -> Keyring:
        return self._keys if isinstance(self._keys, Keyring) else self._keys()


def _place(key_id: str, *parts: str) -> bytes:
    """The associated data. Each part goes with its length, so that no two places ever read the same."""
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (VERSION, key_id, *parts))
