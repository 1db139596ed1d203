"""Headers of our own: those that tarfile writes."""

import tarfile

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.openedx.olx.tar_headers import header_of


@given(
    st.text(alphabet="abz/._-09", min_size=1, max_size=110) | st.text(st.characters(codec="utf-8"), min_size=1),
    st.integers(0, 8**11 + 1),
)
@example("x" * 100, 8**11 - 1)
@example("x" * 101, 0)
@example("x", 8**11)
def test_they_are_what_tarfile_writes(path: str, size: int) -> None:
    theirs = tarfile.TarInfo(path)
    theirs.size, theirs.mode = size, 0o644
    assert header_of(path, size) == theirs.tobuf(tarfile.PAX_FORMAT)
