"""resolve: companies to accounts."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared

_NOBODY = {"account": None, "method": "none", "confidence": 0.0, "reason": "the line could not be read"}


def resolve(
    *,
    accounts: Annotated[
        Path | None,
        Parameter(help='An account list, or JSON Lines of {"id","name","domain","aliases","country"}.'),
    ] = None,
    common: Shared = COMMON,
) -> None:
    """JSON Lines {"id","name","domain","email","ip","country"} on stdin to {"id","account",...} on stdout.

    Without --accounts, the account list of the workspace. A line that cannot be read is answered with account null.
    """
    from fitsignal.offline import directory_of
    from fitsignal.streaming import answer_stdin
    from streams.resolution import resolve_line

    directory = directory_of(accounts, common.workspace)
    answer_stdin(lambda record: resolve_line(directory, record), _NOBODY)
