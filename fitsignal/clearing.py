"""Clearing: a workspace begins anew, as examples and replays do."""

import shutil

from fitsignal.errors import OperatorError
from fitsignal.owner import read_owner
from fitsignal.workspace import Workspace
from sinks.store import Store, StoreOwned

KEPT = ("spool.sqlite", "visitor.key", "visitors.sqlite", "receiver.lock")
"""Stays where a workspace begins anew: what trackers were told is kept, and who must not be collected."""


def clear(workspace: Workspace) -> None:
    """Begin with an empty store: for examples and replays. Refused while the workspace runs."""
    owner = read_owner(workspace.path)
    if owner is not None:
        raise OperatorError(f"{workspace.path} is running (pid {owner.pid}): stop it before it can begin anew")
    try:
        if workspace.store_path.exists():
            Store(workspace.store_path).close()
    except StoreOwned as error:
        raise OperatorError(str(error)) from None
    for path in workspace.state.iterdir() if workspace.state.exists() else ():
        if not path.name.startswith(KEPT):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
