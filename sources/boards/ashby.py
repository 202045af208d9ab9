"""Ashby's job posting API, https://developers.ashbyhq.com/docs/public-job-posting-api: one request, the whole board.

No key. Postings that are not listed (`isListed` false) are reached by a link only, and left out.
"""

from sources.boards.fields import dated, job_id, listed, prose, table, title, words
from sources.boards.format import Format, Job, under
from sources.boards.posting import Posting
from sources.entry import web_link


def _posting(job: Job) -> Posting | None:
    if job.get("isListed") is False:
        return None
    others = (words(table(each).get("location")) for each in listed(job.get("secondaryLocations")))
    places = dict.fromkeys(each for each in (words(job.get("location")), *others) if each)
    return Posting(
        job=job_id(job),
        title=title(job),
        url=web_link(job.get("jobUrl")),
        location="; ".join(places)[:500] or None,
        department=words(job.get("department")) or words(job.get("team")),
        text=lambda: prose(job.get("descriptionPlain") or job.get("descriptionHtml")),
        **dated(job.get("publishedAt")),
    )


FORMAT = Format(
    name="Ashby",
    address="https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true",
    jobs=under("jobs"),
    posting=_posting,
    names_company=False,
)
