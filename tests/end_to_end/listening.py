"""Processes that listen: at a port of their own, and what they answer there."""

import asyncio
import socket
from asyncio.subprocess import Process

from tests.end_to_end.command_line import PATIENCE_SECONDS, still_running


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def status_of(serving: Process, port: int, path: str) -> int:
    """The status that a GET is answered with, once somebody listens there."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await still_running(serving)
                await asyncio.sleep(0.1)
                continue
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            line = (await reader.readline()).decode()
            await reader.read()
            writer.close()
            await writer.wait_closed()
            return int(line.split()[1])
