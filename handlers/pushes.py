"""The delivery report: what was sent to whom when, what waits, what failed and why; and trying one again.

Who asks sees what went to the groups in their reach and to people whose every role lies in it, and nothing else: a
person who serves in another house too may have been told of that one. What somebody and the bot said to each other is
in no report.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import duties
from handlers.admission import paths_of
from handlers.due import local_midnight
from handlers.errors import NotAllowed, NotFound, UserError
from handlers.knowledge import Knowledge
from handlers.scope import Speaker
from handlers.ways import may_go
from storage.people import Person
from storage.pushes import SHOWN, Pushed
from storage.units import Unit
from storage.work import Work

STATES = {"sent": "已发出", "waiting": "等着发", "dead": "没发出", "dropped": "不用发了", "missed": "错过了"}
KINDS = {
    "remind": "提醒",
    "summary": "小结",
    "chase": "催办",
    "moved": "改期通知",
    "cancelled": "取消通知",
    "restored": "恢复通知",
    "review": "审核结果",
    "skipped": "错过提醒的说明",
    "undelivered": "没发出的说明",
}
"""What a row is, by the first word of its key, where its words may be read by whoever organizes there."""
OTHER = "给本人的通知"
"""Anything else is for its addressee: that it went is told, its words are not."""
_MISSED = "到点时机器人没有在运行，过了有用的时间，没有补发"
_DROPPED = "发之前已经完成了，没有再发"


@dataclass(frozen=True, slots=True)
class Place:
    """A destination in reach: a group, or a person, and the unit it stands for."""

    unit: Unit
    group: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """One line of the report, in people's words."""

    id: int
    at: datetime
    to: str
    group: bool
    unit: str
    kind: str
    words: str
    """Empty where they are for the addressee alone."""
    state: str
    why: str
    again: bool
    """Whether it may be tried again."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one asker may see: destinations, each with its place, under these paths."""

    paths: tuple[str, ...]
    places: Mapping[tuple[str, str], Place]
    own: frozenset[tuple[str, str]] = frozenset()
    """The asker's own."""

    def at(self, unit: Unit) -> "Reach":
        """The part of it at or under a unit."""
        places = {key: place for key, place in self.places.items() if place.unit.below(unit)}
        return Reach((unit.path,), places, self.own & places.keys())


def reach_of(work: Work, know: Knowledge, speaker: Speaker) -> Reach:
    """The destinations that this person may ask after; empty for who has no one to look after."""
    paths = paths_of(speaker)
    units = {unit.id: unit for path in paths for unit in work.units.within(path)}
    places: dict[tuple[str, str], Place] = {}
    people = {person.id: person for path in paths for person in work.people.within(path)}
    mine = _addresses(work, know, people)
    own = frozenset(mine.get(speaker.person.id, ()))
    for person in people.values():
        if person.id == speaker.person.id or all(role.unit.id in units for role in person.roles):
            home = next(role.unit for role in person.roles if role.unit.id in units)
            places |= dict.fromkeys(mine.get(person.id, ()), Place(home, group=False))
    for chat in work.chats.everything():
        if chat.unit_id in units and chat.push_channel:
            places[(chat.push_channel, chat.push_address)] = Place(units[chat.unit_id], group=True)
    return Reach(paths, places, own)


def _addresses(work: Work, know: Knowledge, people: Mapping[int, Person]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for family in know.reach.families() if people else ():
        for person_id, external in work.people.identities(family).items():
            to = know.reach.person(family, external) if person_id in people else None
            if to:
                found.setdefault(person_id, []).append((to.channel, to.address))
    return found


def sendings(
    work: Work, know: Knowledge, reach: Reach, first: date, last: date, now: datetime, *, state: str = "", limit: int
) -> list[Sending]:
    """The lines of these days, the newest first; of one state where it is named."""
    begin, end = local_midnight(first, know.zone), local_midnight(last + timedelta(days=1), know.zone)
    found: list[Sending] = []
    if state != "missed":
        states = (state,) if state else SHOWN
        rows = work.pushes.pushed(reach.places.keys(), begin, end, states=states, limit=limit)
        found = [_sending(know, row, reach, now) for row in _theirs(work, reach, rows)]
    if state in ("", "missed"):
        found += _missed(work, know, reach, begin, end, limit)
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit]


def _theirs(work: Work, reach: Reach, rows: list[Pushed]) -> list[Pushed]:
    """Without what is about a duty of another house, whoever was told of it; the asker's own stays."""
    about = {duty_id for row in rows for duty_id, _ in row.about}
    units = {duty.id: work.units.get(duty.unit_id).path for duty in work.duties.many(about)} if about else {}
    return [
        row
        for row in rows
        if (row.line.channel, row.line.address) in reach.own
        or all(units[one].startswith(reach.paths) for one, _ in row.about if one in units)
    ]


