"""What texts write around and into a company's name: tickers, registry tags, trademark signs, former names."""

import re

from streams.legal_forms import without_legal_form
from streams.word_lists import sections, word_set
from streams.words import fold, words

_SIGNS = re.compile(r"[™®©℠]|\((?:r|tm|sm|c)\)", re.I)
_TICKER = re.compile(
    r"[(\[]\s*(?:nasdaq|nyse|tsxv?|otc|cse|asx|lse|aim|neo|cboe|euronext|frankfurt|fse|fra|xetra|hkex|sehk|sgx|bse|nse|jse"
    r"|six|pink|epa|etr|ticker|symbol)[\s\w.-]*:[^)\]]*[)\]]?",
    re.I,
)
_ANOTHER = re.compile(
    r"(?<!\w)(?:(?:formerly|previously)(?:\s+known\s+as)?|(?:also|now)\s+known\s+as|doing\s+business\s+as"
    r"|trading\s+as|[fn]/?k/?a|a/?k/?a|d/?b/?a)(?!\w)[\s:,]*",
    re.I,
)
_TAG = re.compile(r"\s*[/\\]\s*([^/\\]{2,20}?)\s*([/\\]?)\s*$|\s*[/\\]+\s*$|\s*\(\s*([^()]{2,25}?)\s*\)\s*$")
_PLACES = word_set("name_words.txt", "places").union(sections("name_words.txt")["long places"])
_INITIALS = re.compile(r"\w\s+\w[\s.]+\w(?!\w)")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SIDE_NOTES = word_set("name_words.txt", "side notes")
_UMLAUTS = str.maketrans(
    dict(zip("äöüøåÄÖÜØÅ", ("ae", "oe", "ue", "oe", "aa", "Ae", "Oe", "Ue", "Oe", "Aa"), strict=True))
)


def main_and_other_name(text: str) -> tuple[str, str]:
    """The name that a text gives first, and the one beside it ("Acme (formerly Beta)"), empty if there is none."""
    text = _without_marks(text)
    found = _ANOTHER.search(text)
    if found and words(text[: found.start()]) and words(text[found.end() :]):
        return text[: found.start()].rstrip(" \t\n,;(["), text[found.end() :].rstrip(" )]")
    return text, ""


def _without_marks(text: str) -> str:
    if text.isascii() and "(" not in text and "[" not in text:
        return text
    return _TICKER.sub(" ", _SIGNS.sub("", text))


def without_note(name: str) -> str:
    """The name without what registries append to tell states and receipts apart: "/DE/", "/ADR", "(Canada)"."""
    while (
        ("/" in name or "\\" in name or ")" in name) and (found := _TAG.search(name)) and words(name[: found.start()])
    ):
        before = name[: found.start()]
        if not _is_note(before, *found.groups()):
            break
        name = before
    return name


def _is_note(before: str, tag: str | None, closed: str | None, bracketed: str | None) -> bool:
    """Two letters may end a name ("Hi/Lo"), a country in brackets a subsidiary's; not so behind a legal form."""
    note = (tag or bracketed or "").casefold().strip(" .")
    if not note or closed:
        return True
    return note in _PLACES and ((tag is not None and len(note) > 2) or _has_legal_form(before))


def _has_legal_form(name: str) -> bool:
    parts = words(name)
    return len(without_legal_form(parts)) < len(parts)


def without_possessive(text: str) -> str:
    """The text without a closing 's: "Acme's" in a headline may be Acme."""
    return re.sub(r"['’]s\s*$", "", text)


def implied_spellings(name: str) -> tuple[str, ...]:
    """How else the same name is spelled, as far as its own spelling tells."""
    umlauts = "" if name.isascii() else name.translate(_UMLAUTS)
    found = (umlauts, _initials_first(name), _without_side_note(name))
    return tuple(dict.fromkeys(spelling for spelling in found if spelling and spelling != name))


def _initials_first(name: str) -> str:
    """ "BERKLEY W R CORP", as registries file people's names, is W. R. Berkley Corp."""
    if not _INITIALS.search(name):
        return ""
    parts = fold(without_note(name)).split()
    count = next((at for at, word in enumerate(parts[1:]) if len(word) > 1 or not word.isalpha()), len(parts) - 1)
    if not 2 <= count <= 3 or len(parts[0]) < 3 or len(without_legal_form(words(name))) < 2:
        return ""
    return " ".join([*parts[1 : 1 + count], parts[0], *parts[1 + count :]])


def _without_side_note(name: str) -> str:
    found = _BRACKETED.search(name)
    if not found:
        return ""
    note, before, after = found.group(1), name[: found.start()], name[found.end() :]
    closing = not after.strip() and _has_legal_form(before)
    return f"{before} {after}".strip() if note.isupper() or note.casefold() in _SIDE_NOTES or closing else ""
