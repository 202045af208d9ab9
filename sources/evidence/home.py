"""The home page of a company, read politely: robots.txt first, and no more of the page than tells its tools."""

from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from sources.contract import Context
from sources.errors import SourceError
from sources.evidence.traces import Traces, page_traces
from sources.fetch import user_agent
from sources.page import Page

PAGE_BYTES = 1_000_000
ROBOTS_BYTES = 500_000
TOO_MANY = 429
Look = tuple[Traces | None, SourceError | None]
"""Traces, or why there are none."""


async def home_page(url: str, context: Context, *, allow_private: bool) -> Look:
    """Traces of the home page, or why there are none: robots.txt says no, or it cannot be read."""
    try:
        if not await _is_welcome(url, context, allow_private=allow_private):
            return None, SourceError(f"robots.txt of {url} asks programs to stay away")
        page = await context.web.get(url, {}, PAGE_BYTES, allow_private, beginning=True)
    except SourceError as cause:
        return None, cause
    if page is None:
        return None, SourceError(f"{url} answered without a page")
    found: Traces = await context.work(_traces, page, url)
    return found, None


async def _is_welcome(url: str, context: Context, *, allow_private: bool) -> bool:
    """Whether robots.txt lets us read the page; one that is not there lets everybody."""
    try:
        page = await context.web.get(urljoin(url, "/robots.txt"), {}, ROBOTS_BYTES, allow_private, beginning=True)
    except SourceError as cause:
        if cause.status is not None and 400 <= cause.status < 500 and cause.status != TOO_MANY:
            return True
        raise
    rules = RobotFileParser()
    rules.parse((page.body if page else b"").decode("utf-8", "replace").splitlines())
    return rules.can_fetch(user_agent(), url)


def _traces(page: Page, url: str) -> Traces:
    return page_traces(page.body.decode("utf-8", "replace"), page.address or url, page.cookies)
