"""The workspace's seal: made of the key that its visitors are hashed with, which never leaves its folder."""

from pathlib import Path

from fitsignal.workspace import Workspace
from sources.receiver.who.hashing import KEY_FILE, BrokenKey, hashing_key
from streams.ports import OutletError
from streams.sealing import Seal


class WorkspaceSeal:
    """Made when it is first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder: Path = workspace.state
        self._made: Seal | None = None

    def closing(self) -> Seal:
        """To close with; a workspace without a key gets one. Raises OutletError where there is no using it."""
        if self._made is None:
            try:
                self._made = Seal(hashing_key(self._folder))
            except (BrokenKey, OSError) as error:
                raise OutletError(str(error)) from None
        return self._made

    def opening(self) -> Seal | None:
        """To open with; None where this machine has no key that can be used: none is made."""
        try:
            return self.closing() if self._made or (self._folder / KEY_FILE).exists() else None
        except OutletError:
            return None
