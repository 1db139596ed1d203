"""The data model's 19 languages, neither more nor fewer."""

from domain.languages import DEFAULT_LANGUAGE, Language

CODES = "ru en zh es fr de ja ko ar pt it tr vi th id ms hi bn pl"


def test_the_nineteen() -> None:
    assert {language.value for language in Language} == set(CODES.split())
    assert len(Language) == 19


def test_russian_is_the_default() -> None:
    assert DEFAULT_LANGUAGE == "ru"


def test_arabic_alone_runs_from_right_to_left() -> None:
    assert [language for language in Language if language.right_to_left] == [Language.ARABIC]
