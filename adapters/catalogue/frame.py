"""The page that a text goes onto."""

from collections.abc import Iterator
from itertools import count

from attrs import evolve, field, frozen

from adapters.catalogue.markdown import TOP_HEADING, render_markdown
from adapters.catalogue.markup import Markup, html_fragment, markup_of
from adapters.catalogue.remembering import Remembered

_REMEMBERED = Remembered()


@frozen
class Frame:
    """One unit's page: titles shown above it, the heading level it starts at, and a count of its pieces.

    The count is shared by everything on the page, so that no two footnotes get one id.
    """

    titles: tuple[str, ...] = ()
    top: int = TOP_HEADING
    _pieces: Iterator[int] = field(factory=lambda: count(1), eq=False)

    def below(self, title: str) -> "Frame":
        """The same page under a heading of our own."""
        return evolve(self, titles=(title,), top=self.top + 1)

    def rendered(self, text: str, markup: Markup | None = None) -> str:
        """The text as HTML; what it is written in is found out where nobody says."""
        piece = str(next(self._pieces))
        key = (text, markup, self.titles, self.top, piece)
        return _REMEMBERED(key, lambda: self._rendered(text, markup, piece))

    def _rendered(self, text: str, markup: Markup | None, piece: str) -> str:
        if (markup or markup_of(text)) is Markup.HTML:
            return html_fragment(text)
        return render_markdown(text, titles=self.titles, top=self.top, notes=piece)
