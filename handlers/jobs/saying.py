"""One message a chat and morning: what is due is gathered by who hears it, and promised.

A chat that has heard much this month is spared: what comes in the next days comes along, and a last day that was told
of just before is not told again by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from handlers.due import out_of_quiet
from handlers.hearers import Audience
from handlers.jobs.audiences import Audiences
from handlers.jobs.instances import ASKED, DUE, ENDS, ESCALATED, NEW, OVERDUE, Instance, Timetable
from handlers.jobs.wording import Wording
from handlers.knowledge import Knowledge
from handlers.plans import DUTY, Plans
from handlers.render import Renderer
from storage.duties import Duty
from storage.outbox import NORMAL
from storage.units import Unit
from storage.work import Work

NOON = time(12)
MUCH = 3
"""Reminders in a calendar month from which a chat has heard much."""
NEAR = timedelta(days=4)
"""How far ahead such a chat is told along with something else, and how long it remembers a last day."""
PATIENT = (ASKED, OVERDUE)
PATIENCE = timedelta(days=2)
"""What may wait in such a chat for something else that comes soon, and how long."""
Gathered = dict[str, tuple[Audience, list[Instance]]]


def say(
    work: Work, know: Knowledge, renderer: Renderer, timetable: Timetable, due: Sequence[Instance], now: datetime
) -> int:
    """Promise these moments, each to all who are to hear it; how many messages that makes."""
    audiences = Audiences(work, know, now)
    hearing = [(one, audiences.of(one)) for one in due if not _left_to_summary(work, audiences, one, now)]
    units = {one.unit.id: one.unit for one in due}
    coming = _coming(work, know, timetable, units, now)
    spared = _spared(work, audiences, hearing, coming, now)
    gathered: Gathered = {}
    for one, hears in hearing:
        opened = [each for each in hears if each.key not in spared]
        if hears and not opened and one.what in PATIENT and not one.waited:
            _wait(work, one)
        elif take(work, one, "promised" if opened or not hears else "superseded", now):
            _gather(gathered, opened, one)
    for one in [*waited(timetable, units, work.duties.waiting(unit_ids=list(units))), *coming]:
        # What this chat would hear a little later anyway comes along.
        hears = audiences.of(one)
        along = hears and all(_takes_along(gathered, audiences, know, each, one, now) for each in hears)
        if along and take(work, one, "promised", now):
            _gather(gathered, hears, one)
    wording = Wording(work, know, renderer, now)
    return sum(
        _promise(work, know, wording, timetable.plans, audience, mine, now) for audience, mine in gathered.values()
    )


def take(work: Work, one: Instance, state: str, now: datetime) -> bool:
    """Settle this moment; False where another process did before."""
    if one.duty:
        return work.duties.remind(one.duty.id, one.step, one.due_at, state, now) or work.duties.release(
            one.duty.id, one.step, state, now
        )
    assert one.day is not None
    return work.plans.remind_term(one.unit.id, one.day, one.step, one.due_at, state, now)


def may_go_to(plans: Plans, unit: Unit, know: Knowledge, now: datetime) -> datetime:
    """When unprompted words of this moment may go out to the unit: now, or at the end of its quiet hours."""
    plan = plans.of(unit, DUTY)
    return out_of_quiet(now, plan.quiet_from, plan.quiet_until, know.zone)


def _wait(work: Work, one: Instance) -> None:
    if one.duty:
        work.duties.wait_with(one.duty.id, one.step, one.due_at, min(one.due_at + PATIENCE, one.valid_until))


def _left_to_summary(work: Work, audiences: Audiences, one: Instance, now: datetime) -> bool:
    """Whether the organizer's weekly summary tells of it; then it is settled."""
    if one.what != ESCALATED or not audiences.summary_tells(one):
        return False
    take(work, one, "in_summary", now)
    return True


