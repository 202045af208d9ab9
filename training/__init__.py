"""Training of the learned half of extraction: never part of the package, see docs/extraction.md."""
