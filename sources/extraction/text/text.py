"""Cleaning of headline text: what feeds, wires and hostile input put around the words."""

import html
import re
import unicodedata
from functools import lru_cache

TITLE_LIMIT = 500
"""Characters of a title that are read: no headline is longer, so longer input costs no more."""
LEAD_LIMIT = 1500

_MOJIBAKE = {"â\x80\x99": "'", "â\x80\x98": "'", "â\x80\x9c": '"', "â\x80\x9d": '"', "â\x80\x93": "–", "â\x80\x94": "—"}
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "}
)
_SCRIPT = re.compile(r"<(script|style)\b[^>]{0,200}>.{0,5000}?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,300}>")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{1,300}\)")
_MARKS = re.compile(r"[™®©℠]|\((?:TM|R|SM|C)\)|(?<=[a-z])TM\b")
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]"
)
_APOSTROPHE = re.compile(r"'s\b|'")
_NO_WORD = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """One line of visible text: no markup, entities (escaped twice, too), trademark, control or direction signs."""
    text = html.unescape(html.unescape(text))
    if "â" in text:
        for broken, sign in _MOJIBAKE.items():
            text = text.replace(broken, sign)
    if "<" in text:
        text = _TAG.sub(" ", _SCRIPT.sub(" ", text))
    text = _LINK.sub(r"\1", text) if "](" in text else text
    if "(" in text or "TM" in text or not text.isascii():
        text = _MARKS.sub("", text)
    if text.isascii() and text.isprintable():  # most are: nothing below would change them, but for the spaces
        return " ".join(text.replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_QUOTES).split())


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Lower-case words of letters and digits without accents, one space between: for comparing names."""
    plain = text if text.isascii() else _without_accents(text)
    return _NO_WORD.sub(" ", _APOSTROPHE.sub("", plain.casefold())).strip()


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
