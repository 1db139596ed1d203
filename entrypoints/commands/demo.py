"""`courseport demo`: the main job, whole, against a simulated LMS on this machine."""

from entrypoints.commands.terminal import OK


async def demo() -> int:
    """X."""
    return OK
