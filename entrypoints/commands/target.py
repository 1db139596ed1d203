"""The LMS that a command is aimed at, from its flags; the secret never comes as an argument."""

import ipaddress
import os
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen
from cyclopts import Parameter

from domain.identifiers import ConfigurationId, OrganizationId
from domain.lms_configuration import (
    DEFAULT_RUN,
    ConnectionSettings,
    Credentials,
    LmsConfiguration,
    PublicLmsConfiguration,
    Url,
)
from entrypoints.commands.terminal import Flag, UsageError

SECRET_VARIABLE = "COURSEPORT_CLIENT_SECRET"  # noqa: S105 - the variable's name
LOCAL_ORGANIZATION = OrganizationId(uuid5(NAMESPACE_URL, "courseport:organization:local"))
"""Whose courses and connections those of the command line are."""


@Parameter(name="*")
@frozen(kw_only=True)
class Target:
    """Flags that name an LMS."""

    lms_url: str
    "Where learners are, such as https://lms.example.com"

    studio_url: str
    "Where authors are, such as https://studio.example.com"

    client_id: str
    "OAuth client id; its secret comes from COURSEPORT_CLIENT_SECRET or --client-secret-file"

    client_secret_file: Path | None = None
    "File that holds the OAuth client secret"

    allow_insecure: Flag = False
    "Send credentials over plain http to a host that is not this machine"

    def configuration(
        self, now: datetime, *, org: str = "local", timeout: int = 300, poll_interval: int = 5, secret: str = ""
    ) -> LmsConfiguration:
        """The connection that these flags describe; raises `UsageError` with what is wrong with them."""
        try:
            lms_url, studio_url = Url(self.lms_url), Url(self.studio_url)
            configuration_id = uuid5(LOCAL_ORGANIZATION, f"{self.client_id} {lms_url} {studio_url}")
            settings = ConnectionSettings(
                # Another name for every other connection, without the client id, which is kept encrypted only.
                name=f"{str(studio_url)[:90]} {configuration_id.hex[:8]}",
                lms_url=lms_url,
                studio_url=studio_url,
                default_org=org,
                default_run=DEFAULT_RUN,
                import_timeout_seconds=timeout,
                poll_interval_seconds=poll_interval,
            )
            credentials = Credentials(self.client_id, secret or self._secret())
        except ValueError as error:
            raise UsageError(str(error)) from error
        for url in (lms_url, studio_url):
            self._permit(url)
        public = PublicLmsConfiguration(
            id=ConfigurationId(configuration_id),
            organization_id=LOCAL_ORGANIZATION,
            settings=settings,
            created_at=now,
            updated_at=now,
        )
        return LmsConfiguration(public=public, credentials=credentials)

    def _permit(self, url: Url) -> None:
        if not (url.secure or _is_loopback(url.host) or self.allow_insecure):
            raise UsageError(f"{url} would carry the secret in the clear; use https, or say --allow-insecure")

    def _secret(self) -> str:
        if self.client_secret_file is not None:
            try:
                return self.client_secret_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"cannot read the secret from {self.client_secret_file}: {error}") from error
        secret = os.environ.get(SECRET_VARIABLE, "").strip()
        if not secret:
            raise UsageError(f"set {SECRET_VARIABLE}, or name a file with --client-secret-file")
        return secret


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
