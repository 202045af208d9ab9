"""The criteria as a person holds them: one row for each column, what it asks for in steps that add up."""

from collections.abc import Sequence
from html import escape

from icp.learning.wording import asked_in_words, title_of
from icp.profile_model import Criterion, Profile, Role

_ROLES: dict[Role, str] = {"mandatory": "Must", "preferential": "Good to have", "disqualifier": "Red flag"}


def criteria_table(profile: Profile) -> str:
    """A row for each column that criteria ask for, the musts first and the red flags last."""
    rows = "".join(map(_row, _grouped(profile.criteria)))
    head = '<tr><th>Role</th><th>Criterion</th><th class="n">Points</th></tr>'
    several = any(len(group) > 1 for group in _grouped(profile.criteria))
    note = '<p class="small">What one column earns in several steps adds up.</p>' if several else ""
    return f"<table>{head}{rows}</table>{note}"


def rule(profile: Profile) -> str:
    """When an account qualifies, and where the tiers begin."""
    asked: Sequence[tuple[Role, int, str]] = (
        ("mandatory", profile.rule.mandatory, "musts"),
        ("preferential", profile.rule.preferential, "good-to-haves"),
    )
    parts = [f"at least {least} of {profile.counted(role)} {name}" for role, least, name in asked if least]
    if profile.counted("disqualifier"):
        parts.append("no red flag")
    told = f"An account qualifies with {' and '.join(parts)}." if parts else "Every account qualifies."
    return f"{told} Tier A from {profile.tiers.A:g} points, B from {profile.tiers.B:g}."


def _grouped(criteria: Sequence[Criterion]) -> list[list[Criterion]]:
    """Criteria of one column together, at the place of its first; each red flag by itself."""
    groups: dict[tuple[str, str], list[Criterion]] = {}
    for each in criteria:
        flag = each.name if each.role == "disqualifier" else ""
        groups.setdefault((each.attribute, flag), []).append(each)
    roles = list(_ROLES)
    return sorted(groups.values(), key=lambda group: roles.index(group[0].role))


def _row(group: Sequence[Criterion]) -> str:
    first = group[0]
    if len(group) == 1:
        asked = f'<b>{escape(first.name)}</b><br><span class="small">{_asked(first)}</span>'
        return f'<tr><td>{_ROLES[first.role]}</td><td>{asked}</td><td class="n">{_points(first)}</td></tr>'
    steps = "".join(f"<div><span>{_step(each, first)}</span><span>{_points(each)}</span></div>" for each in group)
    made = f'<b>{escape(title_of(first.attribute))}</b><div class="steps small">{steps}</div>'
    return f'<tr><td>{_ROLES[first.role]}</td><td colspan="2">{made}</td></tr>'


def _step(each: Criterion, first: Criterion) -> str:
    """What a step asks for; its role where that is another than the first one's."""
    other = f" ({_ROLES[each.role].lower()})" if each.role != first.role else ""
    title = title_of(first.attribute)
    short = each.name.removeprefix(title).lstrip(": ")
    return f"{escape(short) if short and short != each.name else f'{escape(each.name)}: {_asked(each)}'}{other}"


def _asked(each: Criterion) -> str:
    return escape(asked_in_words(each.attribute, each.test))


def _points(each: Criterion) -> str:
    return "out" if each.role == "disqualifier" else f"{each.points:g}"
