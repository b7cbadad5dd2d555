"""The moments of duties: which day of which duty is told of when. Pure; what has been said is the reminders' matter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from config.holidays import YearUnknown
from handlers.due import end_of_day, moments, period_from
from handlers.knowledge import Knowledge
from handlers.theme_days import ThemeDays
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

TASK_DAYS = (-7, -1, 0)
RECURRING_DAYS = (-3, 0)
"""Days before the last day, for one-off tasks and for what recurs."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One moment of one duty. ``theme_day`` is the branch's day where this tells of it, not of a deadline."""

    duty: Duty
    unit: Unit
    step: str
    due_at: datetime
    valid_until: datetime
    theme_day: date | None = None


class Timetable:
    """Works out moments. Make one for a run: thousands of duties share a handful of days, each worked out once."""

    def __init__(self, work: Work, know: Knowledge) -> None:
        self._know = know
        self._moments = cache(self._work_out)
        self._end = cache(lambda day: end_of_day(day, know.zone))
        self._eve = cache(lambda day: moments(day, (-1,), know.reminders.at, know.zone)[0][1])
        self._theme_days = ThemeDays(work, know)

    def instances(self, duty: Duty, unit: Unit) -> list[Instance]:
        """All moments of a duty, whenever they are."""
        task = duty.requirement.startswith("task:")
        until = self._end(duty.due_on)
        found = [
            Instance(duty, unit, step, moment, until)
            for step, moment in self._moments(duty.due_on, TASK_DAYS if task else RECURRING_DAYS)
        ]
        requirement = None if task else self._know.catalogue.by_id(duty.requirement)
        if requirement and requirement.matter == "theme_day":
            day = self._theme_days.of(unit, period_from(duty.period).first)
            if day:
                found.append(Instance(duty, unit, "eve", self._eve(day), self._end(day), day))
        return found

    def _work_out(self, due_on: date, offsets: tuple[int, ...]) -> list[tuple[str, datetime]]:
        """One that falls on a day off comes on the working day before (never on the last day itself)."""
        found = []
        for offset in offsets:
            day = due_on + timedelta(days=offset)
            try:
                while offset and not self._know.workdays.is_workday(day):
                    day -= timedelta(days=1)
            except YearUnknown:
                day = due_on + timedelta(days=offset)
            (_, moment), *_ = moments(day, (0,), self._know.reminders.at, self._know.zone)
            found.append((f"{offset:+d}d", moment))
        return found
