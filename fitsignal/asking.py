"""Asking: what a command wants to know, from the owner of the store where one runs, else from the store opened here."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.owner import Owner, read_owner
from fitsignal.workspace import state_of

if TYPE_CHECKING:
    import httpx

PATIENCE = 5.0
"""Seconds that a command waits for a store that is being opened, or that another command has open."""
_PAUSE = 0.1
_CONNECT, _ANSWER = 2.0, 600.0


def call(workspace: Path, operation: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that an operation gives, from the owner where there is one, else from the store opened here.

    Raises OperatorError with the operation's own sentence, or with one on why the store cannot be reached.
    """
    folder = workspace_folder(workspace)
    deadline = time.monotonic() + PATIENCE
    while True:
        owner = read_owner(folder)
        rows = _ask(owner, operation, params) if owner else None
        rows = _open(folder, operation, params) if rows is None else rows
        if rows is not None:
            return rows
        if time.monotonic() > deadline:
            raise OperatorError(_locked(folder))
        time.sleep(_PAUSE)


def asked_of_owner(folder: Path, operation: str, params: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows from the owner that runs; None where none does, or does not answer. Nothing is opened for it.

    Raises OperatorError with the operation's own sentence.
    """
    owner = read_owner(folder)
    return _ask(owner, operation, params) if owner else None


def workspace_folder(path: Path) -> Path:
    """The folder, resolved. Raises OperatorError where it is no workspace."""
    if not (path / "fitsignal.toml").is_file():
        raise OperatorError(f"{path} is no workspace: it has no fitsignal.toml; `fitsignal init {path}` makes one")
    return path.resolve()


def _ask(owner: Owner, operation: str, params: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The owner's answer; None where nobody, or somebody else, answers there."""
    import httpx

    timeout = httpx.Timeout(_ANSWER, connect=_CONNECT)
    headers = {"authorization": f"Bearer {owner.token}"}
    try:
        with httpx.Client(base_url=owner.url, timeout=timeout, trust_env=False, headers=headers) as client:
            return _rows(client.post(f"/api/op/{operation}", json=dict(params)), owner)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return None
    except httpx.ReadTimeout:
        raise OperatorError(f"the running service (pid {owner.pid}) did not answer within {_ANSWER:g} s") from None
    except httpx.TransportError as error:
        name = type(error).__name__
        raise OperatorError(f"the running service (pid {owner.pid}) broke off its answer: {name}") from None


def _rows(response: "httpx.Response", owner: Owner) -> list[dict[str, Any]] | None:
    if response.status_code == 200:
        return [json.loads(line) for line in response.content.splitlines()]
    if response.status_code in (401, 404, 421):
        return None
    raise OperatorError(_said(response) or f"the running service (pid {owner.pid}) answered {response.status_code}")


def _said(response: "httpx.Response") -> str | None:
    try:
        said = response.json()
    except ValueError:
        return None
    return str(said["error"]) if isinstance(said, dict) and "error" in said else None


def _open(folder: Path, operation: str, params: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The answer of the store opened in this process; None where another has it open."""
    from fitsignal.jsonl import plain_rows
    from fitsignal.operations import operate
    from fitsignal.service import open_service
    from sinks.store import StoreOwned

    try:
        with open_service(folder) as service:
            return plain_rows(operate(service, operation, dict(params)))
    except StoreOwned:
        return None


def _locked(folder: Path) -> str:
    owner = read_owner(folder)
    who = f"another process (pid {owner.pid})" if owner else "another process"
    where = state_of(folder)
    return f"{who} has the store in {where} open and does not answer: stop it, or try again when it has ended"
