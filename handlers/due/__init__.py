"""The calendar's rules: which period, which day, when to remind, and how dates are said. Pure.

Dates are local dates, moments are aware; nothing here reads a clock.
"""

from config.themeday import is_rule, theme_day
from handlers.due.moments import (
    Offset,
    add_months,
    end_of_day,
    local_midnight,
    moments,
    out_of_quiet,
    read_offset,
    week_of,
)
from handlers.due.periods import Period, following, period_from, period_of, previous
from handlers.due.themedays import next_theme_day, read_theme_day, say_theme_day
from handlers.due.words import say_day, say_moment, say_period, say_span

__all__ = [
    "Offset",
    "Period",
    "add_months",
    "end_of_day",
    "following",
    "is_rule",
    "local_midnight",
    "moments",
    "next_theme_day",
    "out_of_quiet",
    "period_from",
    "period_of",
    "previous",
    "read_offset",
    "read_theme_day",
    "say_day",
    "say_moment",
    "say_period",
    "say_span",
    "say_theme_day",
    "theme_day",
    "week_of",
]
