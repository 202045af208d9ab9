"""Teamtailor's careers site as JSON Feed with schema.org's JobPosting in each item: /jobs.json.

No key. The address may be the company's own domain: then give it by `url`. The id is the posting's number, which its
address carries too; the feed's own ids change with its language.
"""

from collections.abc import Mapping
from typing import Any

from sources.boards.fields import dated, job_id, listed, named, place, prose, table, title
from sources.boards.format import Format, Job, under
from sources.boards.posting import Posting
from sources.entry import web_link


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


FORMAT = Format(
    name="Teamtailor",
    address="https://{token}.teamtailor.com/jobs.json",
    id=_id,
    jobs=under("items"),
    posting=_posting,
)
