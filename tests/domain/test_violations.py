"""Places and severities, as people read them."""

import pytest

from domain.violations import Place, Severity, Violation, errors_among, warnings_among


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(), "course"),
        (Place("title"), "title"),
        (Place("", "AI"), "course «AI»"),
        (Place("chapters[2].sections[0]", "Итог"), "chapters[2].sections[0] «Итог»"),
        (Place("x", "", 3), "x, line 3"),
        (Place("x", "T", 3, 7), "x «T», line 3, column 7"),
        (Place("x", "T", None, 7), "x «T»"),
    ],
)
def test_places_read_well(place: Place, shown: str) -> None:
    assert str(place) == shown


def test_errors_stop_and_warnings_do_not() -> None:
    error = Violation("A", Place("a"), "mend it")
    warning = Violation("B", Place("b"), "look at it", Severity.WARNING)
    assert error.severity is Severity.ERROR
    assert error.path == "a"
    assert errors_among([warning, error, warning]) == (error,)
    assert warnings_among([warning, error, warning]) == (warning, warning)
