"""A workspace whose configuration was read and found right."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from fitsignal.export_settings import Export
from fitsignal.privacy import Privacy
from fitsignal.receiver_settings import Receiver
from fitsignal.settings import Broker, Route
from sinks.say import NONE, Templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from icp.intake import Intake
    from icp.profile import Profile
    from icp.records import Format
    from sinks.digest_policy import DigestPolicy
    from sources.crm.options import CrmOptions
    from streams.policy import Policy

STATE = ".fitsignal"
ELSEWHERE = "FITSIGNAL_STATE"
"""Names another folder for all that is kept: for a workspace that is read-only, as in a container."""
FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
}


@dataclass(frozen=True)
class Workspace:
    """What `fitsignal.toml` and the profiles say. `timezone` is an IANA name; `digest` None: none is sent.

    `source_options` are the tables as `sources.build_source` takes them, `sinks` and `crms` checked options.
    `bind` is the address of the receiver and of all else, `private_bind` that of all else beside a broker.
    """

    path: Path
    name: str
    timezone: str
    clock: Literal["wall", "recorded"]
    accounts_path: Path
    policy: "Policy"
    profiles: "tuple[Profile, ...]"
    source_options: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    sinks: "tuple[BaseModel, ...]" = ()
    crms: "tuple[CrmOptions, ...]" = ()
    exports: tuple[Export, ...] = ()
    routes: tuple[Route, ...] = ()
    digest: "DigestPolicy | None" = None
    receiver: Receiver | None = None
    privacy: Privacy = field(default_factory=Privacy)
    bind: str | None = None
    private_bind: str | None = None
    broker: Broker | None = None
    say: Templates = NONE

    @property
    def state(self) -> Path:
        """The folder of all that the program keeps."""
        return state_of(self.path)

    @property
    def store_path(self) -> Path:
        """The DuckDB file."""
        return self.state / "store.duckdb"

    @cached_property
    def intake(self) -> "Intake":
        """The account list, read once when first asked for. Raises OSError where the file cannot be read."""
        return read_account_file(self.accounts_path, self.accounts_path.name, folder=self.path)


def state_of(folder: Path) -> Path:
    """The folder of all that the program keeps for the workspace in `folder`."""
    return Path(os.environ.get(ELSEWHERE) or folder / STATE)


def read_account_file(
    path: Path, name: str, *, folder: Path | None = None, mapping: "Mapping[str, str] | None" = None
) -> "Intake":
    """An account list by its ending (.csv, .jsonl, .parquet; another is taken as CSV). Raises OSError.

    `mapping` tells what headers mean (header: column), else what the workspace in `folder` remembers of them.
    """
    from fitsignal.column_maps import read_maps
    from icp.intake import read_accounts

    remembered, problems = read_maps(folder) if folder else ({}, [])
    intake = read_accounts(path.read_bytes(), format_of(path), name, mapping=mapping, remembered=remembered)
    return intake._replace(problems=(*problems, *intake.problems)) if problems else intake


def format_of(path: Path) -> "Format":
    """The format that a file's ending tells."""
    return cast("Format", FORMATS.get(path.suffix.lower(), "csv"))
