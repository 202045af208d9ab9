"""Workable's public jobs, https://workable.readme.io/reference/jobs-1: one request, the whole board.

No key; throttled by address. A seat in several places stands there once for each, under one shortcode.
"""

from typing import Any

from sources.boards.fields import dated, job_id, place, prose, title, words
from sources.boards.format import Format, Job
from sources.boards.posting import Posting
from sources.entry import web_link


def _jobs(answer: Any) -> list[Any] | None:
    """The company is named once, beside the jobs."""
    jobs = answer.get("jobs") if isinstance(answer, dict) else None
    if not isinstance(jobs, list):
        return None
    return [{**job, "company": answer.get("name")} if isinstance(job, dict) else job for job in jobs]


def _id(job: Job) -> str:
    return job_id(job, "shortcode")


def _posting(job: Job) -> Posting:
    return Posting(
        job=_id(job),
        title=title(job),
        url=web_link(job.get("url")),
        location=place(job.get("city"), job.get("state"), job.get("country")),
        department=words(job.get("department")),
        company=words(job.get("company")),
        text=lambda: prose(job.get("description")),
        **dated(job.get("published_on") or job.get("created_at")),
    )


FORMAT = Format(
    name="Workable",
    address="https://apply.workable.com/api/v1/widget/accounts/{token}?details=true",
    id=_id,
    jobs=_jobs,
    posting=_posting,
)
