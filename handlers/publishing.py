"""A one-off task made known to branches: its row, a duty for each, and the line in the audit."""

from collections.abc import Sequence
from datetime import date

from handlers.router import Request
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work


def publish(
    request: Request,
    work: Work,
    units: Sequence[Unit],
    path: str,
    *,
    title: str,
    due_on: date,
    due_time: str | None,
    recipient: str | None,
    deliverable: str | None,
    source: str,
) -> Task:
    """The task, owed by these units from now on. Reminders follow from the duties."""
    task = work.tasks.add(
        title=title,
        due_on=due_on,
        due_time=due_time,
        recipient=recipient,
        deliverable=deliverable,
        source=source,
        unit_id=int(path.rstrip("/").rsplit("/", 1)[-1]),
        person_id=request.speaker.person.id,
        at=request.now,
    )
    work.duties.add_new(
        {
            "requirement": task.requirement,
            "unit_id": unit.id,
            "period": "once",
            "opens_on": request.know.today(request.now),
            "due_on": task.due_on,
            "due_time": due_time,
            "state": "open",
            "made_at": request.now,
        }
        for unit in units
    )
    work.audit.note(request.now, request.speaker.person.id, "task.published", f"task:{task.id}")
    return task
