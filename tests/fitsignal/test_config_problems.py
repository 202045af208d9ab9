"""Broken workspaces: every problem at once, each with its key, what was found, what was expected, the nearest key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fitsignal.config import check_workspace, checked_workspace, load_workspace
from fitsignal.errors import ConfigError
from sources import source_types

Write = Callable[..., Path]

KINDS = (
    "visit, form_submitted, job_posting, hiring_surge, leadership_hire, leadership_departure, champion_move,"
    " board_appointment, funding_round, fund_close, public_offering, acquisition, topic_surge, review_intent,"
    " technology_change, headcount_growth and 6 more"
)

BROKEN = [
    (
        "[policy.kinds]\nvisit = { halflife = '7d' }",
        "policy.kinds.visit.halflife: found an unknown key, expected one of points, half_life, cap, fresh, window,"
        " weigh, extra_person, people, technology, new, within, times_mean, score, share; did you mean `half_life`?",
    ),
    (
        "[policy.kinds]\nvisit = { half_life = '7 moons' }",
        'policy.kinds.visit.half_life: found \'7 moons\', expected a time span such as "15m", "24h" or "14d"',
    ),
    (
        "[policy.kinds]\nvisit = { half_life = '0s' }",
        "policy.kinds.visit.half_life: found '0s', expected more than 0s",
    ),
    (
        "[policy.kinds]\nvist = { points = 1, cap = 1 }",
        f"policy.kinds.vist: found 'vist', which is no kind, expected one of {KINDS}; did you mean `visit`?",
    ),
    ("[policy]\nalert = { fit = 'high' }", "policy.alert.fit: found 'high', expected a number"),
    ("[policy]\nalert = { fit = 140 }", "policy.alert.fit: found 140, expected at most 100"),
    (
        "[policy]\nalert = { from = 'P7' }",
        "policy.alert.from: found 'P7', expected 'P1', 'P2' or 'P3'",
    ),
    ("[policy]\nlevels.hot = nan", "policy.levels.hot: found nan, expected a finite number"),
    (
        "[policy.priority]\nD = { hot = 'P1' }",
        "policy.priority.D: found an unknown key, expected one of A, B, C",
    ),
    (
        "[policy.roles]\nbuyer = ['sale']",
        "policy.roles.buyer: found 'sale', which is no role family, expected one of executive, sales, marketing,"
        " revops, customer_success, operations, data, technology, security, finance, people, product;"
        " did you mean `sales`?",
    ),
    (
        "[policy.escalation]\nalways = ['form_submitted:dmo']",
        "policy.escalation.always: found 'form_submitted:dmo', which is no detail of form_submitted, expected one of"
        " form_submitted:contact, form_submitted:demo, form_submitted:download, form_submitted:newsletter,"
        " form_submitted:trial, form_submitted:webinar; did you mean `form_submitted:demo`?",
    ),
    ("policy = 3", "policy: found 3, expected a table"),
    (
        "[workspace]\ntimezone = 'Europe/Pariss'",
        "workspace.timezone: found 'Europe/Pariss', expected a time zone such as \"Europe/Paris\";"
        " did you mean Europe/Paris?",
    ),
    (
        "[workspace]\nacounts = 'a.csv'",
        "workspace.acounts: found an unknown key, expected one of name, timezone, accounts, profile, clock;"
        " did you mean `accounts`?",
    ),
    (
        "[workspace]\naccounts = '../list.csv'",
        "workspace.accounts: found '../list.csv', expected a path inside the workspace, relative to it",
    ),
    (
        "[workspace]\nprofile = ['icp.toml', 'none.toml']",
        "workspace.profile: found 'none.toml', which is not there, expected a file of the workspace",
    ),
    (
        "[workspace]\nclock = 'recoded'",
        "workspace.clock: found 'recoded', expected 'wall' or 'recorded'; did you mean `recorded`?",
    ),
    (
        "[[sources]]\ntype = 'fede'",
        "sources[1].type: found 'fede', which is no type of source, expected one of"
        f" {', '.join(source_types())}; did you mean `feed`?",
    ),
    ("[[sources]]\nname = 'x'", f"sources.x.type: found nothing, expected one of {', '.join(source_types())}"),
    (
        "[[sources]]\ntype = 'file'\nname = 'in'\npath = 'a'\nevry = '1s'",
        "sources.in.evry: found an unknown key, expected one of type, name, every, first, path; did you mean `every`?",
    ),
    (
        "[[sources]]\ntype = 'file'\npath = 'a'\nevery = '500ms'",
        'sources[1].every: found \'500ms\', expected a time span such as "15m", "24h" or "14d"',
    ),
    (
        "[[sources]]\ntype = 'file'\npath = 'a'\nevery = '0.5s'",
        'sources[1].every: found \'0.5s\', expected a span from "1s" to "365d"',
    ),
    (
        "[[sources]]\ntype = 'file'\npath = 'a'\n[[sources]]\ntype = 'file'\npath = 'b'",
        "sources.name: found 'file' 2 times, expected a name of its own for each",
    ),
    (
        "[[sinks]]\ntype = 'slak'",
        "sinks[1].type: found 'slak', which is no type of sink, expected one of console, slack, email, webhook,"
        " hubspot, salesforce; did you mean `slack`?",
    ),
    ("[[sinks]]\ntype = 'slack'", "sinks[1]: expected exactly one of token and webhook, found neither"),
    (
        "[[sinks]]\ntype = 'slack'\ntoken = '${NO_SUCH_TOKEN}'\nchannel = '#x'",
        "sinks[1].token: found ${NO_SUCH_TOKEN}, but NO_SUCH_TOKEN is not set,"
        " expected NO_SUCH_TOKEN in the environment or in .env",
    ),
    (
        "[[sinks]]\ntype = 'slack'\ntoken = '${SLACK-TOKEN}'\nchannel = '#x'",
        "sinks[1].token: found ${SLACK-TOKEN}, which names no variable, expected ${NAME} of letters, digits and _",
    ),
    (
        "[receiver]\nbind = 'localhost'",
        "receiver.bind: found 'localhost', expected an address and a port such as \"127.0.0.1:8787\"",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'rb2'\nsecret = '${PATH}'",
        "receiver.hooks.a.type: found 'rb2', which is no type of hook, expected one of segment, rudderstack,"
        " posthog, rb2b, snitcher, warmly, happierleads, clearbit, standard-webhooks, common-room, usergems, generic;"
        " did you mean `rb2b`?",
    ),
    (
        "[receiver]\ntrusted_proxies = ['10.0.0.0/8', 'caddy']",
        "receiver.trusted_proxies[2]: found 'caddy', expected an address or a network such as \"198.51.100.0/24\"",
    ),
    (
        "[receiver]\nspool = { bytes = '2 gigs' }",
        'receiver.spool.bytes: found \'2 gigs\', expected a size such as "512kB", "10MB" or "2GB"',
    ),
    ("[receiver]\nspool = { bytes = '1kB' }", "receiver.spool.bytes: found '1kB', expected from 1 MB to 1 TB"),
    ("[receiver]\nspool = { age = '1s' }", "receiver.spool.age: found '1s', expected at least 1m"),
    ("[receiver]\nrate = { per_second = 0 }", "receiver.rate.per_second: found 0, expected more than 0"),
    (
        "[receiver]\npublic_url = 'hooks.example.com'",
        "receiver.public_url: found 'hooks.example.com', expected an address such as \"https://hooks.example.com\"",
    ),
    (
        "[receiver]\nkeys = { website = '${PATH}', app = '${PATH}' }",
        "receiver.keys.app: found the key of website again, expected a key of its own for each client",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'rb2b'\nsecret = '${PATH}'\n"
        "[[receiver.hooks]]\nname = 'a'\ntype = 'snitcher'\nsecret = '${PATH}'",
        "receiver.hooks: found 'a' 2 times, expected a name of its own for each hook",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'rb2b'",
        "receiver.hooks.a.secret: found nothing, expected a secret, or a list of them",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\nsecret = '${PATH}'",
        "receiver.hooks.a.type: found nothing, expected one of segment, rudderstack, posthog, rb2b, snitcher, warmly,"
        " happierleads, clearbit, standard-webhooks, common-room, usergems, generic",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'rb2b'\nsecret = '${PATH}'\nfields = { url = 'page' }",
        "receiver.hooks.a.fields: found an unknown key, expected one of name, secret, type",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'generic'\nsecret = '${PATH}'\nfields = { compny = 'org' }",
        "receiver.hooks.a.fields.compny: found an unknown key, expected one of kind, id, at, domain, company, email,"
        " url, title, referrer, country, visitor, user, ip, agent, confidence, details.NAME and 1 more;"
        " did you mean `company`?",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'generic'\nsecret = []",
        "receiver.hooks.a.secret: found a secret, expected a list that is not empty",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'generic'\nsecret = '${PATH}'\nkind = 'visits'",
        'receiver.hooks.a.kind: found \'visits\', expected a kind of signal such as "visit", or "custom:NAME";'
        " did you mean `visit`?",
    ),
    (
        "[[receiver.hooks]]\nname = 'a'\ntype = 'generic'\nsecret = '${PATH}'\nauth = 'hmac'",
        'receiver.hooks.a: auth = "hmac" needs header = "...": the one that holds the signature',
    ),
    (
        "[receiver]\nnetworks = ['geo/asn.mmdb']",
        "receiver.networks[1]: found 'geo/asn.mmdb', which is not there, expected a file",
    ),
    (
        "[[routes]]\nwhen = { priority = 'P1', profile = 'Scaleups' }\nto = 'owner'",
        "routes[1].when.profile: found 'Scaleups', which is no profile of this workspace, expected one of Scale-ups;"
        " did you mean `Scale-ups`?",
    ),
    ("[[routes]]\nwhen = { priority = 'P1' }", "routes[1]: expected either to or round_robin"),
    ("[digest]\nat = '8:00'", "digest.at: found '8:00', expected a time of day such as \"08:00\""),
    ("[broker]", "broker.url: found nothing, expected text in quotes"),
    (
        "[broker]\nurl = 'kafka-1.example:9092,kafka-2.example'",
        "broker.url: found 'kafka-1.example:9092,kafka-2.example', expected addresses with their ports such as"
        ' "kafka-1.example:9092,kafka-2.example:9092"',
    ),
    ("[broker]\nurl = 'k:1'\npartitions = 0", "broker.partitions: found 0, expected at least 1"),
    (
        "[broker]\nurl = 'k:1'\nsasl = { mechanism = 'GSSAPI', user = 'ann', password = 'in-clear-for-once' }",
        "broker.sasl.mechanism: found 'GSSAPI', expected 'PLAIN', 'SCRAM-SHA-256' or 'SCRAM-SHA-512'",
    ),
    ("[broker]\nurl = 'k:1'\ntls = { key = 'a.pem' }", "broker.tls: expected cert beside key"),
    (
        "[broker]\nurl = 'k:1'\ntls = { ca = 'ca.pem' }",
        "broker.tls.ca: found 'ca.pem', which is not there, expected a file",
    ),
    (
        "[polcy]",
        "polcy: found an unknown key, expected one of workspace, sources, crm, receiver, privacy, policy, routes,"
        " sinks, exports, digest, say, dashboard, broker; did you mean `policy`?",
    ),
]


@pytest.mark.parametrize(("config", "sentence"), BROKEN, ids=[sentence.split(":")[0] for _, sentence in BROKEN])
def test_a_broken_config_is_told_in_one_sentence(write: Write, config: str, sentence: str) -> None:
    problems = check_workspace(write(config))
    assert [problem.message for problem in problems if problem.level == "error"] == [f"fitsignal.toml {sentence}"]


@pytest.mark.parametrize(("config", "_"), BROKEN, ids=[sentence.split(":")[0] for _, sentence in BROKEN])
def test_what_check_refuses_run_refuses(write: Write, config: str, _: str) -> None:
    with pytest.raises(ConfigError):
        checked_workspace(write(config))


def test_all_broken_tables_together_give_all_their_problems(write: Write) -> None:
    config = """
    [workspace]
    timezone = "Mars"
    [policy]
    alert.fit = "x"
    roles.buyer = ["sale"]
    [[sources]]
    type = "feed"
    [[sinks]]
    type = "slack"
    [digest]
    at = "noon"
    """
    broken_profile = "[[criteria]]\nname = 'x'\nrole = 'must'\nattribute = 'a'\nexists = true\n"
    problems = check_workspace(write(config, icp__toml=broken_profile, accounts__csv="domain\nnot a domain\n"))
    fields = {(problem.where, problem.field) for problem in problems if problem.level == "error"}
    assert fields >= {
        ("fitsignal.toml", "workspace.timezone"),
        ("fitsignal.toml", "policy.alert.fit"),
        ("fitsignal.toml", "policy.roles.buyer"),
        ("fitsignal.toml", "sources[1]"),
        ("fitsignal.toml", "sinks[1]"),
        ("fitsignal.toml", "digest.at"),
        ("icp.toml", "criteria[1].role"),
        ("accounts.csv line 2", "domain"),
    }


SYNTAX = [
    ("[workspace\n", "fitsignal.toml line 1, column 11 is not TOML: "),
    ("a = 1\nb = \n", "fitsignal.toml line 2, column 5 is not TOML: "),
    ("a = 1\na = 2\n", "fitsignal.toml line 2, column 6 is not TOML: "),
    ('a = "x', "fitsignal.toml line 1 (the end) is not TOML: "),
]


@pytest.mark.parametrize(("config", "beginning"), SYNTAX)
def test_a_slip_in_the_syntax_is_told_with_line_and_column(write: Write, config: str, beginning: str) -> None:
    (problem,) = check_workspace(write(config))
    assert problem.message.startswith(beginning)


def test_a_file_that_is_not_utf_8_is_told_with_its_line(write: Write) -> None:
    folder = write()
    (folder / "fitsignal.toml").write_bytes(b"# ok\n[workspace]\nname = 'Caf\xe9'\n")
    (problem,) = check_workspace(folder)
    assert problem.message == "fitsignal.toml line 3 is not UTF-8; expected TOML in UTF-8"


def test_a_folder_without_a_config_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"is no workspace: it has no fitsignal\.toml; `fitsignal init .*` makes one"):
        load_workspace(tmp_path)


def test_a_file_that_a_link_leads_out_of_the_workspace_is_refused(write: Write, tmp_path: Path) -> None:
    folder = write()
    (tmp_path / "elsewhere.csv").write_text("domain\nquillmar.example\n")
    (folder / "accounts.csv").unlink()
    (folder / "accounts.csv").symlink_to(tmp_path / "elsewhere.csv")
    (problem,) = check_workspace(folder)
    assert problem.field == "workspace.accounts"


WARNED = [
    ("[policy]\nlevels.hot = 20", "policy.levels.hot"),
    ("[policy.kinds]\n'custom:webinar' = { points = 10 }", "policy.kinds.custom:webinar.cap"),
    ("[policy]\nconfidence = { alert = 0.5, digest = 0.6 }", "policy.confidence.digest"),
    (
        "[workspace]\nclock = 'recorded'\n[[sources]]\ntype = 'feed'\nurl = 'https://news.example/rss'",
        "workspace.clock",
    ),
]


@pytest.mark.parametrize(("config", "field"), WARNED)
def test_what_is_only_odd_is_warned_of_and_runs(write: Write, config: str, field: str) -> None:
    accepted = checked_workspace(write(config))
    assert field in [problem.field for problem in accepted.problems if problem.level == "warning"]


COMING = "[[sources]]\ntype = 'file'\npath = '*.jsonl'"


@pytest.mark.parametrize("config", ["", "[[sinks]]\ntype = 'console'", "sources = []"])
def test_a_workspace_into_which_nothing_comes_is_warned_of(write: Write, config: str) -> None:
    (warned,) = checked_workspace(write(config)).problems
    assert (warned.level, warned.where) == ("warning", "fitsignal.toml")
    assert warned.message == (
        "fitsignal.toml: nothing is configured to come in, expected a [[sources]] table or a [receiver];"
        " `fitsignal init FOLDER` makes an example"
    )


@pytest.mark.parametrize("config", [COMING, "[receiver]", "[receiver]\nkeys = { website = '${KEY}' }"])
def test_a_source_or_a_receiver_is_enough_to_come_in(write: Write, config: str) -> None:
    assert not [each for each in check_workspace(write(config, **{"__env": "KEY=abc"})) if each.level == "warning"]


@pytest.mark.parametrize(
    "accounts", ["domain,name\n", "domain,name\nhttps://www.linkedin.com/company/quillmar,Quillmar\n"]
)
def test_a_list_without_a_single_account_is_warned_of(write: Write, accounts: str) -> None:
    *_, warned = checked_workspace(write(COMING, accounts__csv=accounts)).problems
    assert (warned.level, warned.where) == ("warning", "accounts.csv")
    assert warned.message.startswith("accounts.csv holds not a single account: ")


def test_a_list_that_cannot_be_read_is_told_once(write: Write) -> None:
    (problem,) = check_workspace(write(COMING, accounts__csv=""))
    assert problem.message == "accounts.csv holds no rows"


def test_a_policy_problem_names_only_what_the_workspace_wrote(write: Write) -> None:
    problems = check_workspace(
        write("[policy.kinds.visit]\npoints = -1\n[policy.pages.mine]\npoints = 1\nmatch = ['/x']")
    )
    assert [problem.field for problem in problems if problem.level == "error"] == ["policy.kinds.visit.points"]


def test_a_broken_file_of_networks_is_told_by_check_before_anything_runs(write: Write) -> None:
    folder = write("[receiver]\nnetworks = ['asn.mmdb']", asn__mmdb="no database")
    (problem,) = [each for each in check_workspace(folder) if each.level == "error"]
    assert problem.message.startswith("fitsignal.toml receiver.networks[1]: ")
    assert problem.message.endswith("download it again, or take it out of `networks`")
