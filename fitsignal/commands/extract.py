"""extract: headlines to trigger events."""

from fitsignal.options import COMMON, Shared

_NOTHING = {
    "kind": "none",
    "company": None,
    "amount": None,
    "currency": None,
    "round": None,
    "person": None,
    "role": None,
}


def extract(*, common: Shared = COMMON) -> None:
    """JSON Lines {"id","title","lead"} on stdin to {"id","kind","company",...} on stdout, a line for a line.

    A line that cannot be read is answered with kind "none" and an "error"; the others go on.
    """
    from fitsignal.streaming import answer_stdin
    from sources.extraction.extractor import extract_line

    answer_stdin(extract_line, _NOTHING)
