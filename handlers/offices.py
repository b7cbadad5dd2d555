"""Offices of a branch change hands: who holds them, and that nothing is orphaned by it.

Duties, tasks, reminders and the group hang from the branch and follow by themselves. What hangs from the person does
not: drafts, an absence, reminders promised to them. Records keep their author.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import absences
from handlers.due import say_day
from handlers.hearers import reachable
from handlers.knowledge import Knowledge
from handlers.message import Told
from handlers.scope import FILING, ROLE_WORDS
from handlers.ways import private_way
from storage.people import STAND_IN, Person
from storage.records import Record
from storage.units import Unit
from storage.work import Work

DRAFTS = timedelta(days=3)
"""So long a draft waits for its answer (handlers/filing.py); what is older was told of already."""


@dataclass(frozen=True, slots=True)
class Change:
    """``op`` of an office: replace, add or remove. Zero where nobody gives it up or takes it; a ``name`` without a
    number is somebody whom nobody knows yet."""

    op: str
    role: str
    old: int = 0
    new: int = 0
    name: str = ""


def apply(
    work: Work, know: Knowledge, unit: Unit, change: Change, now: datetime, *, key: str, by: int
) -> tuple[int, list[int], list[Told]]:
    """The office changes hands now: who holds it, who gave it up, and what they are told."""
    role = change.role
    before = [one.id for one in secretaries(work, unit.id)]
    new_id = change.new
    if not new_id and change.op != "remove":
        new_id = add_person(work, change.name)
    leaving = [change.old] if change.old else []
    if role == "secretary" and change.op == "replace":
        leaving = [one for one in before if one != new_id]
    for person_id in leaving:
        person = work.people.get(person_id)
        work.people.relieve(person_id, unit.id, role, now)
        if role != "member" and not left(person, unit, role):
            work.people.appoint(person_id, unit.id, "member", now)
    if new_id:
        _appoint(work, new_id, unit, role, now)
    detail = {"role": role, "op": change.op, "old": leaving, "new": new_id or None}
    work.audit.note(now, by, "office.changed", f"unit:{unit.id}", **detail)
    tells = handed_over(work, know, unit, before, now, key=key, by=work.people.get(by).name)
    if role != "secretary":
        tells += absences.end_where_nothing_is_left(work, know, unit.id, now)
        tells += _words(key, unit, role, leaving, new_id)
    return new_id, leaving, tells


def _words(key: str, unit: Unit, role: str, leaving: list[int], new_id: int) -> list[Told]:
    """A short word to those whose office it was and is; a member's place in the list is not worth one."""
    if role == "member":
        return []
    what, key = f"{unit.short}的{ROLE_WORDS[role]}", f"office:{key}:{unit.id}"
    told = [
        Told(f"{key}:over:{one}", one, "said", {"words": f"您不再担任{what}了，这段时间辛苦您，谢谢！"})
        for one in leaving
    ]
    if new_id:
        words = f"您好，您现在是{what}，可以替支部记活动：写一句发给我就行；“还差什么”看进度。"
        told.append(Told(f"{key}:new:{new_id}", new_id, "said", {"words": words}))
    return told


def _appoint(work: Work, person_id: int, unit: Unit, role: str, now: datetime) -> None:
    """A higher office takes the lower ones in."""
    for held in lesser(work.people.get(person_id), unit):
        if held == "member" or role == "secretary":
            work.people.relieve(person_id, unit.id, held, now)
    work.people.appoint(person_id, unit.id, role, now)


def left(person: Person | None, unit: Unit, role: str) -> list[str]:
    """What the person is at the unit besides this role."""
    return [one for one in lesser(person, unit) if one != role] if person else []


def stays(person: Person, unit: Unit, role: str) -> str:
    """In words what the person is when the role is gone."""
    held = left(person, unit, role)
    if held:
        return "、".join(ROLE_WORDS[one] for one in held)
    return "" if role == "member" else ROLE_WORDS["member"]


def keeps_filing(person: Person | None, unit: Unit, role: str) -> bool:
    """Whether the person may file for the unit when the role is gone."""
    return any(one in FILING for one in left(person, unit, role))


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
