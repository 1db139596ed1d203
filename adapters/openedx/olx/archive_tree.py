"""Walks a package from `course.xml` down, as the platform's importer would, and notes where it would stumble.

The importer drops what it cannot read without a word (platform-facts 5), so every stumble is an error here.
"""

from collections.abc import Iterator, Mapping

from attrs import Factory, define, frozen
from lxml import etree

from adapters.openedx.olx.archive_contents import Contents
from adapters.openedx.olx.url_names import flaws_of
from domain.course_key import PART_PATTERN

COURSE_XML = "course.xml"
_POINTER_ATTRIBUTES = {"url_name", "org", "course"}
_CHILD_OF: Mapping[str, str] = {
    "course": "chapter",
    "chapter": "sequential",
    "sequential": "vertical",
    "vertical": "html",
}
_EMPTY: Mapping[str, tuple[str, str]] = {
    "course": ("MIN_ONE_CHAPTER", "holds no chapter; add one"),
    "chapter": ("MIN_ONE_SEQUENTIAL", "holds no section; add one"),
    "sequential": ("MIN_ONE_VERTICAL", "holds no unit; add one"),
    "vertical": ("MIN_ONE_COMPONENT", "shows nothing; add its html element"),
}


@frozen
class Walked:
    """Where the walk came: the course's root, where there is one; the files reached; titles of content files."""

    root: "CourseRoot | None"
    reached: frozenset[str]
    titles: Mapping[str, str]


@frozen
class CourseRoot:
    """The course itself: its url_name, and the attributes of the element in its file."""

    url_name: str
    attributes: Mapping[str, str]


def walk(contents: Contents) -> Walked:
    """Follows every pointer there is, and notes all findings in `contents`."""
    steps = _Walk(contents)
    root = steps.course()
    return Walked(root, frozenset(steps.reached), steps.titles)


