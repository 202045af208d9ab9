"""Secrets in configuration: which keys hold one, and how texts are kept free of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = frozenset(("token", "secret", "webhook", "password", "credential", "credentials"))
_ENDINGS = ("api_key", "write_key", "private_key", "access_key", "signing_key")
_NOT_SHOWN = "•••"
_SHORTEST = 4
"""Texts shorter than this are no secrets, and replacing them would garble sentences."""
_SHORTEST_ELSEWHERE = 8
"""The same under a key that names no secret."""
_USER = re.compile(r"(?<=://)[^/@\s]+(?=@)")

Path = tuple[str | int, ...]


def is_secret(path: Path) -> bool:
    """Whether the value at this path of a configuration is a secret, by the names of its keys."""
    names = [part.lower() for part in path if isinstance(part, str)]
    if not names:
        return False
    last = names[-1]
    if names[0] == "sources" and last == "token":  # the public name of a job board
        return False
    return bool(_WORDS & set(last.split("_"))) or last.endswith(_ENDINGS) or names[:2] == ["receiver", "keys"]


def leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of nested tables and lists that is neither, with its path."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from leaves(value, (*path, place))
    else:
        yield path, tree


def at(tree: Any, path: Path) -> Any:
    """The value at a path; None where there is nothing."""
    for part in path:
        if isinstance(tree, Mapping):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and 0 <= part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def without(tree: dict[str, Any], path: Path) -> dict[str, Any]:
    """The tables less the value at a path, or less the last table on the way to it that is there."""
    key, rest = str(path[0]), path[1:]
    inner = tree.get(key)
    if rest and isinstance(inner, dict) and rest[0] in inner:
        return {**tree, key: without(inner, rest)}
    return {name: value for name, value in tree.items() if name != key}


def clear_secret(path: Path, value: Any) -> str | None:
    """The secret that a value of the file holds in clear, None where it holds none."""
    if not isinstance(value, str) or "${" in value:
        return None
    if is_secret(path):
        return value or None
    user = _USER.search(value)
    return user[0] if user else None


class Mask:
    """Replaces in a text what must not be shown: values of the environment by their names, clear secrets by dots."""

    def __init__(self, raw: Any, substituted: Mapping[str, tuple[str, Path]]) -> None:
        """`raw` as written in the file; `substituted` maps a variable's value to its `${NAME}` and its place."""
        clear = [secret for path, value in leaves(raw) if (secret := clear_secret(path, value))]
        replaced = {secret: _NOT_SHOWN for secret in clear if len(secret) >= _SHORTEST}
        for value, (name, path) in substituted.items():
            if len(value) >= (_SHORTEST if is_secret(path) else _SHORTEST_ELSEWHERE):
                replaced[value] = name
        self._replaced = sorted(replaced.items(), key=lambda pair: -len(pair[0]))

    def __call__(self, text: str) -> str:
        for value, shown in self._replaced:
            text = text.replace(value, shown)
        return text
