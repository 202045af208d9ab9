"""Lever's postings API, https://github.com/lever/postings-api: a bare array with the whole board.

No key. Boards of its European site are at api.eu.lever.co: name them by `url`. `createdAt`, in milliseconds, is not
documented, but always there.
"""

from typing import Any

from sources.boards.fields import dated, job_id, listed, place, prose, table, title, words
from sources.boards.format import Format, Job
from sources.boards.posting import Posting
from sources.entry import web_link


def _jobs(answer: Any) -> list[Any] | None:
    return answer if isinstance(answer, list) else None


def _posting(job: Job) -> Posting:
    told = table(job.get("categories"))
    sections = [table(each).get("content") for each in listed(job.get("lists"))]
    return Posting(
        job=job_id(job),
        title=title(job, "text"),
        url=web_link(job.get("hostedUrl")),
        location=place(told.get("location"), job.get("country")),
        department=words(told.get("department")) or words(told.get("team")),
        text=lambda: prose(job.get("descriptionPlain"), *sections, job.get("additionalPlain")),
        **dated(job.get("createdAt")),
    )


FORMAT = Format(
    name="Lever",
    address="https://api.lever.co/v0/postings/{token}?mode=json",
    jobs=_jobs,
    posting=_posting,
    names_company=False,
)
