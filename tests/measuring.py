"""What a piece of work costs, for tests that say how its cost grows."""

import gc
from collections.abc import Callable
from time import process_time


def cost_of(work: Callable[[], object]) -> float:
    """Seconds of CPU. Garbage collection rests meanwhile: it costs what *other* tests left behind."""
    gc.collect()
    gc.disable()
    began = process_time()
    try:
        work()
        return process_time() - began
    finally:
        gc.enable()
