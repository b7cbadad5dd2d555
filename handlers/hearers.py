"""Who hears for a unit: its group, who answers for it one to one, who organizes over it. The one place that says so,
for everything that is said unprompted."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.knowledge import Destination, Knowledge
from handlers.ways import private_way
from storage.chats import Chat
from storage.people import Person
from storage.units import Unit
from storage.work import Work

ANSWERING = ("secretary", "deputy", "committee_member")
"""Who answers for a branch: the first of these roles in which somebody can be reached."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One chat that hears something: a group, or a person's own."""

    key: str
    name: str
    to: Destination
    mentions: tuple[str, ...] = ()


def groups(work: Work) -> Mapping[int, Chat]:
    """The group in which a unit is reminded, by the unit's id; a unit without one is told through its people."""
    return {chat.unit_id: chat for chat in work.chats.meant_for("reminders") if chat.unit_id is not None}


def reachable(work: Work, know: Knowledge, unit_id: int) -> list[tuple[Person, Destination]]:
    """Who answers for the unit and can be spoken to one to one: the secretary, or who stands in while the secretary is
    away; where there is none to be reached the deputy, then the committee. Empty where nobody can be."""
    away = {one.person_id: one for one in work.absences.running(unit_id)}
    for role in _answering(work, unit_id):
        people = [one for one in work.people.holding(unit_id, role) if one.id not in away or away[one.id].copied]
        if role == ANSWERING[0] and away:
            people = [*people, *(work.people.get(one.stand_in_id) for one in away.values())]
        ways = [(one, private_way(work, know, one.id)) for one in {one.id: one for one in people}.values()]
        if found := [(person, to) for person, to in ways if to]:
            return found
    return []


def _answering(work: Work, unit_id: int) -> tuple[str, ...]:
    """What is asked of a second-level organisation itself is its organizers' work before its secretary's."""
    return ANSWERING if work.units.get(unit_id).is_branch else ("organizer", *ANSWERING)


def organizers(work: Work, know: Knowledge, unit: Unit) -> list[tuple[Person, Destination]]:
    """Who organizes over the unit and can be spoken to: those of the nearest organisation above it (or of itself)."""
    for above in reversed([int(part) for part in unit.path.strip("/").split("/")]):
        ways = [(one, private_way(work, know, one.id)) for one in work.people.holding(above, "organizer")]
        if found := [(person, to) for person, to in ways if to]:
            return found
    return []
