"""The heap: memory that a large import has used and let go, given back to the machine."""

import ctypes
import gc
from contextlib import suppress


def give_back(*, collect: bool = True) -> None:
    """Hand free memory back where the C library can (glibc); elsewhere nothing happens. `collect`: garbage first."""
    if collect:
        gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
