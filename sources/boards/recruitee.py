"""Recruitee's careers site API, https://docs.recruitee.com/reference/offers: one request, the whole board.

No key. Offers whose status is not "published" are left out. The place's own domain may be given by `url`.
"""

from sources.boards.fields import dated, job_id, place, prose, title, words
from sources.boards.format import Format, Job, under
from sources.boards.posting import Posting
from sources.entry import web_link


def _posting(job: Job) -> Posting | None:
    if (job.get("status") or "published") != "published":
        return None
    return Posting(
        job=job_id(job),
        title=title(job),
        url=web_link(job.get("careers_url")),
        location=words(job.get("location")) or place(job.get("city"), job.get("country")),
        department=words(job.get("department")),
        company=words(job.get("company_name")),
        text=lambda: prose(job.get("description"), job.get("requirements")),
        **dated(job.get("published_at") or job.get("created_at")),
    )


FORMAT = Format(
    name="Recruitee",
    address="https://{token}.recruitee.com/api/offers/",
    jobs=under("offers"),
    posting=_posting,
)
