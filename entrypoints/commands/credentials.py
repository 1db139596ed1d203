"""The secret that an LMS knows us by: by environment or file, never as an argument, which others could see."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path

from domain.lms_configuration import Credentials, Url
from entrypoints.commands.mistakes import Mistakes
from entrypoints.commands.terminal import UsageError

SECRET_VARIABLE = "COURSEPORT_CLIENT_SECRET"  # noqa: S105 - the variable's name


def credentials_of(client_id: str, secret_file: Path | None) -> Credentials:
    """The OAuth client; raises `UsageError` where one half is missing, or both."""
    mistakes = Mistakes()
    if not client_id:
        mistakes.add("--client-id must not be empty")
    secret = mistakes.of(lambda: _secret(secret_file))
    mistakes.check()
    return Credentials(client_id, secret or "")


def lms_urls(given: Mapping[str, str | None], mistakes: Mistakes, *, allow_insecure: bool) -> dict[str, Url]:
    """Those that were given, by their fields' names; a secret must not travel in the clear to any of them."""
    urls: dict[str, Url] = {}
    for name, text in given.items():
        flag = f"--{name.replace('_', '-')}"
        url = None if text is None else mistakes.url(flag, text)
        if url is None:
            continue
        urls[name] = url
        if not (url.secure or _is_loopback(url.host) or allow_insecure):
            mistakes.add(f"{flag} {url} would carry the secret in the clear; use https, or say --allow-insecure")
    return urls


def _secret(file: Path | None) -> str:
    if file is None:
        secret = os.environ.get(SECRET_VARIABLE, "").strip()
        if not secret:
            raise UsageError(f"set {SECRET_VARIABLE}, or name a file with --client-secret-file")
        return secret
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"cannot read the secret from {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read the secret from {file}: it is no text") from None
    if not secret:
        raise UsageError(f"the file {file} holds no secret")
    return secret


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
