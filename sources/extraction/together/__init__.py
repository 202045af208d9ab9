"""Events that a title only hints at and its lead completes: each has a part of the news, neither has all of it."""
