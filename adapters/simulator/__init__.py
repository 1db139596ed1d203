"""A simulated Open edX site: an LMS and a Studio on loopback that answer as the real ones of Teak do.

The contract is `platform-facts.md`: tokens, course runs, imports with their stages and their silent losses, the
APIs by which an import is verified. It truly unpacks and reads what it is given. It shares no code with the
client that is proven against it. `async with serve(Simulator()) as running:` runs it on the caller's event loop;
`python -m adapters.simulator` runs it as a process of its own.
"""

from .rudeness import Answer, CutRequest, CutResponse, Delay, RejectTokens, Rule
from .server import Running, serve
from .settings import Account, Pace, Settings
from .simulator import Simulator

__all__ = [
    "Account",
    "Answer",
    "CutRequest",
    "CutResponse",
    "Delay",
    "Pace",
    "RejectTokens",
    "Rule",
    "Running",
    "Settings",
    "Simulator",
    "serve",
]
