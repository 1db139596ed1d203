"""Texts and titles come back to the letter, whatever stands in them."""

import pytest
from attrs import evolve

from application.ports.lms import LmsGateway
from domain.course import Unit
from domain.publication import VerificationScope
from tests.builders import make_course
from tests.contracts.lms_steps import (
    new_key,
    proof,
    publish,
    with_chapter,
    with_unit,
)

AUTO, OUTLINE, SAMPLE, FULL = VerificationScope


@pytest.mark.parametrize(
    "content",
    [
        "",
        " \n ",
        "plain, no tags",
        "<p>a &amp; b &lt; c &nbsp; «é» \u2028 🤖</p>",
        "<p>one\r\ntwo\rthree\nfour</p>\n",
        "<script>if (a[b[0]]>c) { x = ']]>'; }</script>",
        "<![CDATA[ inner ]]>",
        "<p>unclosed <b>and <!-- a comment --> <br> <custom-tag/>",
        "<p>\t\xa0\x85 spaces \ufeff</p>",
        '<img src="/static/a.png"><img src="https://example.org/asset-v1:Other+C+R+type@asset+block@b.png">',
    ],
)
async def test_texts_come_back_to_the_letter(gateway: LmsGateway, content: str) -> None:
    course = with_unit(make_course(), Unit("u0", "Odd", content))
    published = await publish(gateway, course, new_key())
    verification = await proof(gateway, published)
    assert verification.complete, verification
    assert verification.texts_compared == 4
    other = with_unit(course, Unit("u0", "Odd", content + "."))
    assert (await proof(gateway, published, other)).changed == ("chapters[0].sections[0].units[0].content «Odd»",)


async def test_addresses_of_the_courses_own_files_come_back_portable(gateway: LmsGateway) -> None:
    key = new_key()
    own = f"asset-v1:{key.org}+{key.course}+{key.run}+type@asset+block@b.png"
    course = with_unit(make_course(), Unit("u0", "Picture", f'<img src="https://studio.example.org/{own}">'))
    assert (await proof(gateway, await publish(gateway, course, key))).complete


@pytest.mark.parametrize("title", [" padded ", 'quotes " and <tags> & more', "two\nlines", "tab\there", "x" * 255])
async def test_titles_come_back_to_the_letter(gateway: LmsGateway, title: str) -> None:
    course = make_course()
    odd = evolve(with_chapter(course, evolve(course.chapters[0], title=title)), title=title)
    assert (await proof(gateway, await publish(gateway, odd, new_key()))).complete


@pytest.mark.parametrize("title", ["null", '"wholly quoted"', ' "quoted" ', "[1]", "12", "true", "{}", '"', "NaN"])
async def test_titles_that_the_platform_could_take_for_json(gateway: LmsGateway, title: str) -> None:
    course = make_course()
    chapter = evolve(course.chapters[0], title=title)
    published = await publish(gateway, with_chapter(course, chapter), new_key())
    assert (await proof(gateway, published, scope=VerificationScope.OUTLINE)).complete
