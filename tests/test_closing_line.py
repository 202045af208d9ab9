"""The closing line of `make test`, and markers whose tests must not be skipped."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MIXED = """
import pytest
def test_passes(): pass
def test_fails(): assert False
@pytest.mark.skip(reason="never")
def test_skips(): pass
@pytest.mark.xfail(strict=True)
def test_is_expected_to_fail(): assert False
@pytest.fixture
def broken(): raise OSError
def test_cannot_start(broken): pass
"""
KAFKA = """
import pytest
def test_passes(): pass
@pytest.mark.kafka
@pytest.mark.skipif(True, reason="no broker")
def test_of_the_broker(): pass
"""


def run(folder: Path, body: str, *options: str) -> tuple[int, str]:
    """Exit status and last line of a run over one test file."""
    (folder / "test_given.py").write_text(body)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = kafka\n")
    command = [sys.executable, "-m", "pytest", "-p", "scripts.pytest_counts", "-q", *options]
    place = ["-c", str(folder / "pytest.ini"), "--rootdir", str(folder), str(folder)]
    done = subprocess.run([*command, *place], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize("processes", ["0", "2"])
def test_the_last_line_counts_each_test_once_also_across_processes(tmp_path: Path, processes: str) -> None:
    assert run(tmp_path, MIXED, "-n", processes) == (1, "1 passed, 2 failed, 2 skipped")


def test_a_module_that_does_not_import_is_a_failure(tmp_path: Path) -> None:
    assert run(tmp_path, "import no_such_module_anywhere") == (2, "0 passed, 1 failed, 0 skipped")


def test_a_skipped_test_passes_the_run_unless_its_marker_must_run(tmp_path: Path) -> None:
    assert run(tmp_path, KAFKA) == (0, "1 passed, 0 failed, 1 skipped")
    assert run(tmp_path, KAFKA, "--must-run", "kafka") == (1, "1 passed, 1 failed, 0 skipped")
