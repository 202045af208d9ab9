"""What goes wrong at the front door, each as a sentence that a person can act on.

OperatorError          it did not work: exit 1
├── UsageError         it was asked in a way that means nothing: exit 2
└── ConfigError        the workspace is wrong, with every problem found in it
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icp.problem import Problem


class OperatorError(Exception):
    """It did not work. The text says what failed, which thing, why and what to do; it never holds a secret."""


class UsageError(OperatorError):
    """The command cannot mean anything: the caller has to write it otherwise."""


class ConfigError(OperatorError):
    """A workspace that cannot be used. `problems`: all of them, warnings too."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        self.problems = tuple(problems)
        errors = [problem_text(problem) for problem in self.problems if problem.level == "error"]
        super().__init__("\n".join(errors))


def problem_text(problem: "Problem") -> str:
    """A problem as one line: the file first, whichever room found it."""
    told = problem.message.startswith(problem.where)
    return problem.message if told else f"{problem.where} {problem.field}: {problem.message}"
