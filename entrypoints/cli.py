"""`courseport`: the command line. Each command's module is imported only when it is called."""

import codecs
import errno
import os
import sys
from importlib.metadata import version
from io import TextIOWrapper

from cyclopts import App, CycloptsError, Group

from adapters.terminal.findings import shown
from entrypoints import missing
from entrypoints.commands.terminal import FAILED, INTERRUPTED, OK, USAGE, TroubleError, UsageError, err
from entrypoints.logs import configure_logs
from entrypoints.settings import load_settings

app = App(
    name="courseport",
    help="Publish courses into learning management systems, and prove that they arrived.",
    version=lambda: version("courseport"),
    error_formatter=missing.told,
)
COMMANDS = {
    "validate": ("validating:validate", "Check a course and show everything that is wrong with it."),
    "package": ("packaging:package", "Build the archive that would be uploaded."),
    "test-connection": ("connecting:try_connection", "Try a connection step by step, within ten seconds."),
    "plan": ("planning:plan", "Show what a publish would do, and do none of it."),
    "publish": ("publishing:publish", "Publish a course and prove that every block arrived."),
    "identities": ("identities:identities", "Names in the LMS that learners' work hangs on."),
    "jobs": ("jobs:jobs", "History of imports, and those that still run."),
    "org": ("organizations:org", "Organizations that keep courses and connections here, and their members."),
    "config": ("configurations:config", "LMS connections that are kept here, with their credentials encrypted."),
    "course": ("courses:course", "Courses that are kept here."),
    "import-rows": ("rows:import_rows", "Keep a platform's courses here as its rows."),
    "demo": ("demo:demo", "Run the main job against a simulated LMS on this machine."),
    "token": ("tokens:token", "Print a bearer token for the HTTP API, for development."),
    "serve": ("serving:serve", "Serve the API, with a worker in the same process."),
    "worker": ("serving:worker", "Run jobs until told to stop."),
    "keys": ("keys:keys", "Keys that LMS credentials are encrypted with."),
    "migrate": ("serving:migrate", "Bring the database to this release's schema."),
}
GROUPS = {
    "Publish a course": (
        "demo",
        "validate",
        "package",
        "test-connection",
        "plan",
        "publish",
        "identities",
        "jobs",
    ),
    "Keep courses and connections, for many organizations": ("org", "config", "course", "import-rows"),
    "Run an installation": ("serve", "worker", "migrate", "token", "keys"),
}
EITHER_WAY = "COURSE --lms-url URL --studio-url URL --client-id ID | --course-id ID --config-id ID"
USAGE_LINES = {name: f"Usage: courseport {name} [OPTIONS] {EITHER_WAY}" for name in ("plan", "publish")}
for title, names in GROUPS.items():
    group = Group.create_ordered(title)
    for place, name in enumerate(names):
        where, help_line = COMMANDS[name]
        more = {"usage": USAGE_LINES[name]} if name in USAGE_LINES else {}
        app.command(
            f"entrypoints.commands.{where}", name=name, help=help_line, group=group, sort_key=place, **more
        )


def main(tokens: list[str] | None = None) -> None:
    """Runs one command and exits with its code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _make_readable(stream)
    sys.exit(_run(sys.argv[1:] if tokens is None else tokens))


def _make_readable(stream: TextIOWrapper) -> None:
    """ASCII, which is what a machine without a locale has, stands for not knowing: terminals read UTF-8 today.

    Only where somebody asked for less, signs that are not in it are told by number.
    """
    unknown = codecs.lookup(stream.encoding).name == "ascii" and not os.environ.get("PYTHONIOENCODING")
    stream.reconfigure(encoding="utf-8" if unknown else None, errors="backslashreplace")


def _let_speak_for_itself(name: str) -> None:
    """A command that is called has its own help, which says more than its line in the list of all."""
    if name in COMMANDS and (command := app[name]).default_command is not None:
        command.help = None


def _with_standard_input_last(tokens: list[str]) -> list[str]:
    """`-` as a course means standard input; cyclopts takes it for an option anywhere but behind `--`."""
    if tokens.count("-") != 1 or "--" in tokens:
        return tokens
    return [*(word for word in tokens if word != "-"), "--", "-"]


def _run(tokens: list[str]) -> int:
    try:
        configure_logs(load_settings().log_level)
        _let_speak_for_itself(tokens[0] if tokens else "")
        return app(_with_standard_input_last(tokens), exit_on_error=False, result_action="return_value") or 0
    except CycloptsError:
        return USAGE  # cyclopts has said what is wrong
    except (UsageError, TroubleError) as error:
        err().print(shown(str(error), "red"), soft_wrap=True)
        return USAGE if isinstance(error, UsageError) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.errno != errno.ENOSPC:  # anything else is told by the command, or is a bug
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        err().print(f"cannot write what was to be told: {error.strerror}", style="red")
        return FAILED


if __name__ == "__main__":
    main()
