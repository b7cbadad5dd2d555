"""Reminders: which moment of which duty has come, to whom it is said, once.

Level, not edge: each run asks what is due in the look-back window and has no row yet, so restarts, clock jumps and
any number of schedulers are harmless (reliability.md, Scheduler). One chat gets one message for all that is due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers import duties
from handlers.due import period_of, say_day, say_moment
from handlers.hearers import Audience, groups, reachable
from handlers.jobs.instances import Instance, Timetable
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.scope import Speaker
from handlers.ways import may_go, private_way
from storage.chats import Chat
from storage.duties import Duty
from storage.outbox import NORMAL, Parcel
from storage.work import Work

LOOK_BACK = timedelta(days=14)
LOOK_AHEAD = timedelta(days=31)
EVE = timedelta(days=4)
"""How far into the next period reminders may look: the eve of a theme day, and days off before it."""
SHOWN = 10
ENSURED = 150
"""Branches whose duties are made in one unit of work."""
LATE = timedelta(minutes=30)
"""From here a reminder says that it comes late."""
MOST = 600
"""Reminders said in one unit of work: of a large institution more are promised in the next."""


def ready_duties(work: Work, know: Knowledge, now: datetime) -> bool:
    """Once a day: the duties of every period that the look back and the next days touch, so that an outage over the
    turn of a month loses no moment, and a theme day on the 1st has its eve. A part of the units at a time; whether
    all are done."""
    today = know.today(now)
    mark = work.marks.get("duties_day") or ""
    day, _, done = mark.partition(" ")
    if day == today.isoformat() and not done:
        return True
    branches = sorted((unit for unit in work.units.everything() if unit.is_branch), key=lambda unit: unit.path)
    begin = int(done) if day == today.isoformat() else 0
    part = branches[begin : begin + ENSURED]
    # One day of each month that is touched: the longer periods begin with months.
    days = {period_of("monthly", each).code: each for each in (today - LOOK_BACK, today, today + EVE)}
    for each in days.values():
        if duties.before_records(work, each) is None:
            duties.ensure(work, know, part, each, now)
    finished = begin + ENSURED >= len(branches)
    work.marks.put("duties_day", today.isoformat() if finished else f"{today.isoformat()} {begin + ENSURED}")
    return finished


def remind(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> tuple[int, bool]:
    """Promise what is due, or a part of it; how many messages were promised, and whether more is due."""
    due = _due(work, know, know.today(now), now)
    if not due:
        return 0, False
    taken = work.duties.reminded({one.duty.id for one in due})
    fresh, stale = _newest([one for one in due if (one.duty.id, one.step) not in taken], work, know, now)
    part = _part(fresh)
    made = _say(work, know, renderer, part, now) + tell_skipped(work, know, renderer, stale, now)
    return made, len(part) < len(fresh)


def _part(fresh: list[Instance]) -> list[Instance]:
    """The first of them. Neighbours are not parted: who answers for two branches gets one message for both."""
    by_parent: dict[int | None, list[Instance]] = {}
    for one in fresh:
        by_parent.setdefault(one.unit.parent_id, []).append(one)
    part: list[Instance] = []
    for mine in by_parent.values():
        if part and len(part) + len(mine) > MOST:
            break
        part += mine
    return part


def _due(work: Work, know: Knowledge, today: date, now: datetime) -> list[Instance]:
    waiting = work.duties.due_between(today - LOOK_BACK, today + LOOK_AHEAD)
    if not waiting:
        return []
    units = {unit.id: unit for unit in work.units.everything()}
    installed = work.marks.get("installed_at")
    begun = datetime.fromisoformat(installed) if installed else now - LOOK_BACK
    timetable = Timetable(work, know)
    return [
        one
        for duty in waiting
        for one in timetable.instances(duty, units[duty.unit_id])
        if max(duty.made_at if duty.period == "once" else begun, begun) < one.due_at <= now
    ]


def _newest(fresh: list[Instance], work: Work, know: Knowledge, now: datetime) -> tuple[list[Instance], list[Instance]]:
    """Of several missed moments of one duty only the newest is to be said; what would come out after its use is laid
    aside, and returned apart."""
    go = may_go(know, now)
    kept: dict[tuple[int, bool], Instance] = {}
    stale = []
    for one in sorted(fresh, key=lambda each: each.due_at):
        if go > one.valid_until:
            if work.duties.remind(one.duty.id, one.step, one.due_at, "skipped_stale", now):
                stale.append(one)
            continue
        slot = (one.duty.id, one.theme_day is not None)
        if slot in kept:
            older = kept[slot]
            work.duties.remind(older.duty.id, older.step, older.due_at, "superseded", now)
        kept[slot] = one
    # A moment that was laid aside because a newer one of its duty is said anyway is no loss to tell of.
    said = {one.duty.id for one in kept.values()}
    return list(kept.values()), [one for one in stale if one.duty.id not in said]


def _say(work: Work, know: Knowledge, renderer: Renderer, due: Iterable[Instance], now: datetime) -> int:
    by_audience: dict[str, tuple[Audience, list[Instance]]] = {}
    chats = groups(work)
    for one in due:
        if not work.duties.remind(one.duty.id, one.step, one.due_at, "promised", now):
            continue  # another process took this moment
        for audience in _audiences(work, know, one, chats):
            known, mine = by_audience.get(audience.key, (audience, []))
            mentions = tuple(dict.fromkeys([*known.mentions, *audience.mentions]))
            by_audience[audience.key] = (replace(known, mentions=mentions), [*mine, one])
    return sum(_promise(work, know, renderer, audience, mine, now) for audience, mine in by_audience.values())


def _audiences(work: Work, know: Knowledge, one: Instance, chats: Mapping[int, Chat]) -> list[Audience]:
    chat = chats.get(one.unit.id)
    if chat:
        family = chat.push_channel.split(".")[0]
        people = reachable(work, know, one.unit.id) if one.step == "+0d" else []
        ids = [work.people.identity(person.id, family) for person, _ in people]
        to = know.reach.known(chat.push_channel, chat.push_address)
        return [Audience(f"chat:{chat.id}", chat.title, to, tuple(filter(None, ids)))]
    return [Audience(f"person:{person.id}", person.name, way) for person, way in reachable(work, know, one.unit.id)]


def _promise(
    work: Work, know: Knowledge, renderer: Renderer, audience: Audience, mine: list[Instance], now: datetime
) -> bool:
    go = may_go(know, now)
    first = min(mine, key=lambda one: (one.duty.id, one.step))
    return work.outbox.add(
        f"remind:{audience.key}:{first.duty.id}:{first.step}",
        channel=audience.to.channel,
        address=audience.to.address,
        lane=audience.to.lane,
        to_whom=audience.name,
        title="支部提醒",
        text=_words(work, know, renderer, mine, now, go),
        mentions=audience.mentions,
        about=tuple((one.duty.id, one.step) for one in mine),
        urgency=NORMAL,
        now=now,
        next_at=go,
        expires_at=max(one.valid_until for one in mine),
    )


def _words(work: Work, know: Knowledge, renderer: Renderer, mine: list[Instance], now: datetime, go: datetime) -> str:
    """The reminder's words, as of the moment at which they go out."""
    newest = max(one.due_at for one in mine)
    values = {
        "late": say_moment(newest, know.today(now), know.zone) if now - newest > LATE else "",
        "theme_days": [
            {"day": _near_day(one.theme_day, know.today(go)), "unit": one.unit.short} for one in mine if one.theme_day
        ],
        "due": _by_day(work, know, [one for one in mine if not one.theme_day], know.today(go)),
        "sources": _sources(work, know, mine),
    }
    return renderer.words(Reply("reminder", values))


