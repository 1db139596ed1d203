"""`courseport`: the command line. Each command's module is imported only when it is called."""

import os
import sys
from io import TextIOWrapper

from cyclopts import App, CycloptsError

from entrypoints.commands.terminal import INTERRUPTED, OK, USAGE, UsageError, err
from entrypoints.logs import configure_logs
from entrypoints.settings import load_settings

app = App(name="courseport", help="Publish courses into learning management systems, and prove that they arrived.")
COMMANDS = {
    "validate": ("validating:validate", "Check a course and show everything that is wrong with it."),
    "package": ("packaging:package", "Build the archive that would be uploaded."),
    "test-connection": ("connecting:try_connection", "Try a connection step by step, within ten seconds."),
    "plan": ("planning:plan", "Show what a publish would do, and do none of it."),
    "publish": ("publishing:publish", "Publish a course and prove that every block arrived."),
    "identities": ("identities:identities", "Names in the LMS that learners' work hangs on."),
    "jobs": ("jobs:jobs", "History of imports, and those that still run."),
    "demo": ("demo:demo", "Run the main job against a simulated LMS on this machine."),
    "token": ("tokens:token", "Print a bearer token for the HTTP API, for development."),
    "serve": ("serving:serve", "Serve the API, with a worker in the same process."),
    "worker": ("serving:worker", "Run jobs until told to stop."),
    "keys": ("keys:keys", "Keys that LMS credentials are encrypted with."),
    "migrate": ("serving:migrate", "Bring the database to this release's schema."),
}
for name, (where, help_line) in COMMANDS.items():
    app.command(f"entrypoints.commands.{where}", name=name, help=help_line)


def main(tokens: list[str] | None = None) -> None:
    """Runs one command and exits with its code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # signs it has not got are told by number
    sys.exit(_run(tokens))


def _run(tokens: list[str] | None) -> int:
    try:
        configure_logs(load_settings().log_level)
        return app(tokens, exit_on_error=False, result_action="return_value") or 0
    except CycloptsError:
        return USAGE  # cyclopts has said what is wrong
    except UsageError as error:
        err().print(str(error), style="red", markup=False, soft_wrap=True)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


if __name__ == "__main__":
    main()
