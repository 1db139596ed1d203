"""What an embedded server wrote into its log, and what of it an operator needs."""

import re
from collections.abc import Iterable
from pathlib import Path

_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] (?P<level>[A-Z]+\d?): +(?P<text>.*)$")
_GRAVE = ("FATAL", "PANIC")
_EXPLAINING = ("DETAIL", "HINT")

_PASSING = ("already exists", "still in use", "Address already in use")
"""What is left of a server that was killed a moment ago, in PostgreSQL's words: its lock file, memory, socket."""


class ServerLog:
    """The log of one server. PostgreSQL only adds to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        """Bytes in it; what is written from now on stands behind them."""
        return self.path.stat().st_size if self.path.exists() else 0

    def reason(self, since: int) -> str | None:
        """In one line, why the server did not start, as written behind that many bytes; None where it was not.

        The last grave word and what explains it: PostgreSQL's own details, and the line before, which alone says
        where a configuration file is wrong.
        """
        lines = self._lines(since)
        grave = [place for place, (level, _) in enumerate(lines) if level in _GRAVE]
        if not grave:
            return _joined(text for level, text in lines if not level) or None
        last = grave[-1]
        before = [text for level, text in lines[max(last - 1, 0) : last] if level == "LOG"]
        after = [text for level, text in lines[last + 1 : last + 3] if level in _EXPLAINING]
        return _joined((lines[last][1], *before, *after))

    def last_words(self) -> str:
        """Its end."""
        return "\n".join(self._text(0).splitlines()[-15:]) or "(it wrote no log)"

    def _lines(self, since: int) -> list[tuple[str, str]]:
        """Each with its level, which is empty for what came before PostgreSQL had a log to write to."""
        found = ((_LINE.match(line), line) for line in self._text(since).splitlines() if line.strip())
        return [(line["level"], line["text"]) if line else ("", text.strip()) for line, text in found]

    def _text(self, since: int) -> str:
        try:
            return self.path.read_bytes()[since:].decode(errors="replace")
        except FileNotFoundError:
            return ""


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(text.rstrip(".,") for text in texts)


def may_pass(reason: str) -> bool:
    """Whether the same start may do a moment later."""
    return any(words in reason for words in _PASSING)
