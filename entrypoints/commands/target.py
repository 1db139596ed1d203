"""The LMS that a command is aimed at, from its flags; the secret never comes as an argument."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen
from cyclopts import Parameter

from domain.identifiers import ConfigurationId, OrganizationId
from domain.lms_configuration import (
    ConnectionSettings,
    Credentials,
    LmsConfiguration,
    PublicLmsConfiguration,
)
from entrypoints.commands.credentials import credentials_of, lms_urls
from entrypoints.commands.mistakes import Mistakes
from entrypoints.commands.terminal import Flag

IMPORT_SECONDS, POLL_SECONDS = 300, 5
LOCAL_ORGANIZATION = OrganizationId(uuid5(NAMESPACE_URL, "courseport:organization:local"))
"""Whose courses and connections those of the command line are."""
_FLAGS = {
    "default_org": "--org",
    "import_timeout_seconds": "--import-timeout",
    "poll_interval_seconds": "--poll-interval",
}


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
        self,
        now: datetime,
        *,
        org: str = "local",
        timeout: int | None = None,
        poll_interval: int | None = None,
        secret: str = "",
    ) -> LmsConfiguration:
        """The connection that these flags describe; raises `UsageError` with all that is wrong with them."""
        mistakes = Mistakes()
        values: dict[str, Any] = {
            "default_org": org,
            "import_timeout_seconds": IMPORT_SECONDS if timeout is None else timeout,
            "poll_interval_seconds": POLL_SECONDS if poll_interval is None else poll_interval,
        }
        mistakes.values(ConnectionSettings, values, _FLAGS)
        urls = {"lms_url": self.lms_url, "studio_url": self.studio_url}
        values.update(lms_urls(urls, mistakes, allow_insecure=self.allow_insecure))
        credentials = mistakes.sure(mistakes.of(partial(self._credentials, secret)))
        lms_url, studio_url = values["lms_url"], values["studio_url"]
        configuration_id = uuid5(LOCAL_ORGANIZATION, f"{self.client_id} {lms_url} {studio_url}")
        # Another name for every other connection, without the client id, which is kept encrypted only.
        name = f"{str(studio_url)[:90]} {configuration_id.hex[:8]}"
        public = PublicLmsConfiguration(
            id=ConfigurationId(configuration_id),
            organization_id=LOCAL_ORGANIZATION,
            settings=ConnectionSettings(name=name, **values),
            created_at=now,
            updated_at=now,
        )
        return LmsConfiguration(public=public, credentials=credentials)

    def _credentials(self, secret: str) -> Credentials:
        if secret:
            return Credentials(self.client_id, secret)
        return credentials_of(self.client_id, self.client_secret_file)
