"""Greenhouse's job board API, https://developers.greenhouse.io/job-board.html: one request holds the whole board.

No key and no published rate limit. A posting's time is `first_published`: `updated_at` moves with every edit. Prospect
posts (no internal job) are no seats. The text is HTML, escaped once more.
"""

from sources.boards.fields import dated, job_id, listed, named, prose, title, words
from sources.boards.format import Format, Job, under
from sources.boards.posting import MAX_TEXT, Posting
from sources.entry import web_link
from sources.markup import plain


def _posting(job: Job) -> Posting | None:
    if job.get("internal_job_id", 0) is None:
        return None
    content = job.get("content")
    return Posting(
        job=job_id(job),
        title=title(job),
        url=web_link(job.get("absolute_url")),
        location=named(job.get("location")),
        department=named(next(iter(listed(job.get("departments"))), None)),
        company=words(job.get("company_name")),
        text=lambda: prose(plain(content, 3 * MAX_TEXT)) if isinstance(content, str) else "",
        **dated(job.get("first_published")),
    )


FORMAT = Format(
    name="Greenhouse",
    address="https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true",
    jobs=under("jobs"),
    posting=_posting,
)
