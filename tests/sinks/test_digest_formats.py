"""The digest as text, Slack messages, JSON and a page."""

import json
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sinks.digest import ANSWERED, Digest, Row, Section
from sinks.digest_html import digest_html
from sinks.digest_json import digest_json
from sinks.digest_slack import digest_posts
from sinks.digest_text import digest_text, fitted
from sinks.plain import plain, web_link
from sinks.slack_blocks import Look, size
from tests.sinks.digest_makers import digest
from tests.sinks.slack_validator import problems

VELTRANE = Row(
    "veltrane.example", "Veltrane", "P1", "80", "A", "84", "hot", ("/pricing ×2 people", "first visit"),
    "https://northwind.example/pricing",
)  # fmt: skip
BRASK = Row("brask.example", "宽 Brask & Thole", "—", "76", "A", "15", "cold", ("/docs",))


SMALL = digest(Section("visitors", "ICP visitors", (VELTRANE, BRASK), more=3))


def test_the_text_is_aligned_by_terminal_cells() -> None:
    assert digest_text(SMALL) == (
        "Good morning Mara\n\n"
        "ICP VISITORS\n"
        " P1 Veltrane          A 80 · 84 hot  · /pricing ×2 people · first visit\n"
        " —  宽 Brask & Thole  A 76 · 15 cold · /docs\n"
        " … and 3 more\n\n"
        "412 visits\n"
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(1, 40))
def test_a_fitted_name_takes_exactly_its_cells(text: str, cells: int) -> None:
    assert cell_len(fitted(plain(text), cells)) == cells


def test_slack_gets_a_header_linked_lines_and_the_counts() -> None:
    (post,) = digest_posts(SMALL)
    assert post.text == "Good morning Mara"
    assert [block["type"] for block in post.blocks] == ["header", "section", "context"]
    assert post.blocks[1]["text"]["text"] == (
        "*ICP visitors*\n"
        "*P1*  <https://northwind.example/pricing|Veltrane>  A 80 · 84 hot · /pricing ×2 people · first visit\n"
        "*—*  宽 Brask &amp; Thole  A 76 · 15 cold · /docs\n"
        "… and 3 more"
    )
    assert problems(post.text, post.blocks) == []


def test_a_long_digest_becomes_several_messages_and_loses_no_row() -> None:
    rows = tuple(
        Row(f"c{n}.example", f"Company {n:03}", "P3", "50", "B", "40", "warm", ("/pricing", "x" * 150))
        for n in range(300)
    )
    posts = digest_posts(digest(Section("visitors", "ICP visitors", rows)))
    assert len(posts) > 1
    assert posts[0].text == f"Good morning Mara (1/{len(posts)})"
    text = json.dumps([post.blocks for post in posts])
    assert all(f"Company {n:03}" in text for n in range(300))
    assert all(problems(post.text, post.blocks) == [] for post in posts)


def answerable(count: int, name: str = "visitors", of: str = "c") -> Section:
    """Lines that can be answered."""
    rows = (
        Row(f"{of}{n}.example", f"Company {n}", "P3", "50", "B", "40", "warm", ("/x",), None, f"{of}{n}.example")
        for n in range(count)
    )
    return Section(name, name.title(), tuple(rows))


def test_where_an_app_takes_answers_each_account_has_a_menu_once() -> None:
    twice = digest(answerable(2, "still_open"), answerable(3), Section("deals_and_customers", "Deals", (BRASK,)))
    (post,) = digest_posts(twice, Look(answers=True, explains=True))
    menus = [block for block in post.blocks if "accessory" in block]
    assert [each["block_id"] for each in menus] == [
        "answer@still_open::c0.example", "answer@still_open::c1.example",
        "answer@visitors::c2.example",
    ]  # fmt: skip
    assert [each["text"]["text"] for each in menus[0]["accessory"]["options"]] == [
        "Claim", "Good", "Not a fit", "Snooze 30 days", "Explain",
    ]  # fmt: skip
    assert problems(post.text, post.blocks) == []


def test_a_company_on_no_list_can_be_added() -> None:
    (post,) = digest_posts(digest(answerable(1, "new_companies")), Look(answers=True))
    options = post.blocks[2]["accessory"]["options"]
    assert [(each["text"]["text"], each["value"]) for each in options] == [
        ("Add: I take it", "claim"), ("Not a fit", "not_a_fit"), ("Snooze 30 days", "snooze:30"),
    ]  # fmt: skip


def test_a_long_digest_with_menus_splits_and_no_message_ends_with_a_title() -> None:
    posts = digest_posts(
        digest(*(answerable(n + 9, name, name) for n, name in enumerate(sorted(ANSWERED)))), Look(None, True)
    )
    assert len(posts) > 1
    assert sum("accessory" in block for post in posts for block in post.blocks) == 55
    assert all(problems(post.text, post.blocks) == [] for post in posts)
    titles = {name.title() for name in ANSWERED}
    assert not any(post.blocks[-1].get("text", {}).get("text", "").strip("*") in titles for post in posts)


def with_page(page: str) -> Digest:
    """A digest of one line with the page at which it is answered."""
    return digest(Section("visitors", "ICP visitors", (replace(VELTRANE, page=page),)))


