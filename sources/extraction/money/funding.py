"""Funding rounds: who received money from investors or lenders, how much, in which round."""

import re
from collections.abc import Iterator

from sources.extraction.event import IN_LEAD, Event, Reading
from sources.extraction.money import money, offerings, rounds
from sources.extraction.money.arrivals import helped, newcomers, sums_first, unheard
from sources.extraction.money.cues import STRONG, has_cue
from sources.extraction.money.money import Sum
from sources.extraction.money.named import names_round
from sources.extraction.money.nominal import nominal
from sources.extraction.money.shaped import shaped_rounds
from sources.extraction.money.support import new_money, repeating, repeats, supporting
from sources.extraction.money.takings import PENNIES, RAISE, Taking, core_of, is_blocked, speaks_of_money, takings
from sources.extraction.money.valuations import brought
from sources.extraction.text import companies
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING, bare, first_run
from sources.extraction.text.tables import pattern, words

_GIFT = pattern(words("rounds", "charity", "gift"))
_COLLECTION = pattern(words("rounds", "charity", "collection"))
_TOKENS = pattern(words("rounds", "charity", "tokens"))
_OTHER_MONEY = pattern(words("rounds", "cues", "other_money"))
_RAISES = pattern((*RAISE, *words("money_verbs", "funding", "seize"), "closes", "receives", "gets", "completes"))
_TEASE = pattern(words("noise", "teases"))
_BACKGROUND = re.compile(
    r"\b(?:after(?!\s+(?:securing|raising|landing|winning|bagging|closing|receiving)\b)"
    r"|following|since|fresh off|on the heels of|months?|years?|weeks?|last|earlier|previous|despite)\b",
    re.IGNORECASE,
)
_ARMED = re.compile(r"^(?:with|armed with|flush with)\s+[$€£₹A-Z]{0,4}\.?\s?\d", re.IGNORECASE)
_SPEAKS = re.compile(
    r"\b(?:bridge|round|seed|series|financing|raise|fundraise|crowdfunding|venture capital)\b", re.IGNORECASE
)
_WISHED = pattern(words("rounds", "cues", "wished"))
_PROGRAMME = re.compile(
    r"(?:,|\sis|\s\([^()]{1,12}\),?)\s+(?:an?|its|the)\s+(?:[\w-]+\s+){0,3}"
    r"(?:program|programme|incubator|accelerator|initiative)\b"
)
_ON_EXCHANGE = re.compile(
    r"\bon\s+(?:the\s+)?(?:[A-Z]\w+\s){0,3}(?:Stock Exchange|Nasdaq|NASDAQ|NYSE|ASX|TASE|AIM|Euronext)\b"
)
"""Where new shares were sold: behind the sum they make it an offering."""
_FIRM = re.compile(
    r"^(?:[\w-]+\s){0,2}(?:VC|PE|[Vv]enture(?: [Cc]apital)?|[Pp]rivate [Ee]quity|[Bb]uyout|[Gg]rowth [Ee]quity)"
    r" (?:firm|investor)\s[A-Z]"
)
_POOL = re.compile(
    r"\b(?:final|first) close on (?:its|the firm's)\b"
    r"|\b(?:closed|raised|closes|raises)\s(?:on\s)?(?:its|their)\s(?:[\w-]+\s){0,3}fund\b(?!-)"
    r"|\b(?:private equity|venture capital|buyout) firm\b.{0,90}\b(?:its|latest)\s(?:[\w-]+\s){0,3}fund\b"
)
"""Of the lead of an investment firm: then what it raised is its own fund."""
_OURS = re.compile(r"^(?:(?:Announcing|Introducing|Celebrating)\s)?(?:We|We've|Our|we|we've|our)\b")
"""How a company itself tells its news: its name is the lead's."""
_LABELLED = re.compile(r"^(?P<label>.+?)(?::|\s[–—-])\s+(?P<kind>[\w\s-]{3,60})$")
_LABEL = 3
"""Words at most before a colon that only name the round: "Series B: Quillmar raises $30M"."""
_SMALL = 1_000_000
"""A bare sum below this is a collection where the lead speaks of giving."""


