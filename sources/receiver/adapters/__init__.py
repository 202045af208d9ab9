"""Adapters of the hooks: one file for each tracker, `POST /hooks/NAME`."""
