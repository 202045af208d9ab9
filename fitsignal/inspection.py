"""The inspection of a workspace: reads its files, and gathers what is wrong instead of stopping."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fitsignal.answer_rules import answer_problems
from fitsignal.broker_rules import broker_problems
from fitsignal.crm_rules import crms_of
from fitsignal.defaults import default_policy
from fitsignal.document import FILE, Document
from fitsignal.inspected import digest_of, policy_of, profiles_of, sinks_of, sources_of
from fitsignal.masking import clear_secret, leaves
from fitsignal.privacy import privacy_problems
from fitsignal.receiver_rules import network_problems, receiver_problems
from fitsignal.say_rules import templates_of
from fitsignal.settings import Settings
from fitsignal.toml_file import read_toml
from fitsignal.workspace import Workspace
from icp.problem import Problem

if TYPE_CHECKING:
    from icp.profile import Profile
    from streams.policy import Policy


class Checked(NamedTuple):
    """A workspace with every problem found; None where there are errors."""

    workspace: Workspace | None
    problems: tuple[Problem, ...]


def inspect(path: Path, *, accounts: bool) -> Checked:
    """The workspace in a folder with every problem; `accounts`: its account list is read and checked too."""
    folder = path.resolve()
    if not (folder / FILE).is_file():
        message = f"{path} is no workspace: it has no {FILE}; `fitsignal init {path}` makes one"
        return Checked(None, (Problem(where=str(path), message=message),))
    raw, problems = read_toml(folder / FILE, FILE)
    if raw is None:
        return Checked(None, tuple(problems))
    return inspected(Document(folder, raw), accounts=accounts)


def inspected(document: Document, *, accounts: bool) -> Checked:
    """What a document makes, and every problem of it."""
    settings = document.model(Settings, document.tables, ())
    policy, profiles = policy_of(document), profiles_of(document)
    sources = sources_of(document, policy or default_policy())
    parts = {
        "source_options": tuple({**options, "name": source.name} for options, source in sources),
        "sinks": tuple(sinks_of(document)),
        "crms": tuple(crms_of(document)),
        "digest": digest_of(document),
        "say": templates_of(document, [profile.name for profile in profiles.values()]),
    }
    if settings:
        _check_settings(document, settings, policy, profiles, read=accounts)
        document.problems += answer_problems(document, settings, parts["sinks"])
    _check_secrets(document)
    workspace = None
    if settings and policy and profiles and not document.failed:
        workspace = _workspace(document, settings, policy=policy, profiles=tuple(profiles.values()), **parts)
    _check_accounts(document, workspace, profiles, read=accounts)
    _check_something_comes_in(document)
    return Checked(None if document.failed else workspace, document.told())


def _workspace(document: Document, settings: Settings, **parts: Any) -> Workspace:
    return Workspace(
        path=document.folder,
        name=settings.workspace.name or document.folder.name,
        timezone=settings.workspace.timezone,
        clock=settings.workspace.clock,
        accounts_path=document.folder / settings.workspace.accounts,
        routes=settings.routes,
        exports=settings.exports,
        receiver=settings.receiver,
        privacy=settings.privacy,
        bind=_bind(settings),
        private_bind=settings.dashboard.bind if settings.dashboard else None,
        broker=settings.broker,
        **parts,
    )


def _bind(settings: Settings) -> str | None:
    """Where the receiver listens, and without a broker all else with it."""
    tables = (settings.receiver, None if settings.broker else settings.dashboard)
    return next((table.bind for table in tables if table and table.bind), None)


def _check_settings(
    document: Document,
    settings: Settings,
    policy: "Policy | None",
    profiles: "Mapping[str, Profile]",
    *,
    read: bool,
) -> None:
    """What one table says against another, and against files; `read`: those of networks are read too."""
    _check_routes(document, settings, [profile.name for profile in profiles.values()])
    if settings.receiver:
        document.problems += receiver_problems(settings.receiver, document.reader)
        document.problems += network_problems(settings.receiver, document.folder, document.reader, read=read)
    if settings.broker:
        document.problems += broker_problems(settings.broker, document.folder, document.reader)
    if policy:
        document.problems += privacy_problems(settings.privacy, policy, document.reader)


def _check_routes(document: Document, settings: Settings, names: Sequence[str]) -> None:
    for place, route in enumerate(settings.routes if names else ()):
        for name in route.when.profile:
            if name not in names:
                path = ("routes", place, "when", "profile")
                unknown = document.reader.unknown_word(path, name, "profile of this workspace", names)
                document.problems.append(unknown)


def _check_secrets(document: Document) -> None:
    for place, value in leaves(document.raw):
        if place[0] != "policy" and clear_secret(place, value):
            document.warn(place, "found a secret in clear, expected ${NAME} with NAME in .env or the environment")


def _check_accounts(
    document: Document, workspace: Workspace | None, profiles: "Mapping[str, Profile]", *, read: bool
) -> None:
    name = document.named.accounts
    path = document.file_in_workspace(name, ("workspace", "accounts"))
    if path is None or not read:
        return
    try:
        intake = workspace.intake if workspace else _read(path, name)
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror or error}"
        document.problems.append(Problem(where=name, message=message))
        return
    document.problems += intake.problems
    if not intake.accounts and not any(problem.level == "error" for problem in intake.problems):
        document.problems.append(_no_account(name))
    _lint(document, profiles, intake.accounts)


def _read(path: Path, name: str) -> Any:
    from fitsignal.workspace import read_account_file

    return read_account_file(path, name, folder=path.parent)


def _no_account(name: str) -> Problem:
    message = f"{name} holds not a single account: a signal will find no company but one that is discovered"
    return Problem(where=name, expected="a row for each company", message=message, level="warning")


def _lint(document: Document, profiles: "Mapping[str, Profile]", accounts: Sequence[Any]) -> None:
    from icp.lint import lint

    for file, profile in profiles.items():
        document.problems += [problem.model_copy(update={"where": file}) for problem in lint(profile, accounts)]


def _check_something_comes_in(document: Document) -> None:
    """A hint, where nothing else keeps the workspace from running, that it would run idle."""
    ways = document.tables.get("sources"), document.tables.get("receiver"), document.tables.get("broker")
    if not document.failed and ways[0] in (None, []) and ways[1:] == (None, None):
        expected = "a [[sources]] table or a [receiver]"
        what = f"nothing is configured to come in, expected {expected}; `fitsignal init FOLDER` makes an example"
        document.problems.append(document.reader.problem((), what, expected=expected, level="warning"))
