"""feed: news and press releases as RSS, Atom or JSON Feed.

Watches: documents as https://www.rssboard.org, RFC 4287 or https://www.jsonfeed.org describe them, at addresses or in
files: one by its `url`, several as `feeds`, wires and outlets by a `preset`, a feed reader's list as `opml`. The preset
`google-news` asks https://news.google.com for each account of the list by its name.

Emits: a signal for each entry that tells of an event: a funding round, a hire or departure of a leader, a board
appointment, an acquisition, a share offering, a closed fund; or of a red flag, which holds the account (`acquired`,
`layoffs`, `insolvency`). The others give none.

Costs: no key; a request a poll and feed, with ETag and Last-Modified. Wires ask to be polled no more than once a
minute. Google News answers who asks seldom: one request a day and account, spread over the day.

Guarantees: an entry is taken at least once, and again when its wording changes (which folds into the same trigger);
what left the feed between two polls is missed, so poll a busy feed often. Each feed fails and waits on its own. A
headline that Google News gives under many links is one signal; its publisher's name is taken off, and the link is the
publisher's where the redirect tells it. Accounts that come to the list later are asked for from the next start on.

Legal: the headline, its link and a sentence or two of the lead are kept, never the article. A publisher's terms may
want more than that: read them for the feeds you name. Google offers its feeds for personal use; ask your lawyer.

What counts is judged from title and lead alone, in English; `fitsignal extract` shows what it makes of your own
headlines, and [Extraction](extraction.md) how it reads and how to teach it a word.

Example:

    [[sources]]
    type = "feed"
    name = "wires"
    preset = ["globenewswire-directors", "techcrunch-venture"]
    feeds = [
      "https://example.com/rss",
      { url = "recorded/blog.xml", name = "blog", every = "1h" },   # a path inside the workspace: a recorded feed
    ]

    [[sources]]
    type = "feed"
    name = "news-of-accounts"
    preset = "google-news"
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from sources.contract import Context, Cursor, Source, Step
from sources.entry import Entry, entries
from sources.errors import SourceError
from sources.feeds.google_news import questions, stories, told_once
from sources.feeds.links import GOOGLE_NEWS as NEWS_HOST
from sources.feeds.news import told_by
from sources.feeds.options import DAILY, FeedOptions
from sources.feeds.presets import GOOGLE_NEWS
from sources.page import Page, host_of
from sources.place import Place, is_url
from sources.seen import remembered

CONSENT = ("consent.google.com", "www.google.com")
"""Where Google asks a person first."""
LANDINGS = 20
"""Links of Google News that a poll follows at most."""


class FeedSource(Source):
    """News of a feed. The cursor stands behind the last entry: it holds the caching headers and the entries seen.

    Of several feeds each is a part, a source of its own.
    """

    type = "feed"
    options_model = FeedOptions
    options: FeedOptions

    @cached_property
    def parts(self) -> "Sequence[FeedSource]":
        if self.options.is_one:
            return (self,)
        feeds = [self._part(each.label, each.url, each.every) for each in self.options.listed(self.setting.workspace)]
        return (*feeds, *self._questions())

    def _part(self, label: str, url: str, every: timedelta | None) -> "FeedSource":
        single = {"url": url, "every": every, "name": f"{self.name}/{label}", "feeds": (), "preset": (), "opml": None}
        return FeedSource(self.options.model_copy(update=single), self.setting, table=self.name)

    def _questions(self) -> "Iterator[FeedSource]":
        """A feed for each account, the first polls of which are spread over the span."""
        if GOOGLE_NEWS not in self.options.preset:
            return
        every = self.options.said_every or DAILY
        try:
            accounts = self.setting.accounts()
        except OSError as cause:
            raise SourceError(f"the account list could not be read: {cause.strerror or cause}") from None
        asked = questions(accounts, self.options.query, self.options.edition, self.options.most)
        for number, question in enumerate(asked):
            part = self._part(f"{GOOGLE_NEWS}/{question.domain}", question.url, every)
            part.delay = every * number / len(asked)
            yield part

    @property
    def place(self) -> Place:
        """Where the one feed is read. Raises SourceError where there are several."""
        if not self.options.url:
            raise SourceError(f"{self.name} has no feed to read: {len(self.parts)} places are polled in its stead")
        options = self.options
        return Place(options.url or "", self.setting.workspace, options.allow_private, options.max_size)

    @property
    def host(self) -> str | None:
        return host_of(self.options.url) or None if self.live else None

    @property
    def live(self) -> bool:
        if not self.options.is_one:
            return bool(self.options.preset or self.options.opml) or any(
                is_url(feed.url) for feed in self.options.feeds
            )
        return is_url(self.options.url or "")

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        place = self.place
        known = cursor if cursor.get("page", {}).get("at") == place.mark else {}
        page = await place.fetch(known.get("page", {}), context)
        if page is not None:
            step = await context.work(self.parse, page, known)
            yield await self._landed(step, context) if self.live else step

    def parse(self, page: Page, known: Cursor) -> Step:
        """The drafts of entries that `known` has not seen in this wording. Pure; SourceError for what is no feed."""
        found = [*stories(entries(page.body, page.content_type, page.shown))]
        keys = [told_once(entry) for entry in found]
        before = known.get("seen", [])
        old = set(before)
        fresh: dict[str, Entry] = {}
        for key, entry in zip(keys, found, strict=True):
            if key not in old:
                fresh.setdefault(key, entry)
        drafts = [draft for entry in fresh.values() for draft in told_by(entry)]
        return Step({"page": dict(page.caching), "seen": remembered(keys, before)}, drafts, first="seen" not in known)

    async def _landed(self, step: Step, context: Context) -> Step:
        """With the publishers' pages for links that Google News keeps to itself, where following one tells."""
        led = [number for number, draft in enumerate(step.drafts) if host_of(draft.evidence.url) == NEWS_HOST]
        drafts = [*step.drafts]
        for number in led[:LANDINGS]:
            evidence = drafts[number].evidence
            page = await self._landing(evidence.url or "", context)
            drafts[number] = replace(drafts[number], evidence=replace(evidence, url=page))
        return replace(step, drafts=drafts)

    async def _landing(self, url: str, context: Context) -> str:
        """The page that a link of Google News leads to; the link itself where that cannot be told."""
        try:
            page = await context.web.get(url, {}, 1, self.options.allow_private, beginning=True)
        except SourceError:
            return url
        return page.address if page and host_of(page.address) not in (NEWS_HOST, *CONSENT) else url
