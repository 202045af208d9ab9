"""Legal forms (Inc, GmbH, S.A. de C.V.) and their removal from the words of a company's name.

The terms are cleanco's tables by type and country, and what those lack. Terms that are ordinary words or places
(`uk`, `ad`, `sep`) are left out: removing them would join different companies.
"""

from cleanco import termdata  # type: ignore[import-untyped]

from streams.word_lists import sections
from streams.words import Words, words

_FILE = "legal_forms.txt"
_IN_FRONT = frozenset(sections(_FILE)["in front"])
_WRITTEN_ON = sections(_FILE)["written on"]


def _terms() -> set[Words]:
    tables = (termdata.terms_by_type, termdata.terms_by_country)
    listed = [term for table in tables for terms in table.values() for term in terms]
    return {words(term) for term in (*listed, *sections(_FILE)["added"])}


def _by_last_word() -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    ordinary = {(word,) for word in sections(_FILE)["ordinary"]}
    for form in sorted(_terms() - ordinary - {()}, key=lambda form: (-len(form), form)):
        found.setdefault(form[-1], []).append(form)
    return found


_FORMS = _by_last_word()


def without_legal_form(name: Words) -> Words:
    """The words without legal forms, at the end or (in Eastern Europe) in front; the last word left stays."""
    while length := _closing(name):
        name = name[:-length]
        if len(name) > 1 and name[-1] == "and":
            name = name[:-1]
    while len(name) > 1 and name[0] in _IN_FRONT:
        name = name[1:]
    return name


def _closing(name: Words) -> int:
    for form in _FORMS.get(name[-1], ()) if name else ():
        if len(form) < len(name) and name[-len(form) :] == form:
            return len(form)
    return 0


def without_written_on(key: str) -> str:
    """A key without the Chinese, Japanese and Korean forms that are written onto the name; never an empty one."""
    for form in _WRITTEN_ON:
        shorter = key.removesuffix(form).removeprefix(form)
        if shorter and shorter != key:
            return without_written_on(shorter)
    return key
