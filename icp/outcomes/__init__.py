"""Outcomes: what became of deals, and whether companies that fit do better than others. Pure."""
