"""hackernews: the monthly thread "Ask HN: Who is hiring?" as job postings.

Watches: the newest thread of the account that opens it each month, by Algolia's search of Hacker News,
https://hn.algolia.com/api. The same account's "Who wants to be hired?" is left alone.

Emits: a `job_posting` for each role that a post names in its first line, "Company | Role | Place | REMOTE"; posts in
another form give none. The company is told by its name and, where a link of that line is like the name, its domain.

Costs: no key; a request for the thread and one for each hundred posts, fewer once they are known. Algolia allows ten
thousand an hour for an address.

Guarantees: each post at least once, as it was when it was first seen; later edits are missed. A thread that is suddenly
empty is an outage: an error as long as it lasts.

Legal: the interface is public; the first line, its link and the names of technologies are kept, never the post, and
nobody's account name.

`path` reads recorded answers instead, a file or a pattern, one page a file.

Example:

    [[sources]]
    type = "hackernews"
    every = "1h"
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from pydantic import Field

from sources.boards.details import details
from sources.boards.first_line import FirstLine, first_line
from sources.boards.posting import MAX_TEXT, Posting
from sources.contract import Context, Cursor, Every, Source, SourceOptions, Step
from sources.dates import read_instant
from sources.errors import SourceError
from sources.filings.options import Pattern
from sources.foreign_json import read_json
from sources.markup import plain
from sources.page import Page, fingerprint
from sources.place import ALLOW_PRIVATE, Place, PlaceText
from sources.seen import remembered
from streams.ports import Rejected
from streams.signal import Company, Evidence, SignalDraft

SITE = "https://hn.algolia.com"
THREADS = "/api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=10"
POSTS = "/api/v1/search_by_date?tags=comment,story_{0}&numericFilters=parent_id%3D{0}&hitsPerPage=100&page={1}"
TITLE = "Ask HN: Who is hiring?"
PAGES = 30
MANY = 5


class HackerNewsOptions(SourceOptions):
    """Nothing is needed; `path` reads recorded pages."""

    type: Literal["hackernews"]
    path: Pattern | None = Field(default=None, description="recorded answers with posts, a file or a pattern")
    site: PlaceText | None = Field(default=None, repr=False, description="another host that serves what Algolia does")
    technologies: tuple[str, ...] = Field(
        default=(), description="words to look for in posts, beside the technologies that the profile names"
    )
    every: Every = timedelta(hours=1)
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)


class Posts(NamedTuple):
    """A page of posts: those that can be read, what of it was broken, and how many pages there are."""

    posts: list[Mapping[str, Any]]
    broken: list[Rejected]
    pages: int


class HackerNewsSource(Source):
    """Posts of the newest thread. The cursor stands behind the posts seen, of whatever month."""

    type = "hackernews"
    options_model = HackerNewsOptions
    options: HackerNewsOptions

    @property
    def live(self) -> bool:
        return self.options.path is None

    @property
    def host(self) -> str | None:
        return "hn.algolia.com" if self.live else None

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        seen: list[str] = list(cursor.get("seen", ()))
        known = frozenset(seen)
        thread, posts, broken = await self._posts(known, bool(cursor.get("whole")), context)
        if not posts and cursor.get("thread") == thread and cursor.get("posts", 0) >= MANY:
            raise SourceError(f"thread {thread} has no post where it had {cursor['posts']}: taken as an outage")
        fresh = {post["objectID"]: post for post in posts if post["objectID"] not in known}
        technologies = (*self.options.technologies, *context.technologies)
        drafts: list[SignalDraft] = await context.work(self.drafts, [*fresh.values()], technologies)
        after = {
            "thread": thread,
            "posts": len(posts),
            "whole": True,
            "seen": remembered((post["objectID"] for post in posts), seen),
        }
        yield Step(after, drafts, broken, first="whole" not in cursor)

    async def _posts(
        self, known: frozenset[str], whole: bool, context: Context
    ) -> tuple[str, list[Mapping[str, Any]], list[Rejected]]:
        """The thread's number and its posts, newest first: no further than what is known once it was read whole."""
        if self.options.path:
            return "recorded", *(await self._recorded(context))
        thread = newest_thread(await self._page(THREADS, context))
        found: list[Mapping[str, Any]] = []
        broken: list[Rejected] = []
        for number in range(PAGES):
            page = posts_of(await self._page(POSTS.format(thread, number), context))
            found += page.posts
            broken += page.broken
            if number + 1 >= page.pages or (whole and page.posts and all(p["objectID"] in known for p in page.posts)):
                break
        return thread, found, broken

    async def _recorded(self, context: Context) -> tuple[list[Mapping[str, Any]], list[Rejected]]:
        root, pattern = self.setting.workspace, self.options.path or ""
        paths = sorted(path.relative_to(root).as_posix() for path in root.glob(pattern) if path.is_file())
        if not paths:
            raise SourceError(f"{pattern} names no file yet")
        pages = [posts_of(await self._read(Place(path, root), context)) for path in paths]
        return [post for page in pages for post in page.posts], [each for page in pages for each in page.broken]

    async def _page(self, path: str, context: Context) -> Page:
        site = (self.options.site or SITE).rstrip("/")
        return await self._read(Place(site + path, self.setting.workspace, self.options.allow_private), context)

    async def _read(self, place: Place, context: Context) -> Page:
        page = await place.fetch({}, context)
        if page is None:
            raise SourceError(f"{place.shown} answered that nothing changed, which was not asked")
        return page

    def drafts(self, posts: Sequence[Mapping[str, Any]], technologies: tuple[str, ...]) -> list[SignalDraft]:
        """The signals of posts. Pure."""
        return [draft for post in posts for draft in self._drafts(post, technologies)]

    def _drafts(self, post: Mapping[str, Any], technologies: tuple[str, ...]) -> list[SignalDraft]:
        line = first_line(post["comment_text"])
        if line is None:
            return []
        posting = Posting(
            job=post["objectID"],
            title=line.text,
            url=f"https://news.ycombinator.com/item?id={post['objectID']}",
            published=read_instant(post.get("created_at")),
            location=line.location,
            text=lambda: plain(post["comment_text"], MAX_TEXT),
        )
        return [self._draft(line, posting, number, technologies) for number in range(len(line.roles))]

    def _draft(self, line: FirstLine, posting: Posting, number: int, technologies: tuple[str, ...]) -> SignalDraft:
        job = posting.job if not number else f"{posting.job}:{number}"
        one = replace(posting, job=job, title=line.roles[number][:500])
        return SignalDraft(
            kind="job_posting",
            company=Company(name=line.company, domain=line.domain),
            occurred_at=posting.published,
            evidence=Evidence(url=posting.url, title=line.text),
            details=details(one, self.setting.policy, technologies),
            native=job,
        )


