"""`courseport test-connection`: the three sentences that people will search for, and what is behind them."""

import pytest

from adapters.simulator import Answer, Rule, Running
from tests.end_to_end.command_line import CLIENT_SECRET, CommandLine, Site

pytestmark = pytest.mark.slow
NOWHERE = Site("http://127.0.0.1:1", "http://127.0.0.1:1")


@pytest.fixture
def diagnosis(fileless: CommandLine) -> CommandLine:
    """It needs no database."""
    return fileless.having(COURSEPORT_CLIENT_SECRET=CLIENT_SECRET)


async def test_a_good_connection(diagnosis: CommandLine, site: Site) -> None:
    shown = await diagnosis.run("test-connection", *site.flags)
    assert shown.code == 0
    assert shown.out.splitlines()[-1].startswith("Connection successful (")
    told = (await diagnosis.run("test-connection", *site.flags, "--json")).only()
    assert (told["success"], told["message"]) == (True, "Connection successful")
    assert told["details"]["username"] == "publisher"
    assert {probe["outcome"] for probe in told["details"]["probes"]} == {"ok"}


async def test_a_wrong_secret(diagnosis: CommandLine, site: Site) -> None:
    wrong = diagnosis.having(COURSEPORT_CLIENT_SECRET="opens-nothing")
    shown = await wrong.run("test-connection", *site.flags)
    assert shown.code == 1
    assert "Authentication failed - check client ID and secret" in shown.out
    assert "opens-nothing" not in shown.out + shown.err


async def test_nobody_there(diagnosis: CommandLine) -> None:
    shown = await diagnosis.run("test-connection", *NOWHERE.flags)
    assert shown.code == 1
    assert "Cannot reach LMS - check URL and network connectivity" in shown.out


async def test_the_two_urls_swapped(diagnosis: CommandLine, site: Site) -> None:
    swapped = Site(lms_url=site.studio_url, studio_url=site.lms_url)
    result = await diagnosis.run("test-connection", *swapped.flags, "--json")
    told = result.only()
    assert (result.code, told["success"]) == (1, False)
    (found,) = [probe for probe in told["details"]["probes"] if "swapped" in probe["name"]]
    assert found["outcome"] == "failed"
    assert found["advice"]


async def test_a_site_in_trouble_is_told_from_one_that_is_not_there(
    diagnosis: CommandLine, site: Site, running: Running
) -> None:
    running.simulator.rudeness.append(Rule(Answer(503), host="studio", times=1000))
    told = (await diagnosis.run("test-connection", *site.flags, "--json")).only()
    assert told["success"] is False
    outcomes = {probe["name"]: probe["outcome"] for probe in told["details"]["probes"]}
    assert outcomes["LMS heartbeat"] == "ok"
    assert outcomes["Studio heartbeat"] == "failed"