def test_a_lines_page_is_linked_and_in_plain_text_stands_under_it() -> None:
    shown = with_page("https://in.example/a/account?d=veltrane.example&w=")
    (post,) = digest_posts(shown)
    assert post.blocks[1]["text"]["text"].endswith(
        "first visit · <https://in.example/a/account?d=veltrane.example&amp;w=|Answer>"
    )
    assert 'href="https://in.example/a/account?d=veltrane.example&amp;w="' in digest_html(shown)
    assert "first visit\n    Answer: https://in.example/a/account?d=veltrane.example&w=\n" in digest_text(shown)


@given(st.integers(0, 4000), st.integers(0, 3000))
def test_an_address_of_any_length_leaves_a_line_that_slack_takes(address: int, note: int) -> None:
    row = replace(VELTRANE, page="https://in.example/" + "p" * address, notes=("n" * note,))
    (post, *_) = digest_posts(digest(Section("visitors", "ICP visitors", (row,) * 3)))
    assert problems(post.text, post.blocks) == []
    assert "Veltrane" in post.blocks[1]["text"]["text"]


def test_json_has_an_object_for_each_row_and_what_it_covers() -> None:
    first, second, counts = digest_json(SMALL)
    assert first == {
        "section": "visitors", "domain": "veltrane.example", "name": "Veltrane", "priority": "P1", "fit": 80.0,
        "tier": "A", "intent": 84.0, "level": "hot", "notes": ["/pricing ×2 people", "first visit"],
        "evidence": "https://northwind.example/pricing", "start": "2026-11-25T07:00:00Z", "end": "2026-11-26T07:00:00Z",
        "receiver": "mara",
    }  # fmt: skip
    assert (second["priority"], second["evidence"]) == (None, None)
    assert (counts["section"], counts["notes"]) == ("counts", ["412 visits"])


class Page(HTMLParser):
    """What a browser would make of a page: its tags, its addresses, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_row_of_the_page_keeps_an_age_together_and_links_the_evidence() -> None:
    row = Row(
        "a.example", "A & B", "P2", "80", "A", "84", "hot", ("raised (15 h), <b> 2 d", "x"), "https://a.example/?b&c"
    )
    assert (
        '<tr><td class="p">P2</td><td class="who">'
        '<a href="https://a.example/?b&amp;c" rel="noopener noreferrer nofollow">A &amp; B</a>'
        '<br><span class="small">a.example</span></td><td class="fit">A 80</td><td class="intent">84 hot</td>'
        "<td>raised (15&nbsp;h), &lt;b&gt; 2&nbsp;d · x</td></tr>"
    ) in digest_html(digest(Section("visitors", "ICP visitors", (row,))))


def test_the_page_needs_nothing_else_and_names_its_window() -> None:
    page = Page(digest_html(SMALL))
    assert page.addresses == ["https://northwind.example/pricing"]
    assert "Wed 25 Nov 2026 08:00 to Thu 26 Nov 2026 08:00" in page.text
    assert not {"script", "img", "link", "iframe"} & set(page.tags)


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!channel>", "@here", "\u202e", "&"]
    ),
    st.integers(1, 3000).map(lambda n: "<&>" * n),
).map(plain)
LINKS = HOSTILE.map(lambda tail: web_link(f"https://a.example/{tail}"))


def told_apart(rows: list[Row]) -> tuple[Row, ...]:
    """An account stands in a section once."""
    return tuple(replace(row, account=row.account and f"{row.account}{n}") for n, row in enumerate(rows))


ROWS = st.builds(
    Row, HOSTILE, HOSTILE.map(lambda name: name[:80] or "x"), st.sampled_from(["P1", "—"]), st.just("50"), st.just("B"),
    st.just("40"), st.just("warm"), st.lists(HOSTILE, max_size=4).map(tuple), LINKS,
    st.one_of(st.none(), HOSTILE.filter(bool)), st.one_of(st.none(), st.just("20261124-0123-4567-89ab-cdef01234567")),
)  # fmt: skip
DIGESTS = st.builds(
    lambda rows, lines, counts, greeting: digest(
        Section("visitors", "ICP visitors", told_apart(rows)),
        Section("unresolved", "Unresolved", lines=tuple(lines)),
        counts=(f"1 visit {counts}",),
        greeting=f"Good morning {greeting}"[:200],
    ),
    st.lists(ROWS, max_size=30), st.lists(HOSTILE, max_size=5), HOSTILE, HOSTILE,
)  # fmt: skip


LOOKS = st.builds(Look, st.none(), st.booleans(), st.none(), st.booleans())


@given(DIGESTS, LOOKS)
def test_any_digest_becomes_messages_that_slack_takes(told: Digest, look: Look) -> None:
    for post in digest_posts(told, look):
        assert problems(post.text, post.blocks) == []
        assert size(post.blocks) <= 10_000


@given(DIGESTS)
def test_no_text_of_strangers_becomes_markup_of_the_page(told: Digest) -> None:
    page = Page(digest_html(told))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "table",
        "tr",
        "td",
        "br",
        "span",
        "a",
    }
    assert set(page.tags) <= allowed
    assert all(address.startswith("https://a.example/") for address in page.addresses)


@given(DIGESTS)
def test_every_row_has_its_line_of_text(told: Digest) -> None:
    text = digest_text(told)
    assert text.count("\n B 50") == 0
    assert sum(line.startswith((" P1 ", " —  ")) for line in text.splitlines()) >= len(told.sections[0].rows)
