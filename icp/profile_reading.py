"""Reading a profile document (`icp.toml` as parsed): the profile, or every problem that keeps it from being one."""

import math
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from icp.criterion_reading import number_of, read_criterion
from icp.findings import Findings
from icp.problem import Problem
from icp.profile_model import Criterion, Document, Profile, Rule, Tiers
from icp.text import fold_text

_KEYS = ("rule", "tiers", "criteria", "document")
_CLASSIC = {"mandatory": 3, "preferential": 1}
_TEXTS = ("name", "summary")
_LISTS = ("pains", "value", "stakeholders", "examples", "near_misses")


def parse_profile(data: Mapping[str, Any], name: str) -> tuple[Profile | None, tuple[Problem, ...]]:
    """The profile of a document, and all its problems at once; None where any of them is an error.

    `name` is the file's, for problems; the profile is called by its `[document] name`, else by the file's stem. The
    rule left open asks for 3 mandatory criteria (all, if there are fewer) and 1 preferential one (if there is any).
    """
    findings = Findings(name)
    findings.keys("", data, _KEYS)
    criteria = _criteria(data.get("criteria"), findings)
    tiers = _tiers(findings.table("tiers", data.get("tiers")), findings)
    rule = _rule(findings.table("rule", data.get("rule")), _roles(data.get("criteria")), findings)
    document = _document(findings.table("document", data.get("document")), findings)
    if findings.failed:
        return None, tuple(findings.problems)
    _warn_of_reach(criteria, tiers, findings)
    called = document.name or PurePath(name).stem or name
    profile = Profile(name=called, rule=rule, tiers=tiers, criteria=tuple(criteria), document=document)
    return profile, tuple(findings.problems)


def parse_profiles(documents: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[Profile, ...], tuple[Problem, ...]]:
    """The profiles of several documents by file name, in their order; two of one name are an error."""
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for file, data in documents.items():
        profile, found = parse_profile(data, file)
        problems += found
        if profile and profile.name in profiles:
            message = f"{file} document.name: found {profile.name!r}, expected a name that no other profile has"
            problems.append(Problem(where=file, field="document.name", found=profile.name, message=message))
        elif profile:
            profiles[profile.name] = profile
    return tuple(profiles.values()), tuple(problems)


def _criteria(value: object, findings: Findings) -> list[Criterion]:
    tables = value if isinstance(value, list) else []
    if not tables:
        findings.note("criteria", value, "one or more [[criteria]] tables")
    criteria: list[Criterion] = []
    for number, table in enumerate(tables, 1):
        path = f"criteria[{number}]"
        if not isinstance(table, dict):
            findings.note(path, table, "a table")
        elif (criterion := read_criterion(table, path, findings)) is not None:
            criteria.append(criterion)
    _refuse_twins(tables, findings)
    _refuse_surplus(criteria, findings)
    return criteria


def _refuse_twins(tables: list[Any], findings: Findings) -> None:
    seen: dict[str, int] = {}
    for number, table in enumerate(tables, 1):
        name = table.get("name") if isinstance(table, dict) else None
        if not isinstance(name, str) or not name.strip():
            continue
        first = seen.setdefault(fold_text(name), number)
        if first != number:
            findings.note(f"criteria[{number}].name", name, f"another name than that of criteria[{first}]")


def _refuse_surplus(criteria: list[Criterion], findings: Findings) -> None:
    total = math.fsum(criterion.points for criterion in criteria)
    if round(total, 6) > 100:
        hint = "fit is 0 to 100, and no account may earn more"
        findings.note("criteria", f"{total:g} points in all", "100 points at most", hint)


def _tiers(table: dict[str, Any], findings: Findings) -> Tiers:
    findings.keys("tiers", table, ("A", "B"))
    tiers = Tiers()
    bars = {"A": tiers.A, "B": tiers.B}
    for tier in bars.keys() & table.keys():
        bar = number_of(table[tier])
        if bar is None or not 0 <= bar <= 100:
            findings.note(f"tiers.{tier}", table[tier], "a number from 0 to 100")
        else:
            bars[tier] = bar
    if bars["A"] <= bars["B"]:
        findings.note("tiers", f"A = {bars['A']:g} and B = {bars['B']:g}", "A above B")
    return Tiers(**bars)


def _roles(criteria: object) -> list[object]:
    """The roles as given, so that the rule can be judged beside criteria that are wrong otherwise."""
    tables = criteria if isinstance(criteria, list) else []
    return [table.get("role") for table in tables if isinstance(table, dict)]


def _rule(table: dict[str, Any], roles: list[object], findings: Findings) -> Rule:
    findings.keys("rule", table, tuple(_CLASSIC))
    needs: dict[str, int] = {}
    for role, classic in _CLASSIC.items():
        there = roles.count(role)
        asked = table.get(role, min(classic, there))
        needs[role] = there
        if isinstance(asked, bool) or not isinstance(asked, int) or asked < 0:
            findings.note(f"rule.{role}", asked, "a whole number, 0 or more")
        elif asked > there:
            findings.note(f"rule.{role}", asked, f"{there} at most: so many criteria are {role}")
        else:
            needs[role] = asked
    return Rule(**needs)


def _document(table: dict[str, Any], findings: Findings) -> Document:
    texts = {key: " ".join(_lines(key, table[key], findings)) for key in _TEXTS if key in table}
    lists = {key: _lines(key, table[key], findings) for key in _LISTS if key in table}
    others = [key for key in table if key not in (*_TEXTS, *_LISTS)]
    notes = {key: _lines(key, table[key], findings) for key in others}
    return Document.model_validate({**texts, **lists, "notes": notes})


def _lines(key: str, value: object, findings: Findings) -> tuple[str, ...]:
    members = value if isinstance(value, list) else [value]
    if all(isinstance(member, str | int | float | dict) for member in members):
        return tuple(filter(None, map(_line, members)))
    findings.note(f"document.{key}", value, "a text or a list of texts")
    return ()


def _line(member: object) -> str:
    if isinstance(member, dict):
        return "; ".join(f"{key}: {value}" for key, value in member.items())
    return str(member).strip()


def _warn_of_reach(criteria: list[Criterion], tiers: Tiers, findings: Findings) -> None:
    total = math.fsum(criterion.points for criterion in criteria)
    if total < tiers.A:
        found = f"{total:g} points in all"
        findings.note("criteria", found, f"{tiers.A:g} or more", "no account can reach tier A", "warning")
