"""The platform's own database, where an operator has named one: its tables' names, and the catalogue over it."""

import json
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.postgres.engine import DatabaseUrlError
from adapters.postgres.platform_catalogue import PlatformCatalogue, PlatformTablesError, open_platform
from adapters.postgres.platform_names import PlatformNames, PlatformNamesError
from application.ports.stores import StoreAwayError
from entrypoints.commands.terminal import TroubleError, UsageError
from entrypoints.settings import Settings

URL_VARIABLE = "COURSEPORT_CATALOGUE_DATABASE_URL"
TABLES_VARIABLE = "COURSEPORT_CATALOGUE_TABLES"


@asynccontextmanager
async def opened_platform(settings: Settings) -> AsyncIterator[PlatformCatalogue | None]:
    """The catalogue; None where no database is named. Nobody is asked anything before a course is."""
    if settings.catalogue_database_url is None:
        yield None
        return
    names = names_of(settings.catalogue_tables or "")
    try:
        async with open_platform(settings.catalogue_database_url, names) as catalogue:
            yield catalogue
    except DatabaseUrlError as error:
        raise UsageError(f"{URL_VARIABLE} {error}") from None
    except PlatformTablesError as error:
        raise UsageError(f"{URL_VARIABLE}: {error}. Say in {TABLES_VARIABLE} what they are called.") from error


async def check_platform(catalogue: PlatformCatalogue | None) -> None:
    """`TroubleError` where the database cannot be reached; `PlatformTablesError` where it lacks something."""
    try:
        if catalogue is not None:
            await catalogue.check()
    except StoreAwayError as error:
        raise TroubleError(f"{URL_VARIABLE}: {error}") from error


def names_of(text: str) -> PlatformNames:
    """From JSON, TOML, or the name of a .json or .toml file; nothing means our own names."""
    try:
        return PlatformNames.of(_mapping(text.strip()))
    except PlatformNamesError as error:
        raise UsageError(f"{TABLES_VARIABLE}: {error}") from None
    except OSError as error:
        raise UsageError(f"{TABLES_VARIABLE}: {text} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{TABLES_VARIABLE} is neither JSON nor TOML: {error}") from None


def _mapping(text: str) -> object:
    if "\n" not in text and text.endswith((".json", ".toml")):
        return _mapping(Path(text).read_text(encoding="utf-8"))
    return json.loads(text) if text.startswith("{") else tomllib.loads(text)
