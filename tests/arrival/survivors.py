"""Which blocks of two versions of a course are the same, said by the author's ids alone (issue 3, section 2).

Independent of domain/identities.py: from the definition, not from its algorithm.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from attrs import define, field

from tests.arrival.arrived import Source

_LEVEL = {"course": 0, "chapter": 0, "sequential": 1, "vertical": 2, "html": 2}

Keys: TypeAlias = Mapping[Source, str]
"""The usage key of every block of one publish, as the LMS has it."""


@define
class History:
    """Watches the usage keys of one course run from publish to publish.

    In so many upper levels an id belongs to one block for ever, so that it has one key for ever, too.
    """

    own_ids: int
    _last: Keys = field(factory=dict)
    _owner: dict[str, Source] = field(factory=dict)
    _ever: dict[Source, str] = field(factory=dict)

    def check(self, keys: Keys) -> int:
        """Raises where a block is not the one that it was; tells how many blocks were found to have survived."""
        survivors = list(_survivors(self._last, keys))
        for before, after in survivors:
            assert keys[after] == self._last[before], f"{after} was {self._last[before]} and is {keys[after]}"
        assert len(set(keys.values())) == len(keys), "two blocks share a usage key"
        for source, usage in keys.items():
            self._same_owner(source, usage)
        self._last = keys
        return len(survivors)

    def _same_owner(self, source: Source, usage: str) -> None:
        by_id = (source[0], source[1][-1:])
        owner = self._owner.setdefault(usage, by_id)
        assert owner == by_id, f"{usage} was {owner} and is given to {by_id}"
        if _LEVEL[source[0]] < self.own_ids:
            first = self._ever.setdefault(by_id, usage)
            assert first == usage, f"{by_id} was {first} once and came back as {usage}"


def _survivors(before: Keys, after: Keys) -> Iterator[tuple[Source, Source]]:
    """The same whole path; else the longest tail of it that leads to one block both then and now."""
    for source in after:
        for length in (3, 2, 1):
            was, now = _tails(before, length)[_tail(source, length)], _tails(after, length)[_tail(source, length)]
            if len(was) == len(now) == 1:
                yield was[0], now[0]
                break


def _tails(keys: Keys, length: int) -> defaultdict[Source, list[Source]]:
    found: defaultdict[Source, list[Source]] = defaultdict(list)
    for source in keys:
        found[_tail(source, length)].append(source)
    return found


def _tail(source: Source, length: int) -> Source:
    return source[0], source[1][-length:]
