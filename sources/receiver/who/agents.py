"""Which browser names are programs': crawlers, monitors, link previews, headless browsers, libraries."""

import re
from functools import lru_cache

_LONGEST = 1000
_MARKS = re.compile(
    r"headless|phantomjs|slimerjs|puppeteer|playwright|selenium|webdriver|cypress|jsdom|zombie\.js"
    r"|(?<!cu)bot\b|spider|crawl(?:er|ing)|scrap(?:er|y)|uptime|http[-_ ]?client|\+https?://",
    re.IGNORECASE,
)
_PREVIEWS = re.compile(r"preview|link.?expan|unfurl|embed|whatsapp|facebookexternalhit|skypeuri", re.IGNORECASE)
_MONITORS = re.compile(r"uptime|monitor|pingdom|statuscake|lighthouse|gtmetrix|ptst/|site24x7", re.IGNORECASE)
_CAUSES = {"monitoring": "monitor", "social-preview": "preview"}
_CHUNK = 25


@lru_cache(maxsize=32768)
def cause_of(agent: str) -> str | None:
    """ "bot", "monitor" or "preview" where the name is a program's; None for a browser. An empty name is a bot's."""
    name = agent.strip()[:_LONGEST]
    if not name:
        return "bot"
    listed = _listed(name)
    if listed is not None:
        return listed
    return _by_marks(name) if _MARKS.search(name) else None


def _by_marks(name: str) -> str:
    if _MONITORS.search(name):
        return "monitor"
    return "preview" if _PREVIEWS.search(name) else "bot"


def _listed(name: str) -> str | None:
    """By the maintained list; a pattern of several kinds is that of a monitor or a preview first."""
    found = None
    for chunk, patterns in _patterns():
        if chunk.search(name):
            found = _kind(name, patterns)
            if found != "bot":
                break
    return found


def _kind(name: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    kinds = {cause for pattern, cause in patterns if pattern.search(name)}
    return min(kinds - {"bot"}, default="bot")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]], ...]:
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # type: ignore[import-untyped]

    told = [(each["pattern"], _cause(each.get("tags", ()))) for each in CRAWLER_USER_AGENTS_DATA]
    chunks = [told[at : at + _CHUNK] for at in range(0, len(told), _CHUNK)]
    return tuple((re.compile("|".join(p for p, _ in chunk)), _compiled(chunk)) for chunk in chunks)


def _compiled(chunk: list[tuple[str, str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), cause) for pattern, cause in chunk)


def _cause(tags: object) -> str:
    named = tags if isinstance(tags, (list, tuple)) else ()
    return next((_CAUSES[tag] for tag in named if tag in _CAUSES), "bot")
