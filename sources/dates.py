"""Dates as feeds and files write them: any order, language and zone that tells one instant. Pure and without a clock.

What could be two days ("03/04/2026"), and what names no whole day, is no date: a wrong instant is worse than none.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import parser

LONGEST = 100
"""Characters; what is longer is no date."""
_EPOCHS = ((range(9, 11), 1), (range(12, 14), 1_000), (range(15, 17), 1_000_000))
"""Digits of seconds, milliseconds and microseconds since 1970, and how many of them are a second."""
_FILLERS = (datetime(2000, 1, 1), datetime(2003, 3, 3))
"""What is not said is filled from each: where the results differ, the day was not said."""
_ISO = re.compile(r"\d{4}(?:-?\d\d-?\d\d|-?W\d\d-?\d)(?:[T ].*)?$", re.IGNORECASE)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_REGION = re.compile(r"\b[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+){1,2}\b")
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:GMT|UTC|Z|([+-]\d\d:?\d\d))"
)
"""What nearly all feeds write, read without the parser, at a tenth of its cost."""
_ASIDE = re.compile(r"\s*\([^()\d]*\)\s*$")
_TUESDAY = re.compile(r"^mar\.?,? (?=\d{1,2}\.? [^\W\d])", re.IGNORECASE)
"""A French Tuesday, where another word is the month."""
_WORD = re.compile(r"[^\W\d_]+\.?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|[ºª°])\b|(?<=\d)\.(?=\s)", re.IGNORECASE)
_OFFSET = re.compile(r"\((?:UTC|GMT)?\s*([+-]\d\d:?\d\d)\)|(?:UTC|GMT)\s*([+-]\d{1,2}(?::?\d\d)?)\b")
_MONTHS = (
    "jan january januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia leden ledna",
    "feb february februar feber février févr fév fevr febrero febbraio fevereiro fev februari luty lutego",
    "mar march märz mrz mars marzo março maart mrt marca",
    "apr april avril avr abril abr aprile kwietnia",
    "may mai maj mayo maggio mag maio mei maja",
    "jun june juni juin junio giugno giu junho czerwca",
    "jul july juli juillet juil julio luglio lug julho lipca",
    "aug august août aout agosto ago augusti augustus sierpnia",
    "sep sept september septembre septiembre settembre set setembro września",
    "oct october oktober okt octobre octubre ottobre ott outubro out października",
    "nov november novembre noviembre novembro listopada",
    "dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudnia",
)
_NAMES = tuple(names.split()[0] for names in _MONTHS)
_DAYS = (
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
    "mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag "
    "lun lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche "
    "lunes martes mié miércoles jueves viernes sáb sábado domingo dom mie mar "
    "lunedì martedì mercoledì giovedì gio venerdì sabato domenica "
    "segunda terça quarta quinta sexta feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag"
)
_FILL = "at um uhr à a le la el on the of de del den der dem en il kl klo clock o"
_ZONES = {
    **{"utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "mez": 60},
    **{"mesz": 120, "eet": 120, "eest": 180, "msk": 180, "sast": 120, "ist": 330, "pkt": 300, "sgt": 480, "hkt": 480},
    **{"awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420},
    **{"akst": -540, "akdt": -480, "hst": -600, "brt": -180, "art": -180},
}
"""Minutes ahead of UTC of the zones that the press names."""
_REGIONS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Zones whose name is the same in summer."""


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """What each word of a date is in English; what says nothing is an empty text."""
    known = dict.fromkeys((*_DAYS.split(), *_FILL.split()), "")
    for number, names in enumerate(_MONTHS):
        known |= dict.fromkeys(names.split(), names.split()[0]) if number != 2 else {}
    return known | dict.fromkeys(_MONTHS[2].split(), "mar")


