"""`courseport serve`, `worker`, `migrate`: the processes of an installation."""

from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter, validators

from entrypoints.api import serve_api
from entrypoints.commands.terminal import OK, err
from entrypoints.settings import load_settings
from entrypoints.wiring import migrate_database
from entrypoints.worker import run_worker_process

Port: TypeAlias = Annotated[
    int, Parameter(help="Port to listen on; 0 takes a free one.", validator=validators.Number(gte=0, lte=65535))
]


async def serve(*, host: str = "127.0.0.1", port: Port = 8000, workers: Literal[0, 1] = 1) -> int:
    """Serve the HTTP API, with a worker in the same process; what it offers stands at /docs and /schema.

    Runs until SIGTERM or Ctrl-C; jobs that run are handed over then.

    Parameters
    ----------
    host
        Address to listen on; 0.0.0.0 is all of this machine's.
    workers
        1 runs jobs in this process, 0 leaves them to `courseport worker`.
    """
    return await serve_api(load_settings(), host=host, port=port, with_worker=workers == 1)


Concurrency: TypeAlias = Annotated[
    int | None,
    Parameter(help="Jobs at a time; else COURSEPORT_WORKER_CONCURRENCY.", validator=validators.Number(gte=2)),
]


async def worker(*, concurrency: Concurrency = None) -> int:
    """Run jobs until told to stop; SIGTERM hands running ones over. Any number of workers may share a database."""
    return await run_worker_process(load_settings(), concurrency=concurrency)


async def migrate() -> int:
    """Bring the database to this release's schema; other commands do it by themselves."""
    revision = await migrate_database(load_settings())
    err().print(f"the database is at revision {revision}")
    return OK
