"""Account lists as columns: every distinct value is read and judged once, however many accounts share it."""
