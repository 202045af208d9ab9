"""Countries by ISO 3166 code, English name, and the names their own people and their neighbours write."""

import tomllib
from functools import lru_cache
from importlib import resources

from icp.text import fold_text

_ALSO_STATES = frozenset(("georgia",))


@lru_cache(maxsize=8192)
def fold_country(text: str) -> str:
    """The ISO 3166 alpha-2 code ("FR" for "France", "fra", "Frankreich"); other text folds to itself, lower case."""
    folded = fold_text(text)
    return _codes().get(folded) or _codes().get(folded.removeprefix("the ")) or folded


def is_country_name(text: str) -> bool:
    """Whether the text names a country and nothing else: codes of two letters and Georgia may be states of the USA."""
    folded = fold_text(text)
    plain = len(folded) > 2 or folded in ("us", "uk")
    return plain and folded in _codes() and folded not in _ALSO_STATES


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    table = tomllib.loads(resources.files("icp").joinpath("countries.toml").read_text("utf-8"))
    codes: dict[str, str] = {}
    for code, names in table.items():
        for name in (code, *names.split("|")):
            codes.setdefault(fold_text(name), code)
    return codes
