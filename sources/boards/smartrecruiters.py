"""SmartRecruiters' posting API, https://developers.smartrecruiters.com/docs/posting-api: pages of a hundred.

No key. The token is the company's identifier, in its own case; an unknown one answers with an empty list. Lists hold
no description, so no technologies are named.
"""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sources.boards.fields import dated, job_id, named, place, table, title, words
from sources.boards.format import Format, Job, under
from sources.boards.posting import Posting

SITE = "https://jobs.smartrecruiters.com"


def _posting(job: Job) -> Posting:
    where, company = table(job.get("location")), table(job.get("company"))
    identifier = words(company.get("identifier"))
    number = job_id(job)
    return Posting(
        job=number,
        title=title(job, "name"),
        url=f"{SITE}/{identifier}/{number}" if identifier else None,
        location=place(where.get("city"), where.get("region"), where.get("country")),
        department=named(job.get("department"), "label") or named(job.get("function"), "label"),
        company=words(company.get("name")),
        **dated(job.get("releasedDate")),
    )


def _next(address: str, answer: Any) -> str | None:
    numbers = [answer.get(key) for key in ("offset", "limit", "totalFound")]
    if not all(isinstance(number, int) and number >= 0 for number in numbers) or not numbers[1]:
        return None
    offset, limit, total = numbers
    if offset + limit >= total:
        return None
    parts = urlsplit(address)
    query = parse_qs(parts.query) | {"offset": [str(offset + limit)], "limit": [str(limit)]}
    return parts._replace(query=urlencode(query, doseq=True)).geturl()


FORMAT = Format(
    name="SmartRecruiters",
    address="https://api.smartrecruiters.com/v1/companies/{token}/postings?limit=100&offset=0",
    jobs=under("content"),
    posting=_posting,
    next=_next,
)
