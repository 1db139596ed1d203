"""`courseport keys`: the keys that LMS credentials are encrypted with. Shows ids, never keys."""

from pathlib import Path

from cyclopts import App

from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import KEYS_FILE, KEYS_VARIABLE, Keyring, KeyringError
from adapters.vault.keys_file import add_key
from adapters.vault.vault import UnknownKeyError, Vault, VaultError
from application.rotating import RotateKeys, Rotation
from entrypoints.commands.terminal import FAILED, OK, AsJson, Flag, UsageError, err, out, print_json
from entrypoints.opening import home_of, keyring_of, opened_database
from entrypoints.settings import Settings, load_settings
from entrypoints.wiring import now

keys = App(name="keys")


@keys.command
async def show(*, json: AsJson = False) -> int:
    """List the ids of the keys; the first one encrypts, the others only open what is older."""
    settings = load_settings()
    path = home_of(settings) / KEYS_FILE
    if not settings.keys and not path.exists():
        raise UsageError(f"There is no key yet: {path} is made when the first LMS configuration is kept.")
    ids = list(keyring_of(settings)().keys)
    if json:
        print_json({"source": _source(settings), "keys": ids, "current": ids[0]})
        return OK
    err().print(f"from {_source(settings)}", markup=False, soft_wrap=True)
    for number, key_id in enumerate(ids):
        out().print(f"{key_id}{'' if number else '  encrypts'}", markup=False)
    return OK


@keys.command
async def rotate(
    *,
    no_new_key: Flag = False,
    json: AsJson = False,
) -> int:
    """Encrypt all credentials anew, with a new key, while everything else goes on.

    Keys of the keys file: a new one is put first, and running processes on this machine take it up by themselves.
    Keys of COURSEPORT_KEYS: put a new one last in it and restart every process, then first and restart again, then
    run this. Interrupted, it may be run again.

    Parameters
    ----------
    no_new_key
        Only finish what an interrupted rotation left.
    """
    settings = load_settings()
    new_key = not (no_new_key or settings.keys)
    keyring = keyring_of(settings)
    async with opened_database(settings) as database:
        turn = RotateKeys(PostgresTransactions(database.engine, Vault(keyring), PgQueuerJobQueue, now))
        try:
            rotation = await turn()  # first what is left of an earlier one: all its keys must be at hand
            if new_key:
                _put_new_key_first(home_of(settings))
                rotation = await turn()
        except UnknownKeyError as error:
            raise UsageError(
                f"{error}. Put that key back into {_source(settings)}, last, and try again."
            ) from None
        except VaultError as error:
            err().print(f"{error}: enter its credentials anew, or delete it.", style="red", markup=False)
            return FAILED
    return _tell(settings, keyring(), rotation, as_json=json)


def _tell(settings: Settings, keyring: Keyring, rotation: Rotation, *, as_json: bool) -> int:
    older = [key_id for key_id in keyring.keys if key_id != keyring.current]
    if as_json:
        print_json(
            {
                "source": _source(settings),
                "current": keyring.current,
                "older": older,
                "configurations": rotation.configurations,
                "resealed": rotation.resealed,
                "complete": rotation.complete,
            }
        )
        return OK if rotation.complete else FAILED
    if settings.keys:
        err().print(f"No key was added: keys come from {KEYS_VARIABLE}, whose first one encrypts.", soft_wrap=True)
    done = f"{rotation.resealed} of {rotation.configurations} LMS configurations encrypted anew"
    out().print(f"{done} with the key {keyring.current}", markup=False, soft_wrap=True)
    if not rotation.complete:
        err().print(
            "Somebody still encrypts with an older key: restart that process, then --no-new-key.", style="red"
        )
        return FAILED
    if older:
        # What a process encrypted just before it learned of the new key may be committed just after we were done.
        once = "may be removed once `courseport keys rotate --no-new-key` says 0 here:"
        err().print(f"{', '.join(older)}: {once} {_source(settings)}", markup=False, soft_wrap=True)
    return OK


def _put_new_key_first(home: Path) -> None:
    try:
        add_key(home)
    except (KeyringError, OSError) as error:
        raise UsageError(f"No key was added: {error}") from None


def _source(settings: Settings) -> str:
    return KEYS_VARIABLE if settings.keys else str(home_of(settings) / KEYS_FILE)
