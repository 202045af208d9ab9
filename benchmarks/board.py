"""A job board of 2,000 postings: what a poll costs that brings one new posting, beside only parsing its JSON.

python benchmarks/board.py [POSTINGS]
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine
from fitsignal.defaults import default_policy
from sources import build_source
from sources.boards import board_format

POSTINGS, TIMES = 2_000, 20


def board(count: int) -> bytes:
    """An answer as Greenhouse gives it, with postings of some 4,000 characters."""
    content = "&lt;p&gt;You sell with HubSpot and read Python, Go and SQL all day long.&lt;/p&gt;" * 50
    return json.dumps(
        {
            "jobs": [
                {
                    "id": number,
                    "internal_job_id": number,
                    "title": f"Account Executive {number}",
                    "company_name": "Northpier",
                    "first_published": f"2026-11-{1 + number % 20:02d}T09:00:00Z",
                    "location": {"name": "Lyon"},
                    "absolute_url": f"https://boards.example/northpier/{number}",
                    "content": content,
                }
                for number in range(count)
            ]
        }
    ).encode()


def best(act: Callable[[], object]) -> float:
    """Milliseconds of the fastest of some runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1e3


def main(count: int) -> None:
    """Print the cost of the difference, of the first poll, and of bare parsing."""
    table = {"type": "jobs", "token": "northpier", "domain": "northpier.example"}
    source = build_source(table, Path(), default_policy())
    (named,) = source.options.all_boards()  # type: ignore[attr-defined]
    before, after = board(count), board(count + 1)
    form = board_format("greenhouse")

    def news(body: bytes, state: dict[str, object]) -> dict[str, object]:
        listing = form.read(body, "the board", known=frozenset(state.get("seen", ())))  # type: ignore[call-overload]
        return source.news(named, "the board", listing, state, ("Salesforce",)).cursor  # type: ignore[attr-defined,no-any-return]

    start = time.perf_counter()
    state = news(before, {})
    first = (time.perf_counter() - start) * 1e3
    bare, diff = best(lambda: json.loads(after)), best(lambda: news(after, state))
    print(machine())
    print(
        f"{count:,} postings, {len(after) / 1e6:.0f} MB: one new posting {diff:.0f} ms,"
        f" {diff / bare:.1f} times bare parsing ({bare:.0f} ms); the first poll {first:.0f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else POSTINGS)
