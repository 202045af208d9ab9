"""Learning a profile from the best customers, and proving that it tells them from the market. Pure."""
