"""From what went wrong on the wire to a fault with a code and words that help.

Texts of exceptions are not passed on: some libraries quote headers in them, and a token is a header.
"""

import socket
import ssl
from collections.abc import Iterator

from httpx import ConnectError, TransportError

from adapters.openedx.addresses import RefusedAddressError
from adapters.openedx.calls import Answer, Call, Site
from domain.faults import (
    FaultCode,
    ImportFault,
    LmsFault,
    MissingFault,
    NetworkFault,
    PermissionFault,
    TimeoutFault,
)

LMS_TYPE = "openedx"
_WORDS_SHOWN = 500
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""The name is not there. A resolver that is away for a while says EAI_AGAIN instead."""


def unreachable(error: TransportError, site: Site, host: str) -> NetworkFault:
    """The fault of a connection that was never made, or broke."""
    chain = list(_chain(error))
    if refusal := next((link for link in chain if isinstance(link, RefusedAddressError)), None):
        return NetworkFault(
            code=FaultCode.NETWORK_ERROR,
            message=f"The {site} URL is refused: {refusal.reason}.",
            help=refusal.advice,
            cause=refusal.reason,
            lms_type=LMS_TYPE,
            lasting=True,
        )
    if unknown := next((link for link in chain if isinstance(link, socket.gaierror)), None):
        return NetworkFault(
            code=FaultCode.DNS_ERROR,
            message=f"The host name of {site} is not known: {host}.",
            help=f"Check the spelling of the {site} URL, and that this machine can resolve the name.",
            cause=unknown.strerror,
            lms_type=LMS_TYPE,
            lasting=unknown.errno in _NO_SUCH_HOST,
        )
    if trouble := next((link for link in chain if isinstance(link, ssl.SSLError)), None):
        return NetworkFault(
            code=FaultCode.NETWORK_ERROR,
            message=f"TLS with {site} at {host} failed: {tls_reason(trouble)}.",
            help="Check that the URL's https:// is right, and that the certificate is valid for that name, "
            "unexpired, and signed by an authority this machine trusts (SSL_CERT_FILE names a private one).",
            cause=tls_reason(trouble),
            lms_type=LMS_TYPE,
            lasting=not isinstance(trouble, ssl.SSLEOFError | ssl.SSLZeroReturnError),
        )
    if any(isinstance(link, ConnectionRefusedError) for link in chain):
        return NetworkFault(
            code=FaultCode.CONNECTION_REFUSED,
            message=f"{site} at {host} refused the connection.",
            help="Check the URL's port, and that the site is up and lets this machine in.",
            cause="connection refused",
            lms_type=LMS_TYPE,
        )
    act = "could not be reached" if isinstance(error, ConnectError) else "broke off the connection"
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"{site} at {host} {act}.",
        help="Check the network between this machine and the site, and the site's proxy.",
        cause=next((link.strerror for link in chain if isinstance(link, OSError) and link.strerror), None)
        or type(error).__name__,
        lms_type=LMS_TYPE,
    )


def unusable(site: Site, host: str) -> NetworkFault:
    """The fault of a host that is neither a name nor an address as URLs have them."""
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"The {site} URL is no good: {host} is neither a host name nor an address.",
        help=f"Check the spelling of the {site} URL.",
        lms_type=LMS_TYPE,
        lasting=True,
    )


def tls_reason(error: ssl.SSLError) -> str:
    """What TLS itself says, in its own few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.reason or type(error).__name__).replace("_", " ").lower()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _chain(member)
        error = error.__cause__ or error.__context__


def timed_out(call: Call, host: str, seconds: float) -> TimeoutFault:
    """The fault of a call that did not end in time."""
    uploading = call.operation == "upload"
    return TimeoutFault(
        code=FaultCode.UPLOAD_TIMEOUT if uploading else FaultCode.TIMEOUT_ERROR,
        message=f"{call.site} at {host} did not {'take the package' if uploading else 'answer'} "
        f"within {seconds:.0f} s.",
        help="The upload may have arrived all the same: it is looked up before anything is sent again."
        if uploading
        else "Try again later; where it happens often, ask the operator whether the site is overloaded.",
        cause=f"{call.method} {call.path}",
        lms_type=LMS_TYPE,
        duration_ms=round(seconds * 1000),
        operation=call.operation,
    )


def too_large(call: Call) -> NetworkFault:
    """The fault of an answer that goes on and on."""
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"{call.site} answered {call.method} {call.path} with more than {call.limit} bytes.",
        help=f"Check that the {call.site} URL leads to an Open edX site and not to something else.",
        lms_type=LMS_TYPE,
        lasting=True,
    )


def redirected(call: Call, answer: Answer) -> NetworkFault:
    """The fault of a redirect: a POST would lose its body, and a token must not follow it to another host."""
    target = str(answer.headers.get("location", "")).partition("?")[0]
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"{call.site} redirects {call.path} to {target or 'another address'}.",
        help=f"Set the {call.site} URL to the address that the site redirects to (mind https:// and the host).",
        lms_type=LMS_TYPE,
        http_status=answer.status,
        lasting=True,
    )


def refused(call: Call, answer: Answer, *, to: str, right: str = "") -> LmsFault:
    """The fault of an answer that is no success: `to` says what was tried, `right` what it needs."""
    words = words_of(answer)
    if answer.status == 403:
        return PermissionFault(
            code=FaultCode.PERMISSION_ERROR,
            message=f"The API user may not {to}.",
            help=right or "Ask the operator of the site to give the user of this OAuth client the right to do so.",
            cause=words,
            lms_type=LMS_TYPE,
        )
    if answer.status == 413:
        return _over_the_proxys_limit(words)
    if answer.status == 404:
        return MissingFault(
            code=FaultCode.COURSE_NOT_FOUND,
            message=f"{call.site} knows nothing at {call.path}.",
            help=f"Check the course key, and that the {call.site} URL is the one of {call.site}.",
            cause=words,
            lms_type=LMS_TYPE,
        )
    return troubled(call, answer, to=to)


def troubled(call: Call, answer: Answer, *, to: str) -> NetworkFault:
    """The fault of a site that answers, but not to the point."""
    busy = answer.status == 429
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"{call.site} answered {answer.status} when asked to {to}.",
        help="The site limits how often it may be asked: wait a minute, and publish fewer courses at once."
        if busy
        else "Try again later; where it stays, ask the operator of the site for its log of this moment.",
        cause=words_of(answer),
        lms_type=LMS_TYPE,
        http_status=answer.status,
    )


def _over_the_proxys_limit(words: str | None) -> ImportFault:
    return ImportFault(
        code=FaultCode.IMPORT_REJECTED,
        message="The package is larger than the proxy before Studio lets through (HTTP 413).",
        help="Ask the operator to raise the limit of request bodies for Studio (Tutor's Caddy: request_body "
        "max_size, 250MB unless changed; nginx: client_max_body_size), or make the course smaller.",
        cause="HTTP 413",
        lms_words=words,
        lms_type=LMS_TYPE,
    )


def words_of(answer: Answer) -> str | None:
    """The error text of an API's answer, in either of the platform's two ways to word one (platform-facts 6)."""
    fields = answer.fields()
    for name in ("developer_message", "detail", "error_description", "error"):
        value = fields.get(name)
        if isinstance(value, dict):
            value = value.get("developer_message")
        if isinstance(value, str) and value:
            return value[:_WORDS_SHOWN]
    return None
