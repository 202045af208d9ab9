"""A signal's company is found by domain, e-mail, tracker or name; when in doubt it is nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.directory import Directory, Entry, Kind, directory_from_records
from streams.match import Match, Query
from streams.resolution import resolve, resolve_line

ENTRIES = (
    Entry("onyra.com", "Onyra Robotics, Inc.", "onyra.com", aliases=("Ony",), domains=("onyra.de",), country="US"),
    Entry("notion.test", "Notion", "notion.test", country="US"),
    Entry("twin.us", "Twinleaf", "twin.us", country="United States"),
    Entry("twin.se", "Twinleaf AB", "twin.se", country="SE"),
    Entry("brightloom.io", "Brightloom Holdings", "https://www.brightloom.io/about"),
    Entry("deepferro.com", "Deep Ferro Group Ltd", "deepferro.com"),
    Entry("halfmoon", "Halfmoon Analytics LLC (fka Newmoon Analytics)", None),
    Entry("wrvalequist", "VALEQUIST W R CORP"),
    Entry("moodles.com", "Moodle's", "moodles.com"),
    Entry("gruenwerk.de", "Grünwerk GmbH", "gruenwerk.de", country="DE"),
    Entry("claimed.com", "Claimed Corp", "claimed.com", aliases=("Shared Surname",)),
    Entry("shared.com", "Shared Surname", "shared.com"),
    Entry("unit-a", "Alpine Unit", "alpine-units.com"),
    Entry("unit-b", "Boreal Unit", "alpine-units.com"),
)
DIRECTORY = Directory.build(ENTRIES)


def found(**query: str) -> tuple[str | None, str, float]:
    match = resolve(DIRECTORY, Query(**query))
    return match.account, match.method, match.confidence


NOBODY = (None, "none", 0.0)

CASES: list[tuple[str, dict[str, str], tuple[str | None, str, float]]] = [
    ("a domain", {"domain": "onyra.com"}, ("onyra.com", "domain", 1.0)),
    ("a URL of a subdomain", {"domain": "https://blog.Onyra.com/x"}, ("onyra.com", "domain", 1.0)),
    ("a further domain", {"domain": "onyra.de"}, ("onyra.com", "domain", 1.0)),
    ("a domain before the name", {"domain": "twin.us", "name": "Onyra Robotics"}, ("twin.us", "domain", 1.0)),
    ("a foreign domain ends it", {"domain": "onyra.example", "name": "Onyra Robotics"}, NOBODY),
    ("a foreign domain before e-mail", {"domain": "onyra.example", "email": "bo@onyra.com"}, NOBODY),
    ("a free-mail domain is none", {"domain": "gmail.com", "name": "Onyra Robotics"}, ("onyra.com", "exact", 0.96)),
    ("a text that is no domain", {"domain": "n/a", "name": "Onyra Robotics"}, ("onyra.com", "exact", 0.96)),
    (
        "a profile page is none",
        {"domain": "linkedin.com/company/x", "name": "Onyra Robotics"},
        ("onyra.com", "exact", 0.96),
    ),
    ("an e-mail", {"email": "Bo <bo@mail.onyra.com>"}, ("onyra.com", "email", 0.97)),
    ("a free mailbox", {"email": "bo@gmail.com", "name": "Onyra Robotics"}, ("onyra.com", "exact", 0.96)),
    ("a foreign e-mail ends it", {"email": "bo@onyra.example", "name": "Onyra Robotics"}, NOBODY),
    ("the tracker's company", {"tracker_name": "Onyra Robotics", "name": "Moodles"}, ("onyra.com", "tracker", 0.94)),
    ("an unknown tracker's company", {"tracker_name": "Zzyzxa", "name": "Moodles"}, ("moodles.com", "exact", 0.96)),
    ("an ambiguous tracker's company", {"tracker_name": "Twinleaf", "name": "Moodles"}, NOBODY),
    ("a weak tracker's company", {"tracker_name": "Notion"}, ("notion.test", "tracker", 0.75)),
    ("an exact name", {"name": "ONYRA ROBOTICS CORP /DE/"}, ("onyra.com", "exact", 0.96)),
    ("an alias", {"name": "Ony, Inc."}, ("onyra.com", "alias", 0.95)),
    ("a former name on the list", {"name": "Newmoon Analytics"}, ("halfmoon", "alias", 0.95)),
    ("a former name in the signal", {"name": "Fullmoon (formerly Halfmoon Analytics)"}, ("halfmoon", "exact", 0.96)),
    ("initials filed last", {"name": "W. R. Valequist Corporation"}, ("wrvalequist", "alias", 0.92)),
    ("an umlaut written out", {"name": "Gruenwerk"}, ("gruenwerk.de", "alias", 0.92)),
    ("a possessive", {"name": "Onyra Robotics’s"}, ("onyra.com", "exact", 0.96)),
    ("a name that ends in 's", {"name": "Moodle's"}, ("moodles.com", "exact", 0.96)),
    ("a name but for Group", {"name": "Deep Ferro"}, ("deepferro.com", "exact", 0.88)),
    ("one word but for Holdings", {"name": "Brightloom"}, ("brightloom.io", "exact", 0.75)),
    ("a Group too many", {"name": "Onyra Robotics Group"}, ("onyra.com", "exact", 0.88)),
    ("Group is not Holdings", {"name": "Deep Ferro Holdings"}, NOBODY),
    ("two of one name", {"name": "Twinleaf"}, NOBODY),
    ("a legal form tells none of them", {"name": "Twinleaf AB"}, NOBODY),
    ("the country tells which", {"name": "Twinleaf", "country": "Sweden"}, ("twin.se", "exact", 0.96)),
    ("a third country tells nothing", {"name": "Twinleaf", "country": "FR"}, NOBODY),
    ("a name and another's alias", {"name": "Shared Surname"}, NOBODY),
    ("a domain of two, told by name", {"domain": "alpine-units.com", "name": "Boreal Unit"}, ("unit-b", "domain", 1.0)),
    ("a domain of two, not told", {"domain": "alpine-units.com", "name": "Onyra"}, NOBODY),
    ("a common word", {"name": "Notion"}, ("notion.test", "exact", 0.75)),
    ("a common word with a legal form", {"name": "Notion, Inc."}, ("notion.test", "exact", 0.96)),
    ("a common word, its country", {"name": "Notion", "country": "USA"}, ("notion.test", "exact", 0.85)),
    ("a common word elsewhere", {"name": "Notion", "country": "DE"}, ("notion.test", "exact", 0.75)),
    ("a long name elsewhere", {"name": "Onyra Robotics", "country": "DE"}, ("onyra.com", "exact", 0.85)),
    ("a country that is none", {"name": "Onyra Robotics", "country": "EMEA"}, ("onyra.com", "exact", 0.96)),
    ("the beginning of a name", {"name": "Onyra"}, ("onyra.com", "alias", 0.78)),
    ("a beginning with a legal form is whole", {"name": "Onyra Inc."}, NOBODY),
    ("more than a name", {"name": "Onyra Robotics Labs"}, NOBODY),
    ("a typing error", {"name": "Onyra Robotcis"}, NOBODY),
    ("a hollow name", {"name": "The Company"}, NOBODY),
    ("no name", {"name": "🚀"}, NOBODY),
    ("nothing", {}, NOBODY),
]


@pytest.mark.parametrize(("what", "query", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_company_is_found_or_is_nobody(
    what: str, query: dict[str, str], expected: tuple[str | None, str, float]
) -> None:
    assert found(**query) == expected, what


def test_a_listed_domain_is_taken_even_if_it_is_shared() -> None:
    mail_house = Directory.build([Entry("gmail.com", "Mail House", "gmail.com")])
    assert resolve(mail_house, Query(domain="gmail.com")).account == "gmail.com"
    assert resolve(mail_house, Query(email="bo@gmail.com")).account is None


def test_an_ambiguous_name_gives_its_candidates_and_says_so() -> None:
    assert resolve(DIRECTORY, Query(name="Twinleaf")) == Match(
        None, "none", 0.0, "“Twinleaf” could be any of twin.se, twin.us.", None, ("twin.se", "twin.us")
    )


def test_a_foreign_company_domain_is_handed_on_so_that_an_account_can_be_discovered() -> None:
    assert resolve(DIRECTORY, Query(domain="https://www.newcomer.com/jobs")).domain == "newcomer.com"
    assert resolve(DIRECTORY, Query(email="bo@newcomer.com")).domain == "newcomer.com"
    assert resolve(DIRECTORY, Query(email="bo@gmail.com")).domain is None


def test_a_discovered_account_is_found_once_added_and_not_once_removed() -> None:
    directory = Directory.build(ENTRIES)
    directory.add(Entry("newcomer.com", "Newcomer Foods", "newcomer.com", aliases=("NewFoods",)))
    asked = [Query(domain="newcomer.com"), Query(name="Newcomer Foods Inc."), Query(name="NewFoods")]
    assert [resolve(directory, query).account for query in asked] == ["newcomer.com"] * 3
    directory.remove("newcomer.com")
    directory.remove("never-there.com")
    assert [resolve(directory, query).account for query in asked] == [None] * 3
    assert directory == DIRECTORY


def test_an_entry_replaces_the_one_of_the_same_account() -> None:
    directory = Directory.build([Entry("a", "Onyra Robotics"), Entry("a", "Ferrovale Foods")])
    assert len(directory) == 1
    assert [resolve(directory, Query(name=name)).account for name in ("Onyra Robotics", "Ferrovale Foods")] == [
        None,
        "a",
    ]


def test_a_line_answers_a_line() -> None:
    assert resolve_line(DIRECTORY, {"id": 7, "name": "Onyra Robotics", "domain": None}) == {
        "id": 7,
        "account": "onyra.com",
        "method": "exact",
        "confidence": 0.96,
        "reason": "“Onyra Robotics” is the name of onyra.com.",
    }


def test_records_give_the_id_or_the_domain_as_the_account_and_skip_what_has_neither() -> None:
    directory = directory_from_records(
        [
            {"id": "A-1", "name": "Onyra Robotics", "domain": "onyra.com", "aliases": ["Ony", 3, None]},
            {
                "name": "Ferrovale Foods",
                "domain": "https://www.ferrovale.com/en",
                "aliases": "Ferro; FV Foods",
                "country": 49,
            },
            {"id": 12, "name": "Twinleaf"},
            {"name": "Nobody's Business"},
            {"id": None, "name": None, "domain": "n/a"},
        ]
    )
    names = ("Ony", "FV Foods", "Twinleaf", "Nobody's Business")
    assert [resolve(directory, Query(name=name)).account for name in names] == ["A-1", "ferrovale.com", "12", None]
    assert len(directory) == 3


def test_a_match_in_a_large_directory_reads_as_few_entries_as_in_a_small_one() -> None:
    def directory_of(size: int) -> Directory:
        return Directory.build(
            Entry(f"a{n}.com", f"Onyra{n} Robotics Inc", f"a{n}.com", country="US") for n in range(size)
        )

    small, large = directory_of(10), directory_of(20_000)
    queries = [
        Query(name="Onyra7 Robotics"),
        Query(domain="x.a7.com"),
        Query(email="bo@a7.com"),
        Query(name="Onyra Robotics"),
    ]
    expected = ["a7.com", "a7.com", "a7.com", None]
    assert [resolve(small, query).account for query in queries] == expected
    assert [resolve(large, query).account for query in queries] == expected
    assert max(len(large.named(f"onyra{n}robotics", kind)) for n in range(20_000) for kind in Kind) == 1


ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(max_size=3), max_size=2)
)
RECORDS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "name", "domain", "email", "ip", "country", "aliases", "domains"), ANYTHING)
)
NAMES = st.sampled_from(
    ["Onyra", "Onyra Inc", "Onyra Group", "Onyra Holdings", "Twinleaf", "Twinleaf AB", "Notion", "Deep Ferro"]
)
HOSTS = st.sampled_from(["onyra.com", "twin.se", "gmail.com", "acme.co.uk", "github.io"])
ENTRY = st.builds(
    Entry,
    account=st.sampled_from([f"account-{n}" for n in range(6)]),
    name=NAMES | st.text(max_size=8),
    domain=st.none() | HOSTS,
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    country=st.sampled_from([None, "US", "Sweden"]),
)
LISTS = st.lists(ENTRY, max_size=6, unique_by=lambda entry: entry.account)
QUERIES = st.builds(
    Query,
    name=st.none() | NAMES | st.text(max_size=8),
    domain=st.none() | HOSTS,
    email=st.none() | HOSTS.map(lambda host: f"bo@{host}"),
    tracker_name=st.none() | NAMES,
    country=st.sampled_from([None, "US", "SE", "nowhere"]),
)


@given(st.lists(RECORDS, max_size=4), RECORDS)
def test_no_record_and_no_line_of_any_shape_raises(records: list[dict[str, Any]], line: dict[str, Any]) -> None:
    answer = resolve_line(directory_from_records(records), line)
    assert list(answer) == ["id", "account", "method", "confidence", "reason"]
    assert str(answer["reason"]).encode()


@given(LISTS, QUERIES)
def test_a_match_is_sound(entries: list[Entry], query: Query) -> None:
    match = resolve(Directory.build(entries), query)
    assert 0.0 <= match.confidence <= 1.0
    assert (match.account is None) == (match.method == "none") == (match.confidence == 0.0)
    assert {match.account, *match.candidates} <= {None, *(entry.account for entry in entries)}
    assert match.account is None or not match.candidates
    assert match.reason.endswith(".")


@given(LISTS.flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))), QUERIES)
def test_the_order_of_the_entries_never_matters(lists: tuple[list[Entry], list[Entry]], query: Query) -> None:
    one, other = (Directory.build(entries) for entries in lists)
    assert resolve(one, query) == resolve(other, query) == resolve(one, query)


@given(LISTS, QUERIES)
def test_an_unrelated_entry_never_changes_a_match(entries: list[Entry], query: Query) -> None:
    directory = Directory.build(entries)
    before = resolve(directory, query)
    directory.add(Entry("unrelated", "Zzyzxa Quuxforth Partners", "zzyzxa.org", aliases=("Zzyzxa Quux",), country="FR"))
    assert resolve(directory, query) == before


@given(LISTS, ENTRY)
def test_adding_and_removing_leaves_no_trace(entries: list[Entry], entry: Entry) -> None:
    others = [other for other in entries if other.account != entry.account]
    directory = Directory.build(others)
    directory.add(entry)
    directory.remove(entry.account)
    assert directory == Directory.build(others)


@given(LISTS, QUERIES)
def test_a_name_that_several_accounts_have_is_nobody_without_a_country(entries: list[Entry], query: Query) -> None:
    twins = [Entry("twin-1", "Quuxforth Mills"), Entry("twin-2", "QUUXFORTH MILLS INC")]
    match = resolve(Directory.build([*entries, *twins]), Query(name="Quuxforth Mills", country=query.country))
    assert (match.account, match.candidates) == (None, ("twin-1", "twin-2"))
