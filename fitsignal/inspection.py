"""The inspection of a workspace: reads its files, and gathers what is wrong instead of stopping."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from fitsignal import config
from fitsignal.broker_rules import broker_problems
from fitsignal.environment import Expansion, variables
from fitsignal.masking import Mask, clear_secret, leaves, without
from fitsignal.masking import Path as Place
from fitsignal.policy_rules import policy_problems
from fitsignal.privacy import privacy_problems
from fitsignal.receiver_rules import network_problems, receiver_problems
from fitsignal.rooms import sink_findings, sink_types, source_options_model
from fitsignal.settings import Settings, WorkspaceTable
from fitsignal.toml_file import read_toml
from fitsignal.validation import Reader
from fitsignal.workspace import Workspace
from icp.problem import Level, Problem, shown

if TYPE_CHECKING:
    from icp.profile import Profile
    from sources.contract import Source
    from streams.policy import Policy

FILE = "fitsignal.toml"
M = TypeVar("M", bound=BaseModel)


def inspect(path: Path, *, accounts: bool) -> "config.Checked":
    """The workspace in a folder with every problem; `accounts`: its account list is read and checked too."""
    folder = path.resolve()
    if not (folder / FILE).is_file():
        message = f"{path} is no workspace: it has no {FILE}; `fitsignal init {path}` makes one"
        return config.Checked(None, (Problem(where=str(path), message=message),))
    raw, problems = read_toml(folder / FILE, FILE)
    if raw is None:
        return config.Checked(None, tuple(problems))
    return Inspection(folder, raw).result(accounts=accounts)


class Inspection:
    def __init__(self, folder: Path, raw: dict[str, Any]) -> None:
        known, problems = variables(folder)
        self.folder, self.raw, self.problems = folder, raw, problems
        self.reader = Reader(FILE, raw)
        expansion = Expansion(known, FILE, self.reader.path_text)
        self.tables = expansion.expand(raw)
        self.reader.known_bad = expansion.failed
        self.problems += expansion.problems
        self.mask = Mask(raw, expansion.used)
        self.profile_files: dict[str, str] = {}

    def result(self, *, accounts: bool) -> "config.Checked":
        settings = self.model(Settings, self.tables, ())
        policy, profiles = self.policy, self.profiles()
        sources, sinks = self.sources(), self.sinks()
        digest = self.digest()
        self.routes(settings, profiles)
        self.receiver(settings, read=accounts)
        if settings and settings.broker:
            self.problems += broker_problems(settings.broker, self.folder, self.reader)
        if settings and policy:
            self.problems += privacy_problems(settings.privacy, policy, self.reader)
        self.clear_secrets()
        workspace = None
        if settings and policy and profiles and not self.failed:
            workspace = Workspace(
                path=self.folder,
                name=settings.workspace.name or self.folder.name,
                timezone=settings.workspace.timezone,
                clock=settings.workspace.clock,
                accounts_path=self.folder / settings.workspace.accounts,
                policy=policy,
                profiles=tuple(profiles),
                source_options=tuple({**options, "name": source.name} for options, source in sources),
                sinks=tuple(sinks),
                routes=settings.routes,
                digest=digest,
                receiver=settings.receiver,
                privacy=settings.privacy,
                bind=_bind(settings),
                private_bind=settings.dashboard.bind if settings.dashboard else None,
                broker=settings.broker,
            )
        self.accounts(workspace, profiles, read=accounts)
        self.nothing_comes_in()
        return config.Checked(None if self.failed else workspace, tuple(map(self.masked, self.problems)))

    @property
    def failed(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)

    def masked(self, problem: Problem) -> Problem:
        texts = {key: self.mask(getattr(problem, key)) for key in ("found", "expected", "message")}
        return problem.model_copy(update=texts)

    def model(self, model: type[M], table: Any, place: Place, schema: Any = None) -> M | None:
        """The table as a model, None and its problems where it is wrong."""
        try:
            return model.model_validate(table)
        except ValidationError as error:
            self.problems += self.reader.problems(error, schema or model, place)
            return None

    @cached_property
    def named(self) -> WorkspaceTable:
        """What `[workspace]` says of files, even where other keys of it are wrong."""
        table = self.table("workspace")
        try:
            return WorkspaceTable.model_validate(table)
        except ValidationError as error:
            bad = {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
            return WorkspaceTable.model_validate({key: value for key, value in table.items() if key not in bad})

    @cached_property
    def policy(self) -> "Policy | None":
        from streams.policy import Policy

        over = self.table("policy")
        try:
            policy = Policy.model_validate(config.policy_tables(over))
        except ValidationError as error:
            self.problems += self.reader.problems(error, Policy, ("policy",))
            self.problems += policy_problems(_sound_part(over, error), self.reader)
            return None
        self.problems += policy_problems(policy, self.reader)
        return policy

    def digest(self) -> Any:
        from sinks.digest_policy import DigestPolicy

        if not isinstance(self.tables.get("digest"), dict):
            return None
        return self.model(DigestPolicy, config.digest_tables(self.table("digest")), ("digest",))

    def sources(self) -> "list[tuple[dict[str, Any], Source]]":
        from sources import build_source, source_types

        policy = self.policy or config.default_policy()
        built = []
        for place, options in self.listed("sources"):
            if self.type_is_known(options, place, source_types(), "source"):
                try:
                    built.append((options, build_source(options, self.folder, policy)))
                except ValidationError as error:
                    self.problems += self.reader.problems(error, source_options_model(str(options["type"])), place)
        self.no_repeats([source.name for _, source in built], "sources")
        self.live_sources([source for _, source in built])
        return built

    def sinks(self) -> list[BaseModel]:
        found: list[BaseModel] = []
        types = sink_types()
        for place, options in self.listed("sinks"):
            if self.type_is_known(options, place, tuple(types), "sink"):
                checked = self.model(types[options["type"]](), options, place)
                found += [checked] if checked else []
                if checked and not any(bad[:2] == place for bad in self.reader.known_bad):
                    self.findings(checked, place)
        self.no_repeats([str(getattr(options, "name", "")) for options in found], "sinks")
        return found

    def findings(self, sink: BaseModel, place: Place) -> None:
        for finding in sink_findings(sink):
            level: Level = "error" if finding.level == "error" else "warning"
            self.problems.append(self.reader.problem(place, finding.message, level=level))

    def profiles(self) -> "list[Profile]":
        from icp.profile_reading import parse_profile

        found = []
        for name in self.named.profile:
            path = self.file_in_workspace(name, ("workspace", "profile"))
            document, problems = read_toml(path, name) if path else (None, [])
            self.problems += problems
            if document is not None:
                profile, said = parse_profile(document, name)
                self.problems += said
                if profile:
                    found.append(profile)
                    self.profile_files[profile.name] = name
        self.no_repeats([profile.name for profile in found], "profiles")
        return found

    def accounts(self, workspace: Workspace | None, profiles: "Sequence[Profile]", *, read: bool) -> None:
        name = self.named.accounts
        path = self.file_in_workspace(name, ("workspace", "accounts"))
        if path is None or not read:
            return
        try:
            intake = workspace.intake if workspace else _read(path, name)
        except OSError as error:
            self.problems.append(Problem(where=name, message=f"{name} cannot be read: {error.strerror or error}"))
            return
        self.problems += intake.problems
        if not intake.accounts and not any(problem.level == "error" for problem in intake.problems):
            self.problems.append(_no_account(name))
        self.lint(profiles, intake.accounts)

    def lint(self, profiles: "Sequence[Profile]", accounts: Sequence[Any]) -> None:
        from icp.lint import lint

        for profile in profiles:
            for problem in lint(profile, accounts):
                self.problems.append(problem.model_copy(update={"where": self.profile_files[profile.name]}))

    def nothing_comes_in(self) -> None:
        """A hint, where nothing else keeps the workspace from running, that it would run idle."""
        ways = self.tables.get("sources"), self.tables.get("receiver"), self.tables.get("broker")
        if not self.failed and ways[0] in (None, []) and ways[1:] == (None, None):
            expected = "a [[sources]] table or a [receiver]"
            what = f"nothing is configured to come in, expected {expected}; `fitsignal init FOLDER` makes an example"
            self.problems.append(self.reader.problem((), what, expected=expected, level="warning"))

    def routes(self, settings: Settings | None, profiles: "Sequence[Profile]") -> None:
        names = [profile.name for profile in profiles]
        for place, route in enumerate(settings.routes if settings and names else ()):
            for name in route.when.profile:
                if name not in names:
                    path = ("routes", place, "when", "profile")
                    self.problems.append(self.reader.unknown_word(path, name, "profile of this workspace", names))

    def receiver(self, settings: Settings | None, *, read: bool) -> None:
        if settings and settings.receiver:
            self.problems += receiver_problems(settings.receiver, self.reader)
            self.problems += network_problems(settings.receiver, self.folder, self.reader, read=read)

    def clear_secrets(self) -> None:
        for place, value in leaves(self.raw):
            if place[0] != "policy" and clear_secret(place, value):
                what = "found a secret in clear, expected ${NAME} with NAME in .env or the environment"
                self.problems.append(self.reader.problem(place, what, level="warning"))

    def live_sources(self, sources: "Sequence[Source]") -> None:
        if self.named.clock == "recorded":
            for source in sources:
                if source.live:
                    what = f'found "recorded", but the source {source.name} is live: its news would never count as late'
                    self.problems.append(self.reader.problem(("workspace", "clock"), what, level="warning"))

    def type_is_known(self, options: dict[str, Any], place: Place, known: Sequence[str], noun: str) -> bool:
        path = (*place, "type")
        type_ = options.get("type")
        expected = ", ".join(known)
        if not isinstance(type_, str):
            self.problems.append(self.reader.unmet(path, self.reader.found(path), f"one of {expected}"))
        elif type_ not in known and path not in self.reader.known_bad:
            self.problems.append(self.reader.unknown_word(path, type_, f"type of {noun}", known))
        return type_ in known

    def no_repeats(self, names: Sequence[str], what: str) -> None:
        for name, count in Counter(names).items():
            if count > 1:
                message = f"{FILE} {what}.name: found {shown(name)} {count} times, expected a name of its own for each"
                self.problems.append(Problem(where=FILE, field=f"{what}.name", found=name, message=message))

    def file_in_workspace(self, name: str, place: Place) -> Path | None:
        path = (self.folder / name).resolve()
        if place in self.reader.known_bad:
            return None
        if Path(name).is_absolute() or not path.is_relative_to(self.folder):
            self.problems.append(self.reader.unmet(place, shown(name), "a path inside the workspace, relative to it"))
            return None
        if not path.is_file():
            self.problems.append(
                self.reader.unmet(place, f"{shown(name)}, which is not there", "a file of the workspace")
            )
            return None
        return path

    def table(self, name: str) -> dict[str, Any]:
        value = self.tables.get(name)
        return value if isinstance(value, dict) else {}

    def listed(self, name: str) -> list[tuple[Place, dict[str, Any]]]:
        rows = self.tables.get(name)
        rows = rows if isinstance(rows, list) else []
        return [((name, place), row) for place, row in enumerate(rows) if isinstance(row, dict)]


def _sound_part(over: dict[str, Any], error: ValidationError) -> "Policy":
    """The policy without the keys that are wrong, so that the rest of it can be checked too."""
    from streams.policy import Policy

    for detail in error.errors(include_url=False):
        over = without(over, tuple(part for part in detail["loc"] if part != "[key]"))
    try:
        return Policy.model_validate(config.policy_tables(over))
    except ValidationError:
        return config.default_policy()


def _no_account(name: str) -> Problem:
    message = f"{name} holds not a single account: a signal will find no company but one that is discovered"
    return Problem(where=name, expected="a row for each company", message=message, level="warning")


def _read(path: Path, name: str) -> Any:
    from fitsignal.workspace import read_account_file

    return read_account_file(path, name)


def _bind(settings: Settings) -> str | None:
    """Where the receiver listens, and without a broker all else with it."""
    tables = (settings.receiver, None if settings.broker else settings.dashboard)
    return next((table.bind for table in tables if table and table.bind), None)
