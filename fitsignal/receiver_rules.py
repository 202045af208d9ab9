"""What `[receiver]` says that cannot be meant, beyond the shape of each key."""

import ipaddress
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path as Folder
from typing import TYPE_CHECKING, Any

from fitsignal.masking import Path
from fitsignal.receiver_settings import Receiver
from icp.problem import Level, Problem, shown

if TYPE_CHECKING:
    from fitsignal.validation import Reader

SHORT = 16
"""Characters under which a secret can be guessed by trying."""


def receiver_problems(receiver: Receiver, reader: "Reader") -> Iterator[Problem]:
    """Names and keys that stand twice, secrets that can be guessed, and proxies that anybody could be."""
    yield from _repeated_hooks(receiver, reader)
    yield from _repeated_keys(receiver.keys, reader)
    yield from _guessable(receiver, reader)
    for place, network in enumerate(receiver.trusted_proxies):
        if ipaddress.ip_network(network).prefixlen == 0:
            path = ("receiver", "trusted_proxies", place)
            yield _warned(reader, path, f"found {network}, with which anybody may claim any visitor's address")


def network_problems(receiver: Receiver, folder: Folder, reader: "Reader", *, read: bool) -> Iterator[Problem]:
    """Files of networks that are not there, and, if they are read, those that are broken or tell of no networks."""
    for place, name in enumerate(receiver.networks):
        path = ("receiver", "networks", place)
        if not (folder / name).is_file():
            yield reader.unmet(path, f"{shown(name)}, which is not there", "a file")
        elif read and (trouble := _trouble_with(folder / name)):
            yield reader.problem(path, trouble, found=name)


def _trouble_with(file: Folder) -> str:
    from sources.receiver.who.networks import BrokenNetworks, Networks

    try:
        Networks([file])
    except BrokenNetworks as error:
        return str(error)
    return ""


def _repeated_hooks(receiver: Receiver, reader: "Reader") -> Iterator[Problem]:
    names = Counter(hook.name for hook in receiver.hooks)
    for name, count in names.items():
        if count > 1:
            what = f"found {name!r} {count} times, expected a name of its own for each hook"
            yield reader.problem(("receiver", "hooks"), what, found=name)


def _repeated_keys(keys: Mapping[str, Any], reader: "Reader") -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, key in keys.items():
        same = first.setdefault(key.get_secret_value(), name)
        if same != name:
            what = f"found the key of {same} again, expected a key of its own for each client"
            yield reader.problem(("receiver", "keys", name), what)


def _guessable(receiver: Receiver, reader: "Reader") -> Iterator[Problem]:
    for place, hook in enumerate(receiver.hooks):
        for path, secret in _secrets(hook, ("receiver", "hooks", place)):
            if len(secret) < SHORT:
                yield _warned(
                    reader,
                    path,
                    f"found a secret of {len(secret)} characters, which can be guessed: take {SHORT} or more",
                )


def _secrets(hook: Any, path: Path) -> Iterator[tuple[Path, str]]:
    for name in type(hook).model_fields:
        values = getattr(hook, name)
        for value in values if isinstance(values, tuple) else (values,):
            if hasattr(value, "get_secret_value"):
                yield (*path, name), value.get_secret_value()


def _warned(reader: "Reader", path: Path, what: str, level: Level = "warning") -> Problem:
    return reader.problem(path, what, level=level)
