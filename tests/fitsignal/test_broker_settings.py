"""`[broker]` says how the cluster is spoken to, the same to both clients, and keeps its secrets."""

import ssl
from pathlib import Path

import pytest

from fitsignal.broker import client_options, join_options, tls_context
from fitsignal.config import check_workspace, load_workspace
from fitsignal.errors import OperatorError
from tests.fitsignal.conftest import Write

SASL = 'sasl = { mechanism = "PLAIN", user = "ann", password = "${ANN_PASSWORD}" }'
PROTOCOLS = [
    ("", "PLAINTEXT"),
    ("tls = true", "SSL"),
    ("tls = false", "PLAINTEXT"),
    (SASL, "SASL_PLAINTEXT"),
    (f"tls = true\n{SASL}", "SASL_SSL"),
]


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN_PASSWORD", "a-secret-of-ann")


@pytest.mark.parametrize(("more", "protocol"), PROTOCOLS)
def test_tls_and_sasl_together_make_the_protocol(write: Write, more: str, protocol: str) -> None:
    workspace = load_workspace(write(f'[broker]\nurl = "a.example:9092, b.example:9093"\n{more}'))
    options = client_options(workspace)
    assert options["security_protocol"] == protocol
    assert options["bootstrap_servers"] == ["a.example:9092", "b.example:9093"]
    assert ("ssl_context" in options) == protocol.endswith("SSL")


def test_both_clients_are_the_same_user(write: Write) -> None:
    workspace = load_workspace(write(f'[broker]\nurl = "a.example:9092"\ntls = true\n{SASL}'))
    python, faust = client_options(workspace), join_options(workspace)
    assert python["sasl_mechanism"] == faust.mechanism == "PLAIN"
    assert python["sasl_plain_username"] == faust.username == "ann"
    assert python["sasl_plain_password"] == faust.password == "a-secret-of-ann"
    assert python["bootstrap_servers"] == list(faust.servers)
    assert isinstance(faust.tls, ssl.SSLContext)


def test_the_password_is_in_no_repr(write: Write) -> None:
    workspace = load_workspace(write(f'[broker]\nurl = "a.example:9092"\n{SASL}'))
    assert "a-secret-of-ann" not in repr(workspace) + repr(workspace.broker) + repr(join_options(workspace))


def test_a_password_in_clear_over_the_network_is_a_warning(write: Write) -> None:
    problems = check_workspace(write(f'[broker]\nurl = "a.example:9092"\n{SASL}'))
    (found,) = [problem for problem in problems if problem.field == "broker.sasl.mechanism"]
    assert (found.level, "in clear: set tls = true" in found.message) == ("warning", True)
    encrypted = check_workspace(write(f'[broker]\nurl = "a.example:9092"\ntls = true\n{SASL}'))
    assert [problem for problem in encrypted if problem.field.startswith("broker")] == []


def test_a_file_that_holds_no_certificates_is_a_sentence(write: Write) -> None:
    folder: Path = write('[broker]\nurl = "a.example:9092"\ntls = { ca = "ca.pem" }', ca__pem="nothing of the kind")
    with pytest.raises(OperatorError, match=r"\[broker.tls\] ca: ca.pem cannot be read as certificates in PEM"):
        tls_context(load_workspace(folder))


def test_without_tls_there_is_nothing_to_trust(write: Write) -> None:
    assert tls_context(load_workspace(write('[broker]\nurl = "a.example:9092"'))) is None