def read(item: Item) -> Reading | None:
    """The round that the title states, or that the lead states of a title which speaks of money."""
    if item.cased:
        for taking in _stated(item.title) if speaks_of_money(item.title) else ():
            if reading := _reading(taking, item):
                return reading
    return _from_lead(item)


def _stated(title: str) -> Iterator[Taking]:
    yield from takings(title)
    yield from brought(title)
    yield from newcomers(title)
    yield from unheard(title)
    yield from nominal(title)
    yield from sums_first(title)
    yield from shaped_rounds(title)
    named = has_cue(title)
    yield from (taking for taking in helped(title) if named and not is_blocked("", taking.words))


def _reading(taking: Taking, item: Item) -> Reading | None:
    name = companies.company(taking.company, item) or _unnamed(taking, item) or _labelled(taking, item)
    if not name or _is_programme(name, item):
        return None
    support = supporting(item, taking.words)
    if _is_other_money(taking.words, support, item):
        return None
    strength = taking.strength
    if strength < 0.8:
        strength = _of_bare_sum(taking, support, item)
    return event_of(name, taking.words, support, item, taking.at, strength) if strength else None


def _of_bare_sum(taking: Taking, support: str, item: Item) -> float:
    """How surely a sum that the title leaves unexplained is a round: the lead says so, or says nothing against it."""
    if support:
        return 0.0 if is_blocked("", core_of(support)) else 0.88
    spoken = f"{item.title[: taking.at]} {taking.words}"
    silent = taking.plain and not _OTHER_MONEY.search(f"{spoken} {' '.join(item.sentences[:3])}")
    return 0.78 if silent else 0.0


def _unnamed(taking: Taking, item: Item) -> Name | None:
    """The name from the lead, where the title only describes the taker: "Leeds software firm secures £1m"."""
    if not taking.company.split()[-1:] or not taking.company.split()[-1].islower():
        return None
    support = supporting(item, taking.words)
    named = (companies.company(told.company, item) for told in takings(support))
    name = next((name for name in named if name), None)
    return Name(name.text, min(name.certainty, 0.84)) if name else None


def _labelled(taking: Taking, item: Item) -> Name | None:
    """The name before a colon or dash, where what stands behind it only describes: "Norrvik: pump maker raises $2m"."""
    found = _LABELLED.match(taking.company)
    if not found or found["kind"].split()[-1].lower() not in DESCRIBING or not found["kind"][1:].islower():
        return None
    name = None if has_cue(found["label"]) else companies.company(first_run(found["label"].split()), item)
    return Name(name.text, min(name.certainty, 0.84)) if name else None


def _is_programme(name: Name, item: Item) -> bool:
    """Whether the lead calls it a programme or an incubator: its money goes out."""
    _, *behind = item.opening.split(name.text)
    return any(map(_PROGRAMME.match, behind))


def _is_other_money(words_of_title: str, support: str, item: Item) -> bool:
    """Whether money without a word of a round is a collection for others, or what buyers of tokens paid."""
    if STRONG.search(words_of_title) or (support and STRONG.search(support)):
        return False
    stated = next(money.event_sums(words_of_title), None)
    small = stated is not None and stated.amount < _SMALL
    given = small or (stated is None and not has_cue(words_of_title))
    return bool((given and _COLLECTION.search(item.text)) or _TOKENS.search(item.text))


