"""Trigger events out of headlines: who raised money, who took which role, who bought whom.

Pure and deterministic: text in, at most one event out, no error on any text. The rules are sentence patterns over the
word lists in ``lexicon/*.toml``; a word added there is known to every rule that uses its list.
"""

from sources.extraction.event import Event, Kind
from sources.extraction.extractor import extract, extract_line

__all__ = ["Event", "Kind", "extract", "extract_line"]
