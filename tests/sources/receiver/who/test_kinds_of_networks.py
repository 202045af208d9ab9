"""Which networks are a company's own: not those through which anybody's visitors come."""

from typing import Any

import pytest

from sources.receiver.who.network_kinds import kind_of
from sources.receiver.who.networks import Network, told
from sources.receiver.who.records import Record, merged


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (Record(holder="Ferrum Works GmbH", number=64500), "company"),
        (Record(domain="ferrum.example"), "company"),
        (Record(name="Ferrum Works Ltd", provider="Northern Telecom", holder="Northern Telecom"), "company"),
        (Record(name="Ferrum Works Ltd", use="business", domain="ferrum.example"), "company"),
        (Record(name="Ferrum Works Ltd", provider="Northline", connection="Cable/DSL"), "company"),
        (Record(holder="Nordic Telecom AB"), "isp"),
        (Record(holder="Deutsche Telekom AG"), "isp"),
        (Record(holder="Comcast Cable Communications, LLC", number=7922), "isp"),
        (Record(holder="Anything", number=7018), "isp"),
        (Record(provider="Northline", name="Northline", connection="Cable/DSL"), "isp"),
        (Record(use="residential"), "isp"),
        (Record(holder="Ferrum", holder_use="isp"), "isp"),
        (Record(domain="pool.comcast.net"), "isp"),
        (Record(domain="cityfibre.net"), "isp"),
        (Record(holder="AMAZON-02", number=16509), "hosting"),
        (Record(holder="Sunny Hosting Ltd"), "hosting"),
        (Record(holder="Ferrum", hosted=True), "hosting"),
        (Record(holder="Ferrum", use="hosting"), "hosting"),
        (Record(holder="Ferrum", domain="ferrum.example", hidden=True), "vpn"),
        (Record(holder="Quick VPN Services"), "vpn"),
        (Record(holder="Ferrum", connection="Cellular"), "mobile"),
        (Record(holder="Nordic Wireless"), "mobile"),
        (Record(holder="University of Somewhere"), "education"),
        (Record(domain="somewhere.edu"), "education"),
        (Record(domain="somewhere.ac.uk"), "education"),
        (Record(use="college", domain="ferrum.example"), "education"),
        (Record(holder="Ministry of Works"), "government"),
        (Record(domain="somewhere.gov"), "government"),
        (Record(use="military"), "government"),
        (Record(), "unknown"),
        (Record(number=64500), "unknown"),
    ],
)
def test_a_network_is_of_a_kind(record: Record, kind: str) -> None:
    assert kind_of(record) == kind


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"vpn": "true", "as_domain": "ferrum.example"}, "vpn"),
        ({"vpn": "", "hosting": "", "as_domain": "ferrum.example"}, "company"),
        ({"privacy": {"relay": True}}, "vpn"),
        ({"carrier": {"name": "Nordic", "mcc": "310"}}, "mobile"),
        ({"is_anonymous": True, "is_hosting_provider": True}, "hosting"),
        ({"mobile_country_code": "310", "isp": "Nordic"}, "mobile"),
    ],
)
def test_marks_are_read_as_each_vendor_writes_them(record: dict[str, Any], kind: str) -> None:
    assert kind_of(merged([record])) == kind


def test_a_person_with_a_line_at_home_is_not_named() -> None:
    assert told(Record(name="jane_doe", provider="Northline", holder="Northline")) == Network("unknown")
    assert told(Record(name="Jane Doe", provider="Northline", holder="Northline")) == Network("unknown")


def test_a_customer_of_a_provider_is_never_given_the_providers_domain() -> None:
    found = told(
        Record(name="Ferrum Works Ltd", provider="Northline", holder="Northline", holder_domain="northline.example")
    )
    assert found == Network("company", "Ferrum Works Ltd")
