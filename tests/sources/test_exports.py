"""Exports of other tools: columns by their names or as a person named them, files read again when they change."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import SourceError
from sources.exports.columns import Columns
from sources.exports.table import read_table
from sources.g2 import page_of
from tests.sources.answers import answer

HEADER = "Company Name,Domain,Topic Name,Composite Score,Date\n"
ROW = "Norrvik,norrvik.example,{},{},2026-11-16\n"
KNOWN = {"domain": ("Domain", "Website"), "company": ("Company Name",), "score": ("Score",)}
NEEDED = (("domain", "company"), ("score",))


def topics(bench: Any) -> list[str]:
    return [draft["details"]["topic"] for draft in bench.outlet.drafts]


def test_a_report_that_grew_or_came_again_gives_the_same_rows_the_same_identity(bench: Any) -> None:
    source = bench.source(type="bombora", path="in/*.csv")
    (bench.workspace / "in").mkdir()
    assert bench.poll(source).signals == 0, "a folder that is empty yet is fine"
    for name, body in (("a", ROW.format("CRM", 80)), ("a", ROW.format("CRM", 80) * 2 + ROW.format("SEO", 70))):
        (bench.workspace / "in" / f"{name}.csv").write_text(HEADER + body)
        bench.poll(source)
    natives = [(draft["details"]["topic"], draft["native"]) for draft in bench.outlet.drafts]

    assert [topic for topic, _ in natives] == ["CRM", "CRM", "CRM", "SEO"]
    assert len(set(natives)) == 2


def test_what_stands_in_one_report_is_news_whatever_another_broke_off_with(bench: Any) -> None:
    (bench.workspace / "a.csv").write_text("Website,Stars\nx.example,5\n")
    (bench.workspace / "b.csv").write_text(HEADER + ROW.format("CRM", 80))
    summary = bench.poll(bench.source(type="bombora", name="surge", path="*.csv"))

    assert topics(bench) == ["CRM"]
    assert summary.errors == {
        "surge": "a.csv: no column for score: found 'Website', 'Stars'; "
        "say once which it is: columns = { score = 'Its column' }"
    }
    assert [batch.seeded for batch in bench.outlet.batches] == [False]


def test_columns_that_were_named_once_are_known_in_every_file_to_come(bench: Any) -> None:
    source = bench.source(type="bombora", path="*.csv", columns={"domain": "Web", "score": "Heat"})
    for number, day in enumerate(("2026-11-09", "2026-11-16")):
        (bench.workspace / f"{number}.csv").write_text(f"web,HEAT,Topic\nnorrvik.example,8{number},CRM {day}\n")
        bench.poll(source)

    assert [draft["details"]["score"] for draft in bench.outlet.drafts] == [80, 81]


def test_a_column_of_an_unknown_field_and_one_that_is_not_there_are_told(bench: Any) -> None:
    with pytest.raises(ValueError, match="columns: dmain is no field here, expected some of domain, company"):
        bench.source(type="g2", path="*.csv", columns={"dmain": "Domain"})
    (bench.workspace / "a.csv").write_text("Website,Signal\nx.example,pricing\n")
    summary = bench.poll(bench.source(type="g2", path="*.csv", columns={"domain": "Web"}))
    assert summary.errors == {"g2": "a.csv: no column 'Web', which columns.domain names: found 'Website', 'Signal'"}


@pytest.mark.parametrize("ending", ["", "Nor", 'Norrvik,"norr'])
def test_a_line_that_is_still_being_written_waits_for_its_end(ending: str) -> None:
    body = ("Domain,Company Name,Score\nnorrvik.example,Norrvik,5\n" + ending).encode()
    table = read_table(body, "a.csv", KNOWN, {}, NEEDED)

    assert [row.fields for row in table.rows] == [{"domain": "norrvik.example", "company": "Norrvik", "score": "5"}]
    assert table.broken == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"just words", "a.csv: no line of it is a header of CSV"),
        (b"Domain,Scor\n", r"a.csv: no column for score: found 'Domain', 'Scor'; .*columns = { score = 'Scor' }"),
        (b"\x00\x01\x02,\x03\n" * 40, "a.csv: no column for domain or company"),
    ],
)
def test_what_is_no_export_is_a_sentence_that_names_the_file(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=f"^{sentence}"):
        read_table(body, "a.csv", KNOWN, {}, NEEDED)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_exports_are_read_in_the_encodings_and_with_the_signs_that_tools_write(encoding: str, delimiter: str) -> None:
    text = "Domain,Company Name,Score\ncafe.example,Café Ledger,7\n".replace(",", delimiter)
    table = read_table(text.encode(encoding), "a.csv", KNOWN, {}, NEEDED)
    assert [row.fields["company"] for row in table.rows] == ["Café Ledger"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_bytes_of_any_kind_are_rows_or_a_sentence(body: bytes) -> None:
    try:
        table = read_table(b"Domain,Company Name,Score\n" + body, "a.csv", KNOWN, {}, NEEDED)
        said, fields = "a.csv", {field for row in table.rows for field in row.fields}
    except SourceError as refused:
        said, fields = str(refused), set()
    assert said.startswith("a.csv")
    assert fields <= set(KNOWN)


@given(st.lists(st.sampled_from(["Domain", "WEB SITE", "company_name", "score", "x", ""]), max_size=6))
def test_columns_are_found_by_their_names_however_these_are_spelled(header: list[str]) -> None:
    try:
        columns = Columns(header, KNOWN, {}, NEEDED)
    except ValueError:
        assert "score" not in header or not {"Domain", "WEB SITE", "company_name"} & set(header)
    else:
        assert {header[place].casefold() for place in columns.places.values()} <= {
            "domain", "web site", "company_name", "score",
        }  # fmt: skip


def test_signals_of_g2_are_the_pages_that_the_policy_weighs() -> None:
    said = ["Pricing", "pricing_page", "Compare", "Comparison Page", "Alternatives", "Profile", "Product Review Page"]
    said += ["Category Page", "Sponsored Content", "Ad Click", "Handshake"]
    assert [page_of(name) for name in said] == [
        *("pricing", "pricing", "compare", "compare", "compare", "profile", "profile"),
        *("category", "category", "category", None),
    ]


def entity(number: int, type_: str = "series_a", **more: Any) -> dict[str, Any]:
    told = {
        "identifier": {"permalink": f"round-{number}", "value": f"Series A - Norrvik {number}"},
        "funded_organization_identifier": {"value": f"Norrvik {number}", "permalink": f"norrvik-{number}"},
        "announced_on": "2026-11-17",
        "investment_type": type_,
        "money_raised": {"value": 4_000_000, "currency": "EUR", "value_usd": 4_400_000},
    }
    return {"uuid": f"u{number}", "properties": told | more}


def listing(*found: dict[str, Any]) -> bytes:
    return answer(json.dumps({"count": len(found), "entities": found}).encode())


def crunchbase(bench: Any, serve: Any, *answers: bytes) -> tuple[list[Any], list[dict[str, str]]]:
    """Polls of the API, one an answer; what was asked with them."""
    asked: list[dict[str, str]] = []
    given = [*answers]

    async def route(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        asked.append(headers)
        writer.write(given.pop(0))

    async def scenario() -> list[Any]:
        async with serve({"/v4": route}) as base:
            source = bench.source(type="crunchbase", key="k3y", url=f"{base}/v4", allow_private=True)
            return [await bench.runner(source).run_once() for _ in answers]

    return asyncio.run(scenario()), asked


def test_the_api_gives_each_round_once_the_first_answer_as_history(bench: Any, serve: Any) -> None:
    broken = {"uuid": "u9", "properties": {"investment_type": "seed"}}
    first = listing(entity(1), entity(2, "post_ipo_equity"), broken)
    polls, asked = crunchbase(bench, serve, first, first, listing(entity(3, "series_f"), entity(1)))

    assert [summary.signals for summary in polls] == [1, 0, 1]
    assert [batch.seeded for batch in bench.outlet.batches] == [True, False]
    assert bench.outlet.rejected == [{"where": "crunchbase round u9", "cause": "the round names no company"}]
    assert bench.outlet.drafts[1] == {
        "kind": "funding_round",
        "company": {"name": "Norrvik 3"},
        "occurred_at": "2026-11-17T00:00:00Z",
        "evidence": {"url": "https://www.crunchbase.com/funding_round/round-3", "title": "Norrvik 3: series f"},
        "details": {"round": "series_d_plus", "amount": 4_000_000.0, "currency": "EUR"},
        "native": "u3",
    }
    assert {(each["x-cb-user-key"], each["content-type"]) for each in asked} == {("k3y", "application/json")}


def test_an_answer_of_the_api_without_rounds_is_an_outage_and_no_error_holds_the_key(bench: Any, serve: Any) -> None:
    polls, _ = crunchbase(bench, serve, listing(entity(1)), listing(), answer(b"{}"), answer(b'{"entities": 5}'))
    said = [summary.errors.get("crunchbase", "") for summary in polls]

    assert said[:2] == ["", "Crunchbase lists no round where it had some: taken as an outage"]
    assert set(said[2:]) == {"Crunchbase answered without a list of rounds: does the key include its API?"}
    assert "k3y" not in repr(bench.source(type="crunchbase", key="k3y").options) + "".join(said)


def test_crunchbase_wants_a_key_or_a_path(bench: Any) -> None:
    for table in ({}, {"key": "k3y", "path": "*.csv"}):
        with pytest.raises(ValueError, match="expected either key"):
            bench.source(type="crunchbase", **table)


def test_a_key_is_not_sent_on_to_the_host_of_a_redirect(bench: Any, serve: Any) -> None:
    seen: list[dict[str, str]] = []

    async def elsewhere(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        seen.append(headers)
        writer.write(listing())

    async def scenario() -> None:
        async with serve({"/x": elsewhere}) as other:
            there = other.replace("127.0.0.1", "localhost")
            away = f"HTTP/1.1 307 Moved\r\nlocation: {there}/x\r\ncontent-length: 0\r\n\r\n"
            async with serve({"/v4": away.encode()}) as base:
                source = bench.source(type="crunchbase", key="k3y", url=f"{base}/v4", allow_private=True)
                await bench.runner(source).run_once()

    asyncio.run(scenario())
    assert seen
    assert "k3y" not in json.dumps(seen)


def test_a_row_under_the_policy_s_bar_is_no_surge_and_counts_against_the_share(bench: Any) -> None:
    (bench.workspace / "a.csv").write_text(HEADER + ROW.format("CRM", 80) + ROW.format("SEO", 59))
    bench.poll(bench.source(type="bombora", path="*.csv"))

    assert [draft["details"] for draft in bench.outlet.drafts] == [{"topic": "CRM", "score": 80.0, "share": 0.5}]


def test_a_report_without_any_date_tells_a_topic_again_when_its_score_changed(bench: Any) -> None:
    source = bench.source(type="bombora", path="report.csv")
    for score in (80, 80, 95):
        report = f"Company Name,Domain,Topic Name,Composite Score\nNorrvik,norrvik.example,CRM,{score}\n"
        (bench.workspace / "report.csv").write_text(f"{report}\n" * (1 + len(bench.outlet.drafts)))
        bench.poll(source)

    natives = {draft["details"]["score"]: draft["native"] for draft in bench.outlet.drafts}
    assert len(set(natives.values())) == 2


ROUNDS = {
    "an export of rounds": (
        "Transaction Name,Transaction Name URL,Organization Name,Organization Website,Funding Type,Money Raised,"
        "Money Raised Currency,Money Raised Currency (in USD),Announced Date\n"
        "Series A - Norrvik,https://www.crunchbase.com/funding_round/a,Norrvik,https://norrvik.example,Series A,"
        "4000000,EUR,4400000,2026-11-17\n"
    ),
    "a bulk export": (
        "uuid,name,type,permalink,cb_url,investment_type,announced_on,raised_amount_usd,raised_amount,"
        "raised_amount_currency_code,org_uuid,org_name\n"
        "a,Series A,funding_round,series-a,https://www.crunchbase.com/funding_round/a,series_a,2026-11-17,4400000,"
        "4000000,EUR,u,Norrvik\n"
    ),
    "an export of companies": (
        "Organization Name;Website;Last Funding Type;Last Funding Amount;Last Funding Amount Currency;"
        "Last Funding Date\nNorrvik;norrvik.example;Series A;€4,000,000;EUR;2026-11-17\n"
    ),
    "dollars alone": (
        "company_name,homepage_url,funding_round_type,raised_amount_usd,funded_at\n"
        "Norrvik,http://norrvik.example,series-a,4400000,2026-11-17\n"
    ),
}


@pytest.mark.parametrize("case", ROUNDS, ids=str)
def test_rounds_of_crunchbase_s_exports_are_known_by_the_headers_of_each(bench: Any, case: str) -> None:
    (bench.workspace / "a.csv").write_text(ROUNDS[case])
    assert bench.poll(bench.source(type="crunchbase", path="*.csv")).errors == {}
    (draft,) = bench.outlet.drafts
    told = draft["details"]
    dollars = case == "dollars alone"
    assert (draft["company"]["name"], draft["occurred_at"][:10]) == ("Norrvik", "2026-11-17")
    assert (told["round"], told["amount"], told["currency"]) == (
        *("series_a", 4_400_000.0 if dollars else 4_000_000.0, "USD" if dollars else "EUR"),
    )
