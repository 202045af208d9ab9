"""Headlines and leads as text: cleaned, cut into clauses, with the names and words that rules look for."""
