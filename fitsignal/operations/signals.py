"""signal and deadletters: one signal by hand, and what needs a person."""

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fitsignal.errors import OperatorError
from fitsignal.operations.given import instant_given
from sinks.dead_letters import drop
from sources.record import sentence
from sources.records import mended
from streams.ports import Batch, Receipt
from streams.signal import Company, Evidence, SignalDraft
from streams.times import instant, rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sources.receiver.reading import Reading

_DEAD = """
    SELECT id::VARCHAR AS id, source, place, cause, epoch_us(observed_at) AS observed_at, octet_length(raw) AS bytes
    FROM dead_letters WHERE ? IS NULL OR source = ? ORDER BY observed_at DESC, id LIMIT ?
"""
_ONE = """
    SELECT id::VARCHAR AS id, source, place, cause, epoch_us(observed_at) AS observed_at, raw
    FROM dead_letters WHERE starts_with(id::VARCHAR, ?) LIMIT 2
"""
ALL = 10_000_000
PATIENCE = 30.0
"""Seconds that a command waits until what it gave is safe."""


def signal(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Give one signal by hand; it goes the way of all others, and is decided when this returns.

    Beside a broker it is on its way then, and decided a moment later.
    """
    at = instant_given(params.get("at")) or service.wall()
    try:
        draft = SignalDraft(
            kind=str(params.get("kind") or ""),
            company=Company(domain=params.get("domain")),
            occurred_at=at,
            evidence=Evidence(url=params.get("url")),
            details=params.get("detail") or {},
        )
    except ValidationError as error:
        raise OperatorError(_broken(error)) from None
    return [_told(_given(service, Batch("by-hand", "by-hand", [draft])))]


def list_dead(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Input that broke its contract, the newest first."""
    source = params.get("source")
    return [_dated(row) for row in service.store.rows(_DEAD, [source, source, params.get("limit") or ALL])]


def show_dead(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """One dead letter with its original bytes, as text where they are text."""
    row = _one_dead(service, str(params.get("id", "")))
    return [{**_dated(row), "raw": bytes(row["raw"]).decode("utf-8", "backslashreplace")}]


def retry_dead(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Offer dead letters again; those that are signals now leave the list, the others stay with their new cause."""
    from fitsignal.receiving import reading

    rows = []
    with reading(service) as reader:
        for name in _names(service, params):
            letter = _one_dead(service, name)
            cause = _offered(service, letter, reader)
            if not cause:
                service.host.call(lambda id_=letter["id"]: drop(service.store, [id_])).result()  # type: ignore[misc]
            rows.append({"id": letter["id"], "outcome": "still broken" if cause else "accepted", "cause": cause})
    return rows


def _offered(service: "Service", letter: dict[str, Any], reader: "Reading | None") -> str:
    """Offer a letter the way that it came; why it is broken still, or nothing where it was accepted."""
    source, raw = str(letter["source"]), bytes(letter["raw"])
    if service.workspace.broker is not None and source.startswith("fitsignal."):
        return _to_its_topic(service, source, raw)
    try:
        batch = _mended(letter, reader)
    except ValueError as error:
        return str(error)
    _given(service, batch)
    return ""


def _to_its_topic(service: "Service", topic: str, raw: bytes) -> str:
    """A record of a topic goes back to it, byte for byte, if it keeps its contract now."""
    from fitsignal.broker import client_options
    from sinks.again import AGAIN, put_back, still_broken

    if topic not in AGAIN:
        return f"no record of {topic} can be put back: drop it"
    cause = still_broken(topic, raw)
    if not cause:
        put_back(client_options(service.workspace), topic, raw)
    return cause


def _given(service: "Service", batch: Batch) -> Receipt:
    """What became of it. Raises OperatorError where a broker does not take it for half a minute."""
    patience = PATIENCE if service.workspace.broker else None
    try:
        return service.outlet.accept(batch).result(patience)
    except TimeoutError:
        raise OperatorError(
            f"the broker did not take it within {PATIENCE:g} s; if it does later, it counts once"
        ) from None


def _mended(letter: dict[str, Any], reader: "Reading | None") -> Batch:
    """What a letter gives now: by the adapter of its endpoint, or as a line of a file. ValueError with the cause."""
    source, raw = str(letter["source"]), bytes(letter["raw"])
    if reader is None or not reader.knows(source):
        return Batch(source, "file", [mended(raw)])
    from sources.receiver.contract import NOT_SIGNED

    signed = not str(letter["place"]).endswith(NOT_SIGNED)
    return reader.again(source, raw, instant(letter["observed_at"]), signed=signed)


def drop_dead(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Forget dead letters."""
    ids = [_one_dead(service, name)["id"] for name in _names(service, params)]
    service.host.call(lambda: drop(service.store, ids)).result()
    return [{"dropped": len(ids)}]


def _names(service: "Service", params: dict[str, Any]) -> list[str]:
    if params.get("all"):
        return [row["id"] for row in list_dead(service, {})]
    return [str(each) for each in params.get("ids") or ()]


def _one_dead(service: "Service", name: str) -> dict[str, Any]:
    found = service.store.rows(_ONE, [name]) if name else []
    if len(found) != 1:
        what = "no dead letter begins" if not found else "several dead letters begin"
        raise OperatorError(f"{what} with {name!r}: `fitsignal deadletters list` shows them")
    return found[0]


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "observed_at": rfc3339(instant(row["observed_at"]))}


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "stored": receipt.stored,
        "repeated": receipt.repeated,
        "unresolved": receipt.unresolved,
        "alerted": receipt.alerted,
    }


def _broken(error: ValidationError) -> str:
    return f"this is no signal: {sentence(error)}"
