"""Deals in headlines: who buys or merges with what, and for how much."""
