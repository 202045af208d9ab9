"""The documentation is current: every key, kind, table, source, sink, command and library that exists is documented.

Each test reads what the code registers, so that whatever is added fails here until a page names it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from packaging.requirements import Requirement
from pydantic import BaseModel

from fitsignal.cli import app
from fitsignal.export_settings import Export
from fitsignal.privacy import Privacy
from fitsignal.receiver_settings import Rate, Receiver, SpoolCap
from fitsignal.settings import Broker, Dashboard, Route, RouteWhen, Settings, WorkspaceTable
from icp.account import STATUSES, Account
from icp.profile_model import Document
from sources.receiver.hook_options import GenericHook, PeopleHook, StandardHook, TrackerHook
from sources.record import Line
from streams.decision import CAUSES
from streams.kinds import KINDS, RED_FLAGS
from streams.qualified import FOLDED, Verdict

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
DEFAULT_POLICY = tomllib.loads((ROOT / "streams" / "default_policy.toml").read_text(encoding="utf-8"))


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def quoted(text: str) -> set[str]:
    """Every word in backticks; `a.b` also gives a and b."""
    spans = set(re.findall(r"`([^`\n]+)`", text))
    return spans | {part for span in spans for part in re.split(r"[.\s=\[\]]+", span)}


def section(text: str, heading: str) -> str:
    """What stands under a heading that names `heading`, down to the next heading."""
    parts = re.split(r"^(#{2,4} .*)$", text, flags=re.MULTILINE)
    return "".join(
        title + body for title, body in zip(parts[1::2], parts[2::2], strict=True) if f"`{heading}`" in title
    )


def section_of(text: str, title: str) -> str:
    """What stands under the heading of exactly this title."""
    return re.split(rf"^## {re.escape(title)}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]


def keys_of(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if isinstance(value, Mapping):
            yield from keys_of(value)


def test_every_key_of_the_default_policy_is_explained() -> None:
    assert set(keys_of(DEFAULT_POLICY["policy"])) - quoted(page("policy.md")) == set()


def test_every_key_of_the_default_digest_is_explained() -> None:
    words = set(keys_of(DEFAULT_POLICY["digest"])) | set(DEFAULT_POLICY["digest"]["sections"])
    assert words - quoted(section(page("sinks.md"), "[digest]")) == set()


def test_every_key_that_the_policy_understands_is_explained() -> None:
    from streams import policy

    tables = [t for t in vars(policy).values() if isinstance(t, type) and issubclass(t, policy.Table)]
    understood = {field.alias or name for table in tables for name, field in table.model_fields.items()}
    assert understood - quoted(page("policy.md")) - {"P3"} == set()


@pytest.mark.parametrize("kind", DEFAULT_POLICY["policy"]["kinds"])
def test_the_page_on_policy_gives_the_numbers_of_the_default(kind: str) -> None:
    rule = DEFAULT_POLICY["policy"]["kinds"][kind]
    row = next(line for line in page("policy.md").splitlines() if line.startswith(f"| `{kind}` |"))
    points, *rest = (cell.strip() for cell in row.split("|")[2:6])
    assert (points.split(" ")[0], *rest) == (str(rule["points"]), rule["half_life"], str(rule["cap"]), rule["fresh"])


def test_every_test_and_role_of_a_criterion_is_explained() -> None:
    from icp.conditions import KINDS
    from icp.profile import Role

    assert set(KINDS) | set(get_args(Role)) <= quoted(page("profile.md"))


def test_every_type_of_source_and_each_of_its_keys_is_explained() -> None:
    from sources import source_class, source_types
    from sources.contract import SourceOptions

    text = page("sources.md")
    shared = set(SourceOptions.model_fields)
    assert shared <= quoted(text)
    missing = {
        f"{type_}.{key}"
        for type_ in source_types()
        for key in set(source_class(type_).options_model.model_fields) - shared
        if not re.search(rf"\b{key}\b", section(text, type_))
    }
    assert missing == set()


def test_every_type_of_sink_and_each_of_its_keys_is_explained() -> None:
    from fitsignal.rooms import sink_types

    text = page("sinks.md")
    shared = {"type", "name"}
    assert sink_types()
    assert shared <= quoted(text)
    missing = {
        f"{type_}.{key}"
        for type_, options in sink_types().items()
        for key in set(options().model_fields) - shared
        if not re.search(rf"\b{key}\b", section(text, type_))
    }
    assert missing == set()


def test_every_table_of_the_store_and_each_column_is_documented(tmp_path: Path) -> None:
    from sinks.store import Store

    store = Store(tmp_path / "store.duckdb")
    columns = store.connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
    ).fetchall()
    store.connection.close()
    text = page("store.md")
    assert columns
    assert [f"{table}.{column}" for table, column in columns if column not in quoted(section(text, table))] == []


def commands() -> list[tuple[str, ...]]:
    """Every command's words: ("run",), ("accounts", "list"), ..."""
    found = []
    for name in app:
        inner = [word for word in app[name] if not word.startswith("-")] if not name.startswith("-") else []
        found += [(name, word) for word in inner] or [(name,)]
    return [words for words in found if not words[0].startswith("-")]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_is_documented_with_each_of_its_options(words: tuple[str, ...]) -> None:
    command = app
    for word in words:
        command = command[word]
    given = [name for argument in command.assemble_argument_collection() for name in argument.names]
    options = {name for name in given if name.startswith("--")} - {"--workspace", "--json"}
    rows = [line for line in page("commands.md").splitlines() if re.match(rf"\| `fitsignal {' '.join(words)}\b", line)]
    assert rows
    assert [option for option in options if option not in rows[0]] == []


