"""The key of an account: which registrable domain a text names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.domains import (
    account_domain,
    email_domain,
    is_free_mail,
    is_profile_page,
    is_shared_host,
    registrable,
)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("veltrane.com", "veltrane.com"),
        ("VELTRANE.COM", "veltrane.com"),
        ("  veltrane.com  ", "veltrane.com"),
        ("veltrane.com.", "veltrane.com"),
        ("www.veltrane.com", "veltrane.com"),
        ("https://www.Veltrane.co.uk:8080/prices?x=http://a.de#top", "veltrane.co.uk"),
        ("https:/veltrane.com", "veltrane.com"),
        ("//veltrane.com/x", "veltrane.com"),
        ("blog.shop.veltrane.com.au", "veltrane.com.au"),
        ("mara@mail.veltrane.com", "veltrane.com"),
        ("Mara <mara@veltrane.com>", "veltrane.com"),
        ("mailto:mara@veltrane.io", "veltrane.io"),
        ("https://user:secret@veltrane.com/", "veltrane.com"),
        ("münchen-werk.de", "xn--mnchen-werk-thb.de"),
        ("xn--mnchen-werk-thb.de", "xn--mnchen-werk-thb.de"),
        ("https://例え.jp/", "xn--r8jz45g.jp"),
        ("veltrane。com", "veltrane.com"),
        ("_dmarc.veltrane.com", "veltrane.com"),
        ("*.veltrane.com", "veltrane.com"),
        ("veltrane.example", "veltrane.example"),
        ("a.b.veltrane.example", "veltrane.example"),
        ("veltrane.github.io", "veltrane.github.io"),
        ("www.com", "www.com"),
    ],
)
def test_a_text_that_names_a_host_gives_its_registrable_domain(text: str, domain: str) -> None:
    assert registrable(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "n/a",
        "N.A.",
        "veltrane",
        "localhost:8080",
        "10.0.0.1",
        "http://10.0.0.1/x",
        "[::1]:80",
        "::1",
        "Veltrane Inc",
        "veltrane..com",
        "-veltrane.com",
        "veltrane-.com",
        "co.uk",
        "github.io",
        "com",
        "a" * 64 + ".com",
        "@",
        "http://",
        ".",
        "acme.c0m",
    ],
)
def test_a_text_without_a_registrable_domain_gives_none(text: str | None) -> None:
    assert registrable(text) is None


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("github.io", "github.io"),
        ("https://www.github.io/x", "github.io"),
        ("co.uk", "co.uk"),
        ("10.0.0.1", None),
        ("app.veltrane.com", "veltrane.com"),
        ("veltrane", None),
        ("", None),
    ],
)
def test_a_listed_domain_is_refused_only_where_it_is_no_host(text: str, domain: str | None) -> None:
    assert account_domain(text) == domain


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("mara@mail.veltrane.com", "veltrane.com"),
        ("Mara <mara@veltrane.com>", "veltrane.com"),
        ("veltrane.com", None),
        ("mara@", None),
        (None, None),
        ("@veltrane.com", "veltrane.com"),
    ],
)
def test_only_an_address_has_an_email_domain(text: str | None, domain: str | None) -> None:
    assert email_domain(text) == domain


def test_mailboxes_for_anyone_name_no_company() -> None:
    free = ["gmail.com", "GMAIL.COM", "outlook.com", "gmx.de", "proton.me", "icloud.com", "hey.com", "x@yahoo.co.uk"]
    assert [domain for domain in free if not is_free_mail(domain)] == []
    assert not is_free_mail("veltrane.com")
    assert not is_free_mail(None)


def test_access_providers_clouds_and_networks_are_shared_hosts_but_companies_are_not() -> None:
    shared = ["c-1.hsd1.ma.comcast.net", "ec2-1.compute.amazonaws.com", "linkedin.com", "bit.ly", "x.wixsite.com"]
    assert [host for host in shared if not is_shared_host(host)] == []
    assert [host for host in ("github.com", "veltrane.com", "microsoft.com", None) if is_shared_host(host)] == []


def test_a_page_about_a_company_elsewhere_is_told_from_the_company_s_own_site() -> None:
    pages = ["https://linkedin.com/company/veltrane", "www.crunchbase.com/organization/veltrane", "fb.com/veltrane"]
    assert [page for page in pages if not is_profile_page(page)] == []
    own = ["https://linkedin.com/", "linkedin.com", "https://veltrane.com/company/linkedin.com", "", None]
    assert [page for page in own if is_profile_page(page)] == []


@given(st.text())
def test_no_text_raises_and_a_domain_is_its_own_registrable_domain(text: str) -> None:
    found = registrable(text)
    assert account_domain(text) is not None or found is None
    assert found is None or (registrable(found) == found == found.lower() and found.isascii())
    email_domain(text), is_free_mail(text), is_shared_host(text), is_profile_page(text)


@given(st.from_regex(r"[a-z]{2,10}(\.[a-z]{2,10}){1,3}", fullmatch=True), st.sampled_from(["", "www.", "a.b."]))
def test_dress_does_not_change_the_domain(host: str, prefix: str) -> None:
    plain = registrable(host)
    for dressed in (host.upper(), f"https://{host}/x?y", f"{host}:443", f"{host}.", f"bo@{host}"):
        assert registrable(dressed) == plain
    if plain and prefix:
        assert registrable(prefix + host) == plain
