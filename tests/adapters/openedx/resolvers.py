"""A site's name, what it resolves to, and a resolver that follows a script."""

from collections.abc import Sequence

from adapters.openedx.addresses import AddressPolicy
from adapters.openedx.calls import Call, Site

NAME = "lms.example.org"
PUBLIC, SECOND = "93.184.216.34", "93.184.216.35"
CALL = Call(site=Site.LMS, path="/heartbeat", authorized=False)
STRICT = AddressPolicy()


class Scripted:
    """A resolver that gives these answers one after the other, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
