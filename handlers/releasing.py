"""What 发布 does with a list: the notices are kept, each line becomes a task for its units, and what is out already is
moved or taken back. A rehearsal does the same and has it taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers import moving
from handlers.due import say_day
from handlers.message import Told
from handlers.notice_items import goes_out, units_of
from handlers.publishing import publish
from handlers.repeats import days_until
from handlers.router import Request
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work


@dataclass(slots=True)
class Released:
    """``published`` with who owes each; ``changed`` as (what was done, the task, its new day and time
    or None)."""

    published: list[tuple[Task, Sequence[Unit]]] = field(default_factory=list)
    changed: list[tuple[str, Task, date | None, str | None]] = field(default_factory=list)
    tells: list[Told] = field(default_factory=list)


def released(request: Request, work: Work, waiting: Mapping[str, Any]) -> Released:
    """Everything that goes out of the list, done."""
    done, kept, path = Released(), _Kept(request, work, waiting), str(waiting["path"])
    for item in waiting["items"]:
        if not goes_out(item):
            continue
        if item["act"]:
            _change(request, work, item, kept, done, path)
        else:
            _publish(request, work, item, kept, done, path)
    return done


def _publish(request: Request, work: Work, item: Mapping[str, Any], kept: "_Kept", done: Released, path: str) -> None:
    first = date.fromisoformat(item["due"])
    days = days_until(item["recurs"], first, date.fromisoformat(item["until"])) if item["until"] else [first]
    units = units_of(work, path, item)
    for day in days:
        task = publish(
            request,
            work,
            units,
            path,
            title=_title(item["title"], day, days),
            due_on=day,
            due_time=item["time"],
            recipient=item["recipient"],
            deliverable=item["deliverable"],
            source=f"{kept.source(item)}，第{item['line']}行",
            level=item["level"],
            kind=item["kind"],
            notice_id=kept.id(item),
            line=item["line"],
            opens_on=date.fromisoformat(item["opens"]) if item["opens"] and day == first else None,
        )
        done.published.append((task, units))


def _title(title: str, day: date, days: Sequence[date]) -> str:
    """Of several a task's own name says which one it is."""
    return f"{title[:34]}（{day.month}月）" if len(days) > 1 else title


def _change(request: Request, work: Work, item: Mapping[str, Any], kept: "_Kept", done: Released, path: str) -> None:
    task = work.tasks.get(item["task"])
    if task is None or task.state != "published":
        return
    _, told = moving.reach(work, task, path)
    if item["act"] == "cancel":
        done.tells += moving.cancelled(request, work, task, told)
        done.changed.append(("cancel", task, None, None))
        return
    to = date.fromisoformat(item["due"])
    own = work.units.get(task.unit_id).path.startswith(path)
    done.tells += moving.moved(
        request, work, task, to, told, due_time=item["time"], source=kept.source(item), path="" if own else path
    )
    notice_id = kept.id(item)
    if own and item["act"] == "earlier":
        # Whoever asks for it first is whose day it is now.
        source = f"{kept.source(item)}，第{item['line']}行"
        work.tasks.change(task.id, notice_id=notice_id, line=item["line"], source=source)
    done.changed.append(("move", task, to, item["time"]))


class _Kept:
    """The rows of the list's notices, each made where the first of its lines needs it."""

    def __init__(self, request: Request, work: Work, waiting: Mapping[str, Any]) -> None:
        self._request, self._work, self._waiting = request, work, waiting
        self._ids: dict[int, int] = {}

    def source(self, item: Mapping[str, Any]) -> str:
        return str(self._waiting["notices"][item["of"]]["source"])

    def id(self, item: Mapping[str, Any]) -> int:
        if item["of"] not in self._ids:
            self._ids[item["of"]] = self._add(self._waiting["notices"][item["of"]])
        return self._ids[item["of"]]

    def _add(self, head: Mapping[str, Any]) -> int:
        reading = self._work.readings.get(head["reading"])
        unit_id = int(str(self._waiting["path"]).rstrip("/").rsplit("/", 1)[-1])
        dated, text = date.fromisoformat(head["dated"]), reading.text if reading else ""
        for one in self._work.notices.newest(unit_id, 20):
            if (one.title, one.number, one.dated, one.text) == (head["title"], head["number"], dated, text):
                return one.id  # the rest of it, published later
        notice = self._work.notices.add(
            title=head["title"],
            number=head["number"],
            issuer=head["issuer"],
            dated=dated,
            text=text,
            file_id=reading.file_id if reading else None,
            unit_id=unit_id,
            person_id=self._request.speaker.person.id,
            at=self._request.now,
        )
        return notice.id


def in_words(done: Released, today: date) -> dict[str, Any]:
    """Template values: the numbers, and whom each reaches."""
    return {
        "tasks": [
            {
                "number": task.id,
                "title": task.title,
                "day": _day(task.due_on, task.due_time, today),
                "who": _who(units),
            }
            for task, units in done.published
        ],
        "changed": [
            {"what": what, "number": task.id, "title": task.title, "day": _day(to, at, today)}
            for what, task, to, at in done.changed
        ],
        "told": len(done.tells),
    }


def _day(day: date | None, time: str | None, today: date) -> str:
    return f"{say_day(day, today)}{f' {time}' if time else ''}" if day else ""


def _who(units: Sequence[Unit]) -> str:
    if len(units) <= 2:
        return "、".join(unit.short for unit in units)
    return f"{len(units)}个{'支部' if all(unit.is_branch for unit in units) else '党总支'}"
