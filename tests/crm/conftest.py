"""The small workspace of the tests of the front door serves here too."""

from tests.fitsignal.conftest import write

__all__ = ["write"]
