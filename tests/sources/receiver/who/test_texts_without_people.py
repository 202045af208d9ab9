"""What is kept of addresses and texts holds no e-mail address, and is otherwise as it was sent."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.who.texts import address_bar, plain_text

SITE = "https://www.ours.example"


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/pricing?utm_source=x&utm_campaign=a%20b&ref=%2Fhome",
        f"{SITE}/docs/@scope/package@1.2.0?x=1#a=b",
        f"{SITE}/preise/grö%C3%9Fe?q=a+b&empty=&flag",
        "http://127.0.0.1:8080/pricing?x=%40",
        "/pricing?plan=team",
        f"{SITE}/?gclid=Cj0KCQiA7bucBhCeARIsAIOwr-8",
    ],
)
def test_an_address_without_people_is_kept_as_it_was_sent(url: str) -> None:
    assert address_bar(url) == url


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{SITE}/?email=jane@acme.example&plan=team", f"{SITE}/?email=redacted&plan=team"),
        (f"{SITE}/?e=jane%40acme.example&x=1", f"{SITE}/?e=redacted&x=1"),
        (f"{SITE}/?e=jane%2Bnews%2540acme.example", f"{SITE}/?e=redacted"),
        (f"{SITE}/u/jane@acme.example/invite", f"{SITE}/u/redacted/invite"),
        (f"{SITE}/#user=jane@acme.example", f"{SITE}/#user=redacted"),
        ("https://jane@acme.example/pricing?a=b", "https://acme.example/pricing?a=b"),
        ("https://jane:pw@ours.example/x", "https://ours.example/x"),
        (f"{SITE}/?next=%2Fx%3Fmail%3Djane%40acme.example&b=2", f"{SITE}/?next=redacted&b=2"),
        (f"{SITE}/?to=mailto:jane@acme.example", f"{SITE}/?to=mailto:redacted"),
        (f"{SITE}/?j=%7B%22m%22%3A%22%6a%61ne%40acme.example%22%7D", f"{SITE}/?j=redacted"),
        (f"{SITE}/?tok={b64encode(b'jane.doe@acme.example').decode().rstrip('=')}&b=2", f"{SITE}/?tok=redacted&b=2"),
    ],
)
def test_an_email_address_is_taken_out_however_it_is_encoded(url: str, kept: str) -> None:
    assert address_bar(url) == kept


def test_a_text_is_one_line_cut_and_without_addresses() -> None:
    assert plain_text(" Hi jane@acme.example,\x00 see (bo@acme.example) ", 500) == "Hi redacted,  see (redacted)"
    assert plain_text("@acme wrote v@1.2", 500) == "@acme wrote v@1.2"
    assert plain_text("x" * 600, 500) == "x" * 500
    assert plain_text("from 203.0.113.7 and 203.0.113.70", 99, ("203.0.113.7",)).startswith("from redacted and")  # type: ignore[union-attr]
    assert plain_text("  ", 500) is None


@given(st.emails(), st.sampled_from(["{}", "{}?x=1", "a {} b", "({})"]), st.integers(0, 2))
def test_no_email_address_stays_in_a_text_or_an_address(email: str, frame: str, times: int) -> None:
    coded = email
    for _ in range(times):
        coded = quote(coded, safe="")
    kept = address_bar(f"{SITE}/a?m={coded}&n=1", (email,)) or ""
    while unquote(kept) != kept:
        kept = unquote(kept)
    assert email.lower() not in kept.lower()
    assert kept.startswith(f"{SITE}/a?m=")
    assert email.lower() not in (plain_text(frame.format(email), 500, (email,)) or "").lower()


@given(st.emails().filter(lambda email: "/" not in email))
def test_no_email_address_stays_in_base64(email: str) -> None:
    packed = urlsafe_b64encode(email.encode()).decode().rstrip("=")
    assert packed not in (address_bar(f"{SITE}/?m={packed}") or "") or len(packed) < 12


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    kept = address_bar(text)
    assert kept is None or (len(kept) <= 4000 and kept.encode())
    line = plain_text(text, 50)
    assert line is None or (len(line) <= 50 and line.encode())
