"""digest: the morning digest of a day, in the form asked for."""

from typing import TYPE_CHECKING, Any

from fitsignal import digests
from fitsignal.answer_links import answer_links, slack_options
from fitsignal.carriers import open_sinks

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sinks.digest import Digest
    from sinks.slack_blocks import Look


def digest(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """One row with the text, or rows in the form asked for; with `send` it is delivered too."""
    day = digests.parse_day(params.get("date")) or digests.last_day(service)
    made = digests.digest_of_day(service, day)
    if params.get("send"):
        if not service.couriers:
            open_sinks(service)
        return digests.send(service, made)
    form, look = str(params.get("format") or "text"), _look(service)
    return shapes(_with_pages(service, made, form, look), form, look)


def _with_pages(service: "Service", made: "Digest", form: str, look: "Look") -> "Digest":
    """With where its lines are answered, as a sink shows it: on a page, and in Slack where no app takes answers."""
    from sinks.answer_pages import with_pages

    asks = form == "html" or (form == "slack" and not look.answers)
    return with_pages(made, answer_links(service.workspace) if asks else None)


def _look(service: "Service") -> "Look":
    """As the first Slack sink shows it."""
    from sinks.slack import look_of
    from sinks.slack_blocks import PLAIN

    return next(map(look_of, slack_options(service.workspace)), PLAIN)


def shapes(made: "Digest", form: str, look: "Look | None" = None) -> list[dict[str, Any]]:
    """The digest as text, Slack messages, a page or rows. `look`: what can be pressed in Slack."""
    from sinks.digest_html import digest_html
    from sinks.digest_json import digest_json
    from sinks.digest_slack import digest_posts
    from sinks.digest_text import digest_text
    from sinks.slack_blocks import PLAIN

    if form == "json":
        return digest_json(made)
    if form == "slack":
        return [{"text": post.text, "blocks": list(post.blocks)} for post in digest_posts(made, look or PLAIN)]
    return [{"text": digest_html(made) if form == "html" else digest_text(made)}]
