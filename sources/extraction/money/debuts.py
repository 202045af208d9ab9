"""Companies that go public, told without a verb of offering: they file to, or their shares begin to trade."""

import re
from dataclasses import dataclass

_FILES = re.compile(
    r"^(?P<who>[A-Z0-9][^,:;]{1,60}?)\s+(?:has\s+)?(?:files|filed|submits|submitted)\s+"
    r"(?:(?:confidentially|publicly|papers|paperwork|documents|draft|registration|statement|again)\s+){0,3}to\s+"
    r"(?:go\spublic|list\son|list\sits\sshares)\b"
)
_TRADES = re.compile(
    r"^(?P<who>[A-Z0-9][^,:;]{1,60}?)(?:(?:'s|(?<=s)')?\s+(?:shares|stock)\s(?:(?!\bin\b)[\w%.-]+\s){1,6}in\s"
    r"|\s+makes\s(?:an?\s|its\s)?|\s+(?:[a-z]+s|ends)\s(?:(?!\bin\b)[\w%.-]+\s){0,4}in\s(?:its\s)?)"
    r"(?:[\w-]+\s){0,3}?(?i:NYSE|Nasdaq|New York|London|Hong Kong|stock[ -](?:market|exchange)|trading|market|public)"
    r"\s(?:[\w-]+\s)?debut\b"
)
_IPO = re.compile(r"\b(?:IPO|initial public offering)\b")
_RAISED = re.compile(r"\b(?:raised|raises|raising|priced|prices|sold)\b")


@dataclass(frozen=True, slots=True)
class Debut:
    """Who goes public, as a phrase, and the words behind it."""

    company: str
    words: str
    at: int


def debut(sentence: str, lead: str) -> Debut | None:
    """The company that the sentence takes to an exchange; shares that only trade need a word of what was sold."""
    if filed := _FILES.match(sentence):
        return Debut(filed["who"], sentence[filed.end() :], filed.end("who"))
    traded = _TRADES.match(sentence)
    told = f"{sentence} {lead}"
    if traded and _IPO.search(told) and _RAISED.search(told):
        return Debut(traded["who"], "IPO", traded.end("who"))
    return None
