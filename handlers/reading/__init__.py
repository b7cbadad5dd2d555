"""Text to meaning: pure functions, no storage, no clock of their own.

``understand`` is the door; the rest serves programs that need one part of it (the forms).
"""

from handlers.reading.dates import find_days
from handlers.reading.form import read_form
from handlers.reading.kinds import KINDS, UMBRELLAS, kind_of
from handlers.reading.periods import find_period
from handlers.reading.understand import understand
from handlers.reading.values import (
    INTENTS,
    NEEDED,
    Absentee,
    Change,
    Context,
    Day,
    PeriodWords,
    RecordReading,
    Target,
    Understanding,
    Votes,
)
from handlers.written.text import clean, fold

__all__ = [
    "INTENTS",
    "KINDS",
    "NEEDED",
    "UMBRELLAS",
    "Absentee",
    "Change",
    "Context",
    "Day",
    "PeriodWords",
    "RecordReading",
    "Target",
    "Understanding",
    "Votes",
    "clean",
    "find_days",
    "find_period",
    "fold",
    "kind_of",
    "read_form",
    "understand",
]
