"""A recorded look at a company: its home page and its DNS in one JSON file inside the workspace."""

from typing import Any

from sources.contract import Context, Setting
from sources.errors import SourceError
from sources.evidence.traces import Traces, dns_traces, page_traces
from sources.foreign_json import read_json
from sources.place import Place


async def recorded_look(path: str, setting: Setting, context: Context) -> tuple[Traces, Traces]:
    """The traces of page and names. Raises SourceError for a file that cannot be read, or is no such JSON."""
    page = await Place(path, setting.workspace).fetch({}, context)
    try:
        found = read_json(page.body if page else b"")
        return _page(found), dns_traces(_texts(found, "mx"), _texts(found, "txt"))
    except (ValueError, TypeError, AttributeError):
        raise SourceError(f"{path} is no recorded look: expected JSON with html, cookies, mx and txt") from None


def _page(found: Any) -> Traces:
    return page_traces(str(found.get("html") or ""), str(found.get("address") or ""), _texts(found, "cookies"))


def _texts(found: Any, key: str) -> list[str]:
    return [str(each) for each in found.get(key) or ()]
