"""Exports of other tools as CSV files: which column holds what, and the signals of their rows."""
