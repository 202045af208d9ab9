"""The container files agree with each other and with the code: what they copy, mount, call and name is there."""

import re
import shlex
import shutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from fitsignal.cli import app
from fitsignal.config import check_workspace, load_workspace
from fitsignal.workspace import ELSEWHERE

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "northwind"
ROLES = ("sinks", "join", "sources", "receiver")
WORKSPACE = "FITSIGNAL_WORKSPACE"


@cache
def compose() -> dict[str, Any]:
    """docker-compose.yml with its variables at their defaults."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))
    assert isinstance(loaded, dict)
    return loaded


def service(name: str) -> dict[str, Any]:
    found = compose()["services"][name]
    assert isinstance(found, dict)
    return found


@cache
def dockerfile() -> tuple[tuple[str, str], ...]:
    """Instructions in order, their lines joined, without comments."""
    text = "\n".join(
        line
        for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("#")
    )
    found = re.findall(r"^([A-Z]+)[ \t]+(.*)$", text.replace("\\\n", " "), re.MULTILINE)
    return tuple((word, " ".join(rest.split())) for word, rest in found)


def said(word: str) -> list[str]:
    return [rest for instruction, rest in dockerfile() if instruction == word]


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in said("ENV") for pair in shlex.split(rest))


def mounts(name: str) -> dict[str, str]:
    """Where a service sees which folder, file or volume, with `:ro` where it cannot write."""
    parts = (mount.split(":", 1) for mount in service(name)["volumes"])
    return {target: source for source, target in parts}


def test_the_broker_and_each_role_are_services() -> None:
    assert set(compose()["services"]) == {"kafka", *ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_called_as_the_command_line_takes_it(role: str) -> None:
    command, bound, _ = app.parse_args(service(role)["command"], exit_on_error=False, print_error=False)
    assert command.__name__ == "run"
    assert bound.arguments["role"] == role


@pytest.mark.parametrize("role", ROLES)
def test_each_role_runs_from_the_one_image_without_rights_it_does_not_need(role: str) -> None:
    told = service(role)
    assert told["image"] == "fitsignal:local"
    assert told["build"] == "."
    assert (told["read_only"], told["cap_drop"]) == (True, ["ALL"])
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert told["init"] is True
    assert told["restart"] == "unless-stopped"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_longer_to_end_than_it_takes_itself(role: str) -> None:
    assert service(role)["stop_grace_period"] == "15s"


@pytest.mark.parametrize("name", ["kafka", *ROLES])
def test_each_service_says_whether_it_is_well(name: str) -> None:
    check = service(name)["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)


@pytest.mark.parametrize("role", ROLES)
def test_health_is_asked_where_the_role_answers(role: str) -> None:
    told = service(role)
    asked = re.search(r"http://127\.0\.0\.1:(\d+)/health/(ready|live)", told["healthcheck"]["test"][-1])
    assert asked
    config = tomllib.loads((EXAMPLE / "kafka.toml").read_text(encoding="utf-8"))
    binds = {"receiver": config["receiver"]["bind"], "sinks": config["dashboard"]["bind"]}
    answers = binds.get(role) or told["command"][told["command"].index("--health") + 1]
    assert answers == f"0.0.0.0:{asked[1]}"
    assert asked[1] in said("EXPOSE")[0].split()


@pytest.mark.parametrize("role", ROLES)
def test_ports_are_open_to_this_machine_only(role: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service(role).get("ports", []))


def test_join_can_be_scaled() -> None:
    assert "container_name" not in service("join")
    assert "ports" not in service("join")


def test_sinks_wait_for_the_broker_and_the_others_for_what_sinks_publish() -> None:
    waits = {name: {on: how["condition"] for on, how in service(name)["depends_on"].items()} for name in ROLES}
    assert waits == {
        "sinks": {"kafka": "service_healthy"},
        **{name: {"sinks": "service_healthy"} for name in ("join", "sources", "receiver")},
    }


def test_every_volume_is_declared_and_every_mounted_path_is_there() -> None:
    sources = {source for name in ("kafka", *ROLES) for source in mounts(name).values()}
    named = {source for source in sources if not source.startswith(("./", "/"))}
    assert named == set(compose()["volumes"])
    assert [source for source in sources - named if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_writes_to_its_state_and_nowhere_else(role: str) -> None:
    environment = image_environment()
    assert mounts(role) == {
        f"{environment[WORKSPACE]}:ro": "./examples/northwind",
        f"{environment[WORKSPACE]}/fitsignal.toml:ro": "./examples/northwind/kafka.toml",
        environment[ELSEWHERE]: "state",
    }
    assert said("VOLUME") == [f'["{environment[ELSEWHERE]}"]']


def test_the_names_of_the_environment_are_those_that_the_mounted_configuration_reads() -> None:
    config = (EXAMPLE / "kafka.toml").read_text(encoding="utf-8")
    read = {
        name for line in config.splitlines() if not line.startswith("#") for name in re.findall(r"\$\{(\w+)\}", line)
    }
    for role in ROLES:
        assert set(service(role)["environment"]) == read


def test_the_roles_reach_the_broker_where_it_says_that_it_is() -> None:
    told = service("kafka")["environment"]
    for role in ROLES:
        assert f"PLAINTEXT://{service(role)['environment']['FITSIGNAL_KAFKA']}" == told["KAFKA_ADVERTISED_LISTENERS"]


def test_the_broker_is_a_whole_cluster_of_one_node_that_keeps_its_log() -> None:
    told = service("kafka")["environment"]
    assert service("kafka")["image"].startswith("apache/kafka:")
    assert told["KAFKA_PROCESS_ROLES"] == "broker,controller"
    assert told["KAFKA_CONTROLLER_QUORUM_VOTERS"] == f"{told['KAFKA_NODE_ID']}@kafka:9093"
    assert mounts("kafka") == {told["KAFKA_LOG_DIRS"]: "kafka"}
    assert {told[name] for name in told if name.endswith(("REPLICATION_FACTOR", "MIN_ISR"))} == {"1"}
    assert told["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_every_setting_of_the_broker_is_text() -> None:
    """Compose takes numbers too, but not a boolean: it would refuse the file."""
    assert {type(value) for value in service("kafka")["environment"].values()} == {str}


def test_the_mounted_configuration_is_the_example_s_with_what_a_broker_needs() -> None:
    plain, ours = (
        tomllib.loads((EXAMPLE / name).read_text(encoding="utf-8")) for name in ("fitsignal.toml", "kafka.toml")
    )
    added = {name: ours.pop(name) for name in ("broker", "receiver", "dashboard")}
    assert ours == plain
    assert added["broker"] == {"url": "${FITSIGNAL_KAFKA}"}


def test_the_mounted_workspace_has_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".fitsignal"))
    shutil.copy(EXAMPLE / "kafka.toml", folder / "fitsignal.toml")
    for name, value in service("sinks")["environment"].items():
        monkeypatch.setenv(name, value)
    assert [problem.message for problem in check_workspace(folder) if problem.level == "error"] == []
    workspace = load_workspace(folder)
    assert (workspace.bind, workspace.private_bind) == ("0.0.0.0:8787", "0.0.0.0:8788")
    assert workspace.broker is not None
    assert workspace.broker.url == "kafka:9092"


def test_what_the_image_copies_is_there_and_is_sent_to_the_builder() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    sent = {rule.strip("!/") for rule in rules if rule.startswith("!")}
    copied = {name.strip("./") for rest in said("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]}
    assert rules[0] == "*"
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_holds_every_room_and_what_its_build_reads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    copied = {name.strip("./") for rest in said("COPY") for name in rest.split()[:-1]}
    assert rooms | {project["project"]["readme"], "pyproject.toml", "requirements.lock"} <= copied


def test_the_image_installs_what_the_lock_pins_and_nothing_else() -> None:
    installs = [step for rest in said("RUN") for step in rest.split("&&") if "pip install" in step]
    assert len(installs) == 2
    assert all("--no-deps" in step for step in installs)
    assert "--require-hashes -r requirements.lock" in installs[0]


def test_the_image_is_slim_and_its_process_is_nobody_s_root() -> None:
    stages = said("FROM")
    version = re.fullmatch(r"python:(3\.\d+)-bookworm AS build", stages[0])
    assert version
    assert stages[1] == f"python:{version[1]}-slim-bookworm"
    assert said("USER") == ["10001:10001"]
    last = [word for word, _ in dockerfile()]
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert (said("ENTRYPOINT"), said("CMD")) == (['["fitsignal"]'], ['["run"]'])
