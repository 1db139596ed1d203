"""Gateways to a simulated site, and small ways to arrange what a test needs."""

import io
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import BinaryIO

from attrs import evolve, frozen

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Running
from application.ports.lms import LmsGateway, Package
from domain.lms_configuration import ConnectionSettings, Credentials, LmsConfiguration, Url
from domain.publication import PackageFacts
from tests.builders import make_configuration, make_organization

SECRET = "publisher-secret"


def configured(
    lms_url: str,
    studio_url: str,
    user: str = "publisher",
    secret: str | None = None,
    change: Callable[[ConnectionSettings], ConnectionSettings] = lambda settings: settings,
) -> LmsConfiguration:
    """A configuration for one of the site's accounts."""
    base = make_configuration(make_organization())
    settings = change(evolve(base.settings, lms_url=Url(lms_url), studio_url=Url(studio_url)))
    return LmsConfiguration(
        public=evolve(base.public, settings=settings),
        credentials=Credentials(f"{user}-client", secret or f"{user}-secret"),
    )


@asynccontextmanager
async def opened(
    running: Running,
    user: str = "publisher",
    secret: str | None = None,
    change: Callable[[ConnectionSettings], ConnectionSettings] = lambda settings: settings,
) -> AsyncIterator[LmsGateway]:
    """A gateway to the site that never waits between attempts."""
    configuration = configured(running.lms_url, running.studio_url, user, secret, change)
    async with OpenEdxGateways(backoff=AT_ONCE)(configuration) as gateway:
        yield gateway


@frozen
class BytesPackage:
    """Any bytes as a package; counts nothing, checks nothing."""

    content: bytes

    @property
    def facts(self) -> PackageFacts:
        return PackageFacts("0" * 64, len(self.content), 1)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.content)

    def close(self) -> None:
        """Nothing to free."""


def repacked(package: Package, change: Callable[[str, bytes], bytes | None]) -> BytesPackage:
    """The package with each file's content changed; None leaves the file out."""
    target = io.BytesIO()
    with (
        package.open() as reader,
        tarfile.open(fileobj=reader, mode="r:gz") as source,
        tarfile.open(fileobj=target, mode="w:gz") as written,
    ):
        for member in source.getmembers():
            file = source.extractfile(member)
            content = change(member.name, b"" if file is None else file.read())
            if content is not None:
                member.size = len(content)
                written.addfile(member, io.BytesIO(content))
    return BytesPackage(target.getvalue())
