"""`courseport identities`: the names in the LMS that learners' work hangs on."""

import asyncio
import sys
from pathlib import Path

from attrs import frozen
from cyclopts import App
from returns.result import Failure, Result

from adapters.terminal.adoption import adoption_to_json, print_adoption
from adapters.terminal.reading_back import reading_back
from application.adopting import AdoptFault, AdoptionRequest, Proposal, ProposeFault
from entrypoints.commands.key_flags import NO_KEY_FLAGS, KeyFlags
from entrypoints.commands.local import keep
from entrypoints.commands.reading import read_file, tell_refusal
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, OK, Flag, agreed, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import now, open_house

NOT_RECORDED = 3

identities = App(name="identities")


@identities.command
def adopt(
    course: Path,
    /,
    *,
    target: Target,
    key: KeyFlags = NO_KEY_FLAGS,
    no_guesses: Flag = False,
    yes: Flag = False,
    json: Flag = False,
) -> int:
    """Go on under the names of a course that something else published before.

    Finds the course's blocks in the LMS by title and position, shows what was found, and records the names once
    that is confirmed; the LMS is only read. Exit code 0: recorded, 3: shown, not recorded, 1: trouble.

    Parameters
    ----------
    course
        File with the course as JSON; `-` reads standard input.
    no_guesses
        Leave out what was found by its position alone.
    yes
        Record without asking.
    json
        What was found as one JSON object.
    """
    read = read_file(course)
    publishable = read.publishable
    if publishable is None:
        tell_refusal(read.course, read.findings, as_json=json)
        return FAILED
    configuration = target.configuration(now(), org=key.org or publishable.org)
    adoption = _Adoption(AdoptionRequest(publishable, configuration, key.options, guess=not no_guesses))
    # Nothing is held open while a person reads; and a question inside an event loop could not be interrupted.
    proposed = asyncio.run(adoption.propose())
    if isinstance(proposed, Failure):
        return tell_fault(proposed.failure(), as_json=json)
    proposal = proposed.unwrap()
    if not json:
        print_adoption(out(), proposal.key, proposal.adoption)
    wanted = bool(proposal.adoption.kept) and (yes or (not json and _confirmed(course)))
    recorded = asyncio.run(adoption.record(proposal)) if wanted else None
    if isinstance(recorded, Failure):
        return tell_fault(recorded.failure(), as_json=json)
    return _told(proposal, recorded=wanted, as_json=json)


@frozen
class _Adoption:
    request: AdoptionRequest

    async def propose(self) -> Result[Proposal, ProposeFault]:
        async with open_house(load_settings()) as house:
            with reading_back(err()):
                return await house.propose_adoption(self.request)

    async def record(self, proposal: Proposal) -> Result[None, AdoptFault]:
        async with open_house(load_settings()) as house:
            course_id = await keep(house.transactions, self.request.configuration, self.request.course)
            return await house.adopt_identities(course_id, self.request.configuration.id, proposal)


def _confirmed(course: Path) -> bool:
    """Asks where somebody can answer; the course itself may have come on standard input."""
    if str(course) == "-" or not sys.stdin.isatty():
        return False
    return agreed("Record these names, to be kept for ever?")


def _told(proposal: Proposal, *, recorded: bool, as_json: bool) -> int:
    kept = len(proposal.adoption.kept)
    if as_json:
        found = {"edx_course_key": str(proposal.key), "recorded": recorded, **adoption_to_json(proposal.adoption)}
        print_json(found)
    elif recorded:
        err().print(f"{kept} names are recorded; `courseport plan` shows what a publish would do.", soft_wrap=True)
    elif kept:
        err().print("Nothing was recorded. Say --yes to record these names.", soft_wrap=True)
    else:
        err().print("No block of the course was found in the LMS; there is nothing to record.", soft_wrap=True)
    if recorded:
        return OK
    return NOT_RECORDED if kept else FAILED
