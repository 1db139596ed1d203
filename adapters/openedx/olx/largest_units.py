"""What is wrong with all units together is told at the largest of them, with those that come next."""

from collections.abc import Collection

from attrs import evolve, frozen

from domain.violations import Place, Violation

_NAMED = 10


@frozen
class WeighedUnit:
    """Where a unit stands, or at least its title, and the bytes of its HTML."""

    place: Place
    size: int


def told_at_the_largest(finding: Violation, units: Collection[WeighedUnit]) -> Violation:
    """The finding with the ten largest units in its message, at the place of the first; as it is without any."""
    largest = sorted(units, key=lambda unit: -unit.size)[:_NAMED]
    if not largest:
        return finding
    named = "; ".join(f"{_whole_name(unit.place)} ({unit.size:,} bytes)" for unit in largest)
    message = f"{finding.message}. The largest units, before packing: {named}"
    return evolve(finding, message=message, place=largest[0].place if largest[0].place.path else finding.place)


def _whole_name(place: Place) -> str:
    return str(place) if place.path else f"«{place.title}»"
