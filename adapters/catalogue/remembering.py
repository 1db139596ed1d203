"""Pages that were rendered before: a course is mapped again at every look, and few of its texts have changed."""

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import final

LIMIT_BYTES = 32_000_000


@final
class Remembered:
    """Results of a pure function of texts, the last used ones, never more than so many bytes of them.

    A megabyte of Markdown takes half a second to render, and a course is put, looked at, planned and published.
    Safe among threads.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._results: OrderedDict[bytes, str] = OrderedDict()
        self._lock = Lock()

    @property
    def held_bytes(self) -> int:
        """The size of everything remembered."""
        return self._held

    def __call__(self, key: tuple[object, ...], make: Callable[[], str]) -> str:
        """What `make` gives for that key; asked again only where it is not remembered any more."""
        name = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            if name in self._results:
                self._results.move_to_end(name)
                return self._results[name]
        result = make()
        with self._lock:
            self._keep(name, result)
        return result

    def _keep(self, name: bytes, result: str) -> None:
        if name in self._results:
            return
        self._results[name] = result
        self._held += sys.getsizeof(result)
        while self._held > self._limit:
            _, oldest = self._results.popitem(last=False)
            self._held -= sys.getsizeof(oldest)
