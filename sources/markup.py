"""Foreign markup made safe and plain: bytes to text, XML without declarations, HTML to sentences. Pure."""

import codecs
import html
import re

from sources.errors import SourceError

MAX_TAGS = 500_000
ESCAPES = 3
"""How often a text is unescaped at most."""
_LONG_TAG = re.compile(r"<[^<>]{65536}")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_ENCODINGS = re.compile(
    r"(utf-?8|us-ascii|ascii|iso-?8859-?\d+|latin-?\d+|windows-?\d+|cp\d+|koi8-[ru]|mac-?roman|shift_?jis|euc-?(jp|kr)|"
    r"gb2312|gbk|gb18030|big5(-hkscs)?|iso-2022-jp|tis-620)",
    re.IGNORECASE,
)
_SUPERSETS = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "gb2312": "gb18030"}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b(?:[^>\[\"']+|\"[^\"]*\"|'[^']*')*+>", re.DOTALL | re.IGNORECASE
)
_HIDDEN = re.compile(r"<(script|style|head)\b[^<>]{0,1000}>.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!\[CDATA\[|\]\]>")
_ESCAPED_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|a|span|div|ul|ol|li|h[1-6]|img|font|table|tr|td|script|style)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
"""Signs that only turn, join or hide others: a headline may not read otherwise than it is."""
_BREAK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|td|th|h[1-6]|table|blockquote|hr)\b[^<>]*>", re.IGNORECASE)


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a document: by its byte order mark, else UTF-8 where it is, else what HTTP or the XML says.

    UTF-8 comes first because hardly anything else decodes as such, while labels are often wrong. What nothing fits is
    read as Windows-1252. Encodings that no document has (UTF-7 hides markup) are not heard.
    """
    for encoding in _candidates(body, content_type):
        try:
            return _NOT_TEXT.sub("", body.decode(encoding).lstrip("\ufeff"))
        except (UnicodeError, LookupError):
            continue
    return _NOT_TEXT.sub("", body.decode("windows-1252", errors="replace"))


def _candidates(body: bytes, content_type: str) -> list[str]:
    marked = next((encoding for mark, encoding in _MARKS if body.startswith(mark)), None)
    if marked:
        return [marked]
    said, declared = _CHARSET.search(content_type), _DECLARED.search(body[:400])
    names = [said[1] if said else "", declared[1].decode() if declared else ""]
    known = [_SUPERSETS.get(name.lower(), name) for name in names if _ENCODINGS.fullmatch(name)]
    return [*known, "utf-8"] if any("2022" in name for name in known) else ["utf-8", *known]


def bare_xml(text: str, where: str) -> str:
    """The document from its root element on. SourceError for declarations of entities and for absurd sizes.

    A plain DOCTYPE (old RSS has one) is dropped; one with declarations inside is how XML bombs are made.
    """
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    root = text[at:]
    if root.startswith("<!"):
        raise SourceError(f"{where} declares entities of its own (a DOCTYPE with content): refused, as XML bombs do so")
    if root.count("<") > MAX_TAGS or _LONG_TAG.search(root):
        raise SourceError(f"{where} holds more tags, or longer ones, than any feed does: it was not read")
    return root


def plain(markup: str, limit: int) -> str:
    """The sentences of HTML or text, at most `limit` characters, cut at a word."""
    text = markup[:50_000]
    if "<" in text or "]]>" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub(" ", text)))
    if "&" in text:
        text = _unescaped(text)
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    return cut(" ".join(_NOT_TEXT.sub("", text).split()), limit)


def _unescaped(text: str) -> str:
    """Without entities, also where they were escaped twice or thrice on their way, and without the tags they hid."""
    for _ in range(ESCAPES):
        bare = html.unescape(text)
        if bare == text:
            break
        text = _ESCAPED_TAG.sub(" ", bare)
    return text


def cut(text: str, limit: int) -> str:
    """The text, or its beginning up to the last whole word and an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[limit // 2 :] else head}…"


def sentences(text: str, limit: int) -> str:
    """The first whole sentences that fit the limit, else the beginning of the first one."""
    if len(text) <= limit:
        return text
    end = max(text.rfind(stop, 0, limit) for stop in (". ", "! ", "? "))
    return text[: end + 1] if end > limit // 3 else cut(text, limit)
