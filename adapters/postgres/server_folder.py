"""The folder of an embedded server: data, socket, log, and what a killed server left in it."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from adapters.postgres.server_log import ServerLog
from adapters.postgres.server_programs import EmbeddedPostgresError, ServerPrograms

SOCKET_PATH_LIMIT = 100  # bytes; systems allow 104 to 108 with the terminating zero
NOBODYS_PID = 2**22 + 1  # above what any system gives to a process


class ServerFolder:
    """One server's folder; only its user may enter it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.data = root / "data"
        self.log = ServerLog(root / "log")

    @property
    def socket_folder(self) -> Path:
        """In the folder itself, or where its path is too long for a socket, in the system's temporary folder."""
        inside = self._root / "socket"
        if len(os.fsencode(inside / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self._root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"courseport-{digest}"

    def prepare(self, programs: ServerPrograms) -> None:
        """Makes the folders, private to the server's user."""
        owners = {os.geteuid()} if programs.user is None else {os.geteuid(), programs.user.pw_uid}
        for folder in (self._root, self.socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            # In a shared temporary folder anybody could have put it there, to sit between us and the server.
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
                raise EmbeddedPostgresError(f"{folder} is not ours; remove it")
            folder.chmod(0o700)
            programs.give(folder)

    def forget_dead_server(self) -> None:
        """Lets a server start where a killed one left its process id, and another process has that id by now.

        Only the id is replaced, by one that nobody has: from the other lines PostgreSQL sees whether processes of
        the dead server still hold its memory, and must not start until they are gone.
        """
        file, pid = self.data / "postmaster.pid", self._pid()
        if pid is not None and not _runs_postgres(pid):
            _, *others = file.read_text().splitlines()
            file.write_text("\n".join((str(NOBODYS_PID), *others)) + "\n")

    def runs(self) -> bool:
        """Whether the server that was started here is alive; one that was stopped leaves no process id."""
        pid = self._pid()
        return pid is not None and _runs_postgres(pid)

    def _pid(self) -> int | None:
        try:
            return abs(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        except (FileNotFoundError, ValueError):
            return None


def _runs_postgres(pid: int) -> bool:
    """Whether a living process of that id is PostgreSQL; where the system does not tell, any living one."""
    if not Path("/proc/self/stat").exists():
        return _lives(pid)
    try:
        # pid (name) state …; the name may hold anything, so it ends at the last parenthesis.
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return name == "postgres" and rest.split()[0] not in ("Z", "X")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
