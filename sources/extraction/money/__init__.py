"""Money in headlines: sums, funding rounds, share offerings and funds."""
