"""Verbs of going: those of the word table, and how somebody announces an own retirement, resignation or exit."""

from itertools import product

from sources.extraction.text.tables import words

_SAID = ("announces", "announced")
_WHOSE = ("his", "her", "their")
_HOW = ("", "immediate ", "planned ", "upcoming ", "impending ", "surprise ")
_WHAT = ("retirement", "resignation", "departure", "exit")
GO = (
    *words("verbs", "departure", "go"),
    *(f"{said} {whose} {how}{what}" for said, whose, how, what in product(_SAID, _WHOSE, _HOW, _WHAT)),
)
"""Verbs whose subject leaves."""
