"""Below HTTP: is the address well written, is its name known, does the port answer, is its TLS sound?"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import final
from urllib.parse import urlsplit

from attrs import field, frozen

from adapters.openedx.addresses import Guard, RefusedAddressError
from adapters.openedx.calls import Site
from adapters.openedx.examination import Finding, broken, doubtful, fine
from adapters.openedx.failures import tls_reason
from domain.lms_configuration import Url

_SHORTLY = timedelta(days=14)


async def addresses(lms: Url, studio: Url) -> Finding:
    """What can be seen from the two URLs alone."""
    if lms == studio:
        return broken("LMS URL and Studio URL are the same", "Enter the address of Studio as the Studio URL.")
    for site, url in ((Site.LMS, lms), (Site.STUDIO, studio)):
        if path := urlsplit(url.text).path:
            return doubtful(
                f"the {site} URL has a path: {path}",
                f"Enter the {site} URL without {path}: APIs are at the root.",
            )
    for site, url in ((Site.LMS, lms), (Site.STUDIO, studio)):
        if not url.secure and not _loopback(url.host):
            return doubtful(
                f"the {site} URL is http://: credentials and courses travel in the clear",
                f"Use https:// for the {site} URL.",
            )
    return fine(f"{lms} and {studio}")


@final
@frozen
class Reachability:
    """One of the two hosts, from its name to its certificate."""

    _site: Site
    _url: Url
    _tls: ssl.SSLContext
    _now: Callable[[], datetime]
    _guard: Guard = field(factory=Guard)

    @property
    def _port(self) -> int:
        return urlsplit(self._url.text).port or (443 if self._url.secure else 80)

    async def dns(self) -> Finding:
        """Is the name known, under which addresses, and may we go there?"""
        try:
            self._guard.admit(self._url.host, secure=self._url.secure)
            found = await self._guard.addresses(self._url.host, self._port)
        except RefusedAddressError as error:
            return broken(f"refused: {error.reason}", error.advice)
        except socket.gaierror as error:
            return broken(
                f"{self._url.host} is not known: {error.strerror}",
                f"Check the spelling of the {self._site} URL, and this machine's DNS.",
            )
        return fine(", ".join(found))

    async def tcp(self) -> Finding:
        """Does the port answer?"""
        try:
            writer = await self._connect(None)
        except OSError as error:
            refused = isinstance(error, ConnectionRefusedError)
            how = "refuses connections" if refused else f"cannot be reached ({_words(error)})"
            return broken(
                f"port {self._port} {how}",
                f"Check the port in the {self._site} URL, that the site is up, and firewalls on the way.",
            )
        writer.close()
        return fine(f"port {self._port} answers")

    async def tls(self) -> Finding:
        """Is the certificate good for this name, and for how long?"""
        if not self._url.secure:
            return fine("not used (http://)")
        try:
            writer = await self._connect(self._tls)
        except ssl.SSLError as error:
            return broken(f"TLS failed: {tls_reason(error)}", _tls_advice(error))
        except OSError as error:
            return broken(f"TLS failed: {_words(error)}", f"Check that port {self._port} speaks TLS.")
        connection = writer.get_extra_info("ssl_object")
        version, certificate = connection.version(), connection.getpeercert()
        writer.close()
        expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
        text = f"{version}, certificate good until {expires:%Y-%m-%d}"
        if expires - self._now() < _SHORTLY:
            return doubtful(text, "Renew the certificate soon.")
        return fine(text)

    async def _connect(self, tls: ssl.SSLContext | None) -> asyncio.StreamWriter:
        """To the first of the guard's addresses that answers; the certificate must be good for the name."""
        troubles: list[OSError] = []
        name = self._url.host if tls else None
        for address in await self._guard.addresses(self._url.host, self._port):
            try:
                _, writer = await asyncio.open_connection(address, self._port, ssl=tls, server_hostname=name)
            except OSError as error:
                troubles.append(error)
            else:
                return writer
        raise troubles[0]


def _tls_advice(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            "Install a certificate that is valid for this name, unexpired, and signed by an authority that this "
            "machine trusts; SSL_CERT_FILE names a private authority's file."
        )
    return "The port may speak plain HTTP: check http:// or https:// and the port in the URL."


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
