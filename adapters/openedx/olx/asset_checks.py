"""Whether what a unit's HTML refers to will be there once the course is in Open edX.

The platform serves `/static/…` and `/asset-v1:…` from the course's own files and leaves every other address alone,
so one that is relative to the author's folders leads nowhere (data model, section 12; platform-facts 5).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from adapters.openedx.olx.html_reader import Token
from adapters.openedx.olx.references import Purpose, references_of
from adapters.openedx.olx.rules import DATA_URI_LENGTH, HtmlFinding, Rule
from domain.violations import Severity

_WINDOWS: Final = re.compile(r"[A-Za-z]:|\\|\.{1,2}\\")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_IGNORED_BY_BROWSERS: Final = {ord(character): None for character in "\t\n\r"}
_IGNORED_AROUND: Final = "".join(map(chr, range(0x21)))
_PLATFORM_FILES: Final = ("/asset-v1:", "/assets/courseware/")
"""Files of a course as the platform itself writes their addresses; the second with a digest in it."""
_PLATFORM_LINKS: Final = ("/jump_to_id/", "/jump_to/", "/courses/", "/course/")
"""Links of the platform itself to pages of a course."""

_SHOWN_LENGTH = 80
_HOST = "put the file on a server and write its whole address, https://…"
_RULE_OF: Final = {
    Purpose.IMAGE: Rule.ABSOLUTE_IMAGE_URLS,
    Purpose.FILE: Rule.NO_LOCAL_FILE_REFS,
    Purpose.LINK: Rule.NO_LOCAL_FILE_REFS,
}


def asset_findings(tokens: Iterable[Token]) -> Iterator[HtmlFinding]:
    """What is wrong with the references in some HTML, each at its tag."""
    for reference in references_of(tokens):
        verdict = _verdict(reference.url.translate(_IGNORED_BY_BROWSERS).strip(_IGNORED_AROUND), reference.purpose)
        if verdict is not None:
            message = f"{reference.origin}: {_shown(reference.url)} {verdict.message}"
            yield HtmlFinding(verdict.rule, message, reference.at, verdict.severity)


@frozen
class _Verdict:
    rule: Rule
    message: str
    severity: Severity = Severity.ERROR


def _verdict(url: str, purpose: Purpose) -> _Verdict | None:
    """What to say of an address, or None where it is good; the order of the questions is that of browsers."""
    if not url:
        return _Verdict(Rule.ABSOLUTE_IMAGE_URLS, f"is empty; {_HOST}") if purpose is Purpose.IMAGE else None
    if url.startswith("#"):
        return None
    if _WINDOWS.match(url):
        return _Verdict(Rule.NO_LOCAL_FILE_REFS, f"is a path on somebody's Windows computer; {_HOST}")
    if scheme := _SCHEME.match(url):
        return _of_scheme(scheme[1].lower(), url, purpose)
    if url.startswith("/"):
        return _from_root(url, purpose)
    return _relative(url, purpose)


def _of_scheme(scheme: str, url: str, purpose: Purpose) -> _Verdict | None:
    if scheme == "file":
        return _Verdict(Rule.NO_LOCAL_FILE_REFS, f"is a file on somebody's computer; {_HOST}")
    if scheme == "data" and len(url) > DATA_URI_LENGTH:
        message = f"holds {len(url):,} characters of data inside the text; {_HOST}"
        return _Verdict(Rule.DATA_URI_SIZE, message, Severity.WARNING)
    if scheme == "data" or purpose is Purpose.LINK or _has_host(url):
        return None
    if scheme in ("http", "https"):
        return _Verdict(_RULE_OF[purpose], f"names no server; {_HOST}")
    if purpose is Purpose.IMAGE:
        return _Verdict(Rule.ABSOLUTE_IMAGE_URLS, f"is no web address that browsers draw images from; {_HOST}")
    return None


def _from_root(url: str, purpose: Purpose) -> _Verdict | None:
    if url.startswith("/static/"):
        return _Verdict(Rule.STATIC_FILE_MISSING, f"names a file that the course does not bring along; {_HOST}")
    if url.startswith(_PLATFORM_FILES):
        return None
    if purpose is Purpose.LINK:
        if url.startswith(("//", *_PLATFORM_LINKS)):
            return None
        message = (
            "leads to a page of the LMS's own site; write the whole address, https://…, if another one is meant"
        )
        return _Verdict(Rule.NO_LOCAL_FILE_REFS, message, Severity.WARNING)
    if url.startswith("//"):
        return _Verdict(_RULE_OF[purpose], "leaves the protocol open; write https: before it", Severity.WARNING)
    return _Verdict(_RULE_OF[purpose], f"is looked for on the LMS's own site, where it is not; {_HOST}")


def _relative(url: str, purpose: Purpose) -> _Verdict:
    if purpose is Purpose.LINK:
        message = (
            "leads nowhere: units have no addresses of their own; write a whole address, https://…, or no link"
        )
        return _Verdict(Rule.NO_LOCAL_FILE_REFS, message, Severity.WARNING)
    in_folders = url.startswith(("../", "./")) and not url.startswith("./static/")
    rule = Rule.NO_LOCAL_FILE_REFS if in_folders else _RULE_OF[purpose]
    return _Verdict(rule, f"is a path in the author's own folders; {_HOST}")


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _shown(url: str) -> str:
    """On one line, and with backslashes as the author wrote them."""
    short = url if len(url) <= _SHOWN_LENGTH else url[:_SHOWN_LENGTH] + "…"
    return repr(short).replace("\\\\", "\\")
