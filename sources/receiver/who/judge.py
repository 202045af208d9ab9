"""Who it was not: programs, own people, previews, and those who do not want to be counted. Each with its cause."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urlsplit

from icp.domains import email_domain, registrable
from sources.receiver.contract import Event, Request
from sources.receiver.who import agents
from sources.receiver.who.addresses import Networks
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.pace import Pace
from sources.receiver.who.visitor import Visitor

ON_SITE = frozenset(("visit", "form_submitted"))
"""Kinds that somebody does on the site itself; of the others the tracker is only the messenger."""


class Judge:
    """Asks each event whether a person of another company did it. `own`: domains of own accounts."""

    def __init__(self, options: WhoOptions, own: frozenset[str]) -> None:
        self._options, self._offices = options, Networks(options.offices)
        self._domains = own | {each for each in options.staff if "@" not in each}
        self._mails = frozenset(each for each in options.staff if "@" in each)
        self._previews, self._hosts = _hosts(options.preview_hosts), _hosts(options.own_hosts)
        self._views, self._pages = Pace(options.views_per_minute), Pace(options.same_page_per_minute)

    def of_request(self, request: Request) -> str | None:
        """Why nothing that the sending browser says of itself counts."""
        headers = request.headers
        if self._options.honour_do_not_track and "1" in (_first(headers, "dnt"), _first(headers, "sec-gpc")):
            return "private"
        ahead = ",".join(headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")).lower()
        if "prefetch" in ahead or "preview" in ahead or "prerender" in ahead:
            return "preview"
        return "bot" if "headless" in headers.get("sec-ch-ua", "").lower() else None

    def of_event(self, event: Event, visitor: Visitor) -> str | None:
        """Why the event is no visit of another company's person, as far as it tells itself."""
        if visitor.ip is not None and visitor.ip in self._offices:
            return "office"
        if visitor.email and self.is_staff(visitor.email):
            return "staff"
        if not (event.kind in ON_SITE or event.act != "event" or (event.kind or "").startswith("custom:")):
            return None
        return self._of_agent(event, visitor.agent) or self._of_page(event.url)

    def is_staff(self, mail_or_domain: str | None) -> bool:
        """Whether it is one of our own."""
        if not mail_or_domain:
            return False
        domain = email_domain(mail_or_domain) if "@" in mail_or_domain else registrable(mail_or_domain)
        return domain in self._domains or mail_or_domain in self._mails

    def of_pace(self, event: Event, visitor: Visitor, request: Request, number: int) -> str | None:
        """Whether it came too fast for a person; only a browser's own sending tells how fast it was."""
        who = visitor.best
        if not event.direct or event.kind != "visit" or not who:
            return None
        fast = self._views.is_too_fast(who, request.received_at, number)
        page = f"{who}{(event.url or '')[:500]}"
        same = self._pages.is_too_fast(page, request.received_at, number)
        return "too_fast" if fast or same else None

    def _of_agent(self, event: Event, agent: str | None) -> str | None:
        if event.details.get("automated") is True:
            return "bot"
        if agent is None:
            return None
        return "monitor" if self._is_ignored(agent) else agents.cause_of(agent)

    def _is_ignored(self, agent: str) -> bool:
        return bool(self._options.ignore_agents) and any(each in agent.lower() for each in self._options.ignore_agents)

    def _of_page(self, url: str | None) -> str | None:
        host = _host(url) if url else ""
        if not host or (self._hosts and self._hosts.match(host)):
            return None
        return "staging" if self._hosts or (self._previews and self._previews.match(host)) else None


def _first(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name, "").strip()[:1]


def _hosts(globs: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(translate, globs))) if globs else None


@lru_cache(maxsize=4096)
def _host(url: str) -> str:
    try:
        return (urlsplit(url[:2000]).hostname or "").lower()
    except ValueError:
        return ""
