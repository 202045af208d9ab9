"""The writer: how a thread of its own has something done on the store's one writing thread."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

T = TypeVar("T")


class Writer(Protocol):
    """Runs a function on the store's writer thread."""

    def call(self, act: Callable[[], T]) -> "Future[T]": ...
