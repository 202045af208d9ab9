"""The real Node clients, where `node` and they are found (NODE_PATH names their folder)."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "node_clients.cjs"
CLIENTS = [
    "@segment/analytics-node",
    "analytics-node",
    "@rudderstack/rudder-sdk-node",
    "posthog-node",
    "@snowplow/node-tracker",
]


@pytest.fixture
def node(client: str) -> str:
    found = shutil.which("node")
    folders = [Path(each) for each in os.environ.get("NODE_PATH", "").split(os.pathsep) if each]
    if found is None or not any((folder / client).is_dir() for folder in folders):
        pytest.skip(f"needs node, and {client} in a folder that NODE_PATH names")
    return found


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("faults", [[], ["busy"], ["cut"], ["lost"]], ids=["none", "busy", "cut", "lost"])
def test_a_node_client_believes_that_all_was_delivered_and_all_is_there_once(
    client: str, node: str, faults: list[str], site: Any, pages: list[str]
) -> None:
    site.line.faults[:] = faults
    told = subprocess.run([node, SCRIPT, client, site.url, site.key, *pages], capture_output=True, timeout=100)
    assert (json.loads(told.stdout.splitlines()[-1]), site.line.faults) == ([], [])
    assert site.urls() == pages
