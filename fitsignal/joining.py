"""The role `join`: signals from the broker, stamped with their accounts' fit, back to the broker."""

import os

from fitsignal.broker import join_options, prepare
from fitsignal.health_server import answering
from fitsignal.process import with_log
from fitsignal.supervisor import NAME
from fitsignal.workspace import Workspace


def run_join(workspace: Workspace, *, health: str | None = None) -> int:
    """Join until SIGINT or SIGTERM; 0, or 1 where it could not go on. Raises OperatorError."""
    with_log(workspace, os.environ.get(NAME, "join"), aloud=True)
    from streams.worker import main

    with answering(health):
        prepare(workspace)
        return main(join_options(workspace))
