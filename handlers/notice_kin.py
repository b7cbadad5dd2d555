"""What of a notice is asked for already: by a task that is out, or by a line of the notice that was read just before.

One house's day and another's for the same thing: the earlier binds. A day that a later notice moves is moved.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from handlers.matters import tasks_within
from handlers.notice_items import NEW, item_of, known_by, name_of, party, thing_of
from handlers.notices import Change, Notice, Task, goes_along
from handlers.versions import Head, Thing, same_notice, same_thing, speaks_of
from storage.tasks import Task as Published
from storage.work import Work

_OVER = timedelta(days=30)
"""So long after its day a task is still what a notice may be about."""
Item = dict[str, Any]
_EMPTY = Task("", None, "branch", None, None, None, None, None, None, None, "other", 0, "", False, "")


class Outstanding:
    """The tasks that reach the branches of this house already, with the notices that they come from."""

    def __init__(self, work: Work, path: str, today: date) -> None:
        self._work, self._path, self._today = work, path, today
        found = tasks_within(work, path)
        self._tasks = [one for one in found if one.due_on and one.due_on >= today - _OVER]
        self._heads: dict[int, tuple[Head, str]] = {}
        self._taken: set[int] = set()

    def marked(self, item: Item, head: Mapping[str, Any]) -> Item:
        """The line, with what becomes of it where a task for the same is out."""
        if item["act"] or item["own"] or item["past"] or not item["due"]:
            return item
        task = self._same(item, head)
        if task is None or task.due_on is None:
            return item
        self._taken.add(task.id)
        due = date.fromisoformat(item["due"])
        says = [] if due == task.due_on else [[self._who(task), task.due_on.isoformat()], [name_of(head), item["due"]]]
        act = "earlier" if due < task.due_on else "known"
        return item | {"act": act, "task": task.id, "was": task.due_on.isoformat(), "says": says}

    def changed(self, change: Change, item: Item | None, words: str, title: str) -> Item | None:
        """The line for a task whose day the notice moves, or takes back; None where no such task is out, or it is
        another house's to move."""
        task = self._meant(change.old, words, title)
        if task is None or not self._work.units.get(task.unit_id).path.startswith(self._path):
            return None
        self._taken.add(task.id)
        was = task.due_on.isoformat() if task.due_on else ""
        to = item["due"] if item else change.new.isoformat() if change.new else ""
        act = "cancel" if not to else "known" if to == was else "move"
        base = {**(item or item_of(_EMPTY, self._today, 0)), **NEW, "dropped": False, "past": False}
        found = {"title": task.title, "level": task.level, "due": to or was, "line": change.line, "was": was}
        return {**base, **found, "act": act, "task": task.id}

    def along(self, line: Item) -> list[Item]:
        """The lines for what its notice wants handed in together with the task that this line moves: its day is that
        task's."""
        task = next((one for one in self._tasks if one.id == line["task"]), None)
        if task is None or line["act"] != "move":
            return []
        found = [one for one in self._tasks if one.id not in self._taken and goes_with(self._work, one, task)]
        self._taken.update(one.id for one in found)
        why = f"随“{task.title}”一并报送，一起改"
        return [line | {"title": one.title, "level": one.level, "task": one.id, "why": why} for one in found]

    def _meant(self, old: date | None, words: str, title: str) -> Published | None:
        """The one task of that day and those words; the day alone will do where only one has it."""
        about = [one for one in self._tasks if speaks_of(words, _thing(one)) or speaks_of(title, _thing(one))]
        on_day = [one for one in self._tasks if old and one.due_on == old]
        both = [one for one in about if one in on_day]
        found = both or (on_day if old else about)
        return found[0] if len(found) == 1 else None

    def _same(self, item: Item, head: Mapping[str, Any]) -> Published | None:
        wanted, found = thing_of(item), []
        for task in self._tasks:
            if task.id in self._taken or task.due_on is None:
                continue
            within = same_notice(known_by(head), self._head(task)[0])
            if same_thing(wanted, _thing(task), within_one=within):
                apart = abs((task.due_on - (wanted.due or task.due_on)).days)
                found.append((not within, task.title != wanted.title, apart, task.id, task))
        return min(found)[-1] if found else None

    def _who(self, task: Published) -> str:
        return self._head(task)[1] or f"任务{task.id}"

    def _head(self, task: Published) -> tuple[Head, str]:
        if not task.notice_id:
            return Head("", "", None), ""
        if task.notice_id not in self._heads:
            notice = self._work.notices.get(task.notice_id)
            head = Head(notice.title, notice.number, notice.dated) if notice else Head("", "", None)
            self._heads[task.notice_id] = (head, notice.issuer if notice else "")
        return self._heads[task.notice_id]


