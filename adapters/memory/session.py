"""How the in-memory stores see the transaction that they belong to."""

from typing import Protocol

from adapters.memory.state import State


class Session(Protocol):
    """One transaction's view of all tables."""

    def read(self) -> State:
        """For looking only."""
        ...

    async def write(self) -> State:
        """For changing; waits for other writers the first time, so look again afterwards."""
        ...
