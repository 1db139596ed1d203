"""A course as another program packs it: written by hand, without our packager, our names or our identities."""

import json
from hashlib import sha256

from domain.course import Course, Unit
from tests.adapters.simulator.packages import Files


def name_of(*path: str) -> str:
    """As Studio names what people make in it: 32 hexadecimal digits."""
    return sha256("/".join(path).encode()).hexdigest()[:32]


def by_hand(course: Course) -> Files:
    """The course as another program packs it, with one unit more, and a quiz beside the last unit's text."""
    files: Files = {
        "c/course.xml": '<course url_name="r" org="o" course="n"/>',
        "c/course/r.xml": f"<course>{_pointers('chapter', [name_of(c.id) for c in course.chapters])}</course>",
        "c/policies/r/policy.json": json.dumps({"course/r": {"display_name": course.title}}),
    }
    for chapter in course.chapters:
        sections = [name_of(chapter.id, section.id) for section in chapter.sections]
        files[f"c/chapter/{name_of(chapter.id)}.xml"] = _element("chapter", chapter.title, "sequential", sections)
        for section in chapter.sections:
            units = [name_of(chapter.id, section.id, unit.id) for unit in section.units]
            file = f"c/sequential/{name_of(chapter.id, section.id)}.xml"
            files[file] = _element("sequential", section.title, "vertical", [*units, f"extra-{section.id}"])
            files[f"c/vertical/extra-{section.id}.xml"] = (
                '<vertical display_name="Only in Studio"><problem/></vertical>'
            )
            for name, unit in zip(units, section.units, strict=True):
                files |= _unit(name, unit)
    return files


def _unit(name: str, unit: Unit) -> Files:
    text = f"{name}-t"
    return {
        f"c/vertical/{name}.xml": (
            f'<vertical display_name="{unit.title}"><html url_name="{text}"/>'
            f'<problem url_name="{name}-p" display_name="Quiz"><p>2 + 2?</p></problem></vertical>'
        ),
        f"c/html/{text}.xml": f'<html filename="{text}" display_name="Text"/>',
        f"c/html/{text}.html": f"<p>An older text of {unit.id}</p>",
    }


def _element(kind: str, title: str, child: str, children: list[str]) -> str:
    return f'<{kind} display_name="{title}">{_pointers(child, children)}</{kind}>'


def _pointers(kind: str, names: list[str]) -> str:
    return "".join(f'<{kind} url_name="{name}"/>' for name in names)
