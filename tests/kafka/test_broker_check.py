"""`check --live` says in a sentence what is wrong with a broker; topics are made or checked, never altered."""

import contextlib
import socket
import subprocess
import sys
import threading

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType

from fitsignal.broker import client_options, look, prepare
from fitsignal.cli import run
from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from streams.topics import ACCOUNTS, COMMANDS, DEAD_LETTERS, QUALIFIED, SIGNALS, TOPICS
from tests.kafka import joins
from tests.kafka.broker import NoBroker, free_ports
from tests.kafka.conftest import empty
from tests.kafka.secured import MECHANISMS, PASSWORDS, SecuredBroker

PROFILE = """
[document]
name = "Scale-ups"
[rule]
mandatory = 1
[[criteria]]
name = "Size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 50
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace with this `[broker]`, whose secrets are in the environment."""
    for name, password in PASSWORDS.items():
        monkeypatch.setenv(f"{name.upper()}_PASSWORD", password)
    monkeypatch.setenv("WRONG_PASSWORD", "not-the-password")

    def written(broker):
        (tmp_path / "icp.toml").write_text(PROFILE)
        (tmp_path / "accounts.csv").write_text("domain,name,employees\nquillmar.example,Quillmar,120\n")
        (tmp_path / "fitsignal.toml").write_text(f"[broker]\n{broker}\n")
        return load_workspace(tmp_path)

    return written


@pytest.fixture(scope="module")
def secured(any_broker, tmp_path_factory):
    """A broker that asks who is there."""
    try:
        made = SecuredBroker(tmp_path_factory.mktemp("secured"))
        made.start()
    except NoBroker as why:
        pytest.skip(f"no broker: {why}")
    with contextlib.closing(made):
        yield made


@pytest.fixture
def locked(secured):
    """The same without topics, and without rights but for who may do anything."""
    empty(secured.address)
    with admin_of(secured.address) as admin:
        admin.delete_acls([rights_of("ann")])
    return secured


def admin_of(address):
    return contextlib.closing(KafkaAdminClient(bootstrap_servers=address))


def rights_of(name):
    from kafka.admin import ACLFilter, ACLResourcePatternType, ResourcePatternFilter

    anywhere = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    return ACLFilter(f"User:{name}", "*", ACLOperation.ANY, ACLPermissionType.ANY, anywhere)


def sasl(user="ann", mechanism="PLAIN", password=None):
    secret = f"${{{password or user.upper()}_PASSWORD}}"
    return f'sasl = {{ mechanism = "{mechanism}", user = "{user}", password = "{secret}" }}'


def said(workspace):
    return [(each.level, each.message) for each in look(workspace)]


def shapes(address):
    with admin_of(address) as admin:
        return {each["name"]: len(each["partitions"]) for each in admin.describe_topics(list(TOPICS))}


def test_topics_are_made_with_what_is_configured_and_a_second_start_makes_none(broker, workspace):
    given = workspace(f'url = "{broker.address}"\npartitions = 3')
    assert said(given) == [("ok", "8 of 8 topics are not there yet: `fitsignal run` makes them")]
    assert prepare(given) == list(TOPICS)
    assert shapes(broker.address) == {name: topic.partitions(3) for name, topic in TOPICS.items()}
    assert prepare(given) == []
    assert said(given) == [("ok", "1 broker, 8 topics of 3 partitions, as needed")]


def test_another_number_of_partitions_is_refused_and_nothing_is_altered(broker, workspace):
    prepare(workspace(f'url = "{broker.address}"\npartitions = 3'))
    other = workspace(f'url = "{broker.address}"\npartitions = 4')
    sentence = (
        "fitsignal.signals.v1 has 3 partitions, where partitions = 4 under [broker]: say 3 there, or give all topics 4"
    )
    assert ("error", sentence) in said(other)
    with pytest.raises(OperatorError, match="has 3 partitions"):
        prepare(other)
    assert shapes(broker.address) == {name: topic.partitions(3) for name, topic in TOPICS.items()}


