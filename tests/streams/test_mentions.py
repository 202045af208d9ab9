"""A person is found in whatever way the text was written, and nobody else is."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.mentions import ERASED, Mentions

ANN = Mentions(["ann.roe+x@acme.example"])
WRITTEN = [
    "ann.roe+x@acme.example",
    "mail Ann.Roe+X@ACME.example.",
    '{"email":"ann.roe+x@acme.example"}',
    "https://a.example/?e=ann.roe%2Bx%40acme.example&b=1",
    "next=%2Fa%3Fe%3Dann.roe%252bx%2540acme.example",
    r'{"email":"ann.roe+x\u0040acme.example"}',
    r"line\nann.roe+x@acme.example",
    "mailto:ann.roe+x&#64;acme.example",
    "data=" + b64encode(b'{"email":"ann.roe+x@acme.example"}').decode(),
    "data=" + urlsafe_b64encode(b'{"a":"???>>>","email":"ann.roe+x@acme.example"}').decode().rstrip("="),
]
OTHERS = [
    "",
    "joann.roe+x@acme.example",
    "ann.roe+x@acme.example.org",
    "ann.roe+x@acme.examples",
    "ann.roe@acme.example",
    "annXroe+x@acme.example",
    "data=" + b64encode(b"joann.roe+x@acme.example").decode(),
]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_usual_writing_is_found_and_taken_out(text: str) -> None:
    assert ANN.found(text)
    assert ANN.found(b"\xff\x00 " + text.encode())
    assert ERASED in ANN.erased(text)
    assert not ANN.found(ANN.erased(text))


@pytest.mark.parametrize("text", OTHERS)
def test_somebody_else_is_left_alone(text: str) -> None:
    assert not ANN.found(text)
    assert ANN.erased(text) == text


@pytest.mark.parametrize("text", ["Zoë Müller", "ZOË  MÜLLER", r"Zo\u00eb M\u00fcller", "q=zo%C3%AB+m%c3%bcller"])
def test_a_name_is_found_in_any_case_and_encoding(text: str) -> None:
    assert Mentions(["Zoë Müller"]).found(text)
    assert not Mentions(["Zoë Mülle"]).found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.acme.example/a", True),
        ("joe@acme.example", True),
        ("acme.example", True),
        ("pacme.example", False),
        ("my-acme.example", False),
        ("acme.example.org", False),
    ],
)
def test_a_domain_is_found_with_its_subdomains(text: str, expected: bool) -> None:
    assert Mentions(["acme.example"], hosts=True).found(text) is expected


def test_no_name_finds_nothing() -> None:
    assert not Mentions(["", " "]).found("anything")
    assert Mentions([]).erased("anything") == "anything"


NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=3, max_size=12)


@given(NAMES, st.sampled_from([str, quote, json.dumps, lambda name: json.dumps(name, ensure_ascii=False)]))
def test_what_was_erased_is_found_no_more(name, writing):
    text = f"a {writing(name)} b"
    mentions = Mentions([name])
    assert not mentions.found(mentions.erased(text))


@given(st.emails(), st.sampled_from([str, str.upper, quote, json.dumps]))
def test_any_address_is_found_in_a_text_and_by_the_sieve_of_the_store(address, writing):
    text = f"a {writing(address)} b"
    mentions = Mentions([address])
    assert mentions.found(text)
    assert duckdb.execute("SELECT regexp_matches(?, ?, 'i')", [text, mentions.pattern]).fetchall() == [(True,)]
