"""Words of different systems for one thing compare equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.countries import fold_country
from icp.folding import fold_technology
from icp.industries import fold_industry, industry_named
from icp.stages import fold_funding_stage

WORDS = """SaaS|B2B SaaS|Software|Computer Software|COMPUTER_SOFTWARE|Internet Software & Services|INTERNET
Software Development|Technology, Information and Internet|the software industry|software as a service
NAICS 5112|5112|5132|541511|513210|NAICS 2022: 513210|541511 - Custom Computer Programming Services|SIC 7372
62.01|J62.01|62.01Z|6201|NACE 58.29|62012"""
SOFTWARE = WORDS.replace("\n", "|").split("|")


@pytest.mark.parametrize("text", SOFTWARE)
def test_every_system_s_word_for_software_is_software(text: str) -> None:
    assert "software" in fold_industry(text)


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        ("HOSPITAL_HEALTH_CARE", "healthcare"),
        ("Hospitals and Health Care", "healthcare"),
        ("621", "healthcare"),
        ("BANKING", "banking"),
        ("NAICS 522110", "banking"),
        ("64.19", "banking"),
        ("Versicherungen", "insurance"),
        ("OIL_ENERGY", "energy"),
        ("MACHINERY", "machinery"),
        ("Maschinenbau", "machinery"),
        ("28.41", "machinery"),
        ("LOGISTICS_AND_SUPPLY_CHAIN", "logistics"),
        ("STAFFING_AND_RECRUITING", "human_resources"),
        ("Not For Profit", "nonprofit"),
        ("Government Administration", "government"),
        ("K-12", "education"),
        ("Digital health", "healthtech"),
        ("INFORMATION_TECHNOLOGY_AND_SERVICES", "it_services"),
        ("2834", "machinery"),
        ("SIC 2834", "pharmaceuticals"),
        ("47.91", "ecommerce"),
        ("Artificial Intelligence (AI)", "artificial_intelligence"),
    ],
)
def test_an_industry_is_known_by_the_words_and_codes_of_every_system(text: str, industry: str) -> None:
    assert industry in industry_named(text)


def test_a_narrow_industry_is_part_of_its_broader_one_and_never_the_other_way_round() -> None:
    assert industry_named("Financial Services") <= fold_industry("FinTech")
    assert industry_named("FinTech").isdisjoint(fold_industry("Banking"))


def test_several_words_belong_to_the_industries_of_each() -> None:
    assert {"fintech", "software"} <= fold_industry("FinTech, SaaS")


@pytest.mark.parametrize("text", ["Underwater Basketry", "24/7 support", "10 things"])
def test_an_unknown_industry_is_its_own(text: str) -> None:
    assert fold_industry(text) == {text.lower().replace("/", " ")}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("FR", ["France", "fra", "Frankreich", "FR", "French Republic"]),
        ("DE", ["Deutschland", "GERMANY", "deu"]),
        ("US", ["USA", "U.S.A.", "United States", "the United States of America", "us"]),
        ("GB", ["UK", "United Kingdom", "England", "great britain"]),
        ("CI", ["Côte d'Ivoire", "Ivory Coast"]),
        ("CZ", ["Czech Republic", "Czechia", "Česko"]),
        ("KR", ["South Korea", "Korea, Republic of"]),
        ("NL", ["The Netherlands", "Holland", "Nederland"]),
        ("AE", ["UAE", "United Arab Emirates"]),
    ],
)
def test_a_country_is_known_by_code_and_name(code: str, names: list[str]) -> None:
    assert {fold_country(name) for name in names} == {code}


def test_an_unknown_country_is_its_own() -> None:
    assert fold_country("Atlantis ") == "atlantis"


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("series_a", ["Series A", "series_a", "A round", "SERIES A1", "Series A funding", "Round A"]),
        ("pre_seed", ["Pre-Seed", "preseed round"]),
        ("seed", ["Seed", "Seed Round"]),
        ("public", ["IPO", "Post-IPO"]),
        ("growth", ["Private Equity", "Growth Equity"]),
        ("series_c", ["Series C", "series-c2"]),
    ],
)
def test_a_funding_stage_is_known_in_every_spelling(stage: str, names: list[str]) -> None:
    assert {fold_funding_stage(name) for name in names} == {stage}


def test_technologies_differ_by_letters_digits_plus_and_sharp_only() -> None:
    assert fold_technology("Hub-Spot CRM") == fold_technology("hubspot crm")
    assert len({fold_technology(name) for name in ("C", "C++", "C#")}) == 3


@given(st.text())
def test_folding_takes_any_text_and_what_it_names_it_counts_as(text: str) -> None:
    assert fold_industry(text) >= industry_named(text)
    fold_country(text), fold_funding_stage(text), fold_technology(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_case_makes_no_difference(text: str) -> None:
    folds = (fold_industry, fold_country, fold_funding_stage, fold_technology)
    assert [fold(text.upper()) for fold in folds] == [fold(text.lower()) for fold in folds]
