"""Opening the database of an installation, with one sentence instead of a traceback where that fails."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from adapters.postgres.database import Database, open_database
from adapters.postgres.engine import DATABASE_URL_VARIABLE, DatabaseUrlError
from adapters.postgres.home import installation_home
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import NoDatabaseError
from adapters.vault.keyring import KEYS_VARIABLE, KeyringError
from adapters.vault.keys_file import LiveKeyring
from adapters.vault.vault import UnknownKeyError, VaultError
from application.ports.lms import NoAdapterError
from application.ports.stores import StoreAwayError
from entrypoints.commands.terminal import TroubleError, UsageError
from entrypoints.settings import Settings


def home_of(settings: Settings) -> Path:
    """Where this installation keeps its data."""
    return installation_home({"COURSEPORT_HOME": settings.home or ""}, os.geteuid())


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """The database at this release's schema. To its very end, trouble with it is a `TroubleError`."""
    with told():
        async with open_database(settings.database_url, home_of(settings)) as database:
            yield database


@contextmanager
def told() -> Iterator[None]:
    """Turns what an operator can mend into a sentence for the operator; everything else is a bug and passes."""
    try:
        yield
    except DatabaseUrlError as error:
        raise UsageError(f"{DATABASE_URL_VARIABLE} {error}") from None
    except (NoDatabaseError, EmbeddedPostgresError) as error:
        raise TroubleError(str(error)) from error
    except NoAdapterError as error:
        raise TroubleError(f"{error}. Publish through a connection of another kind.") from error
    except StoreAwayError as error:
        raise TroubleError(
            f"{error}. What was committed is kept; try again when it answers, and see `courseport jobs list`."
        ) from error
    except UnknownKeyError as error:
        raise TroubleError(
            f"{error}. Put that key back, last, into {KEYS_VARIABLE} or the keys file; or enter the credentials "
            "anew with `courseport config update`."
        ) from error
    except VaultError as error:
        raise TroubleError(
            f"{error}. Enter the credentials anew with `courseport config update`, or remove the configuration."
        ) from error


def keyring_of(settings: Settings) -> LiveKeyring:
    """The installation's keys; `UsageError` says what is wrong with them."""
    try:
        return LiveKeyring({KEYS_VARIABLE: settings.keys or ""}, home_of(settings))
    except KeyringError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"the keys in {home_of(settings)} cannot be read or made: {error.strerror}") from None