def _thing(task: Published) -> Thing:
    return Thing(task.title, task.deliverable or "", task.due_on, party(task.level))


def goes_with(work: Work, one: Published, other: Published) -> bool:
    """Whether the notice of both wants the one handed in along with the other, on the same day."""
    if one.id == other.id or one.notice_id != other.notice_id or one.due_on != other.due_on:
        return False
    notice = work.notices.get(one.notice_id) if one.notice_id and one.line else None
    lines = notice.text.splitlines() if notice else []
    said = goes_along(lines[one.line - 1]) if one.line and one.line <= len(lines) else []
    return any(speaks_of(thing, _thing(one)) and speaks_of(along, _thing(other)) for thing, along in said)


def with_changes(
    out: Outstanding, before: list[Item], notice: Notice, items: list[Item]
) -> tuple[list[Item], list[Item]]:
    """The lines with what the notice moves or takes back put first; and the waiting lines with days moved in them."""
    told = {one.line: one.why for one in notice.ignored_dates}
    changes: list[Item] = []
    for change in notice.changes:
        here = next((one for one in items if one["line"] == change.line and one["due"]), None)
        taken_back = here is None and change.new is None and "取消" in told.get(change.line, "")
        if not (here or change.new or taken_back):
            continue
        words, title = (here["quote"], here["title"]) if here else (change.quote, notice.title or "")
        place = _waits(before, change, words + title)
        if place is not None:
            before[place] = _moved_here(before[place], here, change, taken_back=taken_back)
        elif line := out.changed(change, here, words, title):
            changes += [line, *out.along(line)]
        else:
            continue
        items = [one for one in items if one is not here]
    return before, [*changes, *items]


def _waits(before: Sequence[Item], change: Change, words: str) -> int | None:
    """The line of the list that waits, of this day and these words."""
    on_day = [n for n, one in enumerate(before) if change.old and one["due"] == change.old.isoformat()]
    about = [n for n in on_day if speaks_of(words, thing_of(before[n]))]
    found = about or on_day
    return found[0] if len(found) == 1 else None


def _moved_here(old: Item, new: Item | None, change: Change, *, taken_back: bool) -> Item:
    if taken_back:
        return {**old, "dropped": True}
    to = new["due"] if new else change.new.isoformat() if change.new else old["due"]
    return {**old, "due": to, "time": new["time"] if new else old["time"], "was": old["due"]}


def one_list(before: list[Item], new: list[Item], heads: Sequence[Mapping[str, Any]]) -> tuple[list[Item], list[Item]]:
    """What an earlier notice of this list asks for too is one line of it, with the earlier day; and what is left."""
    left = []
    for one in new:
        place = next((n for n, other in enumerate(before) if _same_line(one, other, heads)), None)
        if place is None:
            left.append(one)
        else:
            before[place] = _bound(before[place], one, heads)
    return before, left


def _same_line(one: Item, other: Item, heads: Sequence[Mapping[str, Any]]) -> bool:
    if one["act"] or other["act"]:
        return False
    within = same_notice(known_by(heads[one["of"]]), known_by(heads[other["of"]]))
    return same_thing(thing_of(one), thing_of(other), within_one=within)


def _bound(old: Item, new: Item, heads: Sequence[Mapping[str, Any]]) -> Item:
    """One line of both: the earlier day with its source, and what each asked."""
    if old["due"] == new["due"] or not new["due"]:
        return old
    source = ("due", "time", "why", "of", "line", "recipient")
    if not old["due"]:
        return old | {key: new[key] for key in source}
    first = min(old, new, key=lambda one: str(one["due"]))
    says = list(old["says"]) or [[name_of(heads[old["of"]]), old["due"]]]
    said = [*says, [name_of(heads[new["of"]]), new["due"]]]
    return old | {key: first[key] for key in source} | {"says": said}
