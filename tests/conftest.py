"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.load_profile("default")

ROOT = Path(__file__).resolve().parent.parent


def _data() -> Path:
    return Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real captured inputs; tests that need it skip, with a reason, where it is missing."""
    if not _data().is_dir():
        pytest.skip(f"real inputs not found at {_data()}: set FITSIGNAL_DATA to their folder")
    return _data()


@pytest.fixture(scope="session")
def data_if_any() -> Path | None:
    """The same for tests that run on invented inputs where there are no real ones."""
    return _data() if _data().is_dir() else None