def newest_thread(page: Page) -> str:
    """The number of the newest "Who is hiring?". SourceError where the answer has none."""
    threads = [hit for hit in _hits(page)[0] if str(hit.get("title") or "").startswith(TITLE) and _number(hit)]
    if not threads:
        raise SourceError(f'{page.shown} lists no thread whose title begins with "{TITLE}" and that has an objectID')
    newest = max(threads, key=lambda hit: (str(hit.get("created_at") or ""), _number(hit)))
    return str(newest["objectID"])


def posts_of(page: Page) -> Posts:
    """The posts of an answer. One without an id is rejected; deleted ones, which have no text, are left out."""
    hits, pages = _hits(page)
    posts = [hit for hit in hits if _number(hit) and isinstance(hit.get("comment_text"), str)]
    return Posts(posts, [_rejected(hit, page) for hit in hits if not _number(hit)], pages)


def _rejected(hit: Mapping[str, Any], page: Page) -> Rejected:
    """The broken post, named by what it says: its place moves with every post above it."""
    raw = json.dumps(hit)
    return Rejected(f"{page.shown} post {fingerprint(raw)}", "a post has no objectID", raw.encode()[:65_536])


def _number(hit: Mapping[str, Any]) -> int:
    """The hit's id as a number; 0 where it has none."""
    found = hit.get("objectID")
    return int(found) if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19 else 0


def _hits(page: Page) -> tuple[list[Mapping[str, Any]], int]:
    """The objects of an answer, and how many pages it has. SourceError, naming what lacks, for what is none."""
    try:
        answer = read_json(page.body)
    except ValueError:
        raise SourceError(f"{page.shown} did not answer with JSON: is it Algolia's search?") from None
    hits = answer.get("hits") if isinstance(answer, dict) else None
    if not isinstance(hits, list):
        raise SourceError(f"{page.shown} answered without a list of hits: is it Algolia's search?")
    pages = answer.get("nbPages")
    return [hit for hit in hits if isinstance(hit, dict)], pages if isinstance(pages, int) else 1
