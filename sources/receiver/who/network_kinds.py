"""What kind of network an address is in: a company's own, or one through which anybody's visitors come.

A vendor's type alone errs both ways, and so does a name alone; the order of questions is that of the reference: who
hides, who hosts, phones, schools and offices of state, access providers, and what is left is a company.
"""

import re
from functools import lru_cache
from typing import Literal

from icp.domains import host_of, is_shared_host, registrable
from sources.receiver.who.records import Record

Kind = Literal["company", "isp", "hosting", "vpn", "mobile", "education", "government", "private", "unknown"]

_USES: dict[str, Kind] = {
    **dict.fromkeys(("business", "corporate", "enterprise", "company", "commercial", "com"), "company"),
    **dict.fromkeys(("hosting", "content_delivery_network", "cdn", "dch", "datacenter", "data center"), "hosting"),
    **dict.fromkeys(("search_engine_spider", "ses", "spider"), "hosting"),
    **dict.fromkeys(("consumer_privacy_network", "vpn", "proxy"), "vpn"),
    **dict.fromkeys(("cellular", "mobile", "mob", "wireless"), "mobile"),
    **dict.fromkeys(("college", "school", "university", "education", "edu", "library", "lib"), "education"),
    **dict.fromkeys(("government", "military", "gov", "mil"), "government"),
    **dict.fromkeys(("isp", "residential", "dialup", "traveler", "cafe", "router", "consumer"), "isp"),
}
_CONNECTIONS: dict[str, Kind] = {"cellular": "mobile", "dialup": "isp", "satellite": "isp", "cable/dsl": "isp"}

_CLOUDS = frozenset((
    16509, 14618, 8987, 7224, 15169, 396982, 8075, 8068, 13335, 209242, 54113, 20940, 16625, 31898, 36351, 45102,
    37963, 132203, 45090, 14061, 63949, 20473, 16276, 24940, 213230, 51167, 12876, 60781, 28753, 30633, 8560, 26496,
    46606, 29802, 19318, 40676, 46475, 53667, 36352, 55286, 62567, 9009, 60068, 212238, 136787, 202425, 49981,
    47583, 398101, 22616, 62044, 53813, 19994, 27357, 33070, 47846, 197540, 44477, 50613, 64267, 32934, 62785,
    204548, 136907, 55990,
))  # fmt: skip
"""Numbers of the largest clouds, hosts and relays."""
_CARRIERS = frozenset((
    7922, 7018, 701, 702, 6167, 22394, 20115, 11426, 11427, 10796, 33363, 20001, 12271, 11351, 22773, 209, 3549,
    3356, 174, 1299, 3257, 2914, 6453, 6461, 6939, 3491, 5511, 6762, 6830, 3320, 3209, 6805, 8881, 31334, 3215,
    12322, 15557, 5410, 2856, 5089, 5607, 13285, 12576, 206067, 25135, 3269, 12874, 30722, 1267, 3352, 12479, 12430,
    12715, 2860, 3243, 5432, 6848, 1136, 33915, 50266, 3303, 6730, 8447, 8412, 2119, 3301, 1257, 2116, 3292, 719,
    1759, 16086, 5617, 12741, 8374, 5610, 9121, 47331, 34984, 12389, 8402, 25513, 1221, 4804, 7545, 4771, 9500,
    4713, 17676, 2516, 2518, 4766, 3786, 9318, 4134, 4837, 9808, 3462, 9299, 17557, 9829, 24560, 55836, 45609, 4755,
    7713, 45899, 7552, 8151, 13999, 28573, 27699, 26599, 18881, 7738, 22927, 7303, 6400, 10620, 3816, 577, 812, 852,
    6327, 5769, 855, 21928, 20057, 14593, 10507, 5650, 7029, 6128, 30036, 11492, 19108, 12083, 36692, 37457, 5713,
    36935, 8452, 24863, 7155, 237, 11164, 786, 680,
))  # fmt: skip
"""Numbers of the largest access and transit networks."""

