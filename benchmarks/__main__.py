"""Runs every benchmark and prints the README's table."""

import asyncio

from benchmarks import mapping, packing, proving


def main() -> None:
    """One table, Markdown."""
    print("| what | Courseport | beside | | ratio |\n|---|---|---|---|---|")
    for figure in (*mapping.measure(), *packing.measure(), *asyncio.run(proving.measure())):
        print(figure.row())


if __name__ == "__main__":
    main()
