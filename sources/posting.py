"""Job postings of a board's answer, as plain values. Pure. So far: Greenhouse's public job board API."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sources.entry import read_date, web_link
from sources.errors import SourceError
from sources.markup import plain
from streams.ports import Rejected

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Posting:
    """One open seat as its board gives it. `text` is the posting in plain words, possibly empty."""

    job: str
    title: str
    url: str | None = None
    published: datetime | None = None
    unread_date: str | None = None
    location: str | None = None
    department: str | None = None
    company: str | None = None
    text: str = ""


def greenhouse(body: bytes, where: str) -> tuple[list[Posting], list[Rejected]]:
    """Postings of `GET /v1/boards/TOKEN/jobs?content=true`; prospect posts (no internal job) are left out.

    SourceError, naming `where`, for what is no such answer. A job that breaks the format is rejected, the others stand.
    """
    found: list[Posting] = []
    broken: list[Rejected] = []
    for number, job in enumerate(_jobs(body, where), 1):
        if isinstance(job, dict) and job.get("internal_job_id", 0) is None:
            continue
        try:
            found.append(_posting(job))
        except ValueError as cause:
            broken.append(_rejected(job, where, number, cause))
    return found, broken


def _jobs(body: bytes, where: str) -> list[Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceError(f"{where} did not answer with JSON: is it a Greenhouse job board?") from None
    jobs = answer.get("jobs") if isinstance(answer, dict) else None
    if not isinstance(jobs, list):
        raise SourceError(f"{where} answered JSON without a list of jobs: is it a Greenhouse job board?")
    return jobs


def _posting(job: Any) -> Posting:
    if not isinstance(job, dict):
        raise ValueError("a job is not an object")
    said = job.get("first_published")
    published = read_date(said)
    return Posting(
        job=_job_id(job),
        title=_title(job),
        url=web_link(job.get("absolute_url")),
        published=published,
        unread_date=None if published or not said else plain(str(said), 100),
        location=_named(job.get("location")),
        department=_named(next(iter(_list(job.get("departments"))), None)),
        company=_words(job.get("company_name")),
        text=plain(plain(_string(job.get("content")), 3 * MAX_TEXT), MAX_TEXT),  # HTML, escaped once more
    )


def _job_id(job: dict[str, Any]) -> str:
    number = job.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str) or not str(number).strip():
        raise ValueError("a job has no id")
    return str(number).strip()[:100]


def _title(job: dict[str, Any]) -> str:
    title = _words(job.get("title"))
    if not title:
        raise ValueError("a job has no title")
    return title


def _rejected(job: Any, where: str, number: int, cause: ValueError) -> Rejected:
    name = job.get("id") if isinstance(job, dict) else None
    raw = json.dumps(job, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Rejected(f"{where} job {name or f'number {number}'}", str(cause), raw)


def _named(value: Any) -> str | None:
    return _words(value.get("name")) if isinstance(value, dict) else None


def _words(value: Any) -> str | None:
    return plain(value, 500) or None if isinstance(value, str) else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
