"""A notice's text to what it asks of whom by when: pure functions, no storage, no clock, no outside service.

``read_notice`` is the door. A date that is not certain is flagged with the reason, never guessed.
"""

from handlers.notices.along import goes_along
from handlers.notices.read import read_notice
from handlers.notices.values import KINDS, LEVELS, Calendar, Change, IgnoredDate, Notice, Task

__all__ = ["KINDS", "LEVELS", "Calendar", "Change", "IgnoredDate", "Notice", "Task", "goes_along", "read_notice"]
