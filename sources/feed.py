"""feed: news and press releases as RSS, Atom or JSON Feed.

Watches: one document, https://www.rssboard.org, RFC 4287 or https://www.jsonfeed.org, at an address or in a file.

Emits: a signal for each entry that tells of an event: a funding round, a hire or departure of a leader, a board
appointment, an acquisition, a share offering, a closed fund. The others give none.

Costs: no key; a request a poll, with ETag and Last-Modified. Wires ask to be polled no more than once a minute.

Guarantees: an entry is taken at least once, and again when its wording changes (which folds into the same trigger);
what left the feed between two polls is missed, so poll a busy feed often.

Legal: the headline, its link and a sentence or two of the lead are kept, never the article. A publisher's terms may
want more than that: read them for the feeds you name.

What counts is judged from title and lead alone, in English; `fitsignal extract` shows what it makes of your own
headlines, and [Extraction](extraction.md) how it reads and how to teach it a word.

Example:

    [[sources]]
    type = "feed"
    name = "wires"
    url = "https://example.com/rss"      # or a path inside the workspace: a recorded feed
    every = "15m"
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Literal

from pydantic import ByteSize, Field

from sources.contract import Context, Cursor, Every, Setting, Source, SourceOptions, Step
from sources.entry import Entry, entries
from sources.markup import cut, sentences
from sources.page import Page
from sources.place import ALLOW_PRIVATE, Place, PlaceText
from sources.seen import key_of, remembered
from streams.signal import Company, Evidence, SignalDraft

LEAD = 600
EXCERPT = 300
_FIELDS = ("amount", "currency", "round", "person", "role", "target")


class FeedOptions(SourceOptions):
    """`url` is an address or a path inside the workspace (a recorded feed)."""

    type: Literal["feed"]
    url: PlaceText = Field(repr=False, description="an address, or a file inside the workspace")
    every: Every = timedelta(minutes=15)
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)
    max_size: ByteSize | None = Field(
        default=None,
        ge=1_000,
        le=200_000_000,
        description='cap on the document, such as `"20MB"`; 10 MB, or 32 MB for a file, where it is not said',
    )


class FeedSource(Source):
    """News of a feed. The cursor stands behind the last entry: it holds the caching headers and the entries seen."""

    type = "feed"
    options_model = FeedOptions
    options: FeedOptions

    def __init__(self, options: FeedOptions, setting: Setting) -> None:
        super().__init__(options, setting)
        self.place = Place(options.url, setting.workspace, options.allow_private, options.max_size)

    @property
    def live(self) -> bool:
        return self.place.live

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        known = cursor if cursor.get("page", {}).get("at") == self.place.mark else {}
        page = await self.place.fetch(known.get("page", {}), context)
        if page is not None:
            yield await context.work(self.parse, page, known)

    def parse(self, page: Page, known: Cursor) -> Step:
        """The drafts of entries that `known` has not seen in this wording. Pure; SourceError for what is no feed."""
        found = entries(page.body, page.content_type, page.shown)
        keys = [key_of(entry.native, entry.title, entry.summary) for entry in found]
        before = known.get("seen", [])
        old = set(before)
        fresh = {key: entry for key, entry in zip(keys, found, strict=True) if key not in old}
        drafts = [draft for entry in fresh.values() if (draft := drafted(entry))]
        return Step({"page": dict(page.caching), "seen": remembered(keys, before)}, drafts, first="seen" not in known)


def drafted(entry: Entry) -> SignalDraft | None:
    """The signal that an entry tells of, None where it tells of none."""
    from sources.extraction import extract

    lead = cut(entry.summary, LEAD)
    event = extract(entry.title, lead)
    if event is None:
        return None
    return SignalDraft(
        kind=event.kind,
        company=Company(name=event.company and event.company[:500]),
        occurred_at=entry.published,
        evidence=Evidence(url=entry.link, title=entry.title or None, excerpt=sentences(lead, EXCERPT) or None),
        details=_details(entry, event),
        confidence=event.confidence,
        native=entry.native if entry.native and len(entry.native) <= 500 else entry.native and key_of(entry.native),
    )


def _details(entry: Entry, event: Any) -> dict[str, Any]:
    told = {field: getattr(event, field) for field in _FIELDS}
    missing = True if entry.published is None and entry.unread_date is None else None
    told |= {"outlet": entry.outlet, "date_unparsed": entry.unread_date, "date_missing": missing}
    return {field: value for field, value in told.items() if value is not None}
