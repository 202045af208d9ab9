"""Filings of the SEC: what its lists and documents say, for the source `edgar`."""
