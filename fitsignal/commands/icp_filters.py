"""icp filters: the profile as the filters of a tool that lists are bought from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from fitsignal.errors import ConfigError
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table

if TYPE_CHECKING:
    from icp.profile import Profile


def filters_(
    *,
    tool: Annotated[
        Literal["sales-navigator", "apollo"], Parameter(name="--for", help="The tool: sales-navigator or apollo.")
    ],
    profile: Annotated[Path | None, Parameter(help="The profile; without it, the workspace's.")] = None,
    common: Shared = COMMON,
) -> None:
    """The profile as filters, and what the tool cannot ask."""
    from icp.targeting import filters

    rows = [
        {"profile": found.name, **each._asdict(), "values": list(each.values)}
        for found in _profiles(profile, common.workspace)
        for each in filters(found, tool)
    ]
    columns = ("criterion", "field", "exclude", "values", "note")
    present(rows, json=common.json, show=lambda told: table(told, columns))


def _profiles(path: Path | None, folder: Path) -> "list[Profile]":
    if path is None:
        from fitsignal.config import load_workspace

        return list(load_workspace(folder).profiles)
    from fitsignal.toml_file import read_toml
    from icp.profile import parse_profile

    tables, problems = read_toml(path, path.name)
    found, said = parse_profile(tables, path.name) if tables is not None else (None, problems)
    if found is None:
        raise ConfigError(tuple(said))
    return [found]