_HOSTING_WORDS = re.compile(
    r"\b(?:\w*host(?:ing|ers?|s)?\b|cloud|clouds|vps|colo(?:cation|crossing)?|data ?cent(?:er|re)s?|datacamp|servers?"
    r"|dedicated|cdn|rackspace|hetzner|ovh|leaseweb|linode|digital ?ocean|vultr|choopa|contabo|amazon|akamai|fastly"
    r"|cloudflare|google|microsoft corporation|alibaba|tencent|m247|zscaler|netskope|availability services)\b",
    re.IGNORECASE,
)
_VPN_WORDS = re.compile(r"\b(?:\w*vpn|prox(?:y|ies)|tor exit|anonymi[sz]\w*|private relay)\b", re.IGNORECASE)
_MOBILE_WORDS = re.compile(r"\b(?:wireless|cellular|cellco|mobile|mobil|gsm|t-mobile|cell service)\b", re.IGNORECASE)
_SCHOOL_WORDS = re.compile(
    r"\b(?:univers\w+|univ\.?|college|schools?|academy|institute of technology|polytechnic\w*|hochschule|fachhochschule"
    r"|école|ecole|lycee|gymnasium|campus|education(?:al)?|research and education|school district|politecnico"
    r"|instituto tecnol\w+|uniwersytet|egyetem|research network|nren|surfnet)\b",
    re.IGNORECASE,
)
_STATE_WORDS = re.compile(
    r"\b(?:government|ministry|minist[eè]r\w+|municipal\w*|city of|county of|state of|department of|dept of|federal"
    r"|parliament|house of (?:commons|lords|representatives)|senate|army|navy|air force|military|dod|dnic|police|court"
    r"|council|gemeinde|stadt|bundes\w*|landes\w*|comune di|mairie|ville de|kommun)\b",
    re.IGNORECASE,
)
_CARRIER_WORDS = re.compile(
    r"\b(?:tele\w*com\w*|\w*tele(?:kom|com|fon|phone|phony|net)\w*|telco|telstra|broadband|\w*band2?|cable(?:vision|com)?"
    r"|internet|fib(?:er|re)\w*|dsl|isp|carrier|backbone|transit|exchange|communications?|dial-?up|satellite|wifi\w*"
    r"|comcast|verizon|vodafone|orange|at ?& ?t|charter|spectrum|cox|centurylink|century link|lumen|level ?3|cogent"
    r"|frontier|windstream|fairpoint|qwest|sprint|virgin media|sky uk|talktalk|proximus|kpn|ziggo|swisscom|bouygues|sfr"
    r"|iliad|proxad|free sas|fastweb|tiscali|telia|telenor|tdc|elisa|rostelecom|beeline|mts|starlink|jio|airtel|bsnl"
    r"|uninet|nic|jpnic|apnic|ripe|lacnic|arin|network coordination"
    r"|unicom|gprs|\w*adsl|catv|\w*wireless\w*)\b",
    re.IGNORECASE,
)
_LABEL_WORDS = re.compile(
    r"internet|wifi|wi-fi|tele(?:com|kom|fon)|broadband|comcast|verizon|dsl|gprs|hosting|vpn|cloud|fib(?:er|re)|catv|cable"
    r"|wireless|datacent|colocation|servers?$|vps|^(?:isp|nic)|(?:isp|nic|tel|net)$",
)
_NAMES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_VPN_WORDS, "vpn"),
    (_HOSTING_WORDS, "hosting"),
    (_MOBILE_WORDS, "mobile"),
    (_SCHOOL_WORDS, "education"),
    (_STATE_WORDS, "government"),
    (_CARRIER_WORDS, "isp"),
)
_NET = re.compile(r"\.(?:net|ne)(?:\.[a-z]{2})?$", re.IGNORECASE)
_STATE_HOSTS = re.compile(r"(?:^|\.)(?:gov|mil|gouv|gob|govt|gv|go|bund|parliament)(?:\.[a-z]{2})?$")
_SCHOOL_HOSTS = re.compile(r"(?:^|\.)(?:edu|ac|sch|k12)(?:\.[a-z]{2}){0,2}$")


def kind_of(record: Record) -> Kind:
    """The kind of the network. "company" only where nothing speaks against it; "unknown" where nobody is named."""
    return _plain(record) or _by_use(record) or _by_names(record)


def _plain(record: Record) -> Kind | None:
    """What no name can turn into a company's own network."""
    if record.hosted:
        return "hosting"
    if record.hidden:
        return "vpn"
    if record.mobile or (record.connection or "").lower() == "cellular":
        return "mobile"
    return "hosting" if record.number in _CLOUDS else None


def _by_use(record: Record) -> Kind | None:
    kind = _USES.get((record.use or "").lower())
    if kind == "company":
        return by_host(record.domain) or (_customer(record) if record.domain else None)
    if kind == "isp":
        return _customer(record) or "isp"
    return kind


def _customer(record: Record) -> Kind | None:
    """A company that an access provider names as the user of its block."""
    if not record.name or record.name in (record.provider, record.holder):
        return "company" if record.domain and not record.name and not is_shared_host(record.domain) else None
    return "company" if by_name(record.name) == "company" and record.use not in ("residential", "consumer") else None


def _by_names(record: Record) -> Kind:
    """By names alone. A .net that reverse DNS tells and no name confirms is mostly of lines for anyone."""
    if kind := by_host(record.domain):
        return kind
    if record.domain and not record.name and _NET.search(record.domain):
        return "isp"
    if record.name and record.name not in (record.provider, record.holder):
        return by_name(record.name)
    return _of_holder(record)


def _of_holder(record: Record) -> Kind:
    """By whose network it lies in, where nobody else is said to use it."""
    if (kind := _USES.get((record.holder_use or "").lower())) not in (None, "company"):
        return kind or "unknown"
    if record.number in _CARRIERS or _CONNECTIONS.get((record.connection or "").lower()):
        return "isp"
    named = [name for name in (record.name, record.provider, record.holder) if name]
    kinds = [kind for kind in map(by_name, named) if kind != "company"]
    if kinds:
        return kinds[0]
    domain = record.domain or record.holder_domain
    return by_host(domain) or ("company" if named or domain else "unknown")


@lru_cache(maxsize=16384)
def by_name(name: str) -> Kind:
    """The kind that the name of an organisation tells; "company" where it tells none."""
    return next((kind for words, kind in _NAMES if words.search(name)), "company")


@lru_cache(maxsize=16384)
def by_host(domain: str | None) -> Kind | None:
    """The kind that a domain tells, or None: it may be a company's."""
    host = host_of(domain)
    if not host:
        return None
    if _STATE_HOSTS.search(host):
        return "government"
    if _SCHOOL_HOSTS.search(host):
        return "education"
    label = (registrable(host) or host).partition(".")[0]
    return "isp" if is_shared_host(host) or _LABEL_WORDS.search(label) or _is_nobody(label) else None


def _is_nobody(label: str) -> bool:
    return by_name(label.replace("-", " ")) in ("isp", "mobile", "hosting", "vpn")
