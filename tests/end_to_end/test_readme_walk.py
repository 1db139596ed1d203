"""The walk of the README, run from its own text."""

import asyncio
import os
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ROOT
from tests.end_to_end.listening import a_free_port

WALK = re.compile(r"<!-- walk -->\n```sh\n(.*?)```", re.DOTALL)


def _walk(home: Path) -> str:
    """The README's own lines; only ports, home and the interpreter are this test's."""
    found = WALK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    text = found[1].replace("$PWD/.walk", str(home))
    for port in ("8100", "8101", "8102"):
        text = text.replace(port, str(a_free_port()))
    return text.replace(".venv/bin/", f"{Path(sys.executable).parent}/")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="the walk is told with curl, which is not installed here")
async def test_the_walk_of_the_readme_ends_proved() -> None:
    home = Path(tempfile.mkdtemp(prefix="courseport-walk-"))
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        "bash", "-emc", _walk(home), stdout=PIPE, stderr=STDOUT, cwd=ROOT, env=inherited, start_new_session=True
    )
    try:
        async with asyncio.timeout(90):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, 9)
        shutil.rmtree(home, ignore_errors=True)
    out = said.decode()
    assert "Connection successful" in out, out
    assert '"status":"succeeded"' in out, out
    assert "15/15 units in place, 15 texts compared, 0 missing, 0 changed" in out, out
    assert "publisher-secret" not in out
