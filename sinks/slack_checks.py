"""What a Slack app lacks, and how to mend it: by the scopes that Slack names with each answer."""

from collections.abc import Iterator

from sinks.sink import Finding

NEEDED = {
    "chat:write": ("error", "nothing can be posted"),
    "users:read.email": ("warning", "owners are not found by their e-mail address: their alerts go to the channel"),
    "channels:history": ("warning", "after a crash nobody can look whether a message was posted: a person has to"),
}
"""Scopes with what does not work without each."""


def scope_findings(scopes: str | None) -> Iterator[Finding]:
    """A finding for each scope that is missing; none where Slack did not name them."""
    had = {each.strip() for each in scopes.split(",")} if scopes else None
    for scope, (level, lost) in NEEDED.items():
        if had is not None and scope not in had:
            how = "add it under OAuth & Permissions and install the app again"
            yield Finding("error" if level == "error" else "warning", f"the app has no scope {scope}: {lost}; {how}")