def test_topics_of_somebody_else_are_told_apart_by_size_retention_and_cleanup(broker, workspace):
    made = {name: {"num_partitions": topic.partitions(2), "replication_factor": 1} for name, topic in TOPICS.items()}
    made[SIGNALS]["configs"] = {"max.message.bytes": "1000"}
    made[QUALIFIED]["configs"] = {"retention.ms": str(7 * 86_400_000), "retention.bytes": "1000000"}
    with admin_of(broker.address) as admin:
        admin.create_topics(made, wait_for_metadata=True)
    found = said(workspace(f'url = "{broker.address}"\npartitions = 2'))
    limit = TOPICS[SIGNALS].limit
    wanted = f"fitsignal.signals.v1 takes records up to 1,000 bytes, too few: set its max.message.bytes to {limit}"
    assert ("error", wanted) in found
    assert ("error", f"{ACCOUNTS} has cleanup.policy=delete, and must have compact") in found
    assert any(level == "error" and text.startswith(f"{DEAD_LETTERS} takes records up to") for level, text in found)
    assert any(
        level == "warning" and text.startswith(f"{QUALIFIED} keeps records for 7d, where") for level, text in found
    )
    assert any(level == "warning" and "1,000,000 bytes a partition" in text for level, text in found)


def test_commands_in_several_partitions_are_refused(broker, workspace):
    with admin_of(broker.address) as admin:
        admin.create_topics({COMMANDS: {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    with pytest.raises(OperatorError, match=f"{COMMANDS} has 2 partitions, and must have 1"):
        prepare(workspace(f'url = "{broker.address}"'))


def test_more_copies_than_brokers_are_refused_in_a_sentence(broker, workspace):
    with pytest.raises(OperatorError, match="cannot be made with replication = 3: the cluster has fewer brokers"):
        prepare(workspace(f'url = "{broker.address}"\nreplication = 3'))


def test_a_broker_that_is_not_there_is_a_sentence(workspace):
    (port,) = free_ports(1)
    with pytest.raises(OperatorError, match=rf"127.0.0.1:{port} cannot be reached: nobody listens there"):
        look(workspace(f'url = "127.0.0.1:{port}"'))


def test_a_host_that_is_not_known_is_a_sentence(workspace):
    with pytest.raises(OperatorError, match=r"nowhere.invalid:9092 cannot be reached: no such host is known"):
        look(workspace('url = "nowhere.invalid:9092"'))


def test_a_port_of_something_else_is_a_sentence(workspace):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_as_a_web_server, args=(server,), daemon=True).start()
        port = server.getsockname()[1]
        with pytest.raises(OperatorError, match="does not answer as Kafka does"):
            look(workspace(f'url = "127.0.0.1:{port}"'))


def answer_as_a_web_server(server):
    with contextlib.suppress(OSError):
        while True:
            link, _ = server.accept()
            with link:
                link.recv(1000)
                link.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_broker_that_is_paused_is_a_sentence(own_broker, workspace):
    given = workspace(f'url = "{own_broker.address}"')
    own_broker.pause()
    try:
        with pytest.raises(OperatorError, match="takes the connection, and gives no answer"):
            look(given)
    finally:
        own_broker.resume()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_is_spoken_with_tls_by_producer_and_consumer(locked, workspace, mechanism):
    given = workspace(f'url = "{locked.sasl_tls}"\ntls = {{ ca = "{locked.ca}" }}\n{sasl("admin", mechanism)}')
    prepare(given)
    options = client_options(given)
    with contextlib.closing(KafkaProducer(**options)) as producer:
        producer.send(COMMANDS, b'{"v":1}').get(timeout=30)
    told = {**options, "auto_offset_reset": "earliest", "consumer_timeout_ms": 10_000}
    with contextlib.closing(KafkaConsumer(COMMANDS, **told)) as consumer:
        assert next(consumer).value == b'{"v":1}'


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_is_spoken_with_tls_by_the_join(locked, workspace, mechanism):
    given = workspace(f'url = "{locked.sasl_tls}"\ntls = {{ ca = "{locked.ca}" }}\n{sasl("admin", mechanism)}')
    prepare(given)
    joins.put_accounts(locked.address, joins.account("quillmar.example"))
    joins.put(locked.address, ("quillmar.example", joins.signal(1, "quillmar.example")))
    words = [sys.executable, "-m", "fitsignal", "run", "--role", "join", "--workspace", str(given.path)]
    with joins.reading(locked.address, QUALIFIED) as (qualified,), subprocess.Popen(words) as process:
        try:
            assert joins.ids(qualified.objects(1)) == [joins.signal(1, None)["id"]]
        finally:
            process.terminate()
    assert process.returncode == 0


WRONG = [
    ("tls", "", "speaks TLS: set tls = true under"),
    ("tls", "tls = true", "the certificate of .* is not trusted"),
    ("address", "tls = true", "does not take TLS as"),
    ("sasl", "", r"asks for a user, by PLAIN, SCRAM-SHA-256, SCRAM-SHA-512: say who we are"),
    ("address", sasl(), "asks for no user"),
    ("sasl", sasl(password="WRONG"), "does not take the user 'ann' with this password, by PLAIN"),
    ("sasl", sasl(mechanism="SCRAM-SHA-512", password="WRONG"), "does not take the user 'ann' with this password"),
]


@pytest.mark.parametrize(("listener", "security", "sentence"), WRONG)
def test_a_refusal_of_tls_or_sasl_is_a_sentence_without_the_password(locked, workspace, listener, security, sentence):
    given = workspace(f'url = "{getattr(locked, listener)}"\n{security}')
    with pytest.raises(OperatorError, match=sentence) as told:
        look(given)
    assert not any(password in str(told.value) for password in (*PASSWORDS.values(), "not-the-password"))


def test_who_has_no_rights_is_told_which_are_missing(locked, workspace):
    admin = workspace(f'url = "{locked.sasl}"\n{sasl("admin")}')
    prepare(admin)
    ann = workspace(f'url = "{locked.sasl}"\n{sasl("ann")}')
    unseen = ("error", f"no right to see the topic {SIGNALS}: allow this user to read, write and describe it")
    assert unseen in said(ann)
    allow(locked.address, ACLOperation.READ, ResourcePattern(ResourceType.TOPIC, SIGNALS))
    found = said(ann)
    assert unseen not in found
    assert ("error", f"no right to write {SIGNALS}: allow it to this user") in found
    assert ("error", "no right to read as the consumer group fitsignal-join: allow it to this user") in found


def test_who_may_not_make_topics_is_told_so(locked, workspace):
    ann = workspace(f'url = "{locked.sasl}"\n{sasl("ann")}')
    for name in TOPICS:
        allow(locked.address, ACLOperation.WRITE, ResourcePattern(ResourceType.TOPIC, name))
    assert any(level == "warning" and "may not make any topic it likes" in text for level, text in said(ann))
    with pytest.raises(
        OperatorError, match=f"no right to make the topic {SIGNALS}: allow it, or make the topics by hand"
    ):
        prepare(ann)


def allow(address, operation, pattern):
    with admin_of(address) as admin:
        admin.create_acls([ACL("User:ann", "*", operation, ACLPermissionType.ALLOW, pattern)])
        while pattern.resource_name not in named_in(admin.describe_acls(rights_of("ann"))[0]):
            """The controller has it; the broker hears of it in a moment."""


def named_in(rights):
    return {each.resource_pattern.resource_name for each in rights}


def test_check_live_shows_the_broker_beside_the_rest_and_fails_where_it_does(broker, workspace, capsys):
    (port,) = free_ports(1)
    given = workspace(f'url = "127.0.0.1:{port}"')
    assert run(["check", "--live", "--workspace", str(given.path)]) == 1
    assert f"error: broker 127.0.0.1:{port}: [broker] 127.0.0.1:{port} cannot be reached" in capsys.readouterr().out
    given = workspace(f'url = "{broker.address}"')
    assert run(["check", "--live", "--workspace", str(given.path)]) == 0
    assert f"ok: broker {broker.address}: 8 of 8 topics are not there yet" in capsys.readouterr().out