def event_of(name: Name, words_of_title: str, support: str, item: Item, at: int, strength: float) -> Reading | None:
    """The round of a company, with amount and name from the title's words and the lead's sentence."""
    told = support or repeating(words_of_title, item) or next(filter(names_round, item.sentences[:3]), "")
    label = item.title.partition(":")[0]
    said = f"{label} {words_of_title}" if len(label.split()) <= _LABEL else words_of_title
    kind_of_money = rounds.round_of(said, told, (item.title, *item.sentences))
    stated = _amount(words_of_title, support, item)
    shares = offerings.is_share_sale(words_of_title, told, item, name.text) or item.is_listed(name.text)
    shares = (shares or bool(_ON_EXCHANGE.search(words_of_title))) and kind_of_money not in ("debt", "grant")
    if shares or (kind_of_money == "grant" and _GIFT.search(item.text)):
        strength = min(strength, 0.72)
    pool = (
        not shares
        and kind_of_money == "venture_unspecified"
        and bool(_POOL.search(item.opening) or _is_firm(name, item))
    )
    event = Event(
        "public_offering" if shares else "fund_close" if pool else "funding_round",
        name.text,
        round(min(strength, name.certainty), 2),
        amount=stated.amount if stated else None,
        currency=stated.currency if stated else None,
        round=None if shares or pool else kind_of_money,
    )
    return Reading(at, event)


def _is_firm(name: Name, item: Item) -> bool:
    """Whether the title calls the taker an investment firm: "VC firm Halden raises"."""
    firm = _FIRM.search(item.title)
    return firm is not None and item.title[firm.end() - 1 :].startswith(name.text)


def _amount(title_words: str, support: str, item: Item) -> Sum | None:
    """The sum that the title gives, as precise as the lead has it; else the sum beside the round in the lead."""
    stated = next((s for s in money.event_sums(title_words, item.text) if s.scaled), None)
    if stated:
        return new_money(item) or money.finer(stated, item.opening, item.text)
    if money.sums(title_words) and item.cased and not any(money.event_sums(title_words)):
        return None
    return next((s for s in money.event_sums(support, item.text) if s.scaled), None) or (
        None if item.cased else money.bare(item.title)
    )


def _from_lead(item: Item) -> Reading | None:
    """The round that the lead's first sentences state, if the title speaks of one or says nothing of its own."""
    wished = _WISHED.search(item.title) and not _ARMED.search(item.title)
    if item.title and item.cased and (wished or not _may_speak_of_money(item)):
        return None
    hinted = _hints(item)
    if not hinted and not any(money.event_sums(item.title)):
        return None
    for sentence in item.sentences[:3]:
        for taking in (*takings(sentence), *shaped_rounds(sentence)):
            name = companies.company(taking.company, item) if taking.strength > 0.6 else None
            if not name or (item.cased and _first_word(name) not in bare(item.title) and not _OURS.search(item.title)):
                continue
            if hinted or _has_the_sum_of(taking, item):
                told = taking.words if item.cased else f"{item.title} {taking.words}"
                return event_of(name, told, sentence, item, IN_LEAD, 0.78 if item.cased else 0.92)
    return None


def _may_speak_of_money(item: Item) -> bool:
    return bool(_TEASE.search(item.title) or has_cue(item.title) or any(money.sums(item.title)))


def _hints(item: Item) -> bool:
    """Whether the lead may tell the news: the title is empty, an address line with a word of money, or a tease."""
    if not item.title or _TEASE.search(item.title):
        return True
    if not item.cased:
        return has_cue(item.title) or bool(_RAISES.search(item.title))
    stated = STRONG.search(item.title) or (has_cue(item.title) and any(money.sums(item.title)))
    takes = has_cue(item.title) and (_RAISES.search(item.title) or _SPEAKS.search(item.title))
    return bool(stated or takes) and not is_blocked("", item.title)


def _has_the_sum_of(taking: Taking, item: Item) -> bool:
    """Whether the title has the sum that the lead tells of, and not as the background of other news."""
    for sum_of_title in money.event_sums(item.title) if item.cased else ():
        before = item.title[: sum_of_title.start]
        if sum_of_title.amount >= PENNIES and repeats(sum_of_title, taking.words) and not _BACKGROUND.search(before):
            return not is_blocked("", item.title)
    return False


def _first_word(name: Name) -> str:
    return bare(name.text).split()[0]
