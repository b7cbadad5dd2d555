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
    level: str = "branch",
    kind: str = "other",
    notice_id: int | None = None,
    line: int | None = None,
    opens_on: date | None = None,
) -> Task:
    """The task, owed by these units from now on. Reminders follow from the duties. ``level``, ``kind``, ``line`` and
    ``opens_on`` are the notice reader's; what begins before today begins today."""
    today = request.know.today(request.now)
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
        level=level,
        kind=kind,
        notice_id=notice_id,
        line=line,
        opens_on=opens_on,
    )
    work.duties.add_new(
        {
            "requirement": task.requirement,
            "unit_id": unit.id,
            "period": "once",
            "opens_on": max(opens_on, today) if opens_on and opens_on <= due_on else today,
            "due_on": task.due_on,
            "due_time": due_time,
            "state": "open",
            "made_at": request.now,
        }
        for unit in units
    )
    work.audit.note(request.now, request.speaker.person.id, "task.published", f"task:{task.id}")
    return task
