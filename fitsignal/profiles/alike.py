"""icp lookalikes: the accounts most like the best customers."""

from typing import Any

from fitsignal.errors import OperatorError
from fitsignal.output import print_json, table
from fitsignal.profiles.asked import Asked

_COLUMNS = ("domain", "name", "points", "likeness", "closest", "shares")


def lookalikes(asked: Asked, count: int, *, json: bool) -> int:
    """Print the accounts of the market that are most like the best customers."""
    from icp.learning.lookalikes import lookalikes as found_in
    from icp.learning.too_little import too_little

    contrast = asked.contrast()
    if not len(contrast.rows):
        raise OperatorError(
            "there are no customers to be like: --customers FILE, or status customer in the account list"
        )
    found = found_in(contrast, count, asked.trust, asked.ignore)
    if not found and (reason := too_little(contrast)):
        raise OperatorError(f"nobody in the market is like the customers: {reason.reason}; {reason.help}")
    rows: list[dict[str, Any]] = [
        {
            "domain": contrast.market.domains.at(each.row),
            "name": contrast.market.names.at(each.row),
            "points": each.points,
            "likeness": round(each.likeness, 3),
            "closest": contrast.customers.names.at(each.customer) or contrast.customers.domains.at(each.customer),
            "closest_domain": contrast.customers.domains.at(each.customer),
            "shares": list(each.shared),
        }
        for each in found
    ]
    if json:
        print_json(rows)
    else:
        table(rows, _COLUMNS, empty="nobody in the market is like the customers")
    return 0
