"""Pages at which people answer where no app takes what they press: which line of a digest is answered where. Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sinks.digest import Digest, Row, Section

Links = Callable[[str | None, str, str | None, datetime], str]
"""The address at which an account can be answered: of the alert, where it is of one, and for whom the message is."""


def with_pages(digest: Digest, links: Links | None, to: str | None = None) -> Digest:
    """The digest with the page of each line that asks for an answer. `to`: whom it goes to, where that is a person."""
    if links is None:
        return digest
    made = links

    def linked(row: Row) -> Row:
        if not row.account:
            return row
        return replace(row, page=made(row.alert, row.account, to or digest.receiver, digest.end))

    def whole(part: Section) -> Section:
        return replace(part, rows=tuple(map(linked, part.rows)))

    return replace(digest, sections=tuple(map(whole, digest.sections)))
