"""What a list says of how it went with each company: customers that stay, and those that were lost."""

from collections.abc import Callable

import numpy as np

from icp.columns.frame import Frame
from icp.columns.series import Mask
from icp.statuses import parse_status
from icp.text import fold_text

_LOST = frozenset(
    """churned|churned customer|churn|former customer|ex customer|past customer|lost|closed lost|deal lost|cancelled
|canceled|cancelled customer|terminated|left|inactive customer|disqualified|unqualified|bad fit|not a fit
|verloren|perdu""".replace("\n", "").split("|")
)


def lost_rows(frame: Frame) -> Mask:
    """Accounts that churned or were lost, by the status that the list gives."""
    return _where(frame, lambda text: fold_text(text) in _LOST)


def customer_rows(frame: Frame) -> Mask:
    """Accounts that are customers, by the same."""
    return _where(frame, lambda text: parse_status(text) == "customer")


def _where(frame: Frame, test: Callable[[str], bool]) -> Mask:
    given = frame.as_given("status")
    mask: Mask = np.array([*(test(str(value)) for value in given.values), False])[given.codes]
    return mask
