"""LMS configurations as rows: every setting a column, the credentials sealed."""

from typing import Any, Protocol

from sqlalchemy import Column, RowMapping

from adapters.postgres.tables import lms_configurations
from domain.identifiers import ConfigurationId, OrganizationId, UserId
from domain.lms_configuration import (
    ConnectionSettings,
    ConnectionStatus,
    ConnectionTestRecord,
    Credentials,
    LmsConfiguration,
    LmsType,
    PublicLmsConfiguration,
    Url,
)


class Sealer(Protocol):
    """Encrypts a text so that it opens only where it was put: in that field of that row of that table."""

    def seal(self, plaintext: str, *, table: str, row: str, field: str) -> str:
        """The ciphertext, as text; another one each time."""
        ...

    def open(self, sealed: str, *, table: str, row: str, field: str) -> str:
        """The plaintext; raises where the ciphertext was changed or moved, or its key is not at hand."""
        ...

    def is_current(self, sealed: str) -> bool:
        """Whether it is sealed with the key that seals today."""
        ...


SECRETS: tuple[Column[str], ...] = (lms_configurations.c.client_id, lms_configurations.c.client_secret)
"""What is sealed."""

_UNTOLD = {*SECRETS, lms_configurations.c.site, lms_configurations.c.former_sites}
PUBLIC_COLUMNS: list[Column[Any]] = [column for column in lms_configurations.c if column not in _UNTOLD]
"""What lists read: ciphertext leaves the database only where credentials are needed."""


def settings_values(settings: ConnectionSettings) -> dict[str, Any]:
    """What people set, column by column."""
    return {
        "name": settings.name,
        "description": settings.description,
        "lms_type": settings.lms_type.value,
        "lms_url": settings.lms_url.text,
        "studio_url": settings.studio_url.text,
        "site": settings.site,
        "default_org": settings.default_org,
        "default_run": settings.default_run,
        "import_timeout_seconds": settings.import_timeout_seconds,
        "max_retries": settings.max_retries,
        "poll_interval_seconds": settings.poll_interval_seconds,
        "auto_create_course": settings.auto_create_course,
        "is_active": settings.is_active,
    }


def tested_values(record: ConnectionTestRecord | None) -> dict[str, Any]:
    """How the last connection test ended, column by column."""
    return {
        "last_connection_test": None if record is None else record.at,
        "last_connection_status": None if record is None else record.status.value,
    }


def sealed_values(sealer: Sealer, configuration: LmsConfiguration) -> dict[str, str]:
    """The credentials, each sealed into its own field of this row."""
    secrets = {
        "client_id": configuration.credentials.client_id,
        "client_secret": configuration.credentials.client_secret,
    }
    row = str(configuration.id)
    return {
        field: sealer.seal(secret, table=lms_configurations.name, row=row, field=field)
        for field, secret in secrets.items()
    }


def configuration_of(row: RowMapping, sealer: Sealer) -> LmsConfiguration:
    """The whole configuration, its credentials opened."""
    opened = {
        column.name: sealer.open(
            row[column.name], table=lms_configurations.name, row=str(row["id"]), field=column.name
        )
        for column in SECRETS
    }
    return LmsConfiguration(public=public_of(row), credentials=Credentials(**opened))


def public_of(row: RowMapping) -> PublicLmsConfiguration:
    """The public face of a row, which need not have the secret columns."""
    tested_at = row["last_connection_test"]
    return PublicLmsConfiguration(
        id=ConfigurationId(row["id"]),
        organization_id=OrganizationId(row["organization_id"]),
        settings=_settings_of(row),
        last_test=None
        if tested_at is None
        else ConnectionTestRecord(tested_at, ConnectionStatus(row["last_connection_status"])),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        created_by=None if row["created_by"] is None else UserId(row["created_by"]),
    )


def _settings_of(row: RowMapping) -> ConnectionSettings:
    return ConnectionSettings(
        name=row["name"],
        description=row["description"],
        lms_type=LmsType(row["lms_type"]),
        lms_url=Url(row["lms_url"]),
        studio_url=Url(row["studio_url"]),
        default_org=row["default_org"],
        default_run=row["default_run"],
        import_timeout_seconds=row["import_timeout_seconds"],
        max_retries=row["max_retries"],
        poll_interval_seconds=row["poll_interval_seconds"],
        auto_create_course=row["auto_create_course"],
        is_active=row["is_active"],
    )
