"""The languages a course can be written in (the data model's list of 19), and the direction they are read in."""

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1 codes of the 19 languages; Russian is the default of the data model."""

    RUSSIAN = "ru"
    ENGLISH = "en"
    CHINESE = "zh"
    SPANISH = "es"
    FRENCH = "fr"
    GERMAN = "de"
    JAPANESE = "ja"
    KOREAN = "ko"
    ARABIC = "ar"
    PORTUGUESE = "pt"
    ITALIAN = "it"
    TURKISH = "tr"
    VIETNAMESE = "vi"
    THAI = "th"
    INDONESIAN = "id"
    MALAY = "ms"
    HINDI = "hi"
    BENGALI = "bn"
    POLISH = "pl"

    @property
    def right_to_left(self) -> bool:
        """Whether text of this language runs from right to left."""
        return self is Language.ARABIC


DEFAULT_LANGUAGE = Language.RUSSIAN
