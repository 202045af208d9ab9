"""Files of networks: every layout is read, and a broken file is a sentence at start."""

import random
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped]

from sources.receiver.who.addresses import address
from sources.receiver.who.networks import BrokenNetworks, Network, Networks

Records = Mapping[str, Mapping[str, Any]]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(records: Records, kind: str = "Test-ASN", name: str = "nets.mmdb", version: int = 6) -> Path:
        writer = MMDBWriter(version, kind, ipv4_compatible=version == 6)
        for cidr, record in records.items():
            writer.insert_network(IPSet([cidr]), dict(record))
        writer.to_db_file(str(tmp_path / name))
        return tmp_path / name

    return write


def network(files: list[Path], ip: str) -> Network:
    found = address(ip)
    assert found
    return Networks(files).of(found)


LAYOUTS: list[tuple[str, Records, Network]] = [
    (
        "GeoLite2-ASN",
        {"9.9.0.0/16": {"autonomous_system_number": 64500, "autonomous_system_organization": "Ferrum Works GmbH"}},
        Network("company", "Ferrum Works GmbH"),
    ),
    (
        "GeoIP2-ISP",
        {
            "9.9.0.0/16": {
                "autonomous_system_number": 64501,
                "autonomous_system_organization": "Northern Line",
                "isp": "Northern Line",
                "organization": "Ferrum Works GmbH",
            }
        },
        Network("company", "Ferrum Works GmbH"),
    ),
    ("GeoIP2-Domain", {"9.9.0.0/16": {"domain": "ferrum.example"}}, Network("company", None, "ferrum.example")),
    (
        "GeoIP2-Enterprise",
        {"9.9.0.0/16": {"traits": {"user_type": "business", "domain": "ferrum.example", "organization": "Ferrum"}}},
        Network("company", None, "ferrum.example"),
    ),
    (
        "ipinfo lite",
        {"9.9.0.0/16": {"asn": "AS64500", "as_name": "Ferrum Works", "as_domain": "ferrum.example", "country": "DE"}},
        Network("company", "Ferrum Works", "ferrum.example"),
    ),
    (
        "ipinfo standard_company",
        {"9.9.0.0/16": {"name": "Ferrum Works", "domain": "ferrum.example", "type": "business", "as_type": "isp"}},
        Network("company", None, "ferrum.example"),
    ),
    (
        "ipinfo nested",
        {"9.9.0.0/16": {"asn": {"asn": "AS64500", "name": "Ferrum", "domain": "ferrum.example", "type": "business"}}},
        Network("company", "Ferrum", "ferrum.example"),
    ),
    (
        "DBIP-ASN-Lite",
        {"9.9.0.0/16": {"autonomous_system_number": 64500, "autonomous_system_organization": "Ferrum Works"}},
        Network("company", "Ferrum Works"),
    ),
    (
        "DBIP-ISP",
        {"9.9.0.0/16": {"traits": {"isp": "Ferrum", "organization": "Ferrum", "connection_type": "Corporate"}}},
        Network("company", "Ferrum"),
    ),
]


@pytest.mark.parametrize(("kind", "records", "found"), LAYOUTS, ids=[kind for kind, _, _ in LAYOUTS])
def test_every_vendors_layout_is_read(
    written: Callable[..., Path], kind: str, records: Records, found: Network
) -> None:
    file = written(records, kind)
    assert network([file], "9.9.1.2") == found
    assert network([file], "::ffff:9.9.1.2") == found
    assert network([file], "9.10.1.2").kind == "unknown"


def test_files_tell_together_and_the_first_is_believed(written: Callable[..., Path]) -> None:
    names = written({"9.9.0.0/16": {"autonomous_system_organization": "Ferrum Works"}}, name="a.mmdb")
    domains = written({"9.9.0.0/16": {"domain": "ferrum.example"}}, name="b.mmdb")
    hidden = written({"9.9.7.0/24": {"is_anonymous": True, "is_anonymous_vpn": True}}, name="c.mmdb")
    assert network([names, domains, hidden], "9.9.1.2") == Network("company", "Ferrum Works", "ferrum.example")
    assert network([names, domains, hidden], "9.9.7.2") == Network("vpn")


