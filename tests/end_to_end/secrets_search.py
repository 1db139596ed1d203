"""Looks for secrets in what a system says and keeps: as they are, and in the disguises that programs give them."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from json import dumps
from urllib.parse import quote, quote_plus


def spellings(secret: bytes) -> Iterator[str]:
    """How these bytes may stand in a text: plain, in JSON, in a URL, in hexadecimal, in base64 at any position."""
    plain = secret.decode("utf-8", "replace")
    yield from (
        plain,
        dumps(plain)[1:-1],
        quote(plain, safe=""),
        quote_plus(plain),
        secret.hex(),
        secret.hex().upper(),
    )
    for before in range(3):
        # Three bytes are four characters: the first and last ones hang on the neighbours and are left out.
        coded = b64encode(b"\0" * before + secret + b"\0\0").decode()
        inside = coded[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
        yield inside
        yield inside.translate(str.maketrans("+/", "-_"))


def leaks(secrets: Mapping[str, bytes], places: Mapping[str, str]) -> list[str]:
    """Which secret stands in which place, by their names. Fewer bytes than 8 would be found by chance."""
    assert all(len(secret) >= 8 for secret in secrets.values())
    return [
        f"{name} in {place}"
        for place, text in places.items()
        for name, secret in secrets.items()
        if any(spelling in text for spelling in spellings(secret))
    ]
