"""Offices of a branch change hands: who holds them, and that nothing is orphaned by it.

Duties, tasks, reminders and the group hang from the branch and follow by themselves. What hangs from the person does
not: drafts, an absence, reminders promised to them. Records keep their author.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from handlers import absences
from handlers.due import say_day
from handlers.hearers import reachable
from handlers.knowledge import Knowledge
from handlers.message import Told
from handlers.ways import private_way
from storage.people import STAND_IN, Person
from storage.records import Record
from storage.units import Unit
from storage.work import Work

DRAFTS = timedelta(days=3)
"""So long a draft waits for its answer (handlers/filing.py); what is older was told of already."""


def secretaries(work: Work, unit_id: int) -> list[Person]:
    return work.people.holding(unit_id, "secretary")


def handed_over(
    work: Work, know: Knowledge, unit: Unit, before: Sequence[int], now: datetime, *, key: str, by: str = ""
) -> list[Told]:
    """What follows where other people are the secretary now than ``before``: a word to each, nothing orphaned."""
    after = [one.id for one in secretaries(work, unit.id)]
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    if not (gone or come):
        return []
    told = absences.end_where_nothing_is_left(work, know, unit.id, now)
    drafts = [one for one in open_drafts(work, unit, now) if one.person_id in gone]
    for person in gone:
        let_go(work, person, drafts)
        redirect(work, know, unit, person, now)
    today = know.today(now)
    names = "、".join(work.people.get(one).name for one in come)
    for person in gone:
        roles = [role.role for role in work.people.get(person).roles if role.unit.id == unit.id]
        still = any(role in ("deputy", "committee_member") for role in roles)
        values = {"unit": unit.short, "new": names, "still": still, "drafts": _lines(drafts, today)}
        told.append(Told(f"office:{key}:{unit.id}:thanks:{person}", person, "office_thanks", values))
    for person in come:
        values = {
            "unit": unit.short,
            "old": "、".join(work.people.get(one).name for one in gone),
            "by": by,
            "open": absences.open_lines(work, know, unit.id, today),
            "drafts": _lines(drafts, today),
            "chats": [chat.title for chat in work.chats.everything() if chat.unit_id == unit.id],
        }
        told.append(Told(f"office:{key}:{unit.id}:begin:{person}", person, "office_begins", values))
    return told


def open_drafts(work: Work, unit: Unit, now: datetime) -> list[Record]:
    return work.records.drafts(unit.id, now - DRAFTS)


def _lines(drafts: Sequence[Record], today: date) -> list[dict[str, Any]]:
    return [
        {
            "number": one.id,
            "day": say_day(one.held_on, today) if one.held_on else "",
            "kinds": "、".join(one.content.get("kinds") or ()) or "活动",
        }
        for one in drafts
    ]


def let_go(work: Work, person: int, drafts: Sequence[Record]) -> None:
    """These drafts do not wait for this person's answer any more."""
    numbers = {one.id for one in drafts}
    for channel, chat, dialogue in work.dialogues.of_person(person):
        waiting = _without(dialogue.waiting, numbers)
        if waiting != dialogue.waiting:
            work.dialogues.put(
                person, channel, chat,
                waiting=waiting, record_id=dialogue.record_id, expires_at=dialogue.expires_at,
            )  # fmt: skip


def _without(waiting: Mapping[str, Any], drafts: set[int]) -> dict[str, Any]:
    """The questions that wait, without those about these drafts."""
    if not waiting:
        return {}
    below = _without(waiting.get("below") or {}, drafts)
    kept = [one for one in waiting.get("records", ()) if one not in drafts]
    if waiting.get("records") and not kept:
        return below
    own = {name: value for name, value in waiting.items() if name != "below"}
    return own | ({"records": kept} if "records" in own else {}) | ({"below": below} if below else {})


def redirect(work: Work, know: Knowledge, unit: Unit, person: int, now: datetime) -> int:
    """Reminders of the unit that were promised to this person and are not out yet go to who answers for it now;
    how many."""
    old = private_way(work, know, person)
    if old is None:
        return 0
    hearers = [one for one in reachable(work, know, unit.id) if one[0].id != person]
    moved = 0
    for line, about in work.pushes.waiting_for(old.channel, old.address, now):
        owed = work.duties.many({duty_id for duty_id, _ in about}) if about else []
        if not owed or any(one.unit_id != unit.id for one in owed) or not line.key.startswith(("remind:", "chase:")):
            continue
        if not hearers:
            moved += work.outbox.call_off(line.id, "nobody answers for the unit")
            continue
        new, to = hearers[0]
        moved += work.outbox.readdress(
            line.id, channel=to.channel, address=to.address, lane=to.lane, to_whom=new.name, text=line.text, mentions=()
        )
    return moved


def add_person(work: Work, name: str) -> int:
    """Somebody whom an organizer named, and whom the roster does not have yet; found again by it (institution.py)."""
    key = name
    while work.people.named(key):
        key += "+"
    made = work.people.add(key, name)
    work.people.identify(made, "console", key)
    return made


def lesser(person: Person, unit: Unit) -> list[str]:
    """The roles at the unit that a higher one takes in."""
    return [role.role for role in person.roles if role.unit.id == unit.id and role.role != STAND_IN]
