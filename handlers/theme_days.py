"""Which day is a branch's theme day: the one place that answers it, for reminders and for whoever asks in chat."""

from datetime import date
from functools import cache

from config.holidays import YearUnknown
from handlers.due import add_months, theme_day
from handlers.knowledge import Knowledge
from storage.units import Unit
from storage.work import Work


class ThemeDays:
    """Make one for a run: thousands of branches share a handful of rules, each worked out once."""

    def __init__(self, work: Work, know: Knowledge) -> None:
        self._know = know
        self._by_rule = cache(self._day_by_rule)

    def of(self, unit: Unit, month: date) -> date | None:
        """The unit's theme day in the month that holds this day. None where it has registered none, or where that
        year's working days are not known yet."""
        try:
            return self._day(unit, month)
        except YearUnknown:
            return None

    def next(self, unit: Unit, today: date) -> date | None:
        """The unit's first theme day on or after a day; None where it has registered none. Raises YearUnknown."""
        this = self._day(unit, today)
        if this is None or this >= today:
            return this
        return self._day(unit, add_months(today.replace(day=1), 1))

    def _day(self, unit: Unit, month: date) -> date | None:
        return self._by_rule(unit.theme_day, month.year, month.month) if unit.theme_day else None

    def _day_by_rule(self, rule: str, year: int, month: int) -> date:
        return theme_day(rule, year, month, self._know.workdays)
