"""A filing: what a list of EDGAR says of it, and where its papers are."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

SITE = "https://www.sec.gov"
FORMS = ("D", "8-K", "8-K/A")
"""Forms that are read; amendments of Form D (D/A) tell of an offering that was told before."""
OFFICERS = "5.02"
"""The item of an 8-K that tells of directors and officers who come and go."""
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_STATE_MARK = re.compile(r"\s*/[A-Z]{2,12}/?$")
_BEST = ("Filer", "Issuer", "Subject")


@dataclass(frozen=True, slots=True)
class Filing:
    """One entry of a list. `party` is what the company is to the filing; `items` are those of an 8-K.

    `domain` is what the configuration says of the company, where it does.
    """

    accession: str
    form: str
    company: str
    cik: str
    party: str = ""
    filed: datetime | None = None
    items: tuple[str, ...] = ()
    domain: str | None = None

    @property
    def folder(self) -> str:
        """Where its papers lie, below the site's address."""
        return f"/Archives/edgar/data/{int(self.cik)}/{self.accession.replace('-', '')}"

    @property
    def index(self) -> str:
        """The page that lists its papers: what a person is shown as evidence."""
        return f"{SITE}{self.folder}/{self.accession}-index.htm"

    @property
    def document(self) -> str:
        """The paper that is read, below the site's address: Form D's data, or the whole submission."""
        return f"{self.folder}/{'primary_doc.xml' if self.form.startswith('D') else f'{self.accession}.txt'}"

    @property
    def wanted(self) -> bool:
        """Whether its form, and of an 8-K its items, can tell of an event."""
        return self.form == "D" or (self.form in ("8-K", "8-K/A") and OFFICERS in self.items)

    def beside(self, other: "Filing") -> "Filing":
        """The filing, which stands in a list once for each of its parties, by the party that it is about.

        Of several filers it is the one that files for itself, else the last: lists name the first registrant last.
        """
        mine, theirs = self._rank(), other._rank()
        better = self if mine < theirs else other
        return replace(better, items=self.items or other.items)

    def _rank(self) -> tuple[int, int]:
        party = _BEST.index(self.party) if self.party in _BEST else len(_BEST)
        return party, int(self.accession[:10] != self.cik)


def is_accession(text: object) -> bool:
    """Whether the text is the number of a filing: 0001493152-25-027594."""
    return isinstance(text, str) and bool(_ACCESSION.fullmatch(text))


def accession_in(text: str) -> str | None:
    """The first number of a filing in the text."""
    found = _ACCESSION.search(text)
    return found[0] if found else None


def named(conformed: str) -> str:
    """A company's name without the mark of its state: "CHARTER COMMUNICATIONS, INC. /MO/"."""
    return _STATE_MARK.sub("", " ".join(conformed.split()))[:500]


def each_once(filings: "list[Filing]") -> "list[Filing]":
    """Each accession once, in the order of their first mention."""
    found: dict[str, Filing] = {}
    for filing in filings:
        known = found.get(filing.accession)
        found[filing.accession] = known.beside(filing) if known else filing
    return [*found.values()]
