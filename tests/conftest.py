"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.load_profile("default")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real captured inputs; tests that need it skip, with a reason, where it is missing."""
    folder = Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"real inputs not found at {folder}: set FITSIGNAL_DATA to their folder")
    return folder
