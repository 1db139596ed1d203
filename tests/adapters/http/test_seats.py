"""So many event streams and no more, for each who follows and for the process."""

from contextlib import ExitStack

import pytest

from adapters.http.parts import ApiSettings
from adapters.http.problems import ProblemError
from adapters.http.seats import Seats
from tests.adapters.http.site import Site, open_site


def refused(seats: Seats, who: str) -> bool:
    try:
        with seats.one_for(who):
            return False
    except ProblemError as error:
        return error.problem.status == 429 and int(error.problem.headers["Retry-After"]) > 0


def test_each_has_so_many() -> None:
    seats = Seats(each=2, together=9)
    with seats.one_for("a"), seats.one_for("a"):
        assert refused(seats, "a")
        assert not refused(seats, "b")
    assert not refused(seats, "a")


def test_all_together_have_so_many() -> None:
    seats = Seats(each=9, together=3)
    with ExitStack() as taken:
        for who in "abc":
            taken.enter_context(seats.one_for(who))
        assert refused(seats, "d")
    assert not refused(seats, "d")


def test_a_seat_is_given_back_whatever_happens() -> None:
    seats = Seats(each=1, together=1)
    with pytest.raises(RuntimeError), seats.one_for("a"):
        raise RuntimeError
    assert not refused(seats, "a")


@pytest.mark.parametrize(
    "settings", [ApiSettings(streams_per_user=0), ApiSettings(streams_at_once=0)], ids=["of the user", "in all"]
)
async def test_a_stream_too_many_is_a_429(settings: ApiSettings) -> None:
    async with open_site(settings=settings) as site:
        job = (await site.publish()).headers["location"]
        answer = await site.call("GET", f"{job}/events")
        assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMITED")
        assert answer.headers["retry-after"] == "15"


async def test_a_stream_that_ended_frees_its_seat() -> None:
    async with open_site(settings=ApiSettings(streams_per_user=1, heartbeat_seconds=0.01)) as site:
        job = (await site.publish()).headers["location"]
        await site.run(job.rpartition("/")[2])
        for _ in range(3):
            assert (await site.call("GET", f"{job}/events")).status_code == 200


async def test_a_stream_that_is_refused_takes_none(site: Site) -> None:
    for _ in range(30):
        assert (
            await site.call("GET", "/v1/import-jobs/00000000-0000-0000-0000-000000000007/events")
        ).status_code == 404
