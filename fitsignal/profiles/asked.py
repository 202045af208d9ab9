"""What a command on the profile is asked to work on: the customers and the market, as files or out of a workspace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fitsignal.errors import OperatorError, UsageError
from fitsignal.output import say
from fitsignal.workspace import format_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from icp.columns.frame import Frame
    from icp.columns.series import Mask
    from icp.learning.contrast import Contrast
    from icp.outcomes.deal import Deal
    from icp.profile_model import Profile


@dataclass(frozen=True)
class Asked:
    """The lists that were named, and how their columns are to be taken."""

    customers: Path | None
    market: Path | None
    best_by: Sequence[str] = ()
    best: int | None = None
    trust: Sequence[str] = ()
    ignore: Sequence[str] = ()
    workspace: Path = Path()
    from_crm: bool = False

    def contrast(self) -> "Contrast":
        """Both lists, read. Raises OperatorError or UsageError with a sentence where one cannot be had."""
        from icp.learning.best import BestError, best_rows
        from icp.learning.contrast import Contrast

        if self.best is not None and not self.best_by:
            raise UsageError("--best takes the first of a ranking: say by which columns with --best-by")
        market = self._market()
        customers, chosen = self._customers(market)
        known = dict.fromkeys([*customers.attributes, *market.attributes])
        _must_be_known("--trust", self.trust, known)
        _must_be_known("--ignore", self.ignore, known)
        try:
            rows = best_rows(customers, chosen, self.best_by, self.best, self._told(customers))
        except BestError as error:
            raise UsageError(str(error)) from None
        return Contrast(customers, market, rows)

    def lists(self) -> "tuple[Frame, Frame | None]":
        """The market, and the customers where there are any, each once, without those that churned or were lost."""
        from icp.learning.contrast import first_of_each
        from icp.learning.statuses import customer_rows, lost_rows

        market = self._market()
        if self.customers is not None:
            customers = frame_of_file(self.customers)
            return market, customers.take(~lost_rows(customers) & first_of_each(customers))
        rows = customer_rows(market)
        return market, market.take(rows) if rows.any() else None

    def _customers(self, market: "Frame") -> "tuple[Frame, Mask]":
        """A list of customers and those of it that stayed; else the market's, by the CRM's deals or their status."""
        import numpy as np

        from icp.learning.statuses import customer_rows, lost_rows

        if self.customers is not None and self.from_crm:
            raise UsageError("--from-crm takes the customers that the CRM tells: leave out --customers")
        if self.customers is not None:
            customers = frame_of_file(self.customers)
            return customers, ~lost_rows(customers)
        customers = market.take(self._won(market) & ~lost_rows(market) if self.from_crm else customer_rows(market))
        return customers, np.ones(customers.rows, dtype=bool)

    def _told(self, customers: "Frame") -> "dict[str, NDArray[np.float64]]":
        """What the CRM's deals say of each customer, by the name of a column that it can be ranked by."""
        import numpy as np

        from icp.outcomes.by_customer import by_customer

        if not self.from_crm or not self.best_by:
            return {}
        codes, values = customers.domains.codes, customers.domains.values
        found = by_customer(self._deals())
        return {key: np.array([*(own.get(v, np.nan) for v in values), np.nan])[codes] for key, own in found.items()}

    def _deals(self) -> "tuple[Deal, ...]":
        from fitsignal.profiles.report.crm import deals_of_crm
        from icp.outcomes.currencies import in_one_currency

        deals, mixed = in_one_currency(deals_of_crm(self.workspace))
        if mixed and self.best_by:
            say(f"warning: {mixed}")
        return deals

    def _won(self, customers: "Frame") -> "Mask":
        import numpy as np

        won = {deal.domain for deal in self._deals() if deal.won}
        domains = customers.domains
        mask: Mask = np.array([*(value in won for value in domains.values), False])[domains.codes]
        return mask

    def _market(self) -> "Frame":
        from fitsignal.config import load_workspace

        if self.market is not None:
            return frame_of_file(self.market)
        if not (self.workspace / "fitsignal.toml").is_file():
            raise UsageError("say against which market: --market FILE, or --workspace DIR for its account list")
        return frame_of_file(load_workspace(self.workspace).accounts_path)


def _must_be_known(option: str, names: Sequence[str], columns: Collection[str]) -> None:
    """A misspelt column would be a leak that stays in. Raises UsageError."""
    from icp.findings import nearest
    from icp.headers import attribute_key, known_column

    keys = {attribute_key(each) for each in columns}
    for name in names:
        if not {attribute_key(name), known_column(name)} & keys:
            near = nearest(attribute_key(name), keys)
            hint = f"; did you mean {near}?" if near else ""
            raise UsageError(f"{option} {name}: neither list has such a column{hint}")


def frame_of_file(path: Path) -> "Frame":
    """An account list as columns; what is wrong with it goes to stderr."""
    from icp.columns.reading import read_frame

    try:
        data = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}") from None
    frame, problems = read_frame(data, format_of(path), path.name)
    for problem in problems[:_SHOWN]:
        say(f"{problem.level}: {problem.message}")
    if len(problems) > _SHOWN:
        say(f"warning: {path.name} has {len(problems) - _SHOWN} more problems of this kind")
    if not frame.rows:
        raise OperatorError(f"{path} holds no rows: give an account list in CSV, JSON Lines or Parquet")
    return frame


def must_speak(profile: "Profile", frame: "Frame", which: str) -> None:
    """A list that says nothing of any criterion, as one without a first line, proves nothing. Raises OperatorError."""
    asked = list(dict.fromkeys(each.attribute for each in profile.criteria))
    if not any(frame.series(each).known.any() for each in asked):
        raise OperatorError(
            f"{which} says nothing that {profile.name} asks for ({', '.join(asked[:5])}): found the columns "
            f"{', '.join(frame.columns[:5])}; is its first line the names of the columns?"
        )


_SHOWN = 10
