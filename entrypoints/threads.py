"""How the threads of a process that serves share its interpreter."""

import sys

TURN_SECONDS = 0.0005
"""Python's own 5 ms are waited for at every answer of the database: a status request, with eight of them, took
40 ms while a thread beside it mapped a course, and takes 12 ms with this. The thread loses too little to measure.
"""


def give_the_event_loop_its_turn() -> None:
    """For a process whose threads check, map and build courses while its event loop answers and polls."""
    sys.setswitchinterval(TURN_SECONDS)
