"""digest: the morning digest of a day, in the form asked for."""

from typing import TYPE_CHECKING, Any

from fitsignal import digests

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sinks.digest import Digest


def digest(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """One row with the text, or rows in the form asked for; with `send` it is delivered too."""
    day = digests.parse_day(params.get("date")) or digests.last_day(service)
    made = digests.digest_of_day(service, day)
    if params.get("send"):
        if not service.couriers:
            service.open_sinks()
        return digests.send(service, made)
    return shapes(made, str(params.get("format") or "text"))


def shapes(made: "Digest", form: str) -> list[dict[str, Any]]:
    """The digest as text, Slack messages, a page or rows."""
    from sinks.digest_html import digest_html
    from sinks.digest_json import digest_json
    from sinks.digest_slack import digest_posts
    from sinks.digest_text import digest_text

    if form == "json":
        return digest_json(made)
    if form == "slack":
        return [{"text": post.text, "blocks": list(post.blocks)} for post in digest_posts(made)]
    return [{"text": digest_html(made) if form == "html" else digest_text(made)}]
