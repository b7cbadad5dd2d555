"""What a reminder says: values for its template, as of the moment at which the words go out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from handlers import duties
from handlers.answers import term_rules
from handlers.due import say_day, say_moment
from handlers.hearers import ANSWERING, groups, reachable
from handlers.jobs.instances import ASKED, DUE, ENDS, ESCALATED, EVE, NEW, OVERDUE, Instance
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from storage.duties import Duty
from storage.tasks import Task
from storage.work import Work

LATE = timedelta(minutes=30)
"""From here a reminder says that it comes late."""
NAMED = 8
"""Units named in one line; more are counted."""
SOURCES = 3


class Wording:
    """Make one for a run."""

    def __init__(self, work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> None:
        self._work, self._know, self._renderer, self._now = work, know, renderer, now

    def words(self, key: str, mine: Sequence[Instance], go: datetime) -> str:
        """The words for the chat of this key (``chat:5``, ``person:7``)."""
        return self._renderer.words(Reply("reminder", self._values(key, mine, self._know.today(go))))

    def _values(self, key: str, mine: Sequence[Instance], today: date) -> dict[str, Any]:
        own = self._own(key, mine)
        by_what: dict[str, list[Instance]] = {}
        for one in sorted(mine, key=lambda each: (each.duty.due_on if each.duty else each.day or today, each.unit.id)):
            by_what.setdefault(one.what, []).append(one)
        # Its own line says it already.
        told = {one.about[0] for one in mine if one.what in (EVE, ASKED)}
        due = [one for one in (*by_what.get(DUE, ()), *by_what.get(NEW, ())) if one.about[0] not in told]
        named = len({one.unit.id for one in mine}) > 1 or not {one.unit.id for one in mine} <= own
        owed = [one for one in (*due, *by_what.get(OVERDUE, ())) if one.unit.id in own and one.duty]
        tasks = [self._task(one.duty) for one in owed if one.duty and one.duty.period == "once"]
        return {
            "late": self._late(mine),
            "group": key.startswith("chat:"),
            "hears": self._hears(key),
            "theme_days": [_day_line(one, today) for one in by_what.get(EVE, ())],
            "asked": [_day_line(one, today) for one in by_what.get(ASKED, ())],
            "due": self._by_day(due, today, named),
            "overdue": self._by_day(by_what.get(OVERDUE, ()), today, named),
            "escalated": self._by_matter(by_what.get(ESCALATED, ()), today),
            "terms": [self._term(one, today, own) for one in by_what.get(ENDS, ())],
            "tasks": [task.title for task in dict.fromkeys(tasks) if task],
            "activities": any(one.duty and one.duty.period != "once" for one in owed),
            "for_others": any(one.unit.id not in own for one in due),
            "unreached": self._unreached([one for one in due if one.unit.id not in own]),
            "sources": self._sources(mine, today),
        }

    def _own(self, key: str, mine: Sequence[Instance]) -> set[int]:
        """The units that this chat answers for itself: its group's, or where the person holds such a role."""
        kind, _, number = key.partition(":")
        if kind == "chat":
            return {one.unit.id for one in mine}
        roles = self._work.people.get(int(number)).roles
        own = {role.unit.id for role in roles if role.role in ANSWERING}
        return own | {role.unit.id for role in roles if role.role == "organizer" and not role.unit.is_branch}

    def _hears(self, key: str) -> bool:
        """Whether the bot can be spoken to here: a webhook robot hears nothing."""
        kind, _, number = key.partition(":")
        chat = self._work.chats.get(int(number)) if kind == "chat" else None
        return chat is None or ".webhook." not in chat.channel

    def _unreached(self, mine: Sequence[Instance]) -> list[str]:
        """The branches that nobody else hears for: the organizer is asked to pass it on."""
        units = {one.unit.id: one.unit for one in mine}
        chats = groups(self._work) if units else {}
        lost = [unit for unit in units.values() if not reachable(self._work, self._know, unit.id)]
        return [unit.short for unit in lost if unit.id not in chats and unit.is_branch]

    def _late(self, mine: Sequence[Instance]) -> str:
        newest = max((one.due_at for one in mine if one.due_at <= self._now), default=self._now)
        return say_moment(newest, self._know.today(self._now), self._know.zone) if self._now - newest > LATE else ""

    def _by_day(self, mine: Sequence[Instance], today: date, named: bool) -> list[dict[str, Any]]:
        """By its last day; one line a matter, with the units where they are not plain."""
        days: dict[date, dict[str, list[Instance]]] = {}
        for one in mine:
            if one.duty:
                name = duties.title_of(self._work, self._know, one.duty)
                days.setdefault(one.duty.due_on, {}).setdefault(name, []).append(one)
        return [
            {
                "day": say_day(day, today),
                "left": _left((day - today).days),
                "items": [self._item(name, here, named) for name, here in by_name.items()],
            }
            for day, by_name in sorted(days.items())
        ]

    def _item(self, name: str, here: Sequence[Instance], named: bool) -> dict[str, Any]:
        task = self._task(here[0].duty)
        units = list(dict.fromkeys(one.unit.short for one in here)) if named else []
        return {
            "name": name,
            "recipient": (task.recipient or "") if task else "",
            "time": (task.due_time or "") if task else "",
            "new": any(one.what == NEW for one in here),
            "units": units[:NAMED],
            "count": len(units),
        }

    def _by_matter(self, mine: Sequence[Instance], today: date) -> list[dict[str, Any]]:
        """For the organizer: each matter that is overdue, with who owes it."""
        found: dict[tuple[date, str], list[Instance]] = {}
        for one in mine:
            if one.duty:
                name = duties.title_of(self._work, self._know, one.duty)
                found.setdefault((one.duty.due_on, name), []).append(one)
        return [self._item(name, here, True) | {"day": _plain(day, today)} for (day, name), here in found.items()]

    def _term(self, one: Instance, today: date, own: set[int]) -> dict[str, Any]:
        ends = one.day or today
        months = int(one.step.partition("@")[0].strip("-m"))
        near = (ends - today).days
        left = f"还有{months}个月" if near > 20 else f"还有{near}天"
        return {"unit": one.unit.short, "day": say_day(ends, today), "left": left, "own": one.unit.id in own}

    def _task(self, duty: Duty | None) -> Task | None:
        once = duty is not None and duty.requirement.startswith("task:")
        return self._work.tasks.get(int(duty.requirement[5:])) if once and duty else None

    def _sources(self, mine: Sequence[Instance], today: date) -> list[str]:
        """The documents behind what is said, each once; its section where it is a single one."""
        plain: list[str] = []
        sections: dict[str, list[str]] = {}
        for one in mine:
            task = self._task(one.duty)
            if task:
                plain.append(self._who_asked(task, today))
            elif one.duty is None:
                plain += [rule["source"] for rule in term_rules(self._know.catalogue, one.unit.kind)[:1]]
            elif rule := self._know.catalogue.by_id(one.duty.requirement):
                sections.setdefault(rule.source.document.split("（附")[0], []).append(rule.source.section)
        documents = [
            f"《{document}》{found[0] if len(set(found)) == 1 else ''}" for document, found in sections.items()
        ]
        return list(dict.fromkeys([*plain, *documents]))[:SOURCES]

    def _who_asked(self, task: Task, today: date) -> str:
        """The notice that the task came from; where a person set it in a line, who and when."""
        head = task.source.split("：")[0]
        if head != self._work.people.get(task.person_id).name:
            return head
        return f"{head}{_plain(self._know.today(task.at), today)}布置"


def _plain(day: date, today: date) -> str:
    return say_day(day, today).split("（")[0]


def _left(days: int) -> str:
    return f"还有{days}天" if days > 0 else "就是今天" if days == 0 else f"已过{-days}天"


def _day_line(one: Instance, today: date) -> dict[str, Any]:
    day = one.day or today
    near = {0: "今天", 1: "明天", -1: "昨天"}.get((day - today).days, "")
    return {"day": f"{near}{say_day(day, today)}", "unit": one.unit.short}
