"""Embedded servers of a test: what they are asked, and whether they live."""

from pathlib import Path

import asyncpg

from adapters.postgres.embedded import EmbeddedPostgres


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


async def ask(server: EmbeddedPostgres, query: str) -> object:
    connection = await asyncpg.connect(server.url.replace("+asyncpg", ""), timeout=10)
    try:
        return await connection.fetchval(query, timeout=10)
    finally:
        await connection.close()
