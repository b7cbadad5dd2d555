"""Bringing an institution in: a roster (the demo's, or a school's own), and the demo's months of history.

Loading a roster twice changes what changed and leaves the rest; nothing is half imported, because it is one unit of
work. People who no longer stand in the roster lose their roles, never their records.
"""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from config.demo import demo_history, demo_roster, demo_tasks
from config.roster import Roster, RosterChat, RosterPerson, RosterUnit
from handlers import absences, duties, offices
from handlers.due import period_of
from handlers.findings import is_late
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from handlers.telling import tell
from storage.people import Person
from storage.units import Unit
from storage.work import Work

FAMILIES = ("wecom", "dingtalk")


def load_roster(
    work: Work, know: Knowledge, roster: Roster, now: datetime, renderer: Renderer | None = None
) -> dict[str, int]:
    """Bring the roster's units, people, roles, identities and groups in; how many of each it has.

    Where a branch has another secretary than before, what was with the old one goes to the new one; with a
    ``renderer`` both are told.
    """
    before = _secretaries(work)
    units = _load_units(work, know, roster, now)
    people = {person.key: _load_person(work, person, units, now) for person in roster.people}
    for known in work.people.everybody():
        if known.roles and known.key not in people:
            work.people.dismiss(known.id, now)
    _hand_over(work, know, before, now, renderer)
    for chat in roster.chats:
        _load_chat(work, know, chat, units)
    work.marks.put("institution", roster.name)
    work.marks.put("duties_day", "")
    if work.marks.get("installed_at") is None:
        work.marks.put("installed_at", now.isoformat())
        work.marks.put("begins_on", period_of("monthly", know.today(now)).first.isoformat())
    work.audit.note(now, None, "roster.loaded", "institution", units=len(units), people=len(people))
    return {"units": len(units), "people": len(people), "chats": len(roster.chats)}


def remarks(work: Work, roster: Roster) -> list[str]:
    """What whoever imports this roster should know beforehand: units that it lacks stay, dissolved ones stay so."""
    names = {entry.name for entry in roster.units}
    open_ = work.units.everything()
    lacking = [unit.short for unit in open_ if unit.name not in names and unit.is_branch]
    closed = [unit.short for unit in work.units.closed() if unit.name in names]
    lines = []
    if lacking:
        lines.append(
            f"名册里没有这些支部，它们照旧保留，不会撤销：{'、'.join(lacking)}。要撤销请在聊天里发：撤销 支部名"
        )
    if closed:
        lines.append(f"名册里有已经撤销的支部，没有恢复：{'、'.join(closed)}。要恢复请在聊天里发：恢复 支部名")
    return lines


def _secretaries(work: Work) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for person in work.people.everybody():
        for role in person.roles:
            if role.role == "secretary":
                found.setdefault(role.unit.id, []).append(person.id)
    return found


def _hand_over(
    work: Work, know: Knowledge, before: dict[int, list[int]], now: datetime, renderer: Renderer | None
) -> None:
    after = _secretaries(work)
    for unit_id, was in before.items():
        unit = work.units.get(unit_id)
        if not unit.is_branch or set(was) == set(after.get(unit_id, ())):
            continue
        for told in offices.handed_over(work, know, unit, was, now, key=f"roster:{now.isoformat()}"):
            if renderer:
                tell(work, know, renderer, told, now)
    for absence in work.absences.open():
        absences.end_where_nothing_is_left(work, know, absence.unit_id, now)


def _load_units(work: Work, know: Knowledge, roster: Roster, now: datetime) -> dict[str, Unit]:
    known = {unit.name: unit for unit in work.units.everything()}
    closed = {unit.name: unit for unit in work.units.closed()}
    loaded: dict[str, Unit] = {}
    for entry in roster.units:
        parent = loaded[entry.parent] if entry.parent else None
        facts = _facts(entry)
        old = known.get(entry.name)
        if old is None and entry.name in closed:
            loaded[entry.key] = closed[entry.name]  # a roster does not bring back what people dissolved
        elif old is None:
            loaded[entry.key] = work.units.add(parent, **facts)
        else:
            if old.parent_id != (parent.id if parent else None):
                work.units.move(old, parent)
            loaded[entry.key] = changed = work.units.change(old.id, **facts)
            if changed.is_branch:
                duties.refit(work, know, old, changed, now)
    return loaded


