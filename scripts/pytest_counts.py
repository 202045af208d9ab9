"""A pytest plugin: one plain closing line of counts, and markers whose tests must not be skipped.

Loaded by `make test`. The line, `N passed, N failed, N skipped`, is the last that pytest prints. A module that does not
import and a fixture that breaks count as failed, and so does a test that had to run and was skipped; an expected
failure counts as skipped.
"""

from collections.abc import Generator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--must-run MARKER`: a skipped test with this marker fails the run. CI says so of tests that need a broker."""
    parser.addoption("--must-run", action="append", default=[], metavar="MARKER", help="fail if such a test is skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that reports, not in its workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counts(config), "fitsignal-counts")


class Counts:
    """Counts reports as they come in."""

    def __init__(self, config: pytest.Config) -> None:
        self.must_run: frozenset[str] = frozenset(config.getoption("--must-run"))
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.missed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test counts once: by its call, or by the phase before or after it that went wrong."""
        if report.skipped and self.must_run & set(report.keywords):
            self.missed.append(report.nodeid)
        elif report.failed:
            self.failed += 1
        elif report.skipped:
            self.skipped += 1
        elif report.when == "call":
            self.passed += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that could not be collected is a failure; one that skips itself whole counts as one skipped."""
        self.failed += report.failed
        self.skipped += report.skipped

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Before the summary, so that the exit status and what pytest prints agree."""
        if self.missed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        yield

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was skipped and must not be."""
        for test in self.missed:
            terminalreporter.write_line(f"skipped, but it must run here: {test}", red=True)

    def pytest_unconfigure(self) -> None:
        """The closing line."""
        print(f"{self.passed} passed, {self.failed + len(self.missed)} failed, {self.skipped} skipped")
