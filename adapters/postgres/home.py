"""Where an installation keeps its data, and where its embedded PostgreSQL can live when root starts it.

PostgreSQL refuses to run as root, so root's server runs as a user of its own, which must be able to walk to its
data. The wheel's own launcher opens every parent folder for everybody to that end (a home of mode 700 became 755);
we never touch a folder that is not ours and move the database instead.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import platformdirs

ROOT_HOME = Path("/var/lib/courseport")
ROOT = 0


def installation_home(environment: Mapping[str, str], euid: int) -> Path:
    """`COURSEPORT_HOME`, else the user's data folder; for root, which has no business in a home, /var/lib."""
    chosen = environment.get("COURSEPORT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return ROOT_HOME if euid == ROOT else platformdirs.user_data_path("courseport", appauthor=False)


def database_home(home: Path, euid: int) -> Path:
    """The folder for the embedded database: `home`, or where root's server user cannot walk there, another.

    The other one hangs on the path of `home`, so that each home finds its own database again.
    """
    if euid != ROOT or _walkable(home.parent):
        return home
    return ROOT_HOME / "homes" / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]


def make_walkable(home: Path, euid: int) -> None:
    """Makes the folder, private; root's is open to be walked through, and no more, by the server's user."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if euid == ROOT:
        for folder in (home, *(each for each in home.parents if each.is_relative_to(ROOT_HOME))):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)


def readable_by_all(program: Path) -> bool:
    """Whether any user may run the program where it stands."""
    everybody = stat.S_IROTH | stat.S_IXOTH
    return program.stat().st_mode & everybody == everybody and _walkable(program.parent)


def _walkable(folder: Path) -> bool:
    """Whether everybody may walk to this folder and through it; folders that do not exist yet will be ours."""
    resolved = folder.resolve()
    existing = (each for each in (resolved, *resolved.parents) if each.exists())
    return all(each.stat().st_mode & stat.S_IXOTH for each in existing)