def _facts(entry: RosterUnit) -> dict[str, Any]:
    facts = {key: value for key, value in asdict(entry).items() if key not in ("key", "parent")}
    return facts | {"aliases": list(entry.aliases)}


def _load_person(work: Work, entry: RosterPerson, units: dict[str, Unit], now: datetime) -> int:
    known = [person for person in work.people.named(entry.key) if person.key == entry.key]
    known = known or _made_in_chat(work, entry, units)
    if known:
        person_id = known[0].id
        if known[0].key != entry.key:
            work.people.rekey(person_id, entry.key)
        work.people.rename(person_id, entry.name)
        work.people.dismiss(person_id, now)
    else:
        person_id = work.people.add(entry.key, entry.name)
    for role in entry.roles:
        work.people.appoint(person_id, units[role.unit].id, role.role, now)
    work.people.identify(person_id, "console", entry.key)
    for family in FAMILIES:
        if external := getattr(entry, family):
            work.people.identify(person_id, family, external)
    return person_id


def _made_in_chat(work: Work, entry: RosterPerson, units: dict[str, Unit]) -> list[Person]:
    """Whom an organizer added in chat by name alone: the same person, where name and branch agree and nobody else
    would."""
    ids = {units[role.unit].id for role in entry.roles}
    found = [one for one in work.people.named(entry.name) if one.key.rstrip("+") == one.name]
    here = [one for one in found if ids & {role.unit.id for role in one.roles}]
    return here if len(here) == 1 else []


def _load_chat(work: Work, know: Knowledge, entry: RosterChat, units: dict[str, Unit]) -> None:
    external = entry.id or entry.title
    to = know.reach.group(entry.channel, external)
    work.chats.bind(
        entry.channel,
        external,
        title=entry.title,
        unit_id=units[entry.unit].id,
        purposes=entry.purposes,
        push_channel=to.channel if to else "",
        push_address=to.address if to else "",
    )


def load_demo(work: Work, know: Knowledge, now: datetime) -> None:
    """The invented institution with its history up to today, where the database is empty."""
    if work.units.everything():
        return
    today = know.today(now)
    roster = demo_roster(today)
    load_roster(work, know, roster, now)
    units = {entry.key: work.units.named(entry.name)[0] for entry in roster.units}
    people = {person.key: person.id for person in work.people.everybody()}
    history = demo_history(today)
    begins = min(one.held_on for one in history if "主题党日" in one.kinds)
    work.marks.put("begins_on", period_of("monthly", begins).first.isoformat())
    for one in history:
        filed_at = datetime.combine(one.filed_on, time(17, 30), know.zone)
        content = {
            "kinds": list(one.kinds),
            "branch": units[one.unit].name,
            "date": one.held_on.isoformat(),
            "start": one.start,
            "end": one.end,
            "place": one.place,
            "host": one.host,
            "recorder": one.recorder,
            "expected": one.expected,
            "present": one.present,
            "absentees": [{"name": name, "reason": reason} for name, reason in one.absentees],
            "absent_none": not one.absentees,
            "observers": None,
            "topic": one.topic,
            "text": one.topic,
            "votes": None,
        }
        work.records.add(
            units[one.unit].id,
            people[one.person],
            content,
            min(filed_at, now),
            state=one.state,
            late=is_late(content, know, one.filed_on),
            words="演示数据",
        )
    _load_tasks(work, know, units, people, now)
    duties.ensure(work, know, [unit for unit in units.values() if unit.is_branch], today, now)
    work.marks.put("demo", True)


def _load_tasks(work: Work, know: Knowledge, units: dict[str, Unit], people: dict[str, int], now: datetime) -> None:
    today = know.today(now)
    root = next(unit for unit in units.values() if unit.parent_id is None)
    department = next(person for person in work.people.everybody() if any(r.role == "department" for r in person.roles))
    for entry in demo_tasks(today):
        task = work.tasks.add(
            title=entry.title,
            due_on=entry.due,
            due_time=None,
            recipient=entry.recipient,
            deliverable=None,
            source=f"{entry.source}：{entry.quote}",
            unit_id=root.id,
            person_id=department.id,
            at=now - timedelta(days=1),
            level=entry.level,
        )
        work.duties.add_new(
            {
                "requirement": task.requirement,
                "unit_id": units[key].id,
                "period": "once",
                "opens_on": today,
                "due_on": entry.due,
                "state": "open",
                "made_at": now,
            }
            for key in entry.units
        )
