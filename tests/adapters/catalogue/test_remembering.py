"""Pages that were rendered before: the same, sooner, and never too many."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from adapters.catalogue.frame import Frame
from adapters.catalogue.markdown import render_markdown
from adapters.catalogue.markup import Markup
from adapters.catalogue.remembering import Remembered


def test_is_asked_once() -> None:
    asked: list[str] = []

    def make(text: str) -> Callable[[], str]:
        def made() -> str:
            asked.append(text)
            return text.upper()

        return made

    remembered = Remembered()
    answers = [remembered((text, 1), make(text)) for text in ("a", "b", "a", "\ud800", "\ud800")]
    assert answers == ["A", "B", "A", "\ud800", "\ud800"]
    assert asked == ["a", "b", "\ud800"]


def test_what_was_not_used_for_longest_is_forgotten_first() -> None:
    remembered = Remembered(limit_bytes=2500)
    made: list[int] = []

    def page(number: int) -> Callable[[], str]:
        def make() -> str:
            made.append(number)
            return str(number) * 1000

        return make

    for number in (1, 2, 1, 3, 1, 2):
        assert remembered((number,), page(number)) == str(number) * 1000
        assert remembered.held_bytes <= 2500
    assert made == [1, 2, 3, 2]


def test_a_result_larger_than_all_is_given_and_forgotten() -> None:
    remembered = Remembered(limit_bytes=100)
    assert remembered(("x",), lambda: "y" * 1000) == "y" * 1000
    assert remembered.held_bytes == 0


def test_threads_agree() -> None:
    remembered = Remembered(limit_bytes=5000)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: remembered((n % 9,), lambda: str(n % 9) * 900), range(2000)))
    assert answers == [str(n % 9) * 900 for n in range(2000)]
    assert 0 < remembered.held_bytes <= 5000


def test_the_same_text_elsewhere_on_a_page_is_another_page() -> None:
    text = "# Title\n\nA note[^1].\n\n[^1]: Here."
    pages = [
        Frame().rendered(text),
        Frame(titles=("Title",)).rendered(text),
        Frame(top=4).rendered(text),
        Frame().rendered(text, Markup.HTML),
    ]
    frame = Frame()
    pages += [frame.rendered(text), frame.rendered(text)]
    assert pages[0] == pages[4]
    assert len(set(pages)) == 5


def test_pages_are_rendered_by_many_threads_at_once() -> None:
    texts = [
        f"# {n}\n\n| a | b |\n|---|---|\n| $x_{n}$ | \\(y\\) |\n\nNote[^1].\n\n[^1]: *{n}*" for n in range(40)
    ]
    alone = [render_markdown(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(render_markdown, texts)) == alone
