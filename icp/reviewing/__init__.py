"""Reviewing a profile against what became of accounts: what it missed, and what each change would do. Pure."""
