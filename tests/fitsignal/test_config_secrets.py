"""Secrets: never in a problem, an error or a repr; in clear in the file, they are warned of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fitsignal.config import check, check_workspace, load_workspace
from fitsignal.errors import ConfigError

Write = Callable[..., Path]
SECRET = "xoxb-s3cr3t-0123456789"

BROKEN = [
    "[[sinks]]\ntype = 'slack'\ntoken = '{}'\nwebhook = 'https://hooks.slack.com/services/T/B/{}'",
    "[[sinks]]\ntype = 'slack'\ntoken = ['{}']\nchannel = '#x'",
    "[[sinks]]\ntype = 'slack'\nwebhook = 'ftp://{}'",
    "[[sources]]\ntype = 'feed'\nurl = 'https://me:{}@news.example/rss'\nevry = '1s'",
    "[receiver]\nkeys = {{ website = '{}', other = 3 }}",
    "[[receiver.hooks]]\nname = 'x y'\ntype = 'generic'\nsecret = '{}'",
]


@pytest.mark.parametrize("form", BROKEN)
@pytest.mark.parametrize("written", ["${HIDDEN}", SECRET])
def test_a_secret_stands_in_no_problem(write: Write, monkeypatch: pytest.MonkeyPatch, form: str, written: str) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    problems = check_workspace(write(form.format(written, written)))
    assert any(problem.level == "error" for problem in problems)
    assert SECRET not in repr(problems)


def test_a_value_of_the_environment_stands_in_no_problem_wherever_it_is_used(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    with pytest.raises(ConfigError) as caught:
        load_workspace(write("[workspace]\ntimezone = '${HIDDEN}'\n[policy]\nalert = { cooldown = '${HIDDEN}' }"))
    assert SECRET not in str(caught.value)
    assert "found '${HIDDEN}'" in str(caught.value)


def test_a_workspace_and_its_error_do_not_show_their_secrets(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    config = """
    [[sinks]]
    type = "slack"
    token = "${HIDDEN}"
    channel = "#x"
    [[sources]]
    type = "feed"
    url = "https://news.example/rss?key=${HIDDEN}"
    [receiver]
    keys = { website = "${HIDDEN}" }
    """
    workspace = load_workspace(write(config))
    assert SECRET not in repr(workspace)
    assert SECRET not in repr(workspace.receiver)
    assert workspace.source_options[0]["url"].endswith(SECRET)


CLEAR = [
    ("[[sinks]]\ntype = 'slack'\ntoken = '{}'\nchannel = '#x'", "sinks[1].token"),
    ("[[sinks]]\ntype = 'slack'\nwebhook = 'https://hooks.slack.com/services/T/B/{}'", "sinks[1].webhook"),
    ("[receiver]\nkeys = {{ website = '{}' }}", "receiver.keys.website"),
    ("[[receiver.hooks]]\nname = 'a'\ntype = 'generic'\nsecret = '{}'", "receiver.hooks.a.secret"),
    ("[[sources]]\ntype = 'feed'\nurl = 'https://me:{}@news.example/rss'", "sources[1].url"),
]


@pytest.mark.parametrize(("form", "field"), CLEAR)
def test_a_secret_in_clear_is_warned_of_and_not_repeated(write: Write, form: str, field: str) -> None:
    checked = check(write(form.format(SECRET)))
    warned = [problem for problem in checked.problems if "in clear" in problem.message]
    assert [(problem.field, problem.level) for problem in warned] == [(field, "warning")]
    assert SECRET not in repr(checked.problems)
    assert checked.workspace is not None


def test_the_public_name_of_a_job_board_is_no_secret(write: Write) -> None:
    config = "[[sources]]\ntype = 'jobs'\ntoken = 'quillmar'\ndomain = 'quillmar.example'"
    assert check_workspace(write(config)) == []
