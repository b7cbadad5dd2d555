"""Which day is a branch's theme day: the one place that answers it, for reminders and for whoever asks in chat."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from config.holidays import YearUnknown
from handlers.applies import on_vacation
from handlers.due import add_months, following, period_of, theme_day
from handlers.knowledge import Knowledge
from storage.theme_days import MovedDay
from storage.units import Unit
from storage.work import Work


class ThemeDays:
    """Make one for a run: thousands of branches share a handful of rules, each worked out once."""

    def __init__(self, work: Work, know: Knowledge) -> None:
        self._work = work
        self._know = know
        self._by_rule = cache(self._day_by_rule)
        self._moved = cache(self._moved_in)

    def of(self, unit: Unit, month: date) -> date | None:
        """The unit's theme day for the month that holds this day: the one it was moved to, else its rule's. None where
        it has registered none, or where that year's working days are not known yet."""
        try:
            return self._day(unit, month)
        except YearUnknown:
            return None

    def next(self, unit: Unit, today: date) -> date | None:
        """The unit's first theme day on or after a day; None where it has registered none. Raises YearUnknown."""
        first = today.replace(day=1)
        # The month before may have been moved into this one, the next one brought forward into it.
        before, after = self.moved(unit, add_months(first, -1)), self.moved(unit, add_months(first, 1))
        known = [self._day(unit, first), *(one.day for one in (before, after) if one)]
        ahead = [day for day in known if day and day >= today]
        return min(ahead) if ahead else self._day(unit, add_months(first, 1))

    def counted(self, branches: Sequence[Unit], first: date, last: date) -> Mapping[date, int]:
        """How many of these branches have their theme day on each day of the span, in the days' order; a vacation that
        pauses it has none."""
        days: Counter[date] = Counter()
        period = period_of("monthly", first)
        while period.first <= last:
            if not on_vacation(period, self._know):
                days.update(day for unit in branches if (day := self.of(unit, period.first)) and first <= day <= last)
            period = following(period)
        return dict(sorted(days.items()))

    def moved(self, unit: Unit, month: date) -> MovedDay | None:
        """What was decided for this one month; None where the rule stands."""
        return self._moved(f"{month:%Y-%m}").get(unit.id)

    def by_rule(self, unit: Unit, month: date) -> date | None:
        """The day that the branch's own rule gives, whatever was decided for the month."""
        try:
            return self._by_rule(unit.theme_day, month.year, month.month) if unit.theme_day else None
        except YearUnknown:
            return None

    def _day(self, unit: Unit, month: date) -> date | None:
        if moved := self.moved(unit, month):
            return moved.day
        return self._by_rule(unit.theme_day, month.year, month.month) if unit.theme_day else None

    def _day_by_rule(self, rule: str, year: int, month: int) -> date:
        return theme_day(rule, year, month, self._know.workdays)

    def _moved_in(self, period: str) -> Mapping[int, MovedDay]:
        return {one.unit_id: one for one in self._work.theme_days.of_period(period)}
