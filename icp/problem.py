"""A problem found in something a person wrote: a sentence that says where, what, and what was expected."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Level = Literal["error", "warning"]


class Problem(BaseModel):
    """One thing wrong with an account file or a profile.

    `error`: what it stands in was left out or refused. `warning`: it was read, but not as plainly as it looks.
    `where` names the file and the line, item or key; `found` and `expected` are shown to people as they are.
    """

    model_config = ConfigDict(frozen=True)

    where: str
    field: str = ""
    found: str = ""
    expected: str = ""
    message: str
    level: Level = "error"


def shown(value: object, limit: int = 60) -> str:
    """A value as a person may see it in a sentence: quoted if text, cut to `limit` characters."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
