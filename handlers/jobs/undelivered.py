"""No push disappears: what could not be sent is told to the organizers by another route, once an hour at most (P4)."""

from datetime import datetime, timedelta
from typing import Any

from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.scope import Speaker
from handlers.ways import private_way
from storage.outbox import NORMAL
from storage.people import Person
from storage.pushes import Line
from storage.work import Work

NOTICE = "undelivered:"
EVERY = timedelta(hours=1)
SHOWN = 5
WORDS = 40
_DEFAULT = "请管理员看看日志和这个机器人的设置"
_MARK = "undelivered_told"


def tell_undelivered(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """One notice to each organizer of everything laid to rest since the last; a notice never causes a notice."""
    dead = work.pushes.dead_untold()
    if not dead:
        return 0
    work.outbox.alone()
    last = work.marks.get(_MARK)
    if last and now - datetime.fromisoformat(last) < EVERY:
        return 0
    dead = work.pushes.dead_untold()
    work.outbox.told_of([row.id for row, _ in dead], now)
    work.marks.put(_MARK, now.isoformat())
    rows = [(row, about) for row, about in dead if not row.key.startswith((NOTICE, "reply:", "skipped:"))]
    made, units = 0, {(one.push_channel, one.push_address): one.unit_id for one in work.chats.everything()}
    for person in work.people.everybody():
        mine = [row for row, about in rows if _concerns(work, person, about, units.get((row.channel, row.address)))]
        made += _promise(work, know, renderer, person, mine, now) if mine else 0
    return made


def _concerns(work: Work, person: Person, about: tuple[tuple[int, str], ...], group_of: int | None) -> bool:
    """Whether the person organizes over what the row was about, or over the unit whose group it was for; what was for
    no unit is the department's."""
    reach = Speaker(person).reach()
    if reach is None:
        return False
    department = any(role.role == "department" for role in person.roles)
    units = {duty.unit_id for duty in work.duties.many(duty_id for duty_id, _ in about)}
    if not units and group_of:
        units = {group_of}
        if work.units.get(group_of).parent_id is None:
            return department
    if not units:
        return department
    return Speaker(person).told_of_trouble and any(work.units.get(unit_id).path.startswith(reach) for unit_id in units)


def _promise(work: Work, know: Knowledge, renderer: Renderer, person: Person, rows: list[Line], now: datetime) -> bool:
    to = private_way(work, know, person.id)
    others = [row for row in rows if to and (row.channel, row.address) != (to.channel, to.address)]
    if to is None or not others:
        return False
    return work.outbox.add(
        f"{NOTICE}{person.id}:{others[-1].id}",
        channel=to.channel,
        address=to.address,
        lane=to.lane,
        to_whom=person.name,
        title="推送没有发出",
        text=renderer.words(Reply("undelivered", _values(others))),
        urgency=NORMAL,
        now=now,
        expires_at=now + timedelta(days=1),
    )


def _values(rows: list[Line]) -> dict[str, Any]:
    shown = [
        {
            "to": row.to_whom,
            "text": row.text.replace("**", "")[:WORDS],
            "why": row.last_error or "",
            "advice": row.advice or _DEFAULT,
        }
        for row in rows[:SHOWN]
    ]
    return {"count": len(rows), "rows": shown, "more": len(rows) - len(shown)}
