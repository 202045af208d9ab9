"""What a list says of how it went with each company: customers that stay, and those that were lost."""

from collections.abc import Callable

import numpy as np

from icp.columns.frame import Frame
from icp.columns.series import Mask, Series
from icp.dates import year_of_date
from icp.headers import attribute_key
from icp.statuses import parse_status
from icp.text import fold_text
from icp.values import parse_flag

_LOST = frozenset(
    """churned|churned customer|churn|former customer|ex customer|past customer|lost|closed lost|deal lost|cancelled
|canceled|cancelled customer|terminated|left|inactive customer|disqualified|unqualified|bad fit|not a fit
|verloren|perdu""".replace("\n", "").split("|")
)


_LEFT = frozenset(("churned", "is_churned", "churned_at", "churn_date", "cancelled_at", "canceled_at"))


def lost_rows(frame: Frame) -> Mask:
    """Accounts that churned or were lost, by the status that the list gives or by the day on which they left."""
    lost = _where(frame, lambda text: fold_text(text) in _LOST)
    for series in left_at(frame):
        told = [parse_flag(str(value)) or year_of_date(str(value)) is not None for value in series.values]
        lost |= np.array([*told, False], dtype=bool)[series.codes]
    return lost


def left_at(frame: Frame) -> list[Series]:
    """The columns that say whether, or on which day, an account left."""
    return [frame.series(each) for each in frame.attributes if attribute_key(each) in _LEFT]


def customer_rows(frame: Frame) -> Mask:
    """Accounts that are customers, by the same."""
    return _where(frame, lambda text: parse_status(text) == "customer")


def _where(frame: Frame, test: Callable[[str], bool]) -> Mask:
    given = frame.as_given("status")
    mask: Mask = np.array([*(test(str(value)) for value in given.values), False])[given.codes]
    return mask
