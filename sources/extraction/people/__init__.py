"""People in headlines: who takes, leaves or holds which role, and where."""
