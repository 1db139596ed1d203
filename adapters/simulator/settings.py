"""What one simulated site is like: its pace, its limits, its people."""

import attrs


@attrs.frozen
class Account:
    """A person on the site, and the OAuth client (client credentials grant) that acts for that person."""

    username: str
    client_id: str
    client_secret: str = attrs.field(repr=False)
    is_staff: bool = False
    is_superuser: bool = False
    is_active: bool = True


def default_accounts() -> tuple[Account, ...]:
    """The people of the recorded exchanges. Their secrets are for tests and open nothing anywhere else."""
    return (
        Account("publisher", "publisher-client", "publisher-secret", is_staff=True),
        Account("author", "author-client", "author-secret"),
        Account("learner", "learner-client", "learner-secret"),
        Account("inactive", "inactive-client", "inactive-secret", is_active=False),
    )


@attrs.frozen
class Pace:
    """How long each stage of an import lasts at least, in seconds; `pick_up` is the time of the 500s.

    Mirrors platform-facts 0.1.
    """

    pick_up: float = 0.03
    in_progress: float = 0.01
    unpacking: float = 0.02
    verifying: float = 0.02
    updating: float = 0.03


@attrs.frozen
class Settings:
    """One simulated site. The defaults are a quick Teak site with one import worker."""

    accounts: tuple[Account, ...] = attrs.field(factory=default_accounts)
    pace: Pace = Pace()
    import_workers: int = 1
    worker_alive: bool = True
    """False is a site whose Celery worker is dead: status answers 500 for ever (platform-facts 6)."""
    jwt_lifetime: float = 3600.0
    opaque_lifetime: float = 36000.0
    token_calls_per_minute: int = 120
    enrollment_calls_per_minute: int = 40
    enrollment_calls_per_minute_staff: int = 120
    lms_block_lag: float = 30.0
    """Seconds until the LMS block API shows what Studio has published (platform-facts 0.10)."""
    organizations_autocreate: bool = True
    organizations: tuple[str, ...] = ()
    """The organisations that exist already; matters only where they are not created on the fly."""
    release_line: str = "teak"
    proxy_body_limit: int = 250_000_000
    """Bytes of a request body beyond which the front proxy answers 413 (platform-facts 1.3)."""
    clock_skew: float = 0.0
    """Seconds that the clock of the site's web servers is ahead of ours: what `Date` headers tell."""
