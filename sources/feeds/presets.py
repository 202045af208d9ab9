"""Feeds that are known by a name: presets.toml. `google-news` is one more: a question for each account."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import TypeAdapter

from streams.durations import Duration

GOOGLE_NEWS = "google-news"
"""The preset that asks Google News for each account."""


class Preset(NamedTuple):
    """A feed with how often a poll is worth it there. `says`: what it is, for people."""

    name: str
    url: str
    every: timedelta
    says: str


@cache
def presets() -> dict[str, Preset]:
    """Every preset but `google-news`, by its name, in the order of the file."""
    table = tomllib.loads(files("sources.feeds").joinpath("presets.toml").read_text("utf-8"))
    span = TypeAdapter(Duration)
    return {
        name: Preset(name, row["url"], span.validate_python(row["every"]), row["says"]) for name, row in table.items()
    }


def preset_names() -> tuple[str, ...]:
    """What `preset` may say."""
    return (*presets(), GOOGLE_NEWS)
