"""What the configuration says of answers that cannot be meant: buttons whose clicks nobody takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from fitsignal.document import Document
from fitsignal.settings import Settings
from icp.problem import Problem


def answer_problems(document: Document, settings: Settings, sinks: Sequence[Any]) -> Iterator[Problem]:
    """A signing secret without a receiver that Slack can reach."""
    for place, options in enumerate(sinks):
        if getattr(options, "signing_secret", None) is None or getattr(options, "app_token", None) is not None:
            continue
        path = ("sinks", place, "signing_secret")
        if settings.receiver is None:
            what = "found a secret, but no [receiver] takes the clicks: add one, or an app_token, which needs none"
            yield document.reader.problem(path, what, level="warning")
        elif settings.receiver.public_url is None:
            what = "found a secret, but [receiver] has no public_url that Slack could call; an app_token needs none"
            yield document.reader.problem(path, what, level="warning")
