"""The two commands, as a stranger meets them: what `make` would do, and what it says when it cannot."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {"setup", "run", "test", "lint", "bench", "quality", "docs", "help"}


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what an outer `make` or CI leaves in it."""
    left_over = {"MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL", "WORKSPACE", "ONCE", "ARGS", "JOBS", "PYTHON"}
    return {name: value for name, value in os.environ.items() if name not in left_over} | more


def make(*arguments: str) -> str:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout


def test_help_has_a_line_for_every_target() -> None:
    listed = {line.split()[1]: line.split(maxsplit=2)[2:] for line in make("help").splitlines()}
    assert set(listed) == TARGETS
    assert all(listed.values())


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ((), ["--workspace", "examples/northwind", "--fresh"]),
        (("ONCE=1",), ["--workspace", "examples/northwind", "--fresh", "--once"]),
        (("ONCE=0",), ["--workspace", "examples/northwind", "--fresh"]),
        (("WORKSPACE=./examples/northwind/",), ["--workspace", "./examples/northwind/", "--fresh"]),
        (("WORKSPACE=elsewhere",), ["--workspace", "elsewhere"]),
        (("WORKSPACE=elsewhere", "ONCE=1"), ["--workspace", "elsewhere", "--once"]),
        (("WORKSPACE=two words",), ["--workspace", "two words"]),
    ],
)
def test_run_starts_the_example_fresh_and_leaves_another_workspace_its_store(
    given: tuple[str, ...], options: list[str]
) -> None:
    command = shlex.split(make("--dry-run", "run", *given).splitlines()[-1])
    assert command == ["exec", ".venv/bin/fitsignal", "run", *options]


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing was set up yet."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.sh", tmp_path / "scripts" / "setup.sh")
    return tmp_path


def interpreter(folder: Path, script: str) -> str:
    """A stand-in for a Python that answers as the script says."""
    file = folder / "python-stand-in"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def setup(checkout: Path, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["scripts/setup.sh", "runtime"],
        cwd=checkout,
        env=clean_environment(PYTHON=python),
        capture_output=True,
        text=True,
        check=False,
    )


def test_setup_names_a_python_that_is_too_old_and_what_to_do(bare_checkout: Path) -> None:
    too_old = interpreter(bare_checkout, 'case "$2" in *version_info*) exit 1 ;; *) echo 3.9.18 ;; esac')
    done = setup(bare_checkout, too_old)
    assert (done.returncode, done.stderr) == (
        1,
        f"setup: {too_old} is 3.9.18, and fitsignal needs Python 3.11 or newer: "
        "install one, or name one: make setup PYTHON=python3.12\n",
    )


def test_setup_says_so_when_there_is_no_python(bare_checkout: Path) -> None:
    done = setup(bare_checkout, "no-such-python")
    assert done.returncode == 1
    assert done.stderr.startswith("setup: no-such-python is missing or broken, and fitsignal needs Python 3.11")


def test_setup_names_the_modules_that_a_python_lacks(bare_checkout: Path) -> None:
    bare = interpreter(bare_checkout, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = setup(bare_checkout, bare)
    assert done.returncode == 1
    assert done.stderr.startswith(f"setup: {bare} lacks the modules venv and ensurepip: install them (on Debian")
