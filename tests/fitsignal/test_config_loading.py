"""A right workspace: what is not named has its default, what is named is laid over it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.config import checked_workspace, load_workspace
from fitsignal.defaults import default_policy, digest_tables, policy_tables, shipped
from streams.pages import Pages
from streams.policy import Policy

Write = Callable[..., Path]


def test_an_empty_config_is_a_workspace_with_the_shipped_policy(write: Write) -> None:
    folder = write("")
    workspace = checked_workspace(folder).workspace
    assert workspace.name == "workspace"
    assert (workspace.timezone, workspace.clock, workspace.bind, workspace.digest) == ("UTC", "wall", None, None)
    assert workspace.accounts_path == folder / "accounts.csv"
    assert [account.name for account in workspace.intake.accounts] == ["Quillmar", "Tarnovo", "Velsund"]
    assert [profile.name for profile in workspace.profiles] == ["Scale-ups"]
    assert workspace.policy == default_policy()


def test_a_table_of_the_policy_is_merged_key_by_key_at_every_depth(write: Write) -> None:
    config = "[policy]\nalert = { intent = 45 }\n[policy.kinds]\nform_submitted = { weigh.form = { webinar = 0.5 } }"
    policy, shipped_one = load_workspace(write(config)).policy, default_policy()
    assert (policy.alert.intent, policy.alert.fit) == (45, shipped_one.alert.fit)
    assert policy.kinds["form_submitted"].weigh["form"] == {
        **shipped_one.kinds["form_submitted"].weigh["form"],
        "webinar": 0.5,
    }
    assert policy.kinds["visit"] == shipped_one.kinds["visit"]


def test_tables_that_are_off_unless_named_are_off_or_as_shipped(write: Write) -> None:
    policy = load_workspace(write("[policy.budget]\nowner_per_day = 2\n[policy.sla]")).policy
    assert policy.budget is not None
    assert policy.sla is not None
    assert (policy.budget.owner_per_day, policy.budget.channel_per_day) == (2, 20)
    assert policy.sla.model_dump()["P1"] == "4h"
    assert (policy.quiet, policy.start) == (None, None)


def test_a_page_class_of_ones_own_goes_before_the_one_that_matches_everything(write: Write) -> None:
    policy = load_workspace(write("[policy.pages.webinar]\npoints = 9\nmatch = ['/webinar*']")).policy
    pages = Pages(policy.pages)
    assert pages.class_of({"page": "/webinars/spring"}, None) == "webinar"
    assert pages.class_of({"page": "/pricing"}, None) == "pricing"


def test_the_shipped_policy_and_digest_are_sound() -> None:
    whole = Policy.model_validate(shipped()["policy"])
    assert whole.budget is not None
    assert default_policy().budget is None
    assert digest_tables({"at": "07:30"}) == {**shipped()["digest"], "at": "07:30"}


@given(st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_laying_anything_over_the_shipped_policy_leaves_the_shipped_one_as_it_is(over: object) -> None:
    before = repr(shipped())
    policy_tables({"kinds": over, "pages": over})
    assert repr(shipped()) == before


def test_variables_come_from_the_environment_then_from_env_and_neither_is_changed(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROM_OUTSIDE", "#outside")
    monkeypatch.delenv("FROM_FILE", raising=False)
    config = (
        "[[sinks]]\ntype = 'slack'\nname = '${FROM_OUTSIDE}'\ntoken = '${FROM_FILE}'\nchannel = '${FROM_OUTSIDE}-x'"
    )
    folder = write(config)
    (folder / ".env").write_text("FROM_FILE=xoxb-of-the-file\nFROM_OUTSIDE=#inside\n")
    (slack,) = load_workspace(folder).sinks
    assert slack.model_dump()["channel"] == "#outside-x"
    assert slack.model_dump()["token"].get_secret_value() == "xoxb-of-the-file"
    assert "FROM_FILE" not in os.environ


def test_a_variable_that_is_set_to_nothing_is_no_value(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY", "")
    from fitsignal.config import check_workspace

    (problem,) = check_workspace(write("[workspace]\nname = '${EMPTY}'"))
    assert problem.message == (
        "fitsignal.toml workspace.name: found ${EMPTY}, but EMPTY is empty,"
        " expected EMPTY in the environment or in .env"
    )


def test_all_of_the_documented_keys_are_taken(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WRITE_KEY", "RB2B_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, f"xoxb-{name.lower()}")
    config = """
    [workspace]
    name = "Northwind"
    timezone = "Europe/Paris"
    accounts = "accounts.csv"
    profile = "icp.toml"
    clock = "wall"
    [[sources]]
    type = "feed"
    name = "wires"
    url = "https://example.com/rss"
    every = "15m"
    first = "quiet"
    [[sources]]
    type = "file"
    name = "imports"
    path = "inbox/*.jsonl"
    every = "1s"
    [receiver]
    bind = "127.0.0.1:8787"
    public_url = "https://hooks.example.com"
    keys = { website = "${WRITE_KEY}" }
    snowplow = false
    [[receiver.hooks]]
    name = "rb2b"
    type = "rb2b"
    secret = "${RB2B_SECRET}"
    [policy]
    alert = { fit = 40, intent = 30, from = "P2", cooldown = "14d" }
    [[routes]]
    when = { priority = "P1", country = ["FR"], employees = [50, 500], owner = "mara@you.example", segment = "x" }
    to = "owner"
    [[routes]]
    round_robin = ["mara@you.example", "tom@you.example"]
    [[sinks]]
    type = "slack"
    token = "${SLACK_BOT_TOKEN}"
    channel = "#signals"
    api_url = "https://slack.com/api/"
    [digest]
    at = "08:00"
    days = "mon-fri"
    [dashboard]
    bind = "127.0.0.1:8788"
    [broker]
    url = "127.0.0.1:9092"
    """
    accepted = checked_workspace(write(config))
    workspace = accepted.workspace
    assert accepted.problems == ()
    assert [options["name"] for options in workspace.source_options] == ["wires", "imports"]
    assert workspace.routes[0].to == ("owner",)
    assert workspace.bind == "127.0.0.1:8787"
    assert workspace.broker is not None
    assert workspace.receiver is not None
    assert workspace.digest is not None


def test_a_byte_order_mark_at_the_head_of_a_config_is_no_matter(write: Write) -> None:
    folder = write()
    (folder / "fitsignal.toml").write_bytes(b"\xef\xbb\xbf[workspace]\nname = 'N'\n")
    assert load_workspace(folder).name == "N"
