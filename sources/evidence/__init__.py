"""Web evidence: which tools a company's own home page and DNS give away."""
