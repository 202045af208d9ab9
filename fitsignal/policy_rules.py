"""What a policy must agree on with itself: names that one table takes from another, and bars that contradict."""

from collections.abc import Iterator, Mapping
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from fitsignal.masking import Path
from fitsignal.validation import Reader
from icp.problem import Problem
from streams.kinds import KINDS, RED_FLAGS, Kind
from streams.policy import Policy
from streams.roles import SENIORITY

_KIND: TypeAdapter[str] = TypeAdapter(Kind)
_RANKS = (*(name for name, _ in SENIORITY), "individual")
KNOWN_KINDS = (*KINDS, *RED_FLAGS, "custom:NAME")


def policy_problems(policy: Policy, reader: Reader) -> list[Problem]:
    """Every contradiction in a policy whose shape is right."""
    return [
        *_kinds(policy, reader),
        *_events(policy, reader),
        *_names(policy, reader),
        *_bars(policy, reader),
        *_zones(policy, reader),
    ]


def _kinds(policy: Policy, reader: Reader) -> Iterator[Problem]:
    tables: Mapping[str, Mapping[str, object]] = {"kinds": policy.kinds, "hold": policy.hold}
    for table, rows in tables.items():
        for kind in rows:
            if not is_kind(kind):
                yield reader.unknown_word(("policy", table, kind), kind, "kind", KNOWN_KINDS)


def _events(policy: Policy, reader: Reader) -> Iterator[Problem]:
    """Kinds named as events: `form_submitted`, or `form_submitted:demo` for one value of a weighed detail."""
    lists = {("policy", "escalation", "always"): policy.escalation.always}
    if policy.quiet:
        lists["policy", "quiet", "through"] = policy.quiet.through
    for path, events in lists.items():
        for event in events:
            yield from _event(policy, reader, path, event)


def _event(policy: Policy, reader: Reader, path: Path, event: str) -> Iterator[Problem]:
    if is_kind(event):
        return
    kind, _, detail = event.partition(":")
    if not is_kind(kind):
        yield reader.unknown_word(path, event, "kind", KNOWN_KINDS)
        return
    weighed = {name for table in (policy.kinds[kind].weigh if kind in policy.kinds else {}).values() for name in table}
    if weighed and detail not in weighed:
        yield reader.unknown_word(path, event, f"detail of {kind}", sorted(f"{kind}:{name}" for name in weighed))


def _names(policy: Policy, reader: Reader) -> Iterator[Problem]:
    families = [name for name in policy.roles.families if name != "never"]
    for key, named in (("buyer", policy.roles.buyer), ("adjacent", policy.roles.adjacent)):
        for name in named:
            if name not in families:
                yield reader.unknown_word(("policy", "roles", key), name, "role family", families)
    for key, ranks in (("seniority", policy.roles.seniority), ("posting", policy.roles.posting)):
        for rank in ranks:
            if rank not in _RANKS:
                yield reader.unknown_word(("policy", "roles", key, rank), rank, "seniority", _RANKS)


def _bars(policy: Policy, reader: Reader) -> Iterator[Problem]:
    hot, warm = policy.levels.hot, policy.alert.intent
    if hot < warm:
        what = f"found {hot:g}, under alert.intent {warm:g}: no account is ever warm, each that reaches the bar is hot"
        yield reader.problem(("policy", "levels", "hot"), what, level="warning")
    if policy.confidence.digest > policy.confidence.alert:
        what = "found more than confidence.alert: what may interrupt would not stand in the digest"
        yield reader.problem(("policy", "confidence", "digest"), what, level="warning")
    for kind, rule in policy.kinds.items():
        if rule.cap < rule.points and is_kind(kind):
            what = f"found {rule.cap:g}, under its points {rule.points:g}: one event never earns them"
            yield reader.problem(("policy", "kinds", kind, "cap"), what, level="warning")


def _zones(policy: Policy, reader: Reader) -> Iterator[Problem]:
    for place, zone in policy.quiet.zones.items() if policy.quiet else ():
        if zone not in available_timezones():
            yield reader.unknown_word(("policy", "quiet", "zones", place), zone, "time zone", available_timezones())


def is_kind(text: str) -> bool:
    """Whether the text names a kind of signal."""
    try:
        _KIND.validate_python(text)
    except ValidationError:
        return False
    return True
