"""A status that a CRM gives reaches the join by the topic of accounts: a customer is silent from then on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from icp.account import Account
from icp.crm import CrmCompany, CrmPage
from sinks.crm import taking
from sinks.crm.applying import apply_next, spread
from sinks.crm.gathering import CrmRules
from streams.fit_table import FitTable
from streams.joining import Place, join_record
from streams.records import AccountRecord, signal_json
from streams.signal import Signal
from streams.topics import QUALIFIED, SIGNALS, SILENT
from tests.kafka.owners import PATIENCE, eventually, make_topics, publishing
from tests.kafka.test_publishing import published
from tests.laws.desks import World, hosted, world
from tests.streams.worlds import NOW

CRM = "portal"
RULES = {CRM: CrmRules.of({"customer": "customer"}, deals=True)}


def pulled(there: World, domain: str, word: str, at: int) -> None:
    """A round of the CRM that names one company with a word for its relation."""
    now = there.now + timedelta(minutes=at)
    taking.begin(there.desk, CRM, {}, now)
    company = CrmCompany("1", (domain,), Account(domain=domain, name=domain), (word,), modified_at=now)
    taking.take_page(there.desk, CRM, CrmPage({"since": at}, [company], began=now, full=True), now)
    spread(there.desk)
    while apply_next(there.desk, RULES, now) is not None:
        pass


def way(address: str, domain: str) -> str:
    """The topic that the join sends the account's signals to, by what is published."""
    table = FitTable()
    for each in published(address).values():
        table.put(AccountRecord.model_validate(each))
    signal = Signal(id="20261122-44f0-57ee-cfbf-0b93e8925714", kind="visit", account=domain, observed_at=NOW)
    (sent,) = join_record(signal_json(signal), Place(SIGNALS, 0, 1, 1_795_000_000_000), table)
    return sent.topic


@pytest.mark.parametrize("domain", ["alpha.example", "newcomer.example"])
def test_a_status_that_a_crm_gives_silences_the_join_and_one_it_takes_back_does_not(
    broker: Any, tmp_path: Path, domain: str
) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there, hosted(there) as host, publishing(broker.address, there, host) as of:
        of.ready.result(PATIENCE)
        assert way(broker.address, domain) == QUALIFIED
        host.call(lambda: pulled(there, domain, "customer", 1)).result()
        eventually(lambda: published(broker.address).get(domain, {}).get("verdict") == "customer")
        assert way(broker.address, domain) == SILENT
        host.call(lambda: pulled(there, domain, "lead", 2)).result()
        eventually(lambda: published(broker.address)[domain]["verdict"] != "customer")
        assert published(broker.address)[domain]["status"] == "prospect"
