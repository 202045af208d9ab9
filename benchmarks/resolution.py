"""What it costs to find a company by its name among 20,000 accounts and among 200,000: median and 99th percentile.

    python benchmarks/resolution.py [MORE ACCOUNTS, default 200000]

Accounts and questions are invented: whole names, legal forms, short forms, initials, other names, names of nobody and
names that many share, in equal parts, none asked twice, so that nothing is remembered from one to the next. Each is
measured in turns with the other, and the ratio is that of the best turn of each. With ../shared/data the names of news
are scored, too: precision and recall, and how many accounts' own names are given to another account when they are taken
off the list.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine
from streams.directory import Directory, Entry, Kind, directory_from_records
from streams.match import Query
from streams.names import read_name
from streams.resolution import resolve, resolve_line

SMALL, LARGE, ASKED, TURNS = 20_000, 200_000, 4_000, 5
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "resolution"
_BEGIN = (
    "bra",
    "cor",
    "del",
    "fen",
    "gal",
    "hor",
    "jun",
    "kel",
    "lor",
    "mar",
    "nor",
    "pel",
    "quo",
    "ras",
    "sil",
    "tor",
    "vex",
)
_MIDDLE = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "wi",
    "xo",
    "ye",
    "zu",
)
_END = ("dex", "fin", "gram", "lis", "mark", "nova", "on", "rix", "sta", "tron", "ver", "vik", "xis", "yra", "zen")
_DESCRIBES = ("Diagnostics", "Labs", "Energy", "Robotics", "Software", "Health", "Systems", "Media", "Foods", "Metals")
_LEGAL = ("Inc.", "Ltd", "GmbH", "SAS", "S.p.A.", "AB", "Sp. z o.o.", "Corp", "Pty Ltd")


def name(chance: random.Random) -> str:
    """A made-up company, in one word or two."""
    word = "".join(chance.choice(part) for part in (_BEGIN, _MIDDLE, _MIDDLE, _END)).title()
    return f"{word} {chance.choice(_DESCRIBES)}" if chance.random() < 0.7 else word


def accounts(count: int) -> list[Entry]:
    """So many accounts, the same for the same count; the first of a longer list are those of a shorter."""
    chance = random.Random(1)
    made = []
    for place in range(count):
        called = f"{name(chance)} {chance.choice(_LEGAL)}"
        aliases = (f"{name(chance)} {place}",) if place % 4 == 0 else ()
        made.append(Entry(f"c{place}.example", called, f"c{place}.example", aliases, country="DE"))
    return made


def questions(entries: list[Entry]) -> Iterator[Query]:
    """Names as news would write them, half of them of the accounts."""
    chance = random.Random(2)
    for place in range(ASKED):
        entry = chance.choice(entries)
        words = read_name(entry.name).written.words
        asked = (
            f"{entry.name} {place}" if place % 8 == 6 else entry.name,
            " ".join(words).upper(),
            f"The {words[0].title()}",
            entry.aliases[0] if entry.aliases else words[0],
            f"{name(chance)} {place} AG",
            f"{name(chance)} (formerly {entry.name})",
            "".join(chance.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(4)),
            entry.name.replace("e", "é"),
        )
        yield Query(name=asked[place % 8], country="DE" if place % 3 else None)


def spent(directory: Directory, asked: list[Query]) -> list[float]:
    """Seconds that each question took."""
    took = []
    for query in asked:
        start = time.perf_counter()
        resolve(directory, query)
        took.append(time.perf_counter() - start)
    return took


def percentiles(took: list[float]) -> tuple[float, float]:
    return statistics.median(took) * 1e3, statistics.quantiles(took, n=100)[98] * 1e3


def costs(sizes: tuple[int, int]) -> None:
    """Print median and 99th percentile of each size, and what the larger costs more."""
    worlds = {}
    for size in sizes:
        entries = accounts(size)
        start = time.process_time()
        worlds[size] = (Directory.build(entries), list(questions(entries)))
        print(f"{size:,} accounts indexed in {time.process_time() - start:.1f} s of processor time")
    best = {size: (float("inf"), float("inf")) for size in sizes}
    for _ in range(TURNS):
        for size, (directory, asked) in worlds.items():
            best[size] = min(best[size], percentiles(spent(directory, asked)))
    for size, (median, late) in best.items():
        print(f"{size:,} accounts: median {median:.3f} ms, 99th percentile {late:.3f} ms")
    small, large = best[sizes[0]], best[sizes[1]]
    print(f"{sizes[1] / sizes[0]:g} times the accounts: {large[0] / small[0]:.2f} times the median, ", end="")
    print(f"{large[1] / small[1]:.2f} times the 99th percentile")


def quality() -> None:
    """Print how the names of the shared cases are answered, in two halves by the hash of the name."""
    records = list(map(json.loads, (SHARED / "directory.jsonl").read_text("utf-8").splitlines()))
    cases = list(map(json.loads, (SHARED / "cases.jsonl").read_text("utf-8").splitlines()))
    directory = directory_from_records(records)
    for half, label in enumerate(("one half of the names", "the other half")):
        inside = [each for each in cases if sum(each["name"].encode()) % 2 == half]
        news = [each for each in inside if each["kind"].startswith(("news_", "press_"))]
        given = [(each, found) for each in news if (found := resolve_line(directory, each)["account"])]
        right = sum(found == each["expected"] for each, found in given)
        known = sum(each["expected"] is not None for each in news)
        print(f"{label}: {len(news)} of news, precision {right / len(given):.3f}, recall {right / known:.3f}")
    wrong = sum(_given_away(directory, record) for record in records)
    print(f"of {len(records):,} accounts, {wrong} names go to another account when their own is off the list")


def _given_away(directory: Directory, record: dict[str, str]) -> bool:
    """Whether the account's name finds another account where it is not listed itself."""
    entry = directory.get(record["id"])
    if entry is None or len(directory.named(read_name(record["name"]).written.key, Kind.NAME)) > 1:
        return False
    directory.remove(entry.account)
    try:
        return resolve(directory, Query(name=entry.name)).account is not None
    finally:
        directory.add(entry)


def main() -> None:
    """Costs, then quality where there are cases."""
    print(machine())
    costs((SMALL, int(sys.argv[1]) if len(sys.argv) > 1 else LARGE))
    if SHARED.is_dir():
        quality()
    else:
        print("no ../shared/data: names of news are not scored")


if __name__ == "__main__":
    main()
