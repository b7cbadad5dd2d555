"""Which chats hear a moment: the branch's group as long as it has not heard enough this month, else its people; the
organizer; and where nobody can be reached, the organizer too, who can pass it on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from config.holidays import YearUnknown
from handlers.due import local_midnight, week_of
from handlers.hearers import Audience, groups, organizers, reachable
from handlers.jobs.instances import DUE, Instance
from handlers.jobs.weekly import moment_of_week
from handlers.knowledge import Destination, Knowledge
from storage.chats import Chat
from storage.people import Person
from storage.units import Unit
from storage.work import Work

SOON = 2
"""Working days up to which the weekly summary is worth waiting for."""


class Audiences:
    """Make one for a run: it counts what each group hears."""

    def __init__(self, work: Work, know: Knowledge, now: datetime) -> None:
        self._work, self._know, self._now = work, know, now
        self._groups = groups(work)
        month = local_midnight(know.today(now).replace(day=1), know.zone)
        keys = work.pushes.keys_since("remind:", month)
        self._heard = Counter(":".join(key.split(":")[1:3]) for key in keys)
        self._reachable: dict[int, list[tuple[Person, Destination]]] = {}

    def of(self, one: Instance) -> list[Audience]:
        """Every chat that is to hear it, each once; empty where there is nobody at all."""
        found: dict[str, Audience] = {}
        for hearer in one.to:
            for audience in self._hears(hearer, one):
                found.setdefault(audience.key, audience)
        if not found:
            found = {audience.key: audience for audience in self._people(organizers(self._work, self._know, one.unit))}
        return list(found.values())

    def heard(self, key: str) -> int:
        """How many reminders this chat was promised this month, before this run."""
        return self._heard[key]

    def summary_tells(self, one: Instance) -> bool:
        """Whether the organizer's weekly summary comes so soon, and looks back so far, that a message of its own is
        not worth while: it names who owes what fell due in the week before."""
        own = [
            role.unit
            for person, _ in organizers(self._work, self._know, one.unit)
            for role in person.roles
            if role.role == "organizer" and one.unit.path.startswith(role.unit.path)
        ]
        if one.duty is None or not any(unit.is_second_level for unit in own):
            return False
        today = self._know.today(self._now)
        this = moment_of_week(self._know, self._now)
        next_ = this if self._know.today(this) >= today else moment_of_week(self._know, self._now, weeks=1)
        monday, _, _ = week_of(self._know.today(next_))
        if one.duty.due_on < monday - timedelta(days=7):
            return False
        try:
            return self._know.workdays.between(today, self._know.today(next_)) <= SOON
        except YearUnknown:
            return False

    def _hears(self, hearer: str, one: Instance) -> Iterable[Audience]:
        if hearer == "organizer":
            return self._people(organizers(self._work, self._know, one.unit))
        people = self._answering(one.unit)
        # The group of a second-level organisation is of those who do not owe what it owes itself.
        chat = self._groups.get(one.unit.id) if hearer == "group" and one.unit.is_branch else None
        if chat and (not people or self._heard[f"chat:{chat.id}"] < self._know.reminders.group_most):
            return [self._group(chat, people, one)]
        return self._people(people)

    def _answering(self, unit: Unit) -> list[tuple[Person, Destination]]:
        if unit.id not in self._reachable:
            self._reachable[unit.id] = reachable(self._work, self._know, unit.id)
        return self._reachable[unit.id]

    def _group(self, chat: Chat, people: Sequence[tuple[Person, Destination]], one: Instance) -> Audience:
        family = chat.push_channel.split(".")[0]
        last_day = one.what == DUE and one.step == "+0d"
        ids = [self._work.people.identity(person.id, family) for person, _ in people] if last_day else []
        to = self._know.reach.known(chat.push_channel, chat.push_address)
        return Audience(f"chat:{chat.id}", chat.title, to, tuple(filter(None, ids)))

    @staticmethod
    def _people(people: Iterable[tuple[Person, Destination]]) -> list[Audience]:
        return [Audience(f"person:{person.id}", person.name, way) for person, way in people]
