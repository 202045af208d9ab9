"""Red flags out of headlines: the company was bought, lays off, or cannot pay. Each holds its account.

Apart from the seven kinds of events: one headline may state both, "Quillmar acquires Tillfern" of Quillmar an
acquisition and of Tillfern that it was acquired. Pure; precision comes before recall.
"""

from sources.extraction.flags.flag import Flag
from sources.extraction.flags.reading import flags

__all__ = ["Flag", "flags"]
