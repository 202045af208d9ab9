"""How extracted events are counted against labels: which fields are the same, and precision, recall and F1.

What counts is said in the definitions beside the labels; softly labelled items (a reader could argue) are the
caller's to leave out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, product
from typing import Any

TWO = ("funding_round", "leadership_hire")
SEVEN = (*TWO, "leadership_departure", "board_appointment", "acquisition", "public_offering", "fund_close")
FIELDS = ("company", "amount", "currency", "round", "person", "role")

Fields = Mapping[str, Any]
_FORMS = re.compile(
    r"\b(inc|incorporated|corp|corporation|co|company|llc|ltd|limited|plc|gmbh|ag|sa|sas|bv|ab|oy|as|aps|pty|pte"
    r"|group|holdings?)\b"
)
_SHORT = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cto": "chief technology officer",
    "coo": "chief operating officer",
    "ciso": "chief information security officer",
    "chro": "chief human resources officer",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "sr": "senior",
}
_TWO_SENSES = {
    "cro": ("revenue", "risk"),
    "cmo": ("marketing", "medical"),
    "cio": ("information", "investment"),
    "cpo": ("product", "people"),
    "cco": ("commercial", "compliance"),
}
_READINGS = 64


def same(name: str, want: object, got: object) -> bool:
    """Whether a field is right.

    An amount within one per cent; a company without case, accents, punctuation and legal form; a role where one is
    within the other, abbreviations written out; anything else without case, accents and punctuation.
    """
    if got is None or got == "":
        return False
    if name == "amount":
        return isinstance(got, int | float) and abs(got - float(str(want))) <= 0.01 * abs(float(str(want)))
    if name == "company":
        return _company(str(want)) == _company(str(got))
    return _same_role(str(want), str(got)) if name == "role" else _plain(str(want)) == _plain(str(got))


@dataclass
class Tally:
    """Counts over labelled items: events by kind, events with all fields right, single fields, invented fields."""

    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and "tp", "fp" or "fn"."""
    whole: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The same where all labelled fields have to be right."""
    fields: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    """By kind, field and whether it was right, of events whose kind was right."""
    invented: int = 0
    items: int = 0
    nothing: int = 0
    """Items that state no event."""
    false_events: int = 0
    """Events read in those."""

    def add(self, label: Fields, answer: Fields) -> None:
        """Count one item."""
        want, got = str(label["kind"]), str(answer.get("kind") or "none")
        self.items += 1
        self.nothing += want not in SEVEN
        self.false_events += want not in SEVEN and got in SEVEN
        right = want == got and want in SEVEN and self._fields(want, label, answer)
        for kind in {want, got}.intersection(SEVEN):
            self.found[kind, "tp" if want == got else "fn" if want == kind else "fp"] += 1
            self._whole(kind, right, want == kind, got == kind)

    def _whole(self, kind: str, right: bool, wanted: bool, given: bool) -> None:
        self.whole[kind, "tp"] += right
        self.whole[kind, "fn"] += wanted and not right
        self.whole[kind, "fp"] += given and not right

    def _fields(self, kind: str, label: Fields, answer: Fields) -> bool:
        right = True
        for name in FIELDS:
            if label.get(name) is None:
                self.invented += answer.get(name) is not None
                continue
            ok = same(name, label[name], answer.get(name))
            self.fields[kind, name, ok] += 1
            right = right and ok
        return right


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, with the counts they are of."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Right of those given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Right of those wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.given + self.wanted
        return 2 * self.right / both if both else 1.0


def score(counts: Mapping[tuple[str, str], int], kinds: Iterable[str]) -> Score:
    """The micro average over some kinds."""
    right, extra, missed = (sum(counts.get((kind, what), 0) for kind in kinds) for what in ("tp", "fp", "fn"))
    return Score(right, right + extra, right + missed)


def _plain(text: str) -> str:
    """Lower-case words of ASCII letters and digits, one space between."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


def _company(text: str) -> str:
    return re.sub(r"\s+", "", _FORMS.sub(" ", _plain(text)))


def _same_role(want: str, got: str) -> bool:
    return any(
        (_within(a, b) or _within(b, a)) and all(_within(sense, a) and _within(sense, b) for sense in senses | others)
        for a, senses in _readings(want)
        for b, others in _readings(got)
    )


@cache
def _readings(role: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each way to write a role out, with the senses of two-sensed abbreviations that were chosen for it."""
    choices = [_written_out(word) for word in _plain(role.replace("&", " and ")).split()]
    picks = islice(product(*choices), _READINGS)
    return tuple((" ".join(text for text, _ in pick), frozenset(s for _, s in pick if s)) for pick in picks)


def _written_out(word: str) -> list[tuple[str, str | None]]:
    senses = [f"chief {sense} officer" for sense in _TWO_SENSES.get(word, ())]
    return [(sense, sense) for sense in senses] or [(_SHORT.get(word, word), None)]


def _within(inner: str, outer: str) -> bool:
    return bool(inner) and f" {inner} " in f" {outer} "
