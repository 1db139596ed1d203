"""Small questions to a site about itself and about us, shared by the probe and the connection doctor."""

from attrs import evolve
from lxml import html

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.courses import RUNS_PATH

QUICK_SECONDS = 5.0

ME = Call(site=Site.LMS, path="/api/user/v1/me", seconds=QUICK_SECONDS, retries=0)
RUNS = Call(site=Site.STUDIO, path=RUNS_PATH, params={"page_size": "1"}, seconds=QUICK_SECONDS, retries=0)
"""200: Studio takes our token and the user is staff; 403: it takes the token of somebody who is not staff."""

TASKS = Call(
    site=Site.STUDIO,
    path="/api/tasks/v0/tasks/",
    params={"page_size": "1"},
    seconds=QUICK_SECONDS,
    retries=0,
)


def heartbeat(site: Site, *, extended: bool = False) -> Call:
    """Is the site alive? `extended` sends a real task through its worker. An ailing site says so with a 503."""
    return Call(
        site=site,
        path="/heartbeat",
        params={"extended": ""} if extended else {},
        seconds=2 * QUICK_SECONDS if extended else QUICK_SECONDS,
        authorized=False,
        retries=0,
        answers=frozenset({503}),
    )


def token_endpoint(site: Site) -> Call:
    """405 at an LMS, 404 at a Studio (platform-facts 2): tells one from the other without any right."""
    call = Call(site=site, path="/oauth2/access_token/", seconds=QUICK_SECONDS, authorized=False, retries=0)
    return evolve(call, answers=frozenset({401, 429}))


def worker_of(answer: Answer) -> bool | None:
    """Whether a task came through a worker, in the answer to an extended heartbeat; None where it is silent."""
    celery = answer.fields().get("celery")
    status = celery.get("status") if isinstance(celery, dict) else None
    return status if isinstance(status, bool) else None


def username_of(answer: Answer) -> str | None:
    """Who we are, in the answer to `ME`."""
    name = answer.fields().get("username")
    return name if answer.status == 200 and isinstance(name, str) else None


def release_of(answer: Answer) -> str | None:
    """The release line that every page of the platform carries, even a 404 page; there is no version endpoint."""
    if not answer.content.strip() or answer.json() is not None:
        return None
    page = html.document_fromstring(answer.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    found = page.xpath("//meta[@name='openedx-release-line']/@content")
    return str(found[0]) if isinstance(found, list) and found else None