def test_version_6_and_version_4_files_are_asked_what_they_can_answer(written: Callable[..., Path]) -> None:
    six = written({"2a00:1::/32": {"as_domain": "ferrum.example", "as_name": "Ferrum"}}, name="six.mmdb")
    four = written({"9.9.0.0/16": {"as_domain": "ferrum.example"}}, name="four.mmdb", version=4)
    assert network([six, four], "2a00:1::5").domain == "ferrum.example"
    assert network([four], "2a00:1::5").kind == "unknown"
    assert network([four], "9.9.0.5").domain == "ferrum.example"


@pytest.mark.parametrize("ip", ["10.1.2.3", "127.0.0.1", "100.64.0.9", "::1", "fe80::1", "169.254.1.1", "224.0.0.1"])
def test_addresses_of_nobody_are_not_looked_up(written: Callable[..., Path], ip: str) -> None:
    file = written({"0.0.0.0/0": {"as_domain": "ferrum.example"}, "2000::/3": {"as_domain": "ferrum.example"}})
    assert network([file], ip) == Network("private")


def test_a_replaced_file_is_read_anew_and_a_broken_one_keeps_the_old(written: Callable[..., Path]) -> None:
    file = written({"9.9.0.0/16": {"as_domain": "ferrum.example"}})
    networks, asked = Networks([file]), address("9.9.1.2")
    assert asked
    assert networks.of(asked).domain == "ferrum.example"
    fresh = written({"9.9.0.0/16": {"as_domain": "cuprum.example"}}, name="fresh.mmdb")
    fresh.replace(file)
    assert networks.reload() == []
    assert networks.of(asked).domain == "cuprum.example"
    broken = file.with_name("broken.mmdb")
    broken.write_bytes(b"rubbish")
    broken.replace(file)
    assert "what it said before is used" in networks.reload()[0]
    assert networks.of(asked).domain == "cuprum.example"


def test_a_missing_file_and_one_of_countries_are_sentences(written: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(BrokenNetworks, match=r"none\.mmdb cannot be read: No such file or directory: check the path"):
        Networks([tmp_path / "none.mmdb"])
    with pytest.raises(BrokenNetworks, match=r"Country\) says nothing of companies or networks: give a file of net"):
        Networks([written({"9.9.0.0/16": {"country": {"iso_code": "DE"}}}, "GeoLite2-Country")])


def test_real_files_are_opened_and_corrupt_ones_are_sentences(shared_data: Path) -> None:
    folder = shared_data / "ip"
    corrupt = [*folder.glob("bad/*.mmdb"), folder / "GeoIP2-City-Test-Broken-Double-Format.mmdb"]
    assert len(corrupt) > 3
    for file in corrupt:
        with pytest.raises(BrokenNetworks) as caught:
            Networks([file])
        assert str(file) in str(caught.value)
    for name in ("ISP", "Domain", "Connection-Type", "Enterprise", "Anonymous-IP"):
        assert Networks([folder / f"GeoIP2-{name}-Test.mmdb"]).types == [f"GeoIP2-{name}"]


def test_real_networks_of_providers_are_nobody(shared_data: Path) -> None:
    files = [shared_data / "ip" / f"GeoIP2-{name}-Test.mmdb" for name in ("Anonymous-IP", "Connection-Type", "ISP")]
    networks = Networks([*files, shared_data / "ip" / "GeoIP2-Domain-Test.mmdb"])
    asked = ("1.128.0.1", "4.0.0.1", "1.2.0.1", "71.160.223.5", "1.0.1.1")
    kinds = [networks.of(found).kind for found in map(address, asked) if found]
    assert kinds == ["isp", "isp", "vpn", "hosting", "mobile"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(seed=st.integers(0, 2**32), cut=st.booleans())
def test_a_damaged_file_never_crashes_or_hangs(written: Callable[..., Path], seed: int, cut: bool) -> None:
    file = written({"9.9.0.0/16": {"as_domain": "ferrum.example"}, "11.0.0.0/8": {"as_name": "Cuprum"}})
    chance = random.Random(seed)
    data = bytearray(file.read_bytes())
    for _ in range(chance.randrange(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file.write_bytes(data[: chance.randrange(len(data))] if cut else data)
    try:
        networks = Networks([file])
    except BrokenNetworks:
        return
    for ip in ("9.9.1.1", "11.1.1.1", "12.0.0.1", "2a00::1"):
        if found := address(ip):
            assert networks.of(found).kind
