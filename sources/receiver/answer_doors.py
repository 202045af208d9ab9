"""The doors of people's answers: Slack's clicks, and the page of a signed link with what is sent from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import orjson

from sources.receiver import answer_page
from sources.receiver.clients.door import Answer as Shown
from sources.receiver.contract import Parsed, Refused, Request
from sources.receiver.doors import AnswerDoor, Entry
from sources.receiver.interactivity import ENDPOINT, Follow, Interactivity
from sources.receiver.interactivity import PATH as INTERACTIVITY
from streams.answer_links import NO_ALERT, PATH, AnswerLink, fields_of, read_link
from streams.answers import BECAUSE, DAYS, SAID, Answer, Because, answer_id
from streams.ports import Rejected

LINKS = "answers"
_MOST_FIELDS, _NAME = 20, 100


def answer_doors(secrets: Sequence[str], key: bytes | None, follow: Follow | None = None) -> Iterator[AnswerDoor]:
    """The doors that there are: of Slack where it has a signing secret, of links where there is a key to sign with.

    `follow` begins what a kept click leads to.
    """
    if secrets:
        slack = Interactivity(secrets, follow)
        entry = Entry(ENDPOINT, slack, False, True, slack.answer, slack.kept)
        yield AnswerDoor({"POST": entry}, lambda path: path == INTERACTIVITY)
    if key is not None:
        links = Links(key)
        asks, takes = (
            Entry(LINKS, links, False, *more) for more in ((False, links.page), (True, links.thanks, links.kept))
        )
        yield AnswerDoor({"GET": asks, "POST": takes}, lambda path: path.startswith(PATH))


class Links:
    """Reads what is sent from the page of a signed link. `kept` holds no signature."""

    type: ClassVar[str] = "link"

    def __init__(self, key: bytes) -> None:
        self._key = key

    def page(self, request: Request) -> Shown:
        """The page that asks. What it sends back is told from what an earlier look at it sent."""
        link = self._link(request, _fields(request.query))
        fields = fields_of(link, self._key) | {"n": str(int(request.received_at.timestamp() * 1e6))}
        return answer_page.form(link, fields)

    def check(self, request: Request, now: datetime) -> None:
        """Raise Refused for a link that is none of ours or too old, and for what is no answer."""
        fields = _fields(request.body.decode("utf-8", "replace"))
        self._link(request, fields)
        if fields.get("said") not in SAID:
            raise Refused(400, "Choose one of the answers.", "no_answer")

    def key(self, request: Request) -> str | None:
        """The answer itself: sent twice, it is kept once."""
        return self._answer(self.kept(request)).id

    def kept(self, request: Request) -> Request:
        """What is sent, without the signature."""
        fields = _fields(request.body.decode("utf-8", "replace"))
        fields.pop("s", None)
        return replace(request, body=orjson.dumps({**fields, "alert": _alert(request)}), query="")

    def thanks(self, request: Request) -> Shown:
        """The page after an answer."""
        told = self._answer(self.kept(request))
        return answer_page.thanks(told.account or "", told.said, told.because, told.days)

    def parse(self, request: Request) -> Parsed:
        """The answer of a kept request."""
        try:
            return Parsed(answers=[self._answer(request)])
        except (ValueError, KeyError, AttributeError, StopIteration):
            return Parsed(rejected=[Rejected("what was sent", "no answer", request.body)])

    def _link(self, request: Request, fields: Mapping[str, str]) -> AnswerLink:
        link = read_link(_alert(request), fields, self._key, request.received_at)
        if link is None:
            raise Refused(403, "This link is not one of ours, or it is too old: answer a newer message.", "bad_link")
        return link

    def _answer(self, request: Request) -> Answer:
        fields: dict[str, Any] = orjson.loads(request.body)
        said = next(each for each in SAID if each == fields["said"])
        because: Because = next((each for each in BECAUSE if each == fields.get("because")), "other")
        days = next((each for each in DAYS if str(each) == fields.get("days")), DAYS[0])
        name = _name(fields)
        return Answer(
            id=answer_id("link", *_identity(fields)),
            said=said,
            at=request.received_at,
            account=fields.get("d") or None,
            alert=None if fields["alert"] == NO_ALERT else fields["alert"],
            because=because if said == "not_a_fit" else None,
            days=days if said == "snooze" else None,
            names=(name,) if name else (),
            via="link",
        )


def _identity(fields: Mapping[str, Any]) -> Sequence[str]:
    """What tells one answer from another: an alert names its account, a line of a digest does not."""
    about = (fields.get("d", ""),) if fields["alert"] == NO_ALERT else ()
    return [str(fields.get(key, "")) for key in ("alert", "w", "said", "because", "days", "n")] + [*map(str, about)]


def _name(fields: Mapping[str, Any]) -> str:
    """What the person calls themselves, on one line."""
    told = str(fields.get("name") or fields.get("w") or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in told).split())[:_NAME]


def _alert(request: Request) -> str:
    return request.path.removeprefix(PATH).rstrip("/")


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
