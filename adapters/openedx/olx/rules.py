"""The names of the rules for an author's HTML, their limits, and a finding as long as it does not know its unit.

Rules about names, references and policies of the *archive* stand with the archive's own checks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from domain.violations import Place, Severity, Violation

HTML_SIZE = 1_048_576
"""Bytes of one unit's HTML above which editors and browsers become slow (data model, section 12)."""

DATA_URI_LENGTH = 65_536
"""Characters of one `data:` URI; larger files belong on a server, where browsers can keep them."""

SHOWN_PER_RULE = 20
"""Findings of one rule and severity that are told one by one in one unit; the rest is a number."""


class Rule(StrEnum):
    """What a unit's HTML is held against."""

    HTML_SIZE_LIMIT = "HTML_SIZE_LIMIT"
    EMPTY_UNIT = "EMPTY_UNIT"
    PARSEABLE_HTML = "PARSEABLE_HTML"
    UNKNOWN_HTML_TAG = "UNKNOWN_HTML_TAG"
    NO_DOCUMENT_TAGS = "NO_DOCUMENT_TAGS"
    NO_SCRIPT_TAGS = "NO_SCRIPT_TAGS"
    EMBEDDED_MEDIA = "EMBEDDED_MEDIA"
    REPEATED_HTML_ID = "REPEATED_HTML_ID"
    ABSOLUTE_IMAGE_URLS = "ABSOLUTE_IMAGE_URLS"
    NO_LOCAL_FILE_REFS = "NO_LOCAL_FILE_REFS"
    STATIC_FILE_MISSING = "STATIC_FILE_MISSING"
    DATA_URI_SIZE = "DATA_URI_SIZE"
    MIXED_UNICODE_FORMS = "MIXED_UNICODE_FORMS"


@frozen
class Mark:
    """A position in a unit's HTML; both numbers count from 1, columns in characters."""

    line: int
    column: int


@frozen
class HtmlFinding:
    """What a rule found in some HTML; `at` is None where it is about the whole."""

    rule: Rule
    message: str
    at: Mark | None = None
    severity: Severity = Severity.WARNING

    def placed(self, unit: Place) -> Violation:
        """The finding as an author sees it, in the unit at that place."""
        if self.at is None:
            return Violation(self.rule.value, unit, self.message, self.severity)
        place = Place(unit.path, unit.title, self.at.line, self.at.column)
        return Violation(self.rule.value, place, self.message, self.severity)


def in_order(findings: Iterable[HtmlFinding]) -> Iterator[HtmlFinding]:
    """Findings in the order of reading, at most `SHOWN_PER_RULE` of a kind, and then how many more there are."""
    counts: Counter[tuple[Rule, Severity]] = Counter()
    for finding in sorted(findings, key=_position):
        kind = finding.rule, finding.severity
        counts[kind] += 1
        if counts[kind] <= SHOWN_PER_RULE:
            yield finding
    for (rule, severity), count in counts.items():
        if count > SHOWN_PER_RULE:
            more = f"and {count - SHOWN_PER_RULE} more of this kind in this unit"
            yield HtmlFinding(rule, more, severity=severity)


def _position(finding: HtmlFinding) -> tuple[int, int]:
    return (0, 0) if finding.at is None else (finding.at.line, finding.at.column)
