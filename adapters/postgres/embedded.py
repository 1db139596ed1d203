"""A real PostgreSQL without installation: one server in a data folder, shared by all our processes that use it.

    with EmbeddedPostgres(home) as server:
        engine = create_engine(server.url)

Who uses the server holds a shared lock on a file; whoever leaves and then gets the lock alone was the last one and
stops it. The system frees the locks of killed processes, so nobody has to be remembered or forgotten.
"""

import atexit
import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import IO, final
from urllib.parse import urlencode

import structlog

from adapters.postgres.home import database_home, make_walkable
from adapters.postgres.server_folder import ServerFolder
from adapters.postgres.server_log import may_pass
from adapters.postgres.server_programs import EmbeddedPostgresError, ServerPrograms

PORT = "5432"  # names the socket file; the server listens on no network
SUPERUSER = "courseport"
ACCEPTING, REJECTING = 0, 1  # what pg_isready answers
HOPELESS = 3
"""Starts that failed for what does not pass by itself; one more would end as they did."""

_log = structlog.get_logger()


@final
class EmbeddedPostgres:
    """A handle on the server of one home. `start` and `stop` may be called by many processes at once.

    Every wait ends after `deadline_seconds` with an `EmbeddedPostgresError` that quotes PostgreSQL. `options` are
    server settings, of effect where this handle is the one that starts the server.
    """

    def __init__(
        self, home: Path, options: Mapping[str, str] | None = None, *, deadline_seconds: float = 60
    ) -> None:
        self._home = database_home(home, os.geteuid())
        self._moved = self._home != home
        self._options = options or {}
        self._deadline_seconds = deadline_seconds
        self._folder = ServerFolder(self._home / "postgres")
        self._use: IO[bytes] | None = None
        self._process = 0

    @property
    def url(self) -> str:
        """Where to connect, over the socket in the server's own folder, which nobody else can enter."""
        where = urlencode({"host": str(self._folder.socket_folder), "port": PORT})
        return f"postgresql+asyncpg://{SUPERUSER}@/postgres?{where}"

    def start(self) -> None:
        """Makes sure that the server runs, and goes on running until this handle stops."""
        if self._use is not None:
            return
        make_walkable(self._home, os.geteuid())
        deadline = time.monotonic() + self._deadline_seconds
        with self._alone(deadline):
            use = self._lock_file("postgres.use").open("ab")
            try:
                fcntl.flock(use, fcntl.LOCK_SH | fcntl.LOCK_NB)
                programs = ServerPrograms.found()
                self._run(programs, deadline)
                self._say(programs)
            except BaseException:
                use.close()
                raise
            self._use, self._process = use, os.getpid()
        atexit.register(self.stop)

    def runs(self) -> bool:
        """Whether the server is alive: an operator may have killed it, or the system for want of memory."""
        return self._folder.runs()

    def start_again(self) -> None:
        """Makes sure that the server runs which this handle uses: once more, where it has ended meanwhile."""
        deadline = time.monotonic() + self._deadline_seconds
        with self._alone(deadline):
            if self._use is not None:
                self._run(ServerPrograms.found(), deadline)

    def stop(self) -> None:
        """Gives the server back; the last one stops it. May be called again."""
        # A forked child has a copy of this handle, but the server is its parent's to give back.
        if self._use is None or self._process != os.getpid():
            return
        atexit.unregister(self.stop)
        with self._alone(time.monotonic() + self._deadline_seconds):
            self._use.close()
            self._use = None
            with self._lock_file("postgres.use").open("ab") as use:
                try:
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._halt(ServerPrograms.found())

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _lock_file(self, name: str) -> Path:
        return self._home / f"{name}.lock"

    @contextmanager
    def _alone(self, deadline: float) -> Iterator[None]:
        """Starting and stopping are done by one process at a time."""
        with self._lock_file("postgres.start").open("ab") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise EmbeddedPostgresError(
                            f"another process is starting or stopping PostgreSQL in {self._home} for too long"
                        ) from None
                    time.sleep(0.02)
            yield

    def _run(self, programs: ServerPrograms, deadline: float) -> None:
        self._folder.prepare(programs)
        if not self._folder.data.exists():
            self._initialise(programs, deadline)
        failures, why = 0, "it does not answer"
        while (answer := self._answer(programs)) != ACCEPTING:
            if failures == HOPELESS or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"{why} (its log: {self._folder.log.path})")
            if answer == REJECTING:  # it is starting or stopping
                time.sleep(0.02)
                continue
            self._folder.forget_dead_server()
            failed = self._launch(programs, deadline)
            if failed is not None:
                failures, why = failures + (not may_pass(failed)), failed
                time.sleep(0.2)

    def _answer(self, programs: ServerPrograms) -> int:
        where = ("-h", str(self._folder.socket_folder), "-p", PORT)
        return programs.run("pg_isready", *where, "-d", "postgres", "-t", "3", deadline_seconds=5).code

    def _initialise(self, programs: ServerPrograms, deadline: float) -> None:
        """Beside the final place and then renamed, so that a killed initdb leaves no half of a database."""
        unfinished = self._folder.data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The builtin collation sorts the same on every machine and after every update of the system's libraries.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
        access = (f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject")
        left = deadline - time.monotonic()
        made = programs.run("initdb", "-D", str(unfinished), *locale, *access, deadline_seconds=left)
        if made.code != 0:
            raise EmbeddedPostgresError(f"no database could be made in {unfinished}: {made.output}")
        unfinished.rename(self._folder.data)

    def _launch(self, programs: ServerPrograms, deadline: float) -> str | None:
        """Starts the server and waits for it; why it did not start, where it did not."""
        left = max(int(deadline - time.monotonic()), 1)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._folder.socket_folder)}
        options = " ".join(
            f"-c {quote(f'{name}={value}')}" for name, value in (settings | dict(self._options)).items()
        )
        log = self._folder.log
        written, data = log.size(), ("-D", str(self._folder.data), "-l", str(log.path), "-w", "-t", str(left))
        ran = programs.run("pg_ctl", "start", *data, "-o", f"-p {PORT} {options}", deadline_seconds=left + 5)
        return None if ran.code == 0 else log.reason(written) or " ".join(ran.output.split())

    def _halt(self, programs: ServerPrograms) -> None:
        for how, patience in (("fast", 30), ("immediate", 10)):
            wait = ("-D", str(self._folder.data), "-m", how, "-w", "-t", str(patience))
            programs.run("pg_ctl", "stop", *wait, deadline_seconds=patience + 5)
            if self._answer(programs) not in (ACCEPTING, REJECTING):
                return
        raise EmbeddedPostgresError(
            f"PostgreSQL in {self._folder.data} does not stop\n{self._folder.log.last_words()}"
        )

    def _say(self, programs: ServerPrograms) -> None:
        data = str(self._folder.data)
        if programs.user is None:
            _log.info("embedded PostgreSQL is running", data=data)
        elif self._moved:
            _log.warning(
                "root's PostgreSQL cannot live in a private folder", user=programs.user.pw_name, data=data
            )
        else:
            _log.warning(
                "the embedded PostgreSQL cannot run as root and runs as another user",
                user=programs.user.pw_name,
                data=data,
            )
