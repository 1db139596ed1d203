"""One JSON object of a course, field by field: hands out usable values and reports the others."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from adapters.course_input.field_names import field_place, report_names
from adapters.course_input.findings import Findings, kind_of, shown
from adapters.course_input.json_text import Unreadable
from adapters.course_input.moments import moment
from domain.languages import DEFAULT_LANGUAGE, Language
from domain.violations import Place


class Fields:
    """The fields of one object at one place. Every value asked for is reported on once, and never raises."""

    def __init__(self, value: object, place: Place, known: tuple[str, ...], findings: Findings) -> None:
        self.place = place
        self._findings = findings
        self._values: dict[object, object] = value if isinstance(value, dict) else {}
        self._is_object = isinstance(value, dict)
        if not self._is_object:
            self._refuse(value, place, "write an object: { … }")
        report_names(self._values, place, known, findings)

    def text(self, name: str) -> str:
        """A text that must be there; empty where it is not."""
        if name not in self._values:
            self._missing(name, "the field is missing; add it")
        return self._text(name, "write text in quotes") or ""

    def optional_text(self, name: str) -> str | None:
        """A text that may be left out, but not be null or anything else."""
        return self._text(name, "write text in quotes, or leave the field out")

    def moment(self, name: str) -> datetime | None:
        """A moment in UTC that may be left out."""
        text = self.optional_text(name)
        if text is None:
            return None
        try:
            return moment(text)
        except ValueError as problem:
            self._findings.replaced("DATE_FORMAT", self._at(name), f"{shown(text)} cannot be read: {problem}")
            return None

    def language(self, name: str) -> Language:
        """One of the languages that the data model knows; its default where the field is left out."""
        text = self.optional_text(name)
        if text is None or text in set(Language):
            return DEFAULT_LANGUAGE if text is None else Language(text)
        near = text.strip().lower().replace("_", "-").partition("-")[0]
        advice = f"write {near!r}" if near in set(Language) else f"use one of {' '.join(Language)}"
        self._findings.replaced(
            "LANGUAGE_UNKNOWN", self._at(name), f"no language is called {shown(text)}; {advice}"
        )
        return DEFAULT_LANGUAGE

    def urls(self, name: str) -> tuple[str, ...]:
        """A list of absolute URLs that may be left out; those that are none are reported and left out."""
        return tuple(
            value for place, value in self._elements(name) if isinstance(value, str) and self._is_url(value, place)
        )

    def objects(self, name: str) -> Iterator[tuple[str, object]]:
        """The elements of a list that must be there, each with its path; the caller sees what they are.

        One by one, so that after too many mistakes in the first ones the others are not looked at.
        """
        if name not in self._values:
            self._missing(name, "the list is missing; add it")
        yield from ((place.path, value) for place, value in self._elements(name, of_text=False))

    def _text(self, name: str, advice: str) -> str | None:
        value = self._values.get(name)
        if isinstance(value, str):
            return value
        if name in self._values:
            self._refuse(value, self._at(name), advice)
        return None

    def _elements(self, name: str, *, of_text: bool = True) -> Iterator[tuple[Place, object]]:
        values = self._values.get(name, [])
        if not isinstance(values, list):
            self._refuse(values, self._at(name), "write a list: [ … ]")
            return
        for index, value in enumerate(values):
            if self._findings.too_many:
                return
            place = Place(f"{self._at(name).path}[{index}]", self.place.title)
            if of_text and not isinstance(value, str):
                self._refuse(value, place, "write text in quotes")
            yield place, value

    def _is_url(self, text: str, place: Place) -> bool:
        try:
            parts = urlsplit(text)
            absolute = bool(parts.scheme in ("http", "https") and parts.hostname) or parts.scheme == "data"
        except ValueError:
            absolute = False
        if not absolute:
            advice = "is no absolute URL; put the file on a server and write https://…"
            self._findings.replaced("ABSOLUTE_ASSET_URLS", place, f"{shown(text)} {advice}")
        return absolute

    def _at(self, name: str) -> Place:
        return field_place(self.place, name)

    def _missing(self, name: str, message: str) -> None:
        if self._is_object and not self._findings.explains(self._at(name).path):
            self._findings.replaced("FIELD_REQUIRED", self._at(name), message)

    def _refuse(self, value: object, place: Place, advice: str) -> None:
        if isinstance(value, Unreadable) or self._findings.explains(place.path):
            self._findings.stood_in_for(place.path)
            return
        self._findings.replaced("WRONG_TYPE", place, f"this is {kind_of(value)}; {advice}")
