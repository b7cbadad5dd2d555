"""Reminders: which moment of which duty or term has come, to whom it is said, once.

Level, not edge: each run asks what is due in the look-back window and has no row yet, so restarts, clock jumps and
any number of schedulers are harmless (reliability.md, Scheduler). One chat gets one message for all that is due.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers import duties
from handlers.due import period_of
from handlers.jobs.audiences import Audiences
from handlers.jobs.instances import ASKED, DUE, ENDS, ESCALATED, EVE, NEW, TERM_LIVES, Instance, Timetable, still_so
from handlers.jobs.saying import may_go_to, say, take, waited
from handlers.jobs.skipped import tell_skipped
from handlers.jobs.wording import Wording
from handlers.knowledge import Knowledge
from handlers.plans import Plans, farthest, note_settings
from handlers.render import Renderer
from storage.outbox import Parcel
from storage.work import Work

LOOK_BACK = timedelta(days=14)
EVE_AHEAD = timedelta(days=4)
"""How far into the next period reminders look at least: the eve of a theme day, and days off before it."""
ENSURED = 150
"""Branches whose duties are made in one unit of work."""
MOST = 600
"""Reminders said in one unit of work: of a large institution more are promised in the next."""
_SLOTS = {DUE: "due", NEW: "due", EVE: "eve", ESCALATED: "organizer"}
"""Of what was missed in one slot only the newest is said; what is left out of here goes to the secretary."""


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
    ahead = max(EVE_AHEAD, timedelta(days=min(farthest(Plans(work, know), "theme_day") + 3, 31)))
    days = {period_of("monthly", each).code: each for each in (today - LOOK_BACK, today, today + ahead)}
    for each in days.values():
        if duties.before_records(work, each) is None:
            duties.ensure(work, know, part, each, now)
    finished = begin + ENSURED >= len(branches)
    work.marks.put("duties_day", today.isoformat() if finished else f"{today.isoformat()} {begin + ENSURED}")
    return finished


def remind(
    work: Work, know: Knowledge, renderer: Renderer, now: datetime, *, only: Collection[str] = ()
) -> tuple[int, bool]:
    """Promise what is due, or a part of it; how many messages were promised, and whether more is due. ``only`` of these
    requirements, for a look at what would be."""
    note_settings(work, know)
    plans = Plans(work, know)
    timetable = Timetable(work, know, plans)
    due = _due(work, know, timetable, now, only)
    if not due:
        return 0, False
    fresh, stale = _newest(due, work, know, plans, now)
    part = _part(fresh)
    made = say(work, know, renderer, timetable, part, now) + tell_skipped(work, know, renderer, stale, now)
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


def _due(
    work: Work, know: Knowledge, timetable: Timetable, now: datetime, only: Collection[str] = ()
) -> list[Instance]:
    """The moments that have come and have no row yet."""
    installed = work.marks.get("installed_at")
    begun = max(datetime.fromisoformat(installed) if installed else now - LOOK_BACK, now - LOOK_BACK)
    today = know.today(now)
    back = LOOK_BACK + timedelta(days=2 * know.reminders.escalate_after + 12)
    units = {unit.id: unit for unit in work.units.everything()}
    waiting = work.duties.due_between(today - back, today + timedelta(days=timetable.reach))
    waiting = [duty for duty in waiting if duty.requirement in only] if only else waiting
    found = [one for duty in waiting for one in timetable.instances(duty, units[duty.unit_id], begun, now)]
    taken = work.duties.reminded({one.duty.id for one in found if one.duty})
    if only:
        return [one for one in found if one.about not in taken]
    since = max(begun - TERM_LIVES, datetime.fromisoformat(installed)) if installed else begun
    terms = [one for unit in units.values() for one in timetable.of_term(unit) if since < one.due_at <= now]
    told = work.plans.term_reminded() if terms else set()
    return [
        *waited(timetable, units, work.duties.waiting(now)),
        *(one for one in found if one.about not in taken),
        *(one for one in terms if (one.unit.id, one.day, one.step) not in told),
    ]


def _newest(
    fresh: list[Instance], work: Work, know: Knowledge, plans: Plans, now: datetime
) -> tuple[list[Instance], list[Instance]]:
    """Of several missed moments of one duty only the newest is to be said; what would come out after its use is laid
    aside, and returned apart."""
    kept: dict[tuple[int, str], Instance] = {}
    stale = []
    for one in sorted(fresh, key=lambda each: each.due_at):
        if may_go_to(plans, one.unit, know, now) > one.valid_until:
            if take(work, one, "skipped_stale", now) and one.what != ASKED:
                stale.append(one)
            continue
        slot = (one.about[0], one.to[0] if one.what == ENDS else _SLOTS.get(one.what, "secretary"))
        if slot in kept:
            take(work, kept[slot], "superseded", now)
        kept[slot] = one
    # A moment that was laid aside because the branch hears a newer one of its duty anyway is no loss to tell of.
    said = {one.about[0] for one in kept.values() if one.what != ESCALATED}
    return list(kept.values()), [one for one in stale if one.about[0] not in said]


def retell(work: Work, know: Knowledge, renderer: Renderer, parcel: Parcel, now: datetime) -> str | None:
    """The words of a promised reminder for what is still so; None where nothing is.

    Asked before the first attempt: what was done between promise and sending is not reminded of, nor a theme day that
    was moved meanwhile.
    """
    wanted = set(parcel.about)
    if parcel.key.startswith("remind:"):
        # A moment that was taken back (its day moved, it was excused) is not reminded of, though its duty is open.
        wanted &= work.duties.reminded({duty_id for duty_id, _ in wanted})
    open_ = [duty for duty in work.duties.many({duty_id for duty_id, _ in wanted}) if duty.state == "open"]
    by_id = {duty.id: duty for duty in open_}
    if wanted == set(parcel.about) and all(
        duty_id in by_id and still_so(work, by_id[duty_id], step) for duty_id, step in wanted
    ):
        return parcel.text
    timetable = Timetable(work, know)
    found = [
        one for duty in open_ for one in timetable.instances(duty, work.units.get(duty.unit_id)) if one.about in wanted
    ]
    kind, number = parcel.key.split(":")[1:3] if parcel.key.startswith("remind:") else ("", "")
    key = f"{kind}:{number}"
    found += _terms_told(work, know, timetable, key, parcel.made_at)
    return Wording(work, know, renderer, now).words(key, found, now) if found else None


def _terms_told(work: Work, know: Knowledge, timetable: Timetable, key: str, at: datetime) -> list[Instance]:
    """The ends of terms that were promised to this chat at that moment."""
    audiences = Audiences(work, know, at)
    told = {(unit_id, step): work.units.get(unit_id) for unit_id, step in work.plans.terms_promised(at)}
    return [
        one
        for (_, step), unit in told.items()
        for one in timetable.of_term(unit)
        if one.step == step and key in {audience.key for audience in audiences.of(one)}
    ]
