"""Whatever is sent to an endpoint of the OpenAPI document, the answer is one that the document knows, never a 500."""

import base64
import json
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitsignal.api import OwnerServer
from fitsignal.openapi import document
from fitsignal.operations import OPERATIONS, operate
from fitsignal.receiving import build_receiver
from fitsignal.service import Service, open_service
from sources.receiver.drain import Drain

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis, a dev dependency, is not installed")
    from schemathesis import GenerationMode
    from schemathesis.checks import load_all_checks, not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

KEY, SECRET = "wk_0123456789abcdef", "0123456789abcdef"
TYPES = (
    *("generic", "segment", "rudderstack", "posthog", "rb2b", "snitcher", "warmly", "happierleads", "clearbit"),
    *("common-room", "usergems", "standard-webhooks"),
)
HOOKS = "".join(f"[[receiver.hooks]]\nname = '{each}'\ntype = '{each}'\nsecret = '{SECRET}'\n" for each in TYPES)
FILES = {
    "fitsignal.toml": f"[receiver]\nkeys = {{ site = '{KEY}' }}\n{HOOKS}",
    "icp.toml": '[document]\nname = "N"\n[rule]\nmandatory = 0\npreferential = 0\n[[criteria]]\nname = "S"\n'
    'role = "mandatory"\nattribute = "employees"\nbetween = [50, 500]\npoints = 50\n',
    "accounts.csv": "domain,name,employees,country\nquillmar.example,Quillmar,120,FR\n",
}
BASIC = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
ENDPOINTS = {
    operation.label: operation
    for each in schemathesis.openapi.from_dict(document()).get_all_operations()
    if not (operation := each.ok()).path.startswith("/api/")
}
ASKED = sorted(OPERATIONS.keys() - {"store.backup", "store.export", "accounts.import"})
"""The commands' operations, but for those that write files, or read them, where they are told to."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
load_all_checks()
bounded = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


class Served:
    """A whole workspace on loopback: its receiver, drained into its store, and the private side."""

    def __init__(self, service: Service) -> None:
        built = build_receiver(service.workspace, service.wall)
        assert built is not None
        service.receiver = built
        self.drain: Drain = built.drain_into(service.host)
        self.server = OwnerServer(
            service.workspace.path,
            partial(operate, service),
            bind="127.0.0.1:0",
            before=built.before,
            protocol=built.protocol(),
            metrics=lambda: built.counts.prometheus(),
        )
        self.server.start()
        headers = {"authorization": f"Bearer {self.server.owner.token}"}
        self.api = httpx.Client(base_url=self.server.url, headers=headers, trust_env=False, timeout=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("workspace")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_service(folder) as service:
        running = Served(service)
        yield running
        running.api.close()
        running.server.close()


@pytest.mark.parametrize("label", ENDPOINTS)
@given(data=st.data())
@bounded
def test_an_endpoint_answers_as_the_document_says_and_what_it_kept_can_be_read(
    served: Served, label: str, data: st.DataObject
) -> None:
    mode = data.draw(st.sampled_from((GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))
    case = data.draw(ENDPOINTS[label].as_strategy(generation_mode=mode))
    if case.path.startswith("/hooks/"):
        case.path_parameters["name"] = data.draw(st.sampled_from((*TYPES, "nobody")))
        case.path_parameters.update({"secret": SECRET} if "secret" in case.path_parameters else {})
    known = {"Authorization": BASIC} if data.draw(st.booleans()) else {}
    response = case.call(base_url=served.server.url, headers=known, timeout=30)
    case.validate_response(response, checks=CHECKS)
    assert served.drain.until_empty() == ""


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *("domain", "domains", "kind", "at", "limit", "state", "id", "ids", "all", "values", "query", "date", "status"),
    *("detail", "source", "format", "person", "url"),
)
params = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), values, max_size=4)


@pytest.mark.parametrize("name", ASKED)
@given(given_params=params | values)
@bounded
def test_an_operation_asked_with_anything_gives_rows_or_a_sentence(
    served: Served, name: str, given_params: Any
) -> None:
    body = json.dumps(given_params).encode("utf-8", "surrogatepass")
    answer = served.api.post(f"/api/op/{name}", content=body)
    assert answer.status_code in (200, 400, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["error"]


def test_the_document_in_the_docs_is_that_of_the_code() -> None:
    from scripts.openapi import FILE, rendered

    assert Path(FILE).read_bytes() == rendered(), "run `.venv/bin/python -m scripts.openapi` and commit it"
