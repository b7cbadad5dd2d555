"""What tasks would send: their moments run through with the reminders' own code, for whoever asks before they are
published. Everything that this writes is the caller's to take back (:meth:`storage.work.Work.supposed`).
"""

from collections.abc import Sequence
from datetime import datetime

from handlers.due import end_of_day
from handlers.jobs.instances import Timetable
from handlers.jobs.reminders import remind
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from handlers.router import Foreseen
from storage.tasks import Task
from storage.work import Work

_REMINDS = "remind:"


def foreseen(work: Work, know: Knowledge, renderer: Renderer, tasks: Sequence[Task], now: datetime) -> list[Foreseen]:
    """The reminders of these tasks up to their last days, in order, where nobody hands anything in."""
    found = []
    for moment, here in sorted(_moments(work, know, tasks, now).items()):
        before, more = work.pushes.newest_id(), True
        while more:
            _, more = remind(work, know, renderer, moment, only=here.keys())
        rows = [row for row in work.pushes.made_since(before) if row.key.startswith(_REMINDS)]
        groups = sum(row.key.startswith(f"{_REMINDS}chat:") for row in rows)
        if rows:
            titles = tuple(task.title for task in here.values())
            found.append(Foreseen(rows[0].next_at, groups, len(rows) - groups, titles, rows[0].text))
    return found


def _moments(work: Work, know: Knowledge, tasks: Sequence[Task], now: datetime) -> dict[datetime, dict[str, Task]]:
    """When there is something to be said, and of which tasks, by their requirements."""
    timetable, units = Timetable(work, know), {unit.id: unit for unit in work.units.everything()}
    found: dict[datetime, dict[str, Task]] = {}
    for task in tasks:
        for duty in work.duties.within("/", requirement=task.requirement):
            until = end_of_day(duty.due_on, know.zone)
            for one in timetable.instances(duty, units[duty.unit_id]):
                if now < one.due_at <= until:
                    found.setdefault(one.due_at, {})[task.requirement] = task
    return found