@define
class _Walk:
    contents: Contents
    reached: set[str] = Factory(set)
    names: dict[str, str] = Factory(dict)
    titles: dict[str, str] = Factory(dict)

    def course(self) -> CourseRoot | None:
        if COURSE_XML not in self.contents.sizes:
            self._found("COURSE_XML_REQUIRED", COURSE_XML, "is missing; the platform would refuse the package")
            return None
        pointer = self._document(COURSE_XML, "course")
        if pointer is None or not self._is_course_pointer(pointer):
            return None
        name = str(pointer.get("url_name"))
        self._check_name(name, COURSE_XML)
        course = self._target("course", name, COURSE_XML)
        if course is None:
            return None
        self._children(course, f"course/{name}.xml")
        return CourseRoot(name, dict(_attributes(course)))

    def _is_course_pointer(self, element: etree._Element) -> bool:
        rule = "COURSE_XML_REQUIRED"
        attributes = dict(_attributes(element))
        if set(attributes) != _POINTER_ATTRIBUTES:
            message = "must have the attributes url_name, org and course and no other, or the import is empty"
            self._found(rule, COURSE_XML, message)
            return False
        for name in sorted(_POINTER_ATTRIBUTES):
            if not PART_PATTERN.fullmatch(attributes[name]) and name != "url_name":
                self._found(rule, COURSE_XML, f"{name} must be 1–50 letters, digits, '_' or '-' (ASCII)")
        if len(element) or (element.text or "").strip():
            self._found(rule, COURSE_XML, "must be empty: the course stands in a file of its own")
            return False
        return True

    def _children(self, parent: etree._Element, file: str) -> None:
        """What a container holds: children of the one type that belongs there, and no text."""
        child_type = _CHILD_OF[str(parent.tag)]
        count = 0
        if _has_text(parent):
            self._found("ELEMENT_CONTENT", file, f"the {parent.tag} element holds text, which belongs into html")
        for child in parent:
            if child.tag != child_type:
                self._found(
                    "ELEMENT_CONTENT", file, f"a {parent.tag} may hold only {child_type}, not {child.tag!s}"
                )
                continue
            count += 1
            self._child(child, file)
        if not count:
            rule, message = _EMPTY[str(parent.tag)]
            self._found(rule, file, message)

    def _child(self, child: etree._Element, file: str) -> None:
        kind, attributes = str(child.tag), dict(_attributes(child))
        name = attributes.get("url_name", "")
        self._check_name(name, file)
        if set(attributes) == {"url_name"} and not len(child) and not (child.text or "").strip():
            definition = self._target(kind, name, file)
            file = f"{kind}/{name}.xml"
        else:
            definition = child
        if definition is None:
            return
        if not str(definition.get("display_name", "")).strip():
            self._found(
                "TITLE_REQUIRED", file, f"the {kind} {name!r} has no display_name; learners would see a blank"
            )
        if kind == "html":
            self._html(definition, file)
        else:
            self._children(definition, file)

    def _html(self, element: etree._Element, file: str) -> None:
        filename = element.get("filename")
        if filename is None:
            if not len(element) and not (element.text or "").strip():
                self._found("REFERENCED_FILE_EXISTS", file, "names no file with its content; add filename")
            return
        path = f"html/{filename}.html"
        if len(element) or (element.text or "").strip():
            self._found("ELEMENT_CONTENT", file, "names a file and has content, too; only one of them is shown")
        if path in self.reached:
            self._found("UNIQUE_URL_NAMES", file, f"shares {path} with another element; give each its own")
        elif path not in self.contents.sizes:
            self._found("REFERENCED_FILE_EXISTS", file, f"names {path}, which the package does not hold")
        self.reached.add(path)
        self.titles[path] = str(element.get("display_name", ""))

    def _check_name(self, name: str, file: str) -> None:
        if not name.isascii():
            self._found("ASCII_URL_NAMES", file, f"the url_name {name!r} is not ASCII")
        for flaw in flaws_of(name):
            rule = "URL_NAME_MAX_LENGTH" if "characters;" in flaw else "URL_NAME_PATTERN"
            self._found(rule, file, f"the url_name {name!r} {flaw}")
        if name in self.names:
            first = self.names[name]
            self._found("UNIQUE_URL_NAMES", file, f"the url_name {name!r} is that of another element, in {first}")
        self.names.setdefault(name, file)

    def _target(self, kind: str, name: str, file: str) -> etree._Element | None:
        """The root of the file that a pointer points to."""
        path = f"{kind}/{name}.xml"
        if path not in self.contents.sizes:
            self._found("REFERENCED_FILE_EXISTS", file, f"points to {path}, which the package does not hold")
            return None
        if path in self.reached:
            return None  # the name was given twice, which has been noted
        element = self._document(path, kind)
        if element is not None and element.get("url_name") not in (None, name):
            self._found(
                "UNIQUE_URL_NAMES", path, f"calls itself {element.get('url_name')!r}, its file says otherwise"
            )
        return element

    def _document(self, path: str, tag: str) -> etree._Element | None:
        self.reached.add(path)
        content = self.contents.documents.get(path)
        if content is None:
            return None  # unreadable, which has been noted
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_pis=True, remove_comments=True
        )
        try:
            element = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            self._found(
                "WELL_FORMED_XML", path, f"is not well-formed XML ({error.msg}); the platform would drop it"
            )
            return None
        if element.getroottree().docinfo.internalDTD is not None:
            self._found("WELL_FORMED_XML", path, "has a document type declaration, which the platform refuses")
            return None
        if element.tag != tag:
            self._found("ELEMENT_CONTENT", path, f"should hold a {tag} element, not {element.tag!s}")
            return None
        return element

    def _found(self, rule: str, path: str, message: str) -> None:
        self.contents.found(rule, path, message)


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    return ((str(name), str(value)) for name, value in element.attrib.items())


def _has_text(element: etree._Element) -> bool:
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))
