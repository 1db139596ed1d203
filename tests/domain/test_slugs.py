"""Any script becomes a slug, and nothing makes it fail."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.slugs import slugify

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
"""Lone surrogates and unassigned code points too."""


@given(ANY_TEXT)
def test_every_text_has_a_slug(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{1,40}", slugify(text))


@given(ANY_TEXT)
def test_a_slug_is_its_own_slug(text: str) -> None:
    assert slugify(slugify(text)) == slugify(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Введение в ИИ", "vvedenie_v_ii"),
        ("学校", "xue_xiao"),
        ("かな", "kana"),
        ("한국어", "hangugeo"),
        ("Ελληνικά", "ellenika"),
        ("Ärger & Öl", "arger_ol"),
        ("🎓 Week 1", "week_1"),
        ("a__b  c", "a_b_c"),
        ("keep-this_one", "keep-this_one"),
        ("_x_", "x"),
        ("\ud800x", "x"),
        ("x" * 39 + " y", "x" * 39),
        ("y" * 90, "y" * 40),
    ],
)
def test_scripts(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["", "   ", "🎓", "!?", "\udfff", "___"])
def test_where_nothing_is_left_the_fallback_stands(text: str) -> None:
    assert slugify(text) == "item"
    assert slugify(text, fallback="unit") == "unit"
