"""How a kind of job board answers, and the postings of its answers. Pure."""

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sources.boards.fields import job_id, words
from sources.boards.posting import Posting
from sources.errors import SourceError
from sources.foreign_json import read_json
from sources.page import fingerprint
from streams.ports import Rejected

Job = Mapping[str, Any]


class Listing(NamedTuple):
    """An answer: the ids of its open seats, those of them that are not known yet, and what was broken.

    `next` is the address of its next page where there is one.
    """

    jobs: list[str]
    postings: list[Posting]
    broken: list[Rejected]
    next: str | None = None

    def with_page(self, other: "Listing") -> "Listing":
        """Both pages of a board together; a seat that moved between them while they were read is one."""
        seen = {posting.job for posting in self.postings}
        postings = [*self.postings, *(each for each in other.postings if each.job not in seen)]
        jobs = dict.fromkeys((*self.jobs, *other.jobs))
        return Listing([*jobs], postings, [*self.broken, *other.broken], other.next)


def parsed(body: bytes) -> Any:
    """The JSON of an answer; ValueError for what is none."""
    try:
        return read_json(body)
    except ValueError:
        raise ValueError("did not answer with JSON") from None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of board. `address` has {token} where the board's name goes.

    `jobs` finds the job objects of a parsed answer, None where there is no list of them; `id` tells a job's id, and
    `posting` reads it: None for what is no open seat; both raise ValueError for what breaks the format. `parse` makes
    an answer of bytes; `next` tells the address of the page after one, from that one's address and answer; `link` that
    of a posting that has none itself, from the board's address and the posting's id. `names_company`: its answers say
    whose the jobs are.
    """

    name: str
    address: str
    jobs: Callable[[Any], list[Any] | None]
    posting: Callable[[Job], Posting | None]
    id: Callable[[Job], str] = job_id
    parse: Callable[[bytes], Any] = parsed
    next: Callable[[str, Any], str | None] = lambda address, answer: None
    link: Callable[[str, str], str | None] = lambda address, job: None
    names_company: bool = True

    def read(self, body: bytes, where: str, address: str = "", known: Container[str] = ()) -> Listing:
        """The listing of an answer; a seat listed twice is one. SourceError, naming `where`, for what is no answer.

        Only seats that are not `known` are read. A job that breaks the format is rejected, the others stand.
        """
        answer = self._answer(body, where)
        jobs = self._listed(answer, where)
        open_ones, found = dict[str, None](), dict[str, Posting]()
        broken: list[Rejected] = []
        for job in jobs:
            try:
                name, posting = self._read(job, address, known)
            except ValueError as cause:
                broken.append(_rejected(job, where, cause))
                continue
            if name is not None:
                open_ones[name] = None
            if posting is not None:
                found[posting.job] = found[posting.job].beside(posting) if posting.job in found else posting
        return Listing([*open_ones], [*found.values()], broken, self.next(address, answer) if jobs else None)

    def _read(self, job: Any, address: str, known: Container[str]) -> tuple[str | None, Posting | None]:
        """The id of an open seat, and the posting where it is not known."""
        if not isinstance(job, Mapping):
            raise ValueError("a job is not an object")
        name = self.id(job)
        if name in known:
            return name, None
        posting = self.posting(job)
        if posting is None:
            return None, None
        return posting.job, posting if posting.url else replace(posting, url=self.link(address, posting.job))

    def _answer(self, body: bytes, where: str) -> Any:
        try:
            return self.parse(body)
        except ValueError as cause:
            raise SourceError(f"{where} {cause}: is it a {self.name} job board?") from None

    def _listed(self, answer: Any, where: str) -> list[Any]:
        jobs = self.jobs(answer)
        if not isinstance(jobs, list):
            raise SourceError(f"{where} answered without a list of jobs: is it a {self.name} job board?")
        return jobs


def under(key: str) -> Callable[[Any], list[Any] | None]:
    """Finds the list under a key of an answer."""
    return lambda answer: answer.get(key) if isinstance(answer, dict) else None


def _rejected(job: Any, where: str, cause: ValueError) -> Rejected:
    """The broken job, named by what it has: never by its place, which moves with every job above it."""
    raw = json.dumps(job, ensure_ascii=False, default=str)
    named = (job.get(key) for key in ("id", "title", "name", "text")) if isinstance(job, Mapping) else ()
    name = next((words(str(each)) for each in named if each and isinstance(each, str | int)), None)
    return Rejected(f"{where} job {name or fingerprint(raw)}", str(cause), raw.encode("utf-8", "replace"))
