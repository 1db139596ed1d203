"""How the API's process shares its interpreter: its event loop answers, its threads work on courses."""

import gc
import sys

TURN_SECONDS = 0.0005
"""Python's own 5 ms are waited for at every answer of the database.

A status request that had eight of them took 40 ms while a thread beside it mapped a course, and 15 ms with this.
The thread loses too little to measure.
"""


def give_the_event_loop_its_turn() -> None:
    """For a process that has just been set up, and will answer callers from now on.

    Of workers, polls come no sooner for it, and a hundred jobs cost them 5 % more.

    All that it is made of by now stays until its end, and is let be by the garbage collector, which would else
    stop everything for 0.1 s, several times a course, to look at it again.
    """
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()
