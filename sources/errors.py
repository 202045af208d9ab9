"""How a poll fails.

SourceError            a poll that could not be done, as a sentence; retried with backoff
└── RetryLater         the other side asks for a pause of `after`
"""

from datetime import timedelta


class SourceError(Exception):
    """A poll that could not be done. The text is a sentence for an operator; it never holds a secret.

    `status`: what an HTTP server answered instead of a page, where it did.
    """

    status: int | None = None


def unknown(cause: Exception) -> str:
    """The sentence for an error that nobody foresaw; its own text may hold anything, so only its kind is told."""
    return f"an unexpected {type(cause).__name__} stopped this poll: the log has its trace"


class RetryLater(SourceError):
    """The other side is there but asks to be left alone, for `after` where it says how long."""

    def __init__(self, sentence: str, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.after = after