@pytest.mark.parametrize(
    "table",
    [
        *(WorkspaceTable, Receiver, SpoolCap, Rate, Route, RouteWhen, Dashboard, Broker, Privacy),
        *(TrackerHook, StandardHook, PeopleHook, GenericHook),
    ],
)
def test_every_key_of_a_table_of_the_configuration_is_explained(table: type[BaseModel]) -> None:
    assert set(table.model_fields) - quoted(page("workspace.md")) == set()


def test_every_table_of_the_configuration_is_named() -> None:
    named = {word.strip("[]") for word in quoted(page("workspace.md"))}
    assert set(Settings.model_fields) - named == set()


def test_every_column_and_status_of_the_account_list_is_named() -> None:
    columns = set(Account.model_fields) - {"attributes"}
    assert columns | set(STATUSES) <= quoted(page("workspace.md"))


def test_every_key_of_a_line_and_every_kind_of_signal_is_explained() -> None:
    text = page("contracts.md")
    keys = ({field.name for field in fields(Line)} - {"native"}) | {"id"}
    assert keys - quoted(section_of(text, "A line of a `file` source")) == set()
    assert set(KINDS + RED_FLAGS) - quoted(section_of(text, "Kinds")) == set()


def test_every_key_of_a_profile_s_document_is_explained() -> None:
    assert set(Document.model_fields) - {"notes"} - quoted(page("profile.md")) == set()


def test_every_cause_of_silence_is_explained() -> None:
    quiet = set(get_args(Verdict)) - FOLDED
    assert set(CAUSES) | quiet <= quoted(section_of(page("policy.md"), "Why something stayed silent"))


def test_every_contract_with_a_schema_is_listed() -> None:
    schemas = {file.name for file in (DOCS / "schemas").glob("*.json")}
    assert schemas
    assert schemas - set(re.findall(r"\(schemas/([^)]+)\)", page("contracts.md"))) == set()


def test_the_schemas_are_those_of_the_contracts() -> None:
    from scripts.schemas import stale

    assert stale(DOCS / "schemas") == []


def test_a_schema_that_is_old_missing_or_nobodys_is_named(tmp_path: Path) -> None:
    from scripts.schemas import CONTRACTS, rendered, stale

    for name, path in CONTRACTS.items():
        (tmp_path / f"{name}.json").write_bytes(rendered(path))
    (tmp_path / "signal.json").write_text("{}")
    (tmp_path / "alert.json").unlink()
    (tmp_path / "stray.json").write_text("{}")
    assert sorted(stale(tmp_path)) == [
        "alert.json is missing: streams.alert:Alert has no schema yet",
        "signal.json is not current: streams.signal:Signal has changed since it was written",
        "stray.json belongs to no contract: delete it",
    ]


def test_the_page_of_sources_is_what_their_docstrings_say() -> None:
    from scripts.sources_page import stale

    assert stale(page("sources.md")) == []


def test_a_page_of_sources_that_is_old_or_lost_its_mark_is_named() -> None:
    from scripts.sources_page import MARK, stale

    assert stale(f"# Sources\n\n{MARK}\n\n## `feed`\n") == [
        "docs/sources.md is not current: a docstring or a key of a source has changed since it was written"
    ]
    assert stale("# Sources\n") == [f"docs/sources.md lacks its mark: {MARK}"]


def test_a_source_s_docstring_of_another_shape_names_what_it_lacks() -> None:
    from scripts.sources_page import told

    with pytest.raises(ValueError, match=r"^the docstring of source acme lacks Costs:, Guarantees:, Legal:: "):
        told("acme: news.\n\nWatches: a page.\n\nEmits: nothing.", "acme")


def test_every_library_has_its_reason_in_the_design_notes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    notes = page("design-notes.md").lower()
    names = [Requirement(one).name.lower() for one in project["dependencies"] + extras]
    assert [name for name in names if not name.startswith("types-") and name not in notes] == []


def test_the_glossary_is_in_order_so_that_a_word_is_found() -> None:
    terms = re.findall(r"^(\S.*)\n:   ", page("glossary.md"), re.MULTILINE)
    assert terms
    assert terms == sorted(terms)


def test_every_key_of_an_export_and_of_a_crm_is_explained() -> None:
    from sources.crm import crm_options_model, crm_types

    exports = page("sinks.md").split("## `[[exports]]`")[1].split("\n## ")[0]
    assert set(Export.model_fields) - quoted(exports) == set()
    keys = {key for type_ in crm_types() for key in crm_options_model(type_).model_fields}
    assert keys - quoted(page("crm.md")) == set()
