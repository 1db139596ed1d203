"""The simulated site as a process: prints one line of JSON with its addresses, ends on SIGTERM or SIGINT."""

import argparse
import asyncio
import json
import signal
import sys

from . import Pace, Settings, Simulator, serve

_WHO = "A client that may publish: publisher-client, with the secret publisher-secret."


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="adapters.simulator", description=__doc__, epilog=_WHO)
    parser.add_argument("--lms-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--studio-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--workers", type=int, default=1, help="import workers; 0 is a dead worker")
    parser.add_argument("--pick-up", type=float, default=Pace().pick_up, help="seconds until a worker starts")
    parser.add_argument("--stage", type=float, default=None, help="seconds that each stage lasts at least")
    parser.add_argument(
        "--lms-block-lag", type=float, default=30.0, help="seconds until learners' LMS shows an import"
    )
    parser.add_argument("--release-line", default="teak", help="the Open edX release that it calls itself")
    asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    pace = Pace(pick_up=options.pick_up)
    if options.stage is not None:
        pace = Pace(options.pick_up, options.stage, options.stage, options.stage, options.stage)
    settings = Settings(
        pace=pace,
        import_workers=options.workers,
        worker_alive=options.workers > 0,
        lms_block_lag=options.lms_block_lag,
        release_line=options.release_line,
    )
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serve(Simulator(settings), lms_port=options.lms_port, studio_port=options.studio_port) as site:
        sys.stdout.write(json.dumps({"lms_url": site.lms_url, "studio_url": site.studio_url}) + "\n")
        sys.stdout.flush()
        await ended.wait()


if __name__ == "__main__":
    main()
