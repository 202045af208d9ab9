"""What a posting's signal says of it: whose family, how senior, which technologies. Pure."""

from typing import Any

from sources.boards.posting import Posting
from sources.boards.size import company_size
from sources.boards.technologies import of_these, vocabulary
from streams.policy import Policy


def details(posting: Posting, policy: Policy, technologies: tuple[str, ...]) -> dict[str, Any]:
    """The details of a `job_posting`; `technologies` are looked for beside those of the vocabulary."""
    role = policy.roles.matcher.classify(posting.title)
    text = f"{posting.title}\n{posting.text()}"
    told = {
        "job": posting.job,
        "title": posting.title,
        "location": posting.location,
        "department": posting.department,
        "family": role.families[0] if role.families else None,
        "seniority": role.seniority,
        "technologies_named": of_these(text, technologies) or None,
        "technologies": vocabulary().named_in(text) or None,
        "company_size": company_size(text),
        "date_unparsed": posting.unread_date,
    }
    return {field: value for field, value in told.items() if value is not None}
