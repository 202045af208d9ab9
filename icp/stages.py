"""Funding stages, as investors, Crunchbase and news write them, folded to one word each."""

import re
from functools import lru_cache

from icp.text import fold_text

_STAGES = {
    "pre_seed": "pre seed|preseed",
    "seed": "seed|seed round|seed stage|seed funding|seed extension|series seed",
    "angel": "angel|angel round|business angel|angels",
    "series_unknown": "venture|venture round|venture series unknown|series unknown|venture unspecified"
    "|early stage venture|early stage",
    "growth": "growth|growth equity|growth round|late stage venture|late stage|private equity|private equity round"
    "|pre ipo",
    "debt": "debt|debt financing|venture debt|convertible note|post ipo debt|loan",
    "grant": "grant|grants|non equity assistance",
    "crowdfunding": "crowdfunding|equity crowdfunding|product crowdfunding",
    "bootstrapped": "bootstrapped|self funded|no funding|unfunded|none raised|not funded",
    "public": "public|ipo|listed|post ipo|post ipo equity|post ipo secondary|publicly traded|public company"
    "|went public",
    "acquired": "acquired|m a|merged|acquisition|exited|m and a",
    "corporate_round": "corporate|corporate round|strategic|secondary market",
}
_BY_WORDS = {words: stage for stage, spellings in _STAGES.items() for words in spellings.split("|")}
_TAIL = re.compile(r"(?: (?:funding|financing|extension|round))+$")
_SERIES = re.compile(r"(?:series|serie|round|runde)\s*([a-k])\s*\d*|([a-k])\s*(?:series|round|runde)|([a-k])")


@lru_cache(maxsize=4096)
def fold_funding_stage(text: str) -> str:
    """The stage: `series_a` for "Series A", "series_a", "A round", "Series A1"; other text folds to its own words."""
    folded = fold_text(text)
    trimmed = _TAIL.sub("", folded)
    known = _BY_WORDS.get(folded) or _BY_WORDS.get(trimmed)
    if known:
        return known
    series = _SERIES.fullmatch(folded) or _SERIES.fullmatch(trimmed)
    return f"series_{next(filter(None, series.groups()))}" if series else folded.replace(" ", "_")
