"""Proving a profile against lists of companies: does it let the right ones in, and which of its criteria decide."""
