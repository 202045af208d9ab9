"""What the pages on trackers and on the public side show is true: their tables are right, their types are all."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr

from fitsignal.receiver_settings import Receiver
from sources.receiver.adapters.registry import build_adapter
from sources.receiver.hook_options import GenericHook, PeopleHook, StandardHook, TrackerHook
from sources.receiver.limits import Limits
from sources.receiver.who.found import Found

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
TYPES = [
    type_
    for model in (TrackerHook, StandardHook, PeopleHook, GenericHook)
    for type_ in get_args(model.model_fields["type"].annotation)
]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def tables(name: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", page(name), re.DOTALL)


@pytest.mark.parametrize("text", [*tables("trackers.md"), *tables("public.md")])
def test_a_table_that_a_page_shows_is_taken_as_it_stands(text: str) -> None:
    receiver = Receiver.model_validate(tomllib.loads(text)["receiver"])
    for hook in receiver.hooks:
        assert build_adapter(hook).type == hook.type


def test_the_template_s_receiver_is_taken_once_it_is_uncommented() -> None:
    text = (ROOT / "fitsignal" / "template" / "fitsignal.toml").read_text(encoding="utf-8")
    block = text[text.index("# [receiver]") : text.index("# How long what came in is kept")]
    receiver = Receiver.model_validate(tomllib.loads(re.sub("^# ", "", block, flags=re.MULTILINE))["receiver"])
    assert [hook.name for hook in receiver.hooks] == ["rb2b"]
    assert isinstance(receiver.keys["website"], SecretStr)


def test_every_type_of_hook_is_told_of() -> None:
    quoted = set(re.findall(r"`([^`\n]+)`", page("trackers.md")))
    assert set(TYPES) - quoted == set()


def test_every_cause_of_no_visit_is_told_of() -> None:
    causes = re.search(r"Causes: ([a-z_, ]+)\.", Found.__doc__ or "")
    assert causes is not None
    quoted = set(re.findall(r"`([^`\n]+)`", page("trackers.md")))
    assert set(causes[1].split(", ")) - quoted == set()


def test_a_proxy_lets_through_what_the_receiver_reads_before_it_says_no() -> None:
    shown = re.findall(r"(?:max_size|client_max_body_size) (\d+)(?:MB|m)", page("public.md"))
    assert [int(size) * 10**6 >= Limits().body for size in shown] == [True, True]