def _sending(know: Knowledge, row: Pushed, reach: Reach, now: datetime) -> Sending:
    line = row.line
    destination = (line.channel, line.address)
    place = reach.places[destination]
    kind = KINDS.get(line.key.split(":")[0], OTHER)
    return Sending(
        line.id,
        line.sent_at if line.state == "sent" and line.sent_at else line.next_at,
        line.to_whom,
        place.group,
        place.unit.short,
        kind,
        line.text if kind != OTHER or destination in reach.own else "",
        line.state,
        _why(row),
        line.state == "dead" and not too_late(know, row, now),
    )


def _missed(work: Work, know: Knowledge, reach: Reach, begin: datetime, end: datetime, limit: int) -> list[Sending]:
    found = []
    for path in reach.paths:
        for duty, due_at in work.duties.missed(path, begin, end, limit):
            unit = work.units.get(duty.unit_id)
            title = duties.title_of(work, know, duty)
            found.append(
                Sending(-duty.id, due_at, unit.short, True, unit.short, "提醒", title, "missed", _MISSED, False)
            )
    return found


def tallies(work: Work, know: Knowledge, reach: Reach, first: date, last: date) -> dict[str, Any]:
    """How many lines these days have: by state, by kind of what went out, and how many of those went to groups."""
    begin, end = local_midnight(first, know.zone), local_midnight(last + timedelta(days=1), know.zone)
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    groups = 0
    for (channel, address, state, kind), count in work.pushes.tallied(reach.places.keys(), begin, end).items():
        states[state] += count
        if state == "sent":
            kinds[KINDS.get(kind, OTHER)] += count
            groups += count if reach.places[(channel, address)].group else 0
    missed = sum(len(work.duties.missed(path, begin, end, 1000)) for path in reach.paths)
    if missed:
        states["missed"] = missed
    return {"states": dict(states), "kinds": kinds.most_common(), "groups": groups}


def too_late(know: Knowledge, row: Pushed, now: datetime) -> str:
    """Why a row at rest must not be tried again; empty where it may."""
    if now >= row.expires_at:
        return "已经过了有用的时间，不再重发。要提醒还没交的，请对我说：催一下"
    if row.line.key.startswith("remind:") and know.today(row.line.next_at) != know.today(now):
        return "里面写的是那天的“还有几天”，今天再发就不对了。要提醒还没交的，请对我说：催一下"
    return ""


def again(work: Work, know: Knowledge, speaker: Speaker, row_id: int, now: datetime) -> None:
    """Let a row that could not be sent try once more, under its own key. Raises UserError."""
    row = work.pushes.one(row_id)
    reach = reach_of(work, know, speaker)
    seen = row is not None and (row.line.channel, row.line.address) in reach.places
    if row is None or not seen or not _theirs(work, reach, [row]):
        raise NotFound("没有这条推送。")
    if not speaker.organizes:
        raise NotAllowed("重发要由组织员或组织部来做。")
    if why := too_late(know, row, now):
        raise UserError(why)
    if not work.outbox.revive(row_id, may_go(know, now)):
        raise UserError("这条已经不在“没发出”里了，请刷新看看。")
    work.audit.note(now, speaker.person.id, "push.again", f"outbox:{row_id}", key=row.line.key)


def _why(row: Pushed) -> str:
    """What happened to it, in plain words; empty where it simply went out."""
    line = row.line
    if line.state == "dropped":
        return _DROPPED
    if line.state == "sent" or not line.last_error:
        return ""
    said = line.advice or _plain(line.last_error)
    return said if line.state == "dead" else f"上次没发成：{said}。会再试"


def _plain(reason: str) -> str:
    """A reason of the log in people's words."""
    for sign, words in (
        ("no connection", "连不上平台"),
        ("not sent", "连不上平台"),
        ("no answer", "平台没有回音，不知道收到没有"),
        ("HTTP 429", "平台让我们慢一点"),
        ("HTTP 5", "平台出了故障"),
        ("HTTP", "平台没有接受"),
        ("errcode", f"平台没有接受（{reason.removeprefix('errcode ')}）"),
        ("not an address", "这个地址不属于现在的机器人，请重新绑定"),
    ):
        if reason.startswith(sign):
            return words
    return reason if any("\u4e00" <= sign <= "\u9fff" for sign in reason) else "平台没有接受"
