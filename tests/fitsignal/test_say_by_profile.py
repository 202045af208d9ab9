"""What to say, of two profiles: each alert has the sentence of the profile that its account fits best."""

from pathlib import Path

from tests.fitsignal.answering_place import BY_TOKEN, COMPANY, Place, shown
from tests.fitsignal.fake_slack import FakeSlack
from tests.laws.workspaces import workspace
from tests.sources.receiver.clicks import SIGNING
from tests.streams.worlds import NOW

LARGE = "large.example"
SAY = """
[say.large]
funding_round = "Large: {sum}?"
topic_surge = ["On {topic}?", "A topic, {company}?"]
"""


def test_each_alert_has_the_sentence_of_its_own_profile_and_else_that_of_all(tmp_path: Path, slack: FakeSlack) -> None:
    config = BY_TOKEN.format(url=slack.url, secret=SIGNING) + SAY
    made = workspace(tmp_path / "it", clock="wall", more=config)
    small = (made / "icp.toml").read_text()
    (made / "large.toml").write_text(small.replace("between = [50, 500]", "between = [1000, 5000]"))
    toml = (made / "fitsignal.toml").read_text()
    (made / "fitsignal.toml").write_text(toml.replace('"icp.toml"', '["icp.toml", "large.toml"]'))
    rows = [
        "domain,name,employees,industry,country",
        f"{COMPANY},Veltrane,120,Software,FR",
        f"{LARGE},Large,2000,Software,FR",
    ]
    (made / "accounts.csv").write_text("\n".join([*rows, ""]))
    place = Place.at(made)
    try:
        for domain in (COMPANY, LARGE):
            place.signal("funding_round", NOW, domain, round="series_a", amount=14e6, currency="EUR")
        place.deliver()
        told = sorted(shown(each) for each in slack.posted)
        assert [("“On the €14M: shall we talk?”" in each, "“Large: €14M?”" in each) for each in told] == [
            (False, True),
            (True, False),
        ]
        assert all(("Large raised" in each) == ("“Large:" in each) for each in told)
    finally:
        place.service.close()
