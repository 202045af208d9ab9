"""Sources: trigger events in. Each type is one file here, named as in `[[sources]] type = "..."`."""

import logging
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icp.account import Account
    from sources.contract import Source
    from streams.policy import Policy

SOURCES = {
    "bombora": "BomboraSource",
    "crunchbase": "CrunchbaseSource",
    "edgar": "EdgarSource",
    "feed": "FeedSource",
    "file": "FileSource",
    "g2": "G2Source",
    "hackernews": "HackerNewsSource",
    "jobs": "JobsSource",
    "web": "WebSource",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())  # tracebacks are for a log file, never for the console


def source_types() -> tuple[str, ...]:
    """The types that `[[sources]]` may name."""
    return tuple(SOURCES)


def source_class(type_: str) -> "type[Source]":
    """The class of a type, imported when first asked for; KeyError where there is none."""
    found: type[Source] = getattr(import_module(f"{__name__}.{type_}"), SOURCES[type_])
    return found


def build_source(
    options: Mapping[str, Any],
    workspace: Path,
    policy: "Policy",
    accounts: "Callable[[], Sequence[Account]] | None" = None,
) -> "Source":
    """The source that a `[[sources]]` table describes. Raises pydantic's ValidationError with all its problems.

    `accounts` gives the account list, for sources that ask for each account.
    """
    from sources.contract import Setting, no_accounts

    kind = options.get("type")
    if not isinstance(kind, str) or kind not in SOURCES:
        raise _unknown(kind)
    made = source_class(kind)
    checked = made.options_model.model_validate(dict(options), context={"workspace": workspace})
    return made(checked, Setting(workspace, policy, accounts or no_accounts))


def _unknown(found: Any) -> Exception:
    from pydantic import ValidationError
    from pydantic_core import InitErrorDetails, PydanticCustomError

    known = ", ".join(SOURCES)
    cause = PydanticCustomError("source_type", "expected a type of source ({known})", {"known": known})
    return ValidationError.from_exception_data("source", [InitErrorDetails(type=cause, loc=("type",), input=found)])
