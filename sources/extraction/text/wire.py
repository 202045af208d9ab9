"""What wires and sites add to the news: labels, tickers, datelines."""

import re

from sources.extraction.text.tables import either, words

_LABEL = re.compile(
    rf"^\s*\[[^\[\]]{{1,40}}\]\s*|^\s*(?:{'|'.join(words('noise', 'labels'))})\s*(?:[–—:|]|\s-)\s*"
    rf"|^\s*(?-i:{'|'.join(words('noise', 'desks'))})-(?=\S)",
    re.IGNORECASE,
)
_EXCHANGE = either(words("noise", "exchanges"))
TICKER = re.compile(
    rf"\s*[(\[][^()\[\]]{{0,60}}?\b(?:{_EXCHANGE})\b[^()\[\]]{{0,120}}(?:[)\]]|$)|\s*\((?:{_EXCHANGE})$", re.IGNORECASE
)
_BARE_SYMBOL = re.compile(r"\s*\(\s*(?!(?:PIPE|IPO|ATM|QIP|FPO)\b)\$?[A-Z]{2,6}(?:\.[A-Z]{1,2})?\s*\)")
_STATE = re.compile(r"\s\((?:[A-Z][a-z]{1,4}|[A-Z]\.\s?[A-Z])\.\)(?=\s)")
_AFTERWORD = re.compile(
    rf"(?<=\s)(?P<verb>{either(words('verbs', 'hire', 'put'))})(?P<news>\s.*?)\s*[:;–—-]\s*(?:\d+|\w+)\s+"
    r"(?:things|notes|details|points|facts|takeaways)(?:\sto\sknow)?$",
    re.IGNORECASE,
)
_AFTERWORDS = ("things", "notes", "details", "points", "facts", "takeaways", "know")
_SIGNS = ":-–—|["
"""One of these ends or begins every label."""
_OTHER_NAME = re.compile(
    r"\((?:formerly|previously|f/?k/?a|d/?b/?a|a/?k/?a|née|doing business as)\b[^()]{0,80}\)\s*", re.IGNORECASE
)
_WIRES = rf"(?<![a-z])(?:{either(words('noise', 'wires'))})"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}})"
_BY_WIRE = re.compile(rf"^.{{0,160}}?(?:{_WIRES})(?![a-z])[^\w\"'$€£]{{0,12}}", re.IGNORECASE)
_BY_DATE = re.compile(
    rf"^[^.]{{0,100}}?{_DATE}\)?(?:\s*\([^()]{{0,40}}\)|\s*/[^/]{{0,40}}/|\s*@.{{0,60}}?|,\s*[\d:apm. ]{{1,12}}){{0,4}}"
    r"\s*(?:--|[–—]|\s[-/](?=\s))+\s*",
    re.IGNORECASE,
)
_DATED = re.compile(rf"{_WIRES}|{_MONTH}.{{0,8}}\b\d{{4}}\b", re.IGNORECASE)
_CITY = re.compile(r"^[A-Z][A-Z .,&']{2,40}(?:, [A-Z][A-Za-z. ]{1,20})?\s*(?:--|[–—]|\s-)\s*(?=[A-Z])")
_DATE_FIRST = re.compile(rf"^\({_DATE}\)\s*[—–-]+\s*", re.IGNORECASE)
_BYLINE = re.compile(r"^(?:--News Direct--|By [A-Z][\w.]+ [A-Z][\w.]+,? Benzinga|\*|```html)\s*")


def without_label(title: str) -> str:
    """The title without the label before its news, "Breaking: ...", and what is added behind: ": 3 things to know"."""
    if any(map(title.__contains__, _SIGNS)):
        title = _LABEL.sub("", title, count=1)
    return _AFTERWORD.sub(r"\g<verb>\g<news>", title) if title.lower().endswith(_AFTERWORDS) else title


def without_tickers(text: str) -> str:
    """The text without tickers, symbols, states and former names in brackets."""
    if "(" not in text and "[" not in text:  # most have none, and without a bracket there is nothing to take out
        return text
    return _OTHER_NAME.sub("", _BARE_SYMBOL.sub("", _STATE.sub("", TICKER.sub("", text))))


def without_dateline(line: str) -> str:
    """The line without place, date and wire before the first sentence."""
    line = _DATE_FIRST.sub("", _BYLINE.sub("", line, count=1), count=1)
    if _DATED.search(line, 0, 260):
        line = _BY_DATE.sub("", _BY_WIRE.sub("", line, count=1), count=1)
    return _CITY.sub("", line, count=1)
