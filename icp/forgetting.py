"""Forgetting what was read lately: after a long list, whose names are each met once, it would only be held."""

from icp.domains import account_domain, host_of, is_free_mail, is_shared_host, registrable
from icp.text import fold_text


def let_go() -> None:
    """Empty what is remembered of domains and of folded texts; what is asked again is read again."""
    for remembered in (registrable, account_domain, host_of, is_free_mail, is_shared_host, fold_text):
        remembered.cache_clear()