def read_instant(said: Any) -> datetime | None:
    """The UTC instant that a text or a number of seconds tells; None where it tells none. Nothing raises.

    Without a zone it is taken as UTC, and a day without a time as its first moment.
    """
    if isinstance(said, int | float) and not isinstance(said, bool):
        said = f"{said:.0f}" if abs(said) < 1e18 else ""
    if not isinstance(said, str) or len(said) > LONGEST:
        return None
    text = " ".join(unicodedata.normalize("NFKC", said).replace("\u2212", "-").split())
    try:
        found = _usual(text) or (_epoch(text) if _is_epoch(text) else _iso(text) or _written(text))
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError, TypeError, LookupError, OSError, ArithmeticError):
        return None


def _usual(text: str) -> datetime | None:
    found = _USUAL.fullmatch(text)
    month = _words().get(found[2].lower()) if found else None
    if not found or month not in _NAMES:
        return None
    day, year, hour, minute, second = (int(found[place] or 0) for place in (1, 3, 4, 5, 6))
    zone = _offset(found[7]) if found[7] else UTC
    return datetime(year, _NAMES.index(month) + 1, day, hour, minute, min(second, 59), tzinfo=zone)


def _is_epoch(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) != 8


def _epoch(text: str) -> datetime | None:
    parts = next((parts for digits, parts in _EPOCHS if len(text) in digits), None)
    return datetime.fromtimestamp(int(text) // parts, UTC) if parts else None


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text):
        return None
    day, gap, time = text.partition(" ")
    try:
        return _zoned(parser.isoparse(f"{day}T{time.replace(' ', '')}" if gap else text))
    except ValueError:
        return None


def _written(text: str) -> datetime | None:
    """A date in words or numbers, brought to the order and the words that the parser knows."""
    text = _TUESDAY.sub("", _ASIDE.sub("", _EAST_ASIAN.sub(r"\1-\2-\3 ", text)))
    if numeric := _NUMERIC.search(text):
        day = _day_first(numeric)
        if day is None:
            return None
        text = text.replace(numeric[0], day, 1)
    text, zone = _without_zone(text)
    plain = _WORD.sub(_word, _ORDINAL.sub("", text)).replace(",", " ").strip(" -–")
    read = [parser.parse(plain, default=filler) for filler in _FILLERS] if re.search(r"\d", plain) else []
    if len(read) != 2 or read[0] != read[1]:
        return None
    return read[0].replace(tzinfo=zone) if zone and read[0].tzinfo is None else _zoned(read[0])


def _day_first(found: re.Match[str]) -> str | None:
    """Numbers as a day that can be read in one way: points are European, and no month has a number above twelve."""
    one, mark, two, year = int(found[1]), found[2], int(found[3]), found[4]
    whole = year if len(year) == 4 else f"20{year}"
    if mark == "." or one > 12 or one == two:
        return f"{whole}-{two:02}-{one:02}"
    return f"{whole}-{one:02}-{two:02}" if two > 12 else None


def _without_zone(text: str) -> tuple[str, tzinfo | None]:
    """The text without the name of its zone, and the zone."""
    if found := _OFFSET.search(text):
        return _OFFSET.sub(" ", text), _offset(found[1] or found[2])
    if found := _REGION.search(text):
        return text.replace(found[0], " "), ZoneInfo(found[0])
    for found in _WORD.finditer(text):
        zone = _zone(found[0].lower()) if found.start() and found[0].isupper() else None
        if zone is not None:
            return text[: found.start()] + " " + text[found.end() :], zone
    return text, None


def _zone(name: str) -> tzinfo | None:
    minutes = _ZONES.get(name)
    if minutes is not None:
        return timezone(timedelta(minutes=minutes))
    return ZoneInfo(_REGIONS[name]) if name in _REGIONS else None


def _offset(text: str) -> timezone:
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)


def _word(found: re.Match[str]) -> str:
    """One word in English; a word that no date has keeps the parser from reading it as one."""
    word = found[0].rstrip(".").lower()
    return _words().get(word, found[0])


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