def retell(work: Work, know: Knowledge, renderer: Renderer, parcel: Parcel, now: datetime) -> str | None:
    """The words of a promised reminder for the duties that are still open; None where none is.

    Asked before the first attempt: what was done between promise and sending is not reminded of.
    """
    wanted = set(parcel.about)
    open_ = [duty for duty in work.duties.many({duty_id for duty_id, _ in wanted}) if duty.state == "open"]
    if len(open_) == len({duty_id for duty_id, _ in wanted}):
        return parcel.text
    timetable = Timetable(work, know)
    found = [
        one
        for duty in open_
        for one in timetable.instances(duty, work.units.get(duty.unit_id))
        if (duty.id, one.step) in wanted
    ]
    return _words(work, know, renderer, found, now, now) if found else None


def tell_skipped(work: Work, know: Knowledge, renderer: Renderer, stale: list[Instance], now: datetime) -> int:
    """One notice to each organizer of what was laid aside in their reach, because nobody was there in time."""
    made = 0
    for person in work.people.everybody() if stale else ():
        speaker = Speaker(person)
        reach = speaker.reach() if speaker.told_of_trouble else None
        mine = [one for one in stale if reach and one.unit.path.startswith(reach)]
        to = private_way(work, know, person.id) if mine else None
        if to is None:
            continue
        today = know.today(now)
        lines = [
            f"{one.unit.short}：{duties.title_of(work, know, one.duty)}（{say_day(one.duty.due_on, today)}截止）"
            for one in mine[:SHOWN]
        ]
        made += work.outbox.add(
            f"skipped:{person.id}:{mine[0].duty.id}:{mine[0].step}",
            channel=to.channel,
            address=to.address,
            lane=to.lane,
            to_whom=person.name,
            title="错过的提醒",
            text=renderer.words(Reply("skipped", {"count": len(mine), "lines": lines, "more": len(mine) > SHOWN})),
            urgency=NORMAL,
            now=now,
            next_at=may_go(know, now),
            expires_at=now + timedelta(days=3),
        )
    return made


def _near_day(day: date, today: date) -> str:
    near = {0: "今天", 1: "明天"}.get((day - today).days, "")
    return f"{near}{say_day(day, today)}"


def _by_day(work: Work, know: Knowledge, mine: list[Instance], today: date) -> list[dict[str, Any]]:
    """What falls due, by its last day; one line a matter."""
    days: dict[date, dict[str, list[Instance]]] = {}
    for one in mine:
        name = duties.title_of(work, know, one.duty)
        days.setdefault(one.duty.due_on, {}).setdefault(name, []).append(one)
    found = []
    for day, by_name in sorted(days.items()):
        left = (day - today).days
        items = []
        for name, here in by_name.items():
            task = _task(work, here[0].duty)
            items.append({"name": name, "recipient": task.recipient if task else None})
        found.append(
            {"day": say_day(day, today), "left": f"，还有{left}天" if left > 0 else "，就是今天", "items": items}
        )
    return found


def _task(work: Work, duty: Duty) -> Any:
    return work.tasks.get(int(duty.requirement[5:])) if duty.requirement.startswith("task:") else None


def _sources(work: Work, know: Knowledge, mine: list[Instance]) -> list[str]:
    """The documents behind what is said, each once."""
    found = []
    for one in mine:
        task = _task(work, one.duty)
        requirement = None if task else know.catalogue.by_id(one.duty.requirement)
        if task:
            found.append(task.source.split("：")[0])
        elif requirement:
            found.append(f"《{requirement.source.document.split('（附')[0]}》{requirement.source.section}")
    return list(dict.fromkeys(found))[:3]
