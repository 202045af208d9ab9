"""Laws about the repository itself: what it may name, how long its files are, what its locks and examples must hold."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("icp", "streams", "sources", "sinks", "fitsignal")
HOSTS = {f"streams/{name}.py" for name in ("embedded", "worker", "deliveries", "fit_reader", "watching")}
"""The impure half of streams: the modules that run the deciding half."""
LONGEST = 400
LONGER: dict[str, int] = {}
"""Files allowed to be longer than LONGEST, each with its own limit."""
LOCKS = ("requirements.lock", "requirements-dev.lock")
# In pieces, so that this file does not name them.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("maven", "apache", "org"),
        ("deb", "debian", "org"),
    )
)
DOWNLOAD_OPTIONS = tuple("--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host"))
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
IMPURE_CALLS = {
    "open",
    "print",
    "input",
    "now",
    "utcnow",
    "today",
    "read_bytes",
    "write_text",
    "write_bytes",
    "urlopen",
}


def own_files() -> list[Path]:
    """Every file of the repository: tracked, or new and not ignored."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: the repository's own files cannot be listed")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def text_of(file: Path) -> str:
    return file.read_bytes().decode("utf-8", errors="replace")


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def pinned(lock: str) -> dict[str, list[tuple[Requirement, int]]]:
    """Package name: its pins (several where markers divide platforms), each with the number of its hashes."""
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip()):
        pin = Requirement(entry.split(" \\\n")[0])
        pins.setdefault(pin.name, []).append((pin, entry.count("--hash=sha256:")))
    return pins


def test_no_file_names_a_package_registry_or_an_option_to_download_from_one() -> None:
    found = [
        (name_of(file), word)
        for file in own_files()
        for word in REGISTRIES + DOWNLOAD_OPTIONS
        if word in text_of(file).lower()
    ]
    assert found == []


def test_no_source_file_is_left_unfinished() -> None:
    found = [name_of(file) for file in own_files() if file.suffix == ".py" and UNFINISHED.search(text_of(file))]
    assert found == []


def test_source_files_stay_short_enough_to_read_in_one_sitting() -> None:
    lengths = {name_of(file): len(text_of(file).splitlines()) for file in own_files() if file.suffix == ".py"}
    assert {name: lines for name, lines in lengths.items() if lines > LONGER.get(name, LONGEST)} == {}


def test_every_module_says_what_it_is() -> None:
    modules = [file for file in python_files(*ROOMS, "scripts", "benchmarks") if text_of(file).strip()]
    assert [name_of(file) for file in modules if not ast.get_docstring(ast.parse(text_of(file)))] == []


def test_no_text_formats_a_bare_number_since_in_a_pattern_that_was_meant_to_be_a_quantifier() -> None:
    found = [
        f"{name_of(file)}:{node.lineno} {{{ast.unparse(node.value)}}}"
        for file in python_files(*ROOMS, "scripts", "training")
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.FormattedValue) and ast.unparse(node.value).strip("()").replace(", ", "").isdigit()
    ]
    assert found == []


def test_the_pure_half_calls_nothing_that_reads_writes_or_asks_the_clock() -> None:
    found = []
    for file in python_files("icp", "streams"):
        if name_of(file) in HOSTS:
            continue
        for node in ast.walk(ast.parse(text_of(file))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in IMPURE_CALLS:
                    found.append(f"{name_of(file)}:{node.lineno} {called}")
    assert found == []


def test_test_files_have_names_of_their_own_so_that_reports_name_one_file() -> None:
    names = [file.name for file in python_files("tests") if file.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_is_exact_and_hashed(lock: str) -> None:
    loose = [
        str(pin)
        for pins in pinned(lock).values()
        for pin, hashes in pins
        if hashes == 0 or [rule.operator for rule in pin.specifier] != ["=="]
    ]
    assert loose == []


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ("build",)), (LOCKS[1], ("build", "dev"))])
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + [one for extra in extras for one in project["optional-dependencies"][extra]]
    pins = pinned(lock)
    unmet = []
    for wanted in map(Requirement, asked):
        versions = [rule.version for pin, _ in pins.get(wanted.name, []) for rule in pin.specifier]
        if not versions or not all(wanted.specifier.contains(version, prereleases=True) for version in versions):
            unmet.append(str(wanted))
    assert unmet == []


def test_both_locks_pin_the_same_version_of_what_both_hold() -> None:
    runtime, dev = (
        {name: [str(pin.specifier) for pin, _ in pins] for name, pins in pinned(lock).items()} for lock in LOCKS
    )
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert re.search(r"^## Unreleased$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize("config", sorted((ROOT / "examples").rglob("*.toml")), ids=name_of)
def test_every_example_config_is_toml(config: Path) -> None:
    assert tomllib.loads(config.read_text(encoding="utf-8"))


def test_the_licence_is_the_one_that_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License\n" in (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text()
