"""Everything that a command needs and was not given, told at once: cyclopts stops at the first."""

from collections.abc import Iterator

from cyclopts import CycloptsError, CycloptsPanel, MissingArgumentError
from rich.console import RenderableType


def told(error: CycloptsError) -> RenderableType:
    """What cyclopts says; about missing arguments, with all of them."""
    if isinstance(error, MissingArgumentError) and not (error.keyword or error.tokens_so_far):
        names = list(_missing(error))
        if len(names) > 1:
            command = " ".join(error.command_chain or ())
            return CycloptsPanel(CycloptsError(f'Command "{command}" still needs {", ".join(names)}.'))
    return CycloptsPanel(error)


def _missing(error: MissingArgumentError) -> Iterator[str]:
    """Flags that are nowhere; of what has a place only, from the first missing one on."""
    if error.app is None or error.argument is None:
        return
    given = {token.partition("=")[0] for token in error.root_input_tokens or ()}
    reached = False
    for argument in error.app.assemble_argument_collection():
        reached = reached or argument.names == error.argument.names
        if argument.show and argument.field_info.required:
            by_place = not argument.name.startswith("-")
            if reached if by_place else not given.intersection(argument.names):
                yield argument.name
