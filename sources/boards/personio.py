"""Personio's careers site as XML, https://developer.personio.de/docs/retrieving-open-job-positions: /xml.

No key. One document with the whole board, in English where it is there. Boards of .jobs.personio.com: by `url`.
"""

from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

from sources.boards.fields import dated, job_id, place, prose, title, words
from sources.boards.format import Format, Job
from sources.boards.posting import Posting
from sources.errors import SourceError
from sources.markup import bare_xml, decoded

ROOT = "workzag-jobs"


def _parse(body: bytes) -> list[dict[str, Any]] | None:
    try:
        root = fromstring(bare_xml(decoded(body), "the board"))  # noqa: S314 - entities are refused before it
    except (ParseError, SourceError):
        raise ValueError("did not answer with XML that can be read") from None
    return [_told(position) for position in root.iterfind("position")] if root.tag == ROOT else None


def _told(position: Element) -> dict[str, Any]:
    said = {part.tag: part.text for part in position}
    offices = [office.text for office in position.iterfind("additionalOffices/office")]
    texts = [value.text for value in position.iterfind("jobDescriptions/jobDescription/value")]
    return {**said, "offices": [said.get("office"), *offices], "texts": texts}


def _posting(job: Job) -> Posting:
    places = dict.fromkeys(each for each in map(place, job["offices"]) if each)
    return Posting(
        job=job_id(job),
        title=title(job, "name"),
        location="; ".join(places)[:500] or None,
        department=words(job.get("department")),
        company=words(job.get("subcompany")),
        text=lambda: prose(*job["texts"]),
        **dated(job.get("createdAt")),
    )


def _link(address: str, job: str) -> str | None:
    parts = urlsplit(address)
    return f"https://{parts.hostname}/job/{quote(job, safe='')}" if parts.hostname else None


FORMAT = Format(
    name="Personio",
    address="https://{token}.jobs.personio.de/xml?language=en",
    jobs=lambda answer: answer,
    posting=_posting,
    parse=_parse,
    link=_link,
)
