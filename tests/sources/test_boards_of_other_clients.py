"""Answers of boards in the shapes that other clients, versions and languages of theirs have."""

import json
from pathlib import Path
from typing import Any

import pytest

from sources.boards import board_format
from sources.boards.format import Listing
from sources.errors import SourceError

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:tt="https://teamtailor.com/locations" version="2.0"><channel><title>Jobs at Brisholm</title>
<item><title>Account Executive - Italy</title><description>&lt;p&gt;HubSpot daily&lt;/p&gt;</description>
<pubDate>Wed, 04 Nov 2026 09:26:20 +0100</pubDate>
<link>https://career.brisholm.example/jobs/7167985-account-executive-italy</link>
<remoteStatus>hybrid</remoteStatus><guid isPermaLink="false">20fafb7d</guid><company_name>Brisholm</company_name>
<department>Sales</department><role>AE</role>
<tt:locations><tt:location><tt:name>HQ</tt:name><tt:city>Roma</tt:city><tt:country>Italy</tt:country></tt:location>
</tt:locations></item>
<item><title>Head of IT</title><guid>a52c</guid></item><item><guid>b1</guid></item>
</channel></rss>"""


def read(kind: str, answer: Any, where: str = "board") -> Listing:
    body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
    return board_format(kind).read(body, where, "https://board.example/jobs")


def test_teamtailor_s_rss_gives_the_postings_of_its_json_with_the_same_ids() -> None:
    listing = read("teamtailor", RSS)
    first, second = listing.postings
    assert (first.job, first.title, first.company, first.department) == (
        *("7167985", "Account Executive - Italy", "Brisholm", "Sales"),
    )
    assert (first.location, str(first.published), first.text()) == (
        *("Roma, Italy", "2026-11-04 08:26:20+00:00", "HubSpot daily"),
    )
    assert (second.job, second.published) == ("a52c", None)
    assert [(each.where, each.cause) for each in listing.broken] == [("board job b1", "a job has no title")]


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel><item>",
        '<!DOCTYPE a [<!ENTITY b "bb">]><rss><channel><item><title>&b;</title></item></channel></rss>',
        "<!doctype html><html><body>moved</body></html>",
        "<feed/>",
    ],
)
def test_what_is_no_board_of_teamtailor_s_is_a_sentence(body: str) -> None:
    with pytest.raises(SourceError, match="is it a Teamtailor job board"):
        read("teamtailor", body)


CASES: dict[str, tuple[str, Any, list[tuple[Any, ...]]]] = {
    "Greenhouse without first_published and with offices": (
        "greenhouse",
        {
            "jobs": [
                {
                    "id": 44444,
                    "internal_job_id": 55555,
                    "title": "Logistics Manager",
                    "updated_at": "2026-01-14T10:55:28-05:00",
                    "location": {"name": "NYC"},
                    "absolute_url": "https://boards.greenhouse.io/embed/job_app?for=x&token=44444",
                    "metadata": None,
                    "language": "en",
                }
            ],
            "meta": {"total": 1},
        },
        [("44444", "Logistics Manager", "NYC")],
    ),
    "Lever of Europe, with all locations, salary and lists": (
        "lever",
        [
            {
                "id": "5ac21346-8e0c-4494-8e7a-3eb92ff77902",
                "text": "Head of Revenue",
                "categories": {
                    "commitment": "Full-time",
                    "location": "Paris",
                    "team": "Sales",
                    "allLocations": ["Paris"],
                },
                "country": "FR",
                "createdAt": 1760000000000,
                "workplaceType": "hybrid",
                "salaryRange": {"min": 1, "max": 2, "currency": "EUR", "interval": "per-year-salary"},
                "lists": [{"text": "You", "content": "<li>Salesforce</li>"}],
                "hostedUrl": "https://jobs.eu.lever.co/x/5ac21346",
            }
        ],
        [("5ac21346-8e0c-4494-8e7a-3eb92ff77902", "Head of Revenue", "Paris, FR")],
    ),
    "Ashby with an address and compensation": (
        "ashby",
        {
            "apiVersion": "1",
            "jobs": [
                {
                    "id": "145ff46b",
                    "title": "Product Manager",
                    "location": "Houston, TX",
                    "secondaryLocations": [{"location": "San Francisco", "address": {"addressCountry": "USA"}}],
                    "department": "Product",
                    "isListed": True,
                    "publishedAt": "2026-04-30T16:21:55.393+00:00",
                    "jobUrl": "https://jobs.ashbyhq.com/x/145ff46b",
                    "compensation": {"compensationTierSummary": "$81K - $87K"},
                },
                {"id": "hidden", "title": "Secret", "isListed": False},
            ],
        },
        [("145ff46b", "Product Manager", "Houston, TX; San Francisco")],
    ),
    "Workable's widget with a seat in two places": (
        "workable",
        {
            "name": "Orveld",
            "description": None,
            "jobs": [
                {"title": "SDR", "shortcode": "AB12", "city": city, "country": "Greece", "published_on": "2026-11-02"}
                for city in ("Athens", "Patras")
            ],
        },
        [("AB12", "SDR", "Athens, Greece; Patras, Greece")],
    ),
    "SmartRecruiters with references and a full place": (
        "smartrecruiters",
        {
            "offset": 0,
            "limit": 100,
            "totalFound": 1,
            "content": [
                {
                    "id": "743999",
                    "uuid": "6e0b",
                    "name": "Key Account Manager (m/w/d)",
                    "refNumber": "REF1",
                    "company": {"identifier": "Haverlund", "name": "Haverlund"},
                    "releasedDate": "2026-11-18T09:00:00.000Z",
                    "location": {"city": "Bonn", "region": "NRW", "country": "de", "remote": False},
                    "customField": [],
                    "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
                }
            ],
        },
        [("743999", "Key Account Manager (m/w/d)", "Bonn, NRW, de")],
    ),
    "Recruitee with a status of null, and one that is closed": (
        "recruitee",
        {
            "offers": [
                {
                    "id": 1,
                    "title": "Closer",
                    "status": None,
                    "city": "Berlin",
                    "published_at": "2026-10-01 08:00:00 UTC",
                },
                {"id": 2, "title": "Opener", "status": "closed"},
            ]
        },
        [("1", "Closer", "Berlin")],
    ),
    "Personio with attributes, comments and empty parts": (
        "personio",
        "<?xml version='1.0' encoding='UTF-8'?><workzag-jobs><!-- all --><position><id>77</id><subcompany/>"
        "<office>M\u00fcnchen</office><name><![CDATA[Sales & Service]]></name><jobDescriptions/>"
        "<createdAt>2026-11-01T10:00:00+00:00</createdAt></position></workzag-jobs>",
        [("77", "Sales & Service", "M\u00fcnchen")],
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_board_of_another_day_is_read(case: str) -> None:
    kind, answer, expected = CASES[case]
    listing = read(kind, answer)
    assert [(each.job, each.title, each.location) for each in listing.postings] == expected
    assert listing.broken == []


def test_the_captured_json_and_its_rss_tell_the_same(shared_data: Path) -> None:
    answer = json.loads((shared_data / "job_boards" / "careerkit_teamtailor.json").read_text("utf-8"))
    items = "".join(
        f"<item><title><![CDATA[{item['title']}]]></title><link>{item['url']}</link><guid>{item['id']}</guid></item>"
        for item in answer["items"]
    )
    rss = read("teamtailor", f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert [(each.job, each.title) for each in rss.postings] == [
        (each.job, each.title) for each in read("teamtailor", answer).postings
    ]
