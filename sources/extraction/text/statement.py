"""What one sentence says of a person and a role."""

from dataclasses import dataclass

from sources.extraction.people.roles import Role


@dataclass(frozen=True, slots=True)
class Statement:
    """Organisation and person as phrases (empty where not said), the role, the place, and how strong the form is."""

    org: str
    person: str
    role: Role | None
    at: int
    strength: float


UNTOLD = 0.7
"""Strength of a statement that holds only where the lead tells its role: "Ann Doe to lead Norrvik"."""
