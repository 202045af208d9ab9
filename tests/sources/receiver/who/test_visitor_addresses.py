"""The visitor's address is that of the right hop, by the word of trusted proxies alone."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.who.addresses import Networks, address, client_of

TRUSTED = Networks(("10.0.0.0/8", "127.0.0.0/8", "::1/128", "2001:db8:aa::/48"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7:4711 ", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ('"[2001:db8::1]"', "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", None),
        ("_hidden", None),
        ("203.0.113.777", None),
        ("203.0.113.7, 10.0.0.1", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_read_however_a_header_writes_it(text: str | None, found: str | None) -> None:
    assert address(text) == (ip_address(found) if found else None)


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        ("203.0.113.7", {}, "203.0.113.7"),
        ("203.0.113.7", {"x-forwarded-for": "198.51.100.1"}, "203.0.113.7"),
        ("203.0.113.7", {"cf-connecting-ip": "198.51.100.1"}, "203.0.113.7"),
        ("10.0.0.1", {"x-forwarded-for": "198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "6.6.6.6, 198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "6.6.6.6, 198.51.100.1, 10.0.0.2"}, "198.51.100.1"),
        ("10.0.0.1", {"x-forwarded-for": "10.0.0.3, 10.0.0.2"}, "10.0.0.3"),
        ("10.0.0.1", {"x-forwarded-for": "198.51.100.1:5555"}, "198.51.100.1"),
        ("::ffff:10.0.0.1", {"x-forwarded-for": "[2001:db8::5]:5555"}, "2001:db8::5"),
        ("10.0.0.1", {"x-forwarded-for": "198.51.100.1, unknown"}, ""),
        ("10.0.0.1", {"x-forwarded-for": ", ,"}, ""),
        ("10.0.0.1", {"x-forwarded-for": "6.6.6.6", "cf-connecting-ip": "7.7.7.7"}, "6.6.6.6"),
        ("10.0.0.1", {"cf-connecting-ip": "198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"cf-connecting-ip": "rubbish"}, "10.0.0.1"),
        ("10.0.0.1", {"forwarded": 'for="[2001:db8::5]:80";proto=https, for=10.0.0.2'}, "2001:db8::5"),
        ("10.0.0.1", {"forwarded": "proto=https;For=198.51.100.1"}, "198.51.100.1"),
        ("10.0.0.1", {"forwarded": "for=6.6.6.6, for=_secret"}, ""),
        ("10.0.0.1", {}, "10.0.0.1"),
        ("", {"x-forwarded-for": "198.51.100.1"}, ""),
        ("testclient", {}, ""),
    ],
)
def test_only_what_trusted_proxies_saw_themselves_counts(peer: str, headers: dict[str, str], client: str) -> None:
    assert client_of(peer, headers, TRUSTED) == client


hops = st.lists(st.ip_addresses().map(str) | st.text(max_size=20).filter(lambda text: "," not in text), max_size=6)


@given(hops, st.ip_addresses(v=4).filter(lambda ip: ip not in TRUSTED))
def test_nothing_that_a_client_writes_itself_changes_its_address(forged: list[str], real: object) -> None:
    assert client_of("10.0.0.1", {"x-forwarded-for": ", ".join([*forged, str(real)])}, TRUSTED) == str(real)


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["x-forwarded-for", "forwarded"]), st.text(max_size=200)))
def test_any_rubbish_gives_an_address_or_none(peer: str, headers: dict[str, str]) -> None:
    for near in (peer, "10.0.0.1"):
        found = client_of(near, headers, TRUSTED)
        assert found == "" or ip_address(found)
