"""Numbers and ranges as people and vendors write them: "1,200", "10k", "51-200", "1001+", "$5M - $10M"."""

import math
import re
from functools import lru_cache

from icp.account import Range

_SCALE = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd"), 1e3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mil", "million", "millions"), 1e6),
    **dict.fromkeys(("b", "bn", "bil", "mrd", "billion", "billions"), 1e9),
    **dict.fromkeys(("t", "tn", "trillion"), 1e12),
}
_SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_QUANTITY = re.compile(rf"(?P<number>\d(?:[\d.,'’\s]*\d)?)\s*(?P<scale>{_SCALES})?\.?")
_CURRENCIES = "usd|us|eur|gbp|chf|sek|nok|dkk|pln|cad|aud|inr|jpy|ils|brl|cny|rs"
_PEOPLE = "employees?|people|persons?|staff|ftes?|headcount|members?|mitarbeiter|salari[ée]s|empleados|collaborateurs"
_HEDGES = "between|arr|revenue|per year|a year|annually|p\\.a|est|estimated|approx|about|around|circa|ca"
_NOISE = re.compile(rf"[$€£¥₹₪%≈()]|\b(?:{_CURRENCIES}|{_PEOPLE}|{_HEDGES})\b\.?")
_BETWEEN = re.compile(r"\s*(?:[-–—‑~]|\bto\b|\band\b|\bbis\b|\bà\b|\.\.+)\s*")
_MORE = re.compile(
    r"^(?:[>≥]=?|(?:over|above|more than|at least|from|min|mehr als|plus de|ab)\b)"
    r"|(?:\+|\b(?:or more|and more|or above|and above|or over|and over|et plus|und mehr|plus))$"
)
_LESS = re.compile(r"^(?:[<≤]=?|(?:under|below|less than|fewer than|up to|at most|max|weniger als|moins de|bis)\b)")
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?e[+-]?\d{1,3}")
_VENDOR_CODE = re.compile(r"[cr]_0*(\d+)_(?:0*(\d+)|max)")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_AS_DATE = re.compile(r"([a-z]{3})-(\d{1,2})|(\d{1,2})-([a-z]{3})")


def parse_quantity(text: str, *, grouped: bool = True) -> float | Range | None:
    """A number or a range of numbers; None for any other text.

    With `grouped`, a point before exactly three digits groups thousands ("1.200" is 1200), as in lists of counts and
    sums; without, it is a decimal point.
    """
    return _quantity(text.strip().casefold(), grouped)


@lru_cache(maxsize=65536)
def _quantity(text: str, grouped: bool) -> float | Range | None:
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return None
    if mangled := _vendor_code(text) or _spreadsheet_date(text):
        return mangled
    plain = _NOISE.sub(" ", text).strip()
    if plain.startswith(("-", "−")):
        number = _number(plain[1:], grouped)
        return None if number is None else -number
    if _SCIENTIFIC.fullmatch(plain):
        return _finite(float(plain))
    if _QUANTITY.fullmatch(plain):
        return _number(plain, grouped)
    return _open_range(plain, grouped) or _closed_range(plain, grouped)


def _open_range(text: str, grouped: bool) -> Range | None:
    for pattern, end in ((_MORE, "low"), (_LESS, "high")):
        number = _number(pattern.sub("", text, count=1), grouped) if pattern.search(text) else None
        if number is not None:
            return Range(**{end: number})
    return None


def _closed_range(text: str, grouped: bool) -> Range | None:
    ends = _BETWEEN.split(text)
    if len(ends) != 2:
        return None
    low, high = _number(ends[0], grouped), _number(ends[1], grouped)
    if low is None or high is None:
        return None
    low = _scaled_alike(ends, low, high, grouped)
    return Range(low=low, high=high) if low <= high else None


def _scaled_alike(ends: list[str], low: float, high: float, grouped: bool) -> float:
    """The low end in the scale of the high one where it has none of its own: "5-10M" begins at 5 million."""
    first, second = (_QUANTITY.fullmatch(end.strip()) for end in ends)
    if not first or not second or first["scale"] or not second["scale"]:
        return low
    alike = low * _SCALE[second["scale"]]
    return alike if alike <= high else low


def _number(text: str, grouped: bool) -> float | None:
    match = _QUANTITY.fullmatch(text.strip())
    digits = _plain_digits(match["number"], grouped and not match["scale"]) if match else None
    if match is None or digits is None:
        return None
    return _finite(float(digits) * _SCALE.get(match["scale"] or "", 1.0))


def _finite(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def _plain_digits(number: str, grouped: bool) -> str | None:
    if re.search(r"\s", number) and not re.fullmatch(r"\d{1,3}(\s\d{3})+([.,]\d+)?", number):
        return None
    number = re.sub(r"[\s'’]", "", number)
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{2,3})*,\d{3}(\.\d+)?", number):
        return number.replace(",", "")
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+,\d+|[1-9]\d{0,2}(\.\d{3}){2,}", number):
        return number.replace(".", "").replace(",", ".")
    if grouped and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", number):
        return number.replace(".", "")
    return number.replace(",", ".") if len(re.findall(r"[.,]", number)) <= 1 else None


def _vendor_code(text: str) -> Range | None:
    """Crunchbase's own codes: `c_00051_00100` is 51 to 100 employees, `c_10001_max` more than that."""
    match = _VENDOR_CODE.fullmatch(text)
    return Range(low=float(match[1]), high=float(match[2]) if match[2] else None) if match else None


def _spreadsheet_date(text: str) -> Range | None:
    """Spreadsheets turn "1-10" into "10-Jan" and "11-50" into "Nov-50": turn it back."""
    match = _AS_DATE.fullmatch(text)
    month = _MONTHS.get(match[1] or match[4]) if match else None
    if not match or not month:
        return None
    low, high = sorted((month, int(match[2] or match[3])))
    return Range(low=low, high=high)
