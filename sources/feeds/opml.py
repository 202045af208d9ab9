"""OPML: the list of feeds that a feed reader exports. Pure. http://opml.org/spec2.opml"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from sources.entry import web_link
from sources.errors import SourceError
from sources.markup import bare_xml, decoded, plain

MAX_BYTES = 5_000_000


class Outline(NamedTuple):
    """A feed of the list: its address, and its title where it has one."""

    url: str
    title: str


def read_opml(body: bytes, where: str) -> list[Outline]:
    """The feeds in the order of the list, each address once, folders opened. SourceError for what is no such list."""
    try:
        root = ElementTree.fromstring(bare_xml(decoded(body), where))  # noqa: S314 - declared entities were refused
    except ElementTree.ParseError as cause:
        raise SourceError(f"{where} is not whole XML ({cause}): export the list anew") from None
    if root.tag.lower() != "opml":
        raise SourceError(f"{where} is no OPML: its root is <{root.tag[:40]}>")
    found = {outline.url: outline for outline in _outlines(root, where)}
    if not found:
        raise SourceError(f"{where} lists no feed: an outline needs an xmlUrl")
    return list(found.values())


def _outlines(root: ElementTree.Element, where: str) -> Iterator[Outline]:
    for element in root.iter("outline"):
        named = {key.lower(): value.strip() for key, value in element.attrib.items()}
        address = named.get("xmlurl", "")
        if not address:
            continue
        title = plain(named.get("title") or named.get("text") or "", 100)
        url = web_link(address.replace("feed://", "https://", 1) if address.startswith("feed://") else address)
        if url is None:
            raise SourceError(f"{where}: the feed {title or '(no title)'} has an address that is not http or https")
        yield Outline(url, title)
