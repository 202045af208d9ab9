"""One company has one key, however it is written; two companies have two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.names import MAX_LENGTH, name_key, read_name
from streams.words import words

SAME = [
    ("Brightloom Systems", "BRIGHTLOOM SYSTEMS INC"),
    ("Brightloom Systems", "Brightloom Systems, Incorporated"),
    ("Brightloom Systems", "The Brightloom Systems Company"),
    ("Brightloom Systems", "BrightLoom  Systems™, L.L.C."),
    ("Brightloom", "Bright Loom"),
    ("Brightloom", "BRIGHTLOOM CORP /DE/"),
    ("Brightloom", "BRIGHTLOOM CORP/DE"),
    ("Brightloom", "BRIGHTLOOM INC \\PA\\"),
    ("Brightloom", "Brightloom, Inc. / Delaware"),
    ("Brightloom", "Brightloom Inc. (DE)"),
    ("Brightloom", "Brightloom Ltd./ADR"),
    ("Brightloom", "BRIGHTLOOM INC /NEW/"),
    ("Brightloom", "Brightloom Inc. (Nasdaq: BRLM)"),
    ("Brightloom", "Brightloom Corp. (TSXV: BRL; OTCQB: BRLMF)"),
    ("Brightloom", "Brightloom (The)"),
    ("Brightloom", "Brightloom, formerly known as Dimweave"),
    ("Brightloom", "Brightloom Inc (f/k/a Dimweave LLC)"),
    ("Brightloom", "Brightloom Inc d/b/a Loomly Things"),
    ("Brightloom", "Brightloom'"),
    ("Ferro & Vale", "Ferro and Vale Co."),
    ("Ferrovale", "Ferrovale & Co. KG"),
    ("Ferrovale", "Ferrovale GmbH & Co. KGaA"),
    ("Ferrovale", "Ferrovale S. de R.L. de C.V."),
    ("Ferrovale", "Ferrovale S.A.B. de C.V."),
    ("Ferrovale", "FERROVALE S P A"),
    ("Ferrovale", "Ferrovale sp. z o.o."),
    ("Ferrovale", "Ferrovale A/S"),
    ("Ferrovale", "FERROVALE A S"),
    ("Ferrovale", "Ferrovale SA/NV"),
    ("Ferrovale", "Ferrovale Co., Ltd."),
    ("Ferrovale", "Ferrovale Pty Ltd"),
    ("Ferrovale", "Ferrovale Public Co Limited"),
    ("Ferrovale", "Ferrovale Sdn. Bhd."),
    ("Ferrovale", "Ferrovale (Persero) Tbk"),
    ("Ferrovale", "ООО Ferrovale"),
    ("Ferrovale", "Ferrovale AB (publ)"),
    ("Ferrovale", "Férrøvåle ASA"),
    ("Łódkowiec", "Lodkowiec S.A."),
    ("Ромашкин", "ПАО Ромашкин"),
    ("株式会社ひかり織", "ひかり織"),
    ("J.P. Ferrovale", "J P FERROVALE & CO"),
    ("L'Orme Bleu", "L ORME BLEU SA"),
    ("Moodle's", "MOODLES CORP"),
    ("Onyra Holding Corp", "Onyra Holdings, Inc."),
    ("Onyra Intl", "Onyra International"),
    ("Onyra.io", "Onyra IO"),
]

APART = [
    ("Ferrovale Robotics", "Ferrovale Foods"),
    ("Ferrovale Acquisition Corp. II", "Ferrovale Acquisition Corp. III"),
    ("Ferrovale", "Ferrovale Group"),
    ("Ferrovale (China) Ltd", "Ferrovale Ltd"),
    ("Hi/Lo", "Hi"),
    ("AC/DC", "AC"),
    ("Quill/Graphics", "Quill"),
    ("Stand+", "Stand"),
    ("कमल", "कमला"),
    ("ガラス", "カラス"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_of_two_companies_have_two_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("text", ["", " ", "🚀", "—", "()", "​", "\ud800", "x" * (MAX_LENGTH + 1)])
def test_what_is_no_name_has_no_key(text: str) -> None:
    assert name_key(text) == ""


@pytest.mark.parametrize("text", ["Inc", "The", "Co.", "dba", "株式会社", "/DE/"])
def test_the_last_word_of_a_name_is_never_taken_away(text: str) -> None:
    assert name_key(text) != ""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Brightloom Inc (fka Dimweave LLC)", "dimweave"),
        ("Brightloom, formerly Dimweave", "dimweave"),
        ("Brightloom LLC dba Loomly", "loomly"),
        ("Formerly", ""),
        ("Brightloom", ""),
    ],
)
def test_a_former_name_or_a_trading_name_is_read_beside_the_name(text: str, other: str) -> None:
    assert read_name(text).stated.key == other


@pytest.mark.parametrize(
    ("text", "implied"),
    [
        ("FERROVALE W R CORP", ["wrferrovale"]),
        ("Grünwerk GmbH", ["gruenwerk"]),
        ("Ferro Medicine (FERROMED) Inc.", ["ferromedicine"]),
        ("Onyra (Cayman) Ltd", ["onyra"]),
        ("Onyra Inc. (Ony)", ["onyra"]),
        ("Onyra (Brasil) S.A.", []),
        ("Ferrovale A S", []),
        ("Onyra", []),
    ],
)
def test_other_spellings_follow_from_the_name(text: str, implied: list[str]) -> None:
    assert [name.key for name in read_name(text).implied] == implied


def test_a_group_or_holding_is_known_without_the_word() -> None:
    texts = ("Onyra Holdings, Inc.", "Groupe Onyra SA", "Onyra Group Holdings", "AB Onyra", "Onyra Ltd")
    assert {read_name(text).written.loose for text in texts} == {"onyra"}


@pytest.mark.parametrize("text", ["the", "AI", "Group Holdings", "Global Technologies", "CEO", "The Company", "First"])
def test_a_name_of_words_that_everybody_has_is_hollow(text: str) -> None:
    assert read_name(text).written.hollow


@pytest.mark.parametrize("text", ["Global Technologies Ltd", "Global Data Systems", "Onyra", "Onyra AI"])
def test_a_legal_form_a_third_word_or_one_of_its_own_fills_a_name(text: str) -> None:
    assert not read_name(text).written.hollow


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("Notion", True),
        ("Notion Inc", False),
        ("Notion Ferrovale", False),
        ("QZX", True),
        ("1984", True),
        ("Onyra", False),
    ],
)
def test_a_bare_common_word_acronym_or_number_is_weak(text: str, weak: bool) -> None:
    assert read_name(text).written.weak is weak


PIECES = st.sampled_from(
    [
        "Onyra",
        "Inc",
        "and",
        "&",
        "the",
        "S",
        "p",
        "A",
        "GmbH",
        "株式会社",
        "/DE/",
        "(",
        ")",
        "(The)",
        "fka",
        "Holdings",
        "İ",
    ]
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=8).map(" ".join)


@given(TEXTS)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(TEXTS)
def test_any_text_is_read_and_letters_always_give_a_key(text: str) -> None:
    reading = read_name(text)
    for name in (reading.written, reading.stated, *reading.implied):
        assert name.key == name.key.strip()
        assert bool(name.key) == bool(name.loose)
        assert name.legal or name.key or not name.words or not any(map(str.isalnum, "".join(name.words)))


@given(TEXTS)
def test_case_and_outer_spaces_never_change_the_words(text: str) -> None:
    assert words(f"  {text} ") == words(text)
    assert words(text.casefold()) == words(text)
