"""Reverse DNS is believed only where the name leads back, and never waited for long."""

import threading
from collections.abc import Iterable
from ipaddress import ip_address

import pytest

from sources.receiver.who.reverse import ReverseNames, domain_of

OFFICE, OTHER = ip_address("203.0.113.7"), ip_address("203.0.113.8")
NAMES = {"203.0.113.7": "gate.corp.ferrum.example", "203.0.113.8": "gate.cuprum.example"}
ADDRESSES = {"gate.corp.ferrum.example": ["203.0.113.7"], "gate.cuprum.example": ["198.51.100.1"]}


def confirm(name: str) -> Iterable[str]:
    return ADDRESSES.get(name, [])


def test_a_name_that_leads_back_names_the_company() -> None:
    names = ReverseNames(NAMES.get, confirm)
    assert names.domains([OFFICE, OTHER], 10) == {OFFICE: "ferrum.example"}


def test_a_slow_name_service_is_not_waited_for_and_known_the_next_time() -> None:
    answer = threading.Event()

    def slow(text: str) -> str | None:
        answer.wait(10)
        return NAMES[text]

    names = ReverseNames(slow, confirm)
    assert names.domains([OFFICE], 0) == {}
    answer.set()
    assert names.domains([OFFICE], 10) == {OFFICE: "ferrum.example"}


def test_a_failing_name_service_names_nobody_and_is_asked_once() -> None:
    asked: list[str] = []

    def failing(text: str) -> str | None:
        asked.append(text)
        raise OSError("no name")

    names = ReverseNames(failing, confirm)
    assert names.domains([OFFICE], 10) == names.domains([OFFICE], 10) == {}
    assert asked == ["203.0.113.7"]


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("gate.corp.ferrum.example", "ferrum.example"),
        ("mail.ferrum.co.uk.", "ferrum.co.uk"),
        ("203-0-113-7.ferrum.example", None),
        ("7.113.0.203.ferrum.example", None),
        ("cb007107.ferrum.example", None),
        ("dsl-pool12.ferrum.example", None),
        ("host7.static.ferrum.example", None),
        ("c-1.hsd1.comcast.net", None),
        ("ec2.amazonaws.com", None),
        ("x.northtelecom.example", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_names_of_lines_and_providers_are_no_companies(name: str, domain: str | None) -> None:
    assert domain_of(name, OFFICE) == domain
