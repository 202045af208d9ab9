"""Teamtailor's careers site as JSON Feed with schema.org's JobPosting in each item: /jobs.json; or as RSS: /jobs.rss.

No key. The address may be the company's own domain: then give it by `url`, as that of the RSS. The id is the posting's
number, which its address carries too; the feed's own ids change with its language.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from sources.boards.fields import dated, job_id, listed, named, place, prose, table, title, words
from sources.boards.format import Format, Job, parsed, under
from sources.boards.posting import Posting
from sources.entry import web_link
from sources.errors import SourceError
from sources.markup import bare_xml, decoded

_NUMBER = re.compile(r"/jobs/(\d{1,20})(?!\d)")


def _id(job: Job) -> str:
    number = table(table(job.get("_jobposting")).get("identifier"))
    return job_id(number, "value") if number.get("value") else job_id(job)


def _posting(job: Job) -> Posting:
    told = table(job.get("_jobposting"))
    places = dict.fromkeys(each for each in map(_place, _locations(told)) if each)
    return Posting(
        job=_id(job),
        title=title(job),
        url=web_link(job.get("url")),
        location="; ".join(places)[:500] or None,
        department=words(job.get("department")),
        company=named(told.get("hiringOrganization")),
        text=lambda: prose(told.get("description") or job.get("content_html")),
        **dated(job.get("date_published") or told.get("datePosted")),
    )


def _locations(told: Mapping[str, Any]) -> list[Any]:
    found = told.get("jobLocation")
    return [found] if isinstance(found, Mapping) else listed(found)


def _place(location: Any) -> str | None:
    address = table(table(location).get("address"))
    return place(address.get("addressLocality"), address.get("addressCountry"))


def _parse(body: bytes) -> Any:
    """The answer as JSON Feed has it, whichever of the two it is."""
    if not decoded(body[:200]).lstrip().startswith("<"):
        return parsed(body)
    try:
        root = fromstring(bare_xml(decoded(body), "the board"))  # noqa: S314 - entities are refused before it
    except (ParseError, SourceError):
        raise ValueError("did not answer with JSON, or with XML that can be read") from None
    return {"items": [_told(item) for item in root.iter("item")]} if root.tag == "rss" else None


def _told(item: Element) -> dict[str, Any]:
    """An item of the RSS as one of the JSON Feed."""
    said = {_bare(part.tag): part.text for part in item}
    number = _NUMBER.search(said.get("link") or "")
    places = [{_bare(part.tag): part.text for part in place} for place in item.iter() if _bare(place.tag) == "location"]
    told = {
        "identifier": {"value": number and number[1]},
        "description": said.get("description"),
        "hiringOrganization": {"name": said.get("company_name")},
        "jobLocation": [
            {
                "address": {
                    "addressLocality": each.get("city") or each.get("name"),
                    "addressCountry": each.get("country"),
                }
            }
            for each in places
        ],
    }
    head = {"id": said.get("guid"), "title": said.get("title"), "url": said.get("link")}
    return {**head, "department": said.get("department"), "date_published": said.get("pubDate"), "_jobposting": told}


def _bare(tag: str) -> str:
    """The tag without its namespace."""
    return tag.rpartition("}")[2]


FORMAT = Format(
    name="Teamtailor",
    address="https://{token}.teamtailor.com/jobs.json",
    id=_id,
    parse=_parse,
    jobs=under("items"),
    posting=_posting,
)
