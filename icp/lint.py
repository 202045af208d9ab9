"""Reviewing a profile against the accounts it is meant for: what no account can meet, and what nobody knows."""

from collections.abc import Sequence

from icp.account import Account
from icp.conditions import Contains, OneOf
from icp.findings import nearest
from icp.fit import score
from icp.headers import KNOWN, attribute_key, known_column
from icp.judging import judge_of
from icp.problem import Problem, shown
from icp.profile_model import Criterion, Profile

MOSTLY = 0.5
_LOOSE = 0.5
_STRICT = 0.05


def lint(profile: Profile, accounts: Sequence[Account]) -> tuple[Problem, ...]:
    """Warnings on a profile in view of its accounts; none where there are no accounts."""
    if not accounts:
        return ()
    problems = [
        problem
        for number, criterion in enumerate(profile.criteria, 1)
        for problem in _of_criterion(criterion, f"criteria[{number}]", accounts)
    ]
    return tuple(
        problem.model_copy(update={"where": profile.name}) for problem in (*problems, *_of_share(profile, accounts))
    )


def _columns(accounts: Sequence[Account]) -> list[str]:
    """The columns in which any account says something."""
    known = (column for column in KNOWN if any(account.value(column) is not None for account in accounts))
    return [*known, *{key for account in accounts for key in account.attributes if key not in KNOWN}]


def _of_criterion(criterion: Criterion, path: str, accounts: Sequence[Account]) -> list[Problem]:
    values = [value for account in accounts if (value := account.value(criterion.attribute)) is not None]
    if not values:
        return [_no_column(criterion, path, _columns(accounts))]
    problems = []
    if len(values) < MOSTLY * len(accounts):
        problems.append(_mostly_unknown(criterion, path, 1 - len(values) / len(accounts)))
    if isinstance(criterion.test, OneOf | Contains):
        problems += [_unmet(criterion, path, each) for each in _unmet_values(criterion, criterion.test, values)]
    return problems


def _unmet_values(criterion: Criterion, test: OneOf | Contains, values: list[object]) -> list[object]:
    unmet: list[object] = []
    for wanted in test.values:
        judge = judge_of(test.model_copy(update={"values": (wanted,)}), criterion.attribute)
        if not any(judge(value)[0] == "met" for value in values):
            unmet.append(wanted)
    return unmet


def _no_column(criterion: Criterion, path: str, columns: list[str]) -> Problem:
    key = known_column(criterion.attribute) or attribute_key(criterion.attribute)
    near = nearest(key, sorted(column for column in columns if column != key))
    hint = f"did you mean `{near}`?" if near else "add the column, or drop the criterion"
    message = f"{criterion.name}: no account says anything in {shown(criterion.attribute)}; {hint}"
    return _warning(f"{path}.attribute", criterion.attribute, "a filled column of the account list", message)


def _mostly_unknown(criterion: Criterion, path: str, share: float) -> Problem:
    attribute = shown(criterion.attribute)
    message = f"{criterion.name}: {attribute} is unknown for {share:.0%} of the accounts: they earn nothing here"
    return _warning(f"{path}.attribute", f"{share:.0%} unknown", "known for most accounts", message)


def _unmet(criterion: Criterion, path: str, wanted: object) -> Problem:
    message = f"{criterion.name}: no account has {shown(wanted)} in {shown(criterion.attribute)}; check its spelling"
    return _warning(f"{path}.{criterion.test.kind}", shown(wanted), "a value that an account has", message)


def _of_share(profile: Profile, accounts: Sequence[Account]) -> list[Problem]:
    share = sum(score(account, profile).qualifies for account in accounts) / len(accounts)
    if _STRICT <= share <= _LOOSE:
        return []
    message = (
        f"{share:.0%} of the accounts qualify: the profile hardly tells them apart"
        if share > _LOOSE
        else f"only {share:.1%} of the accounts qualify: look at what most of them miss, or at what is unknown"
    )
    return [_warning("rule", f"{share:.1%}", "5 % to 50 %", message)]


def _warning(field: str, found: str, expected: str, message: str) -> Problem:
    return Problem(where="profile", field=field, found=found, expected=expected, message=message, level="warning")
