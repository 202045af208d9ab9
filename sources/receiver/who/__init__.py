"""Who it was, and who it was not: companies of visitors, bots and staff, identities, and what is never kept."""