def _spared(
    work: Work,
    audiences: Audiences,
    hearing: Iterable[tuple[Instance, list[Audience]]],
    coming: Iterable[Instance],
    now: datetime,
) -> set[str]:
    """The people who have heard much, and would hear nothing but last days that they were told of just before, or
    what can wait for something else that comes soon. Groups hear no more than so much anyway."""
    by_key: dict[str, list[Instance]] = {}
    for one, hears in hearing:
        for each in hears:
            by_key.setdefault(each.key, []).append(one)
    busy = {key: mine for key, mine in by_key.items() if key.startswith("person:") and audiences.heard(key) >= MUCH}
    told = work.duties.promised_since({one.duty.id for mine in busy.values() for one in mine if one.duty}, now - NEAR)
    soon = {
        each.key for one in coming if now < one.due_at <= now + PATIENCE for each in (audiences.of(one) if busy else ())
    }
    return {
        key
        for key, mine in busy.items()
        if all(one.step == "+0d" and one.about[0] in told for one in mine)
        or (key in soon and all(one.what in PATIENT and not one.waited for one in mine))
    }


def _coming(
    work: Work, know: Knowledge, timetable: Timetable, by_id: Mapping[int, Unit], now: datetime
) -> list[Instance]:
    """What these units would hear in the next days of this month."""
    today = know.today(now)
    until = now + NEAR
    found = [
        one
        for duty in work.duties.open_of(list(by_id), today, today + timedelta(days=timetable.reach))
        for one in timetable.instances(duty, by_id[duty.unit_id], now, until)
    ]
    found += [one for unit in by_id.values() for one in timetable.of_term(unit) if now < one.due_at <= until]
    taken = work.duties.reminded({one.duty.id for one in found if one.duty})
    told = work.plans.term_reminded() if any(one.duty is None for one in found) else set()
    return [
        one
        for one in found
        if one.about not in taken
        and (one.unit.id, one.day, one.step) not in told
        and one.what != ESCALATED
        and know.today(one.due_at).month == today.month
    ]


def waited(
    timetable: Timetable, units: Mapping[int, Unit], rows: Iterable[tuple[Duty, str, datetime]]
) -> list[Instance]:
    """The moments of rows that waited, as due from when their waiting ends: they are not late."""
    return [
        replace(one, due_at=until, waited=True)
        for duty, step, until in rows
        for one in timetable.instances(duty, units[duty.unit_id])
        if one.step == step
    ]


def _takes_along(
    gathered: Gathered, audiences: Audiences, know: Knowledge, to: Audience, one: Instance, now: datetime
) -> bool:
    """Whether a chat that is spoken to now hears this too: what it would hear later this morning; where it has heard
    much, what is told ahead of its day anyway."""
    if to.key not in gathered:
        return False
    if one.waited:
        return True
    local = one.due_at.astimezone(know.zone)
    if local.date() == know.today(now) and local.time() < NOON:
        return True
    return audiences.heard(to.key) >= MUCH and one.what in (DUE, NEW, ENDS) and one.step != "+0d"


def _gather(gathered: Gathered, hears: Iterable[Audience], one: Instance) -> None:
    for audience in hears:
        known, mine = gathered.get(audience.key, (audience, []))
        mentions = tuple(dict.fromkeys([*known.mentions, *audience.mentions]))
        gathered[audience.key] = (replace(known, mentions=mentions), [*mine, one])


def _promise(
    work: Work,
    know: Knowledge,
    wording: Wording,
    plans: Plans,
    audience: Audience,
    mine: list[Instance],
    now: datetime,
) -> bool:
    go = max(may_go_to(plans, unit, know, now) for unit in {one.unit.id: one.unit for one in mine}.values())
    first = min(mine, key=lambda one: one.about)
    return work.outbox.add(
        f"remind:{audience.key}:{first.about[0]}:{first.step}:{_last_day(first)}",
        channel=audience.to.channel,
        address=audience.to.address,
        lane=audience.to.lane,
        to_whom=audience.name,
        title="支部提醒",
        text=wording.words(audience.key, mine, go),
        mentions=audience.mentions,
        about=tuple(one.about for one in mine if one.duty),
        urgency=NORMAL,
        now=now,
        next_at=go,
        expires_at=max(one.valid_until for one in mine),
    )


def _last_day(one: Instance) -> date | None:
    """A task that was moved has its moments again, under another key."""
    return one.duty.due_on if one.duty else one.day
