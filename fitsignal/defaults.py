"""What ships: the policy and the digest of default_policy.toml, and a workspace's own tables laid over them."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sinks.digest_policy import DigestPolicy
    from streams.policy import Policy

OFF_UNLESS_NAMED = ("budget", "start", "quiet", "sla")
"""Tables of the policy that are off where a workspace does not name them."""


def default_policy() -> "Policy":
    """The shipped policy, without the tables that are off unless named."""
    from streams.policy import Policy

    return Policy.model_validate(policy_tables({}))


def default_digest() -> "DigestPolicy":
    """The shipped digest: what `fitsignal digest` prints by where a workspace has no `[digest]`."""
    from sinks.digest_policy import DigestPolicy

    return DigestPolicy.model_validate(shipped()["digest"])


def policy_tables(over: dict[str, Any]) -> dict[str, Any]:
    """A workspace's `[policy]` laid over the shipped one, key by key at every depth.

    Page classes of its own go first: the first match wins, and the shipped ones end with one that matches everything.
    """
    from streams.policy import merge

    base = {name: table for name, table in shipped()["policy"].items() if name not in OFF_UNLESS_NAMED or name in over}
    pages = over.get("pages")
    own = {name: page for name, page in pages.items() if name not in base["pages"]} if isinstance(pages, dict) else {}
    return merge({**base, "pages": {**own, **base["pages"]}}, over)


def digest_tables(over: dict[str, Any]) -> dict[str, Any]:
    """A workspace's `[digest]` laid over the shipped one."""
    from streams.policy import merge

    return merge(shipped()["digest"], over)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The tables of default_policy.toml; not to be changed."""
    return tomllib.loads((resources.files("streams") / "default_policy.toml").read_text(encoding="utf-8"))
