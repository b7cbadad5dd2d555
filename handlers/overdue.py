"""What was not done in time and is old enough for the organizer to be told: the weekly summary lists it, and where
the next summary is far, a line of its own does."""

from dataclasses import dataclass
from datetime import date, timedelta

from config.holidays import YearUnknown
from handlers import duties
from handlers.knowledge import Knowledge
from storage.units import Unit
from storage.work import Work

BACK = timedelta(days=60)
"""What is older is no news to anybody; 谁还没交 still finds it."""
SOON = 2
"""Working days up to which the weekly summary is worth waiting for."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """One matter with its last day, and who still owes it."""

    name: str
    due_on: date
    units: tuple[Unit, ...]


def overdue(work: Work, know: Knowledge, path: str, today: date) -> list[Overdue]:
    """What at or under the path is overdue for as many working days as the settings say, the oldest first."""
    days = overdue_days(know, today)
    if days is None:
        return []
    units = {unit.id: unit for unit in work.units.within(path)}
    found: dict[tuple[date, str], list[Unit]] = {}
    names: dict[str, str] = {}
    for duty in work.duties.due_between(*days, path=path):
        if duty.unit_id in units:
            names[duty.requirement] = names.get(duty.requirement) or duties.title_of(work, know, duty)
            found.setdefault((duty.due_on, names[duty.requirement]), []).append(units[duty.unit_id])
    return [Overdue(name, due_on, tuple(found[due_on, name])) for due_on, name in sorted(found)]


def overdue_days(know: Knowledge, today: date) -> tuple[date, date] | None:
    """The last days of what is overdue for that long; None where the house does not want to be told."""
    after = know.reminders.escalate_after
    return (today - BACK, _back(know, today, after)) if after else None


def _back(know: Knowledge, today: date, after: int) -> date:
    """The newest last day that is so many working days ago: days off behind it count with it."""
    try:
        worked = today if know.workdays.is_workday(today) else know.workdays.add(today, -1)
        return know.workdays.add(know.workdays.add(worked, -after), 1) - timedelta(days=1)
    except YearUnknown:
        return today - timedelta(days=after + 2 * (1 + after // 5))
