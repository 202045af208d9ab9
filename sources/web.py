"""web: tools that companies use, by their own home pages and DNS.

Watches: for each account of the list its home page (what it loads, its generator, the names of cookies it sets) and
the MX and TXT records of its domain. Some 270 tools are told by them: `sources/evidence/tools.toml` says how, a line a
tool, and a person can add to it.

Emits: nothing at the first look. The tools fill the account's `technologies` where its list says none, with source and
day. A later look that finds one more, or misses one for the second time, gives a `technology_change`; the default
policy earns nothing for it. A tool that is gone leaves the account again, unless something else named it, too.

Costs: no key; two requests a month and account (robots.txt and the home page) and two questions to the name service,
spread over the month. The first looks are spread over `within`.

Guarantees: at least once. A page that cannot be read leaves what its DNS says; only where both fail is it an error of
that account alone. A tool that the page loads only after consent, or from its own server, is not seen.

Legal: only the public home page is read, once a month, where robots.txt lets programs read it; names of tools are kept,
never the page.

Example:

    [[sources]]
    type = "web"
    statuses = ["prospect", "open_deal"]
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from icp.account import Account, Status
from sources.contract import Context, Cursor, Every, Setting, Source, SourceOptions, Step
from sources.errors import RetryLater, SourceError
from sources.evidence.change import Change, changed
from sources.evidence.home import Look, home_page
from sources.evidence.names import Ask, asking, server
from sources.evidence.recorded import recorded_look
from sources.evidence.tools import tools_in
from sources.evidence.traces import dns_traces
from sources.place import ALLOW_PRIVATE
from sources.seen import key_of
from streams.ports import Lesson
from streams.signal import Company, Evidence, SignalDraft
from streams.toolset import SEEN

CONFIDENCE = 0.9
"""A trace of a tool is good evidence, not proof: pages keep the code of tools that nobody pays for any more."""


class WebOptions(SourceOptions):
    """Which accounts are looked at, and how often."""

    type: Literal["web"]
    every: Every = Field(default=timedelta(days=30), description="time between two looks at one account")
    within: Every = Field(default=timedelta(days=3), description="the first looks are spread over this span")
    statuses: tuple[Status, ...] = Field(
        default=("prospect", "customer", "open_deal"), description="accounts of these are looked at"
    )
    most: int = Field(default=10_000, ge=1, le=100_000, description="accounts that are looked at, in the list's order")
    nameservers: tuple[Annotated[str, AfterValidator(server)], ...] = Field(
        default=(),
        description='name servers to ask ("192.0.2.1", "192.0.2.1:5353"); the machine\'s own if none is named',
    )
    domains: tuple[str, ...] = Field(default=(), description="only these accounts; else all of `statuses`")
    path: str | None = Field(
        default=None,
        pattern=r"\{domain\}",
        description="recorded looks, a file an account: JSON with `html`, `cookies`, `mx` and `txt`",
    )
    address: str = Field(
        default="https://{domain}/", pattern=r"^https?://.*\{domain\}", description="where a home page is"
    )
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)


class WebSource(Source):
    """Tools of accounts, each account a part of its own. Its cursor holds the tools that the last look saw."""

    type = "web"
    options_model = WebOptions
    options: WebOptions
    retry_cap = timedelta(days=7)

    def __init__(
        self,
        options: WebOptions,
        setting: Setting,
        *,
        table: str | None = None,
        account: Account | None = None,
        ask: Ask | None = None,
    ) -> None:
        super().__init__(options, setting, table=table)
        self._account, self._ask = account, ask

    @cached_property
    def parts(self) -> "Sequence[WebSource]":
        if self._account is not None:
            return (self,)
        return tuple(self._looks())

    def _looks(self) -> "Iterator[WebSource]":
        wanted = self._wanted()
        for number, account in enumerate(wanted):
            named = self.options.model_copy(update={"name": f"{self.name}/{account.domain}"})
            part = WebSource(named, self.setting, table=self.name, account=account, ask=self._ask or self._records)
            part.delay = self.options.within * number / len(wanted)
            yield part

    def _wanted(self) -> list[Account]:
        """Accounts to look at; one that is named and on no list is looked at by its domain."""
        listed = {account.domain: account for account in self.setting.accounts()}
        if named := self.options.domains:
            return [listed.get(domain) or Account(domain=domain, name=domain) for domain in named]
        return [each for each in listed.values() if each.status in self.options.statuses][: self.options.most]

    @cached_property
    def _servers(self) -> Ask:
        return asking(self.options.nameservers)

    async def _records(self, name: str, kind: str) -> list[str]:
        """What the name service says; all parts share its servers, which are not looked for before one is asked."""
        return await self._servers(name, kind)

    @property
    def live(self) -> bool:
        return self.options.path is None

    @property
    def host(self) -> str | None:
        return self._account.domain if self._account else None

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        account = self._account
        if account is None:
            return
        (page, error), (names, silent) = await self._looked(account.domain, context)
        if error and silent:
            said = f"{account.domain} gave nothing: {error}; {silent}"
            raise RetryLater(said, error.after) if isinstance(error, RetryLater) else SourceError(said)
        seen = list(dict.fromkeys([*(tools_in(page) if page else []), *(tools_in(names) if names else [])]))
        yield self._step(account, changed(cursor, seen, whole=page is not None and names is not None), cursor)

    async def _looked(self, domain: str, context: Context) -> tuple[Look, Look]:
        """What the home page shows, and what the name service says."""
        if self.options.path is None:
            home = await home_page(self._home(domain), context, allow_private=self.options.allow_private)
            return home, await self._names(domain)
        page, names = await recorded_look(self.options.path.replace("{domain}", domain), self.setting, context)
        return (page, None), (names, None)

    def _step(self, account: Account, change: Change, before: Cursor) -> Step:
        tells = change.tools or before.get("tools")
        lessons = [Lesson(account.domain, {SEEN: change.tools}, self.table)] if tells else []
        news = [("added", name) for name in change.added] + [("removed", name) for name in change.removed]
        drafts = [self._draft(account, what, tool, before) for what, tool in news]
        return Step(change.state(), drafts, first="tools" not in before, lessons=lessons)

    def _draft(self, account: Account, what: str, tool: str, before: Cursor) -> SignalDraft:
        return SignalDraft(
            kind="technology_change",
            company=Company(name=account.name, domain=account.domain),
            evidence=Evidence(url=self._home(account.domain), title=f"{tool} {what}"),
            details={"technology": tool, "change": what},
            confidence=CONFIDENCE,
            native=f"{account.domain}:{tool}:{what}:{key_of(*before.get('tools', ()))}",
        )

    def _home(self, domain: str) -> str:
        return self.options.address.replace("{domain}", domain)

    async def _names(self, domain: str) -> Look:
        try:
            ask = self._ask or self._records
            mx, txt = await ask(domain, "MX"), await ask(domain, "TXT")
        except SourceError as cause:
            return None, cause
        return dns_traces(mx, txt), None
