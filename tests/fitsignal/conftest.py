"""What a test gets anew: a small workspace of invented companies, a service, and a Slack that shows its alerts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fitsignal.answering_place import BY_TOKEN, Place
from tests.fitsignal.fake_slack import FakeSlack, World
from tests.sources.receiver.clicks import SIGNING

PROFILE = """
[document]
name = "Scale-ups"
[rule]
mandatory = 1
preferential = 1
[[criteria]]
name = "Size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 50
[[criteria]]
name = "France"
role = "preferential"
attribute = "country"
one_of = ["FR"]
points = 30
"""
ACCOUNTS = """domain,name,employees,country
quillmar.example,Quillmar,120,FR
tarnovo.example,Tarnovo,12,FR
velsund.example,Velsund,200,DE
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a workspace: `fitsignal.toml` as given, and other files by name where a test wants them otherwise."""
    monkeypatch.delenv("FITSIGNAL_WORKSPACE", raising=False)
    folder = tmp_path / "workspace"

    def written(config: str = "", **files: str) -> Path:
        folder.mkdir(exist_ok=True)
        texts = {"fitsignal.toml": config, "icp.toml": PROFILE, "accounts.csv": ACCOUNTS}
        named = {name.replace("__", "."): text for name, text in files.items()}
        for name, text in (texts | named).items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack with one channel and one person."""
    with FakeSlack(World(channels={"#signals": "C1"}, people={"mara@x.example": "U1"})) as made:
        yield made


@pytest.fixture
def posting(tmp_path: Path, slack: FakeSlack) -> Iterator[Place]:
    """A service that posts there by a bot token, and takes the clicks."""
    made = Place(tmp_path / "it", BY_TOKEN.format(url=slack.url, secret=SIGNING))
    yield made
    made.service.close()
