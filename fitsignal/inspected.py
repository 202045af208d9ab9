"""What a document's tables make: policy, digest, profiles, sources, sinks. What is wrong with them is its problem."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from fitsignal.defaults import default_policy, digest_tables, policy_tables
from fitsignal.document import Document
from fitsignal.masking import Path as Place
from fitsignal.masking import without
from fitsignal.policy_rules import policy_problems
from fitsignal.rooms import sink_findings, sink_types, source_options_model
from fitsignal.toml_file import read_toml
from icp.problem import Level

if TYPE_CHECKING:
    from icp.profile import Profile
    from sources.contract import Source
    from streams.policy import Policy


def policy_of(document: Document) -> "Policy | None":
    """The shipped policy under `[policy]`; None where that is wrong."""
    from streams.policy import Policy

    over = document.table("policy")
    try:
        policy = Policy.model_validate(policy_tables(over))
    except ValidationError as error:
        document.problems += document.reader.problems(error, Policy, ("policy",))
        document.problems += policy_problems(_sound_part(over, error), document.reader)
        return None
    document.problems += policy_problems(policy, document.reader)
    return policy


def _sound_part(over: dict[str, Any], error: ValidationError) -> "Policy":
    """The policy without the keys that are wrong, so that the rest of it can be checked too."""
    from streams.policy import Policy

    for detail in error.errors(include_url=False):
        over = without(over, tuple(part for part in detail["loc"] if part != "[key]"))
    try:
        return Policy.model_validate(policy_tables(over))
    except ValidationError:
        return default_policy()


def digest_of(document: Document) -> Any:
    """The shipped digest under `[digest]`; None where there is none."""
    from sinks.digest_policy import DigestPolicy

    if not isinstance(document.tables.get("digest"), dict):
        return None
    return document.model(DigestPolicy, digest_tables(document.table("digest")), ("digest",))


def profiles_of(document: Document) -> "dict[str, Profile]":
    """The profiles that can be read, each by the name of its file."""
    from icp.profile_reading import parse_profile

    found: dict[str, Profile] = {}
    for name in document.named.profile:
        path = document.file_in_workspace(name, ("workspace", "profile"))
        table, problems = read_toml(path, name) if path else (None, [])
        document.problems += problems
        if table is not None:
            profile, said = parse_profile(table, name)
            document.problems += said
            found |= {name: profile} if profile else {}
    document.no_repeats([profile.name for profile in found.values()], "profiles")
    return found


def sources_of(document: Document, policy: "Policy") -> "list[tuple[dict[str, Any], Source]]":
    """The sources that can be built, each with its table."""
    from sources import build_source, source_types

    built = []
    for place, options in document.listed("sources"):
        if document.type_is_known(options, place, source_types(), "source"):
            try:
                built.append((options, build_source(options, document.folder, policy)))
            except ValidationError as error:
                model = source_options_model(str(options["type"]))
                document.problems += document.reader.problems(error, model, place)
    document.no_repeats([source.name for _, source in built], "sources")
    if document.named.clock == "recorded":
        _warn_of_live(document, [source for _, source in built])
    return built


def _warn_of_live(document: Document, sources: "list[Source]") -> None:
    for source in sources:
        if source.live:
            what = f'found "recorded", but the source {source.name} is live: its news would never count as late'
            document.warn(("workspace", "clock"), what)


def sinks_of(document: Document) -> list[BaseModel]:
    """The options of the sinks that are right."""
    found: list[BaseModel] = []
    types = sink_types()
    for place, options in document.listed("sinks"):
        if document.type_is_known(options, place, tuple(types), "sink"):
            checked = document.model(types[options["type"]](), options, place)
            found += [checked] if checked else []
            if checked and not any(bad[:2] == place for bad in document.reader.known_bad):
                _note_findings(document, checked, place)
    document.no_repeats([str(getattr(options, "name", "")) for options in found], "sinks")
    return found


def _note_findings(document: Document, sink: BaseModel, place: Place) -> None:
    for finding in sink_findings(sink):
        level: Level = "error" if finding.level == "error" else "warning"
        document.problems.append(document.reader.problem(place, finding.message, level=level))
