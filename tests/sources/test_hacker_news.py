"""The monthly thread "Who is hiring?": first lines in every form, the newest thread, posts once."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.boards.first_line import first_line
from tests.sources.answers import answer

LINES: dict[str, Any] = {
    "Quillmar | Senior Backend Engineer | Bonn | REMOTE (EU) | Full-time | https:&#x2F;&#x2F;quillmar.de<p>We": (
        "Quillmar",
        ("Senior Backend Engineer",),
        "Bonn; REMOTE (EU)",
        "quillmar.de",
    ),
    "Norrvik (YC W24) | Founding Account Executive, Head of Marketing | NYC | $120k-$150k": (
        "Norrvik",
        ("Founding Account Executive", "Head of Marketing"),
        "NYC",
        None,
    ),
    "Tallowfen (https:&#x2F;&#x2F;www.tallowfen.io) | Multiple roles | Remote": (
        "Tallowfen",
        ("Multiple roles",),
        "Remote",
        "tallowfen.io",
    ),
    "Halden Labs | ONSITE | London | Product Designer": ("Halden Labs", ("Product Designer",), "ONSITE; London", None),
    "Orveld | DevOps Engineer | Remote | https:&#x2F;&#x2F;boards.greenhouse.io&#x2F;orveld": (
        "Orveld",
        ("DevOps Engineer",),
        "Remote",
        None,
    ),
    "Kelvora | VP of Sales | Boston | https:&#x2F;&#x2F;someoneelse.com": ("Kelvora", ("VP of Sales",), "Boston", None),
    '<a href="https:&#x2F;&#x2F;verrin.ai">Verrin.ai</a> | Machine Learning Engineer | Paris | visa': (
        "Verrin.ai",
        ("Machine Learning Engineer",),
        "Paris",
        "verrin.ai",
    ),
    "Is anyone hiring juniors?": None,
    "Quillmar | Berlin": None,
    "Quillmar is hiring a Senior Engineer": None,
    "": None,
    "| Engineer |": None,
}


@pytest.mark.parametrize("line", LINES, ids=lambda text: text[:25])
def test_a_first_line_names_company_roles_place_and_domain(line: str) -> None:
    found = first_line(line)
    told = (found.company, found.roles, found.location, found.domain) if found else None

    assert told == LINES[line]


@given(st.text(alphabet=st.sampled_from("| ,/()<>&;:.aA1-\n$§é\u200b"), max_size=200))
def test_any_text_is_a_line_or_none(text: str) -> None:
    found = first_line(text)

    assert found is None or (found.company and found.roles)


def post(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {"objectID": str(number), "comment_text": text, "created_at": "2026-11-02T16:00:00Z", "parent_id": 1, **more}


def page(*posts: Any, pages: int = 1) -> bytes:
    return json.dumps({"hits": posts, "nbPages": pages, "page": 0}).encode()


THREADS = page(
    {"objectID": "90", "title": "Ask HN: Who wants to be hired? (November 2026)", "created_at": "2026-11-02T15:01:00Z"},
    {"objectID": "70", "title": "Ask HN: Who is hiring? (October 2026)", "created_at": "2026-10-01T15:00:00Z"},
    {"objectID": "80", "title": "Ask HN: Who is hiring? (November 2026)", "created_at": "2026-11-02T15:00:00Z"},
)


class Algolia(dict[str, Any]):
    """Answers the threads, and the posts of a thread by page."""

    def __init__(self, threads: bytes, posts: dict[tuple[str, int], bytes]) -> None:
        super().__init__()
        self.threads, self.posts, self.asked = threads, posts, list[str]()

    def get(self, path: str, default: Any = None) -> Any:
        return self.reply

    async def reply(self, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        path = headers[":path"]
        self.asked.append(path)
        if "story_" not in path:
            writer.write(answer(self.threads))
            return
        key = (path.partition("story_")[2].partition("&")[0], int(path.rpartition("page=")[2]))
        writer.write(answer(self.posts[key]))


def poll(bench: Any, serve: Any, algolia: Algolia, times: int = 1) -> list[Any]:
    async def scenario() -> list[Any]:
        async with serve(algolia) as base:
            source = bench.source(type="hackernews", name="hn", site=base, allow_private=True)
            return [await bench.runner(source).run_once() for _ in range(times)]

    return asyncio.run(scenario())


def test_the_newest_thread_is_read_page_by_page_and_its_posts_once(bench: Any, serve: Any) -> None:
    first = page(post(3, "Quillmar | Head of Sales | Remote"), post(2, "A question?"), pages=2)
    second = page(post(1, "Norrvik | Data Engineer, Product Manager | Oslo"), post(0, "x", objectID=None), pages=2)
    algolia = Algolia(THREADS, {("80", 0): first, ("80", 1): second})

    one, two = poll(bench, serve, algolia, 2)

    assert (one.errors, two.errors, two.signals) == ({}, {}, 0)
    assert [(d["company"]["name"], d["details"]["title"], d["native"]) for d in bench.outlet.drafts] == [
        ("Quillmar", "Head of Sales", "3"),
        ("Norrvik", "Data Engineer", "1"),
        ("Norrvik", "Product Manager", "1:1"),
    ]
    assert [each["cause"] for each in bench.outlet.rejected] == ["a post has no objectID"]
    assert [batch.seeded for batch in bench.outlet.batches if batch.drafts] == [True]
    assert len(algolia.asked) == 3 + 2


def test_a_new_month_is_news(bench: Any, serve: Any) -> None:
    algolia = Algolia(THREADS, {("80", 0): page(post(3, "Quillmar | Head of Sales | Remote"))})
    poll(bench, serve, algolia)
    algolia.threads = page(
        {"objectID": "95", "title": "Ask HN: Who is hiring? (December 2026)", "created_at": "2026-12-01T16:00:00Z"}
    )
    algolia.posts[("95", 0)] = page(post(96, "Halden | Sales Engineer | Bonn"))

    poll(bench, serve, algolia)

    assert [(batch.seeded, len(batch.drafts)) for batch in bench.outlet.batches] == [(True, 1), (False, 1)]


def test_a_thread_that_is_suddenly_empty_is_an_outage_and_its_posts_stay_seen(bench: Any, serve: Any) -> None:
    full = page(*(post(number, f"Company {number} | Engineer | Remote") for number in range(1, 7)))
    algolia = Algolia(THREADS, {("80", 0): full})
    poll(bench, serve, algolia)
    algolia.posts[("80", 0)] = page()

    (empty,) = poll(bench, serve, algolia)
    algolia.posts[("80", 0)] = full
    (again,) = poll(bench, serve, algolia)

    assert empty.errors == {"hn": "thread 80 has no post where it had 6: taken as an outage"}
    assert (again.errors, again.signals) == ({}, 0)


BROKEN = {
    "a web page": (b"<html></html>", "did not answer with JSON: is it Algolia's search?"),
    "half JSON": (b'{"hits": [{"objec', "did not answer with JSON: is it Algolia's search?"),
    "no hits": (b'{"message": "no"}', "answered without a list of hits: is it Algolia's search?"),
    "no thread": (page(), 'lists no thread whose title begins with "Ask HN: Who is hiring?" and that has an objectID'),
    "a thread without a number": (
        page({"title": "Ask HN: Who is hiring? (May)"}),
        'lists no thread whose title begins with "Ask HN: Who is hiring?" and that has an objectID',
    ),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_an_answer_that_is_none_is_a_sentence(case: str, bench: Any, serve: Any) -> None:
    body, sentence = BROKEN[case]
    (summary,) = poll(bench, serve, Algolia(body, {}))

    assert summary.errors["hn"].endswith(sentence)


def test_a_thread_without_an_id_hides_no_other(bench: Any, serve: Any) -> None:
    told = json.loads(THREADS)["hits"]
    broken = {"objectID": None, "title": "Ask HN: Who is hiring? (December 2026)", "created_at": "2026-12-01T16:00:00Z"}
    algolia = Algolia(page(broken, *told), {("80", 0): page(post(3, "Quillmar | Head of Sales | Remote"))})

    (summary,) = poll(bench, serve, algolia)

    assert (summary.errors, summary.signals) == ({}, 1)


def test_many_recorded_posts_are_each_told_once_however_often_they_are_read(bench: Any) -> None:
    posts = [post(number, "Quillmar | Head of Sales | Remote") for number in range(1, 6_001)]
    (bench.workspace / "posts.json").write_bytes(page(*posts))
    source = bench.source(type="hackernews", path="posts.json")

    assert [bench.poll(source).signals for _ in range(3)] == [6_000, 0, 0]
