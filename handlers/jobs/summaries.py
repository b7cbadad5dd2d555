"""The week's summary on Monday morning and the month's at its beginning: for each second-level organisation and for
the department, once each, with a picture where the platform shows one.

Groups see counts; who owes what goes to the organizers one to one (减负, design.md 2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.holidays import YearUnknown
from handlers.due import local_midnight, out_of_quiet, period_of, previous, say_period, week_of
from handlers.hearers import Audience
from handlers.jobs.weekly import moment_of_week
from handlers.knowledge import Knowledge
from handlers.message import PICTURE, Enclosed, Reply
from handlers.pushed import Pushed, pushed
from handlers.render import Renderer
from handlers.standing import Scope
from handlers.summary import Span, Summary, ready, summary
from handlers.ways import private_way
from storage.chats import Chat
from storage.outbox import DIGEST
from storage.units import Unit
from storage.work import Work

VALID = timedelta(days=2)
"""How late a summary is still worth sending."""
AT_ONCE = 5
"""Organisations in one unit of work."""


_AFTER_FEASTS = {1: 4, 5: 6, 10: 9}
"""Months that begin with days off in every year, also in one whose arrangement is not out yet."""


@dataclass(frozen=True, slots=True)
class Round:
    """One week's or one month's summaries: when they are due, of which days, and under which mark they are ticked
    off."""

    mark: str
    code: str
    due_at: datetime
    span: Span


def summarize(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> tuple[int, bool]:
    """Promise the summaries whose moment has come: a few organisations at a time.

    How many messages were promised, and whether there is more to do. The duties of these days have been made.
    """
    made, more = 0, False
    for one in (weekly(know, now), monthly(know, now)):
        if one and not more:
            also, more = _part(work, know, renderer, one, now)
            made += also
    return made, more


def weekly(know: Knowledge, now: datetime) -> Round:
    """The week that ended, in the week that holds this moment."""
    due_at = moment_of_week(know, now)
    monday, _, week = week_of(know.today(due_at))
    span = Span(monday - timedelta(days=7), monday - timedelta(days=1), "上周小结")
    return Round("summary_week", week, due_at, span)


def monthly(know: Knowledge, now: datetime) -> Round | None:
    """The month that ended, in the month that holds this moment; None where nobody wants it."""
    day = day_of_month(know, know.today(now))
    if day is None:
        return None
    over = previous(period_of("monthly", day))
    span = Span(over.first, over.last, f"{say_period(over, day)}小结", long=True)
    return Round("summary_month", over.code, _at(know, day), span)


def day_of_month(know: Knowledge, today: date) -> date | None:
    """The day of this month on which the last one is summed up."""
    wanted = know.reminders.monthly
    if wanted == "off":
        return None
    if isinstance(wanted, int):
        return today.replace(day=wanted)
    day = today.replace(day=1)
    try:
        while not know.workdays.is_workday(day):
            day += timedelta(days=1)
    except YearUnknown:
        day = today.replace(day=_AFTER_FEASTS.get(today.month, 1))
        day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
    return day


def _at(know: Knowledge, day: date) -> datetime:
    at = know.reminders.summary_at
    return local_midnight(day, know.zone) + timedelta(hours=at.hour, minutes=at.minute)


def _part(work: Work, know: Knowledge, renderer: Renderer, one: Round, now: datetime) -> tuple[int, bool]:
    mark = work.marks.get(one.mark) or ""
    told, _, done = mark.partition(" ")
    if not one.due_at <= now <= one.due_at + VALID or (told == one.code and not done):
        return 0, False
    installed = work.marks.get("installed_at")
    if installed and datetime.fromisoformat(installed) > one.due_at:
        work.marks.put(one.mark, one.code)
        return 0, False
    begin = int(done) if told == one.code else 0
    scopes = [unit for unit in work.units.organizations() if unit.is_second_level or unit.kind == "committee"]
    part = scopes[begin : begin + AT_ONCE]
    chats: dict[int | None, list[Chat]] = {}
    for chat in work.chats.of_units([unit.id for unit in part]):
        if "summary" in chat.purposes and chat.push_channel:
            chats.setdefault(chat.unit_id, []).append(chat)
    days = local_midnight(one.span.first, know.zone), local_midnight(one.span.last + timedelta(days=1), know.zone)
    of_all = pushed(work, *days)
    made = sum(_told(work, know, renderer, unit, chats.get(unit.id, ()), one, of_all, now) for unit in part)
    more = begin + AT_ONCE < len(scopes)
    work.marks.put(one.mark, f"{one.code} {begin + AT_ONCE}" if more else one.code)
    return made, more


def _told(
    work: Work,
    know: Knowledge,
    renderer: Renderer,
    unit: Unit,
    chats: Sequence[Chat],
    one: Round,
    of_all: Pushed,
    now: datetime,
) -> int:
    """Promise one organisation's summary to all who read it."""
    audiences = list(_audiences(work, know, unit, chats))
    if not audiences:
        return 0
    if one.span.long:
        ready(work, know, unit.path, one.span.last, now)
    whole = summary(work, know, Scope.of(unit), one.span, now, of_all=of_all)
    texts = {private: _words(renderer, whole, private=private) for private in {private for _, private in audiences}}
    enclosed = whole.picture if any(PICTURE in audience.to.takes for audience, _ in audiences) else None
    id = _kept(work, f"{one.mark}:{one.code}:{unit.id}", enclosed, now) if enclosed else None
    return sum(
        _promise(work, know, audience, f"{_KEYS[one.mark]}:{one.code}:{unit.id}", one, texts[private], id, now)
        for audience, private in audiences
    )


_KEYS: Mapping[str, str] = {"summary_week": "summary", "summary_month": "monthly"}


def _words(renderer: Renderer, whole: Summary, *, private: bool) -> str:
    return renderer.words(Reply("summary", whole.values if private else whole.for_a_group()))


def _kept(work: Work, key: str, enclosed: Enclosed, now: datetime) -> str:
    return work.enclosures.add(key, kind=enclosed.kind, name=enclosed.name, content=enclosed.content, now=now)


def _promise(
    work: Work, know: Knowledge, audience: Audience, key: str, one: Round, text: str, id: str | None, now: datetime
) -> bool:
    settings = know.reminders
    return work.outbox.add(
        f"{key}:{audience.key}",
        channel=audience.to.channel,
        address=audience.to.address,
        lane=audience.to.lane,
        to_whom=audience.name,
        title=one.span.title,
        text=text,
        urgency=DIGEST,
        now=now,
        next_at=out_of_quiet(now, settings.quiet_from, settings.quiet_until, know.zone),
        expires_at=one.due_at + VALID,
        then_id=id if PICTURE in audience.to.takes else None,
    )


def _audiences(work: Work, know: Knowledge, unit: Unit, chats: Sequence[Chat]) -> Iterator[tuple[Audience, bool]]:
    for chat in chats:
        if not (unit.kind == "direct_branch" and "reminders" in chat.purposes):
            yield Audience(f"chat:{chat.id}", chat.title, know.reach.known(chat.push_channel, chat.push_address)), False
    for person in _organizers(work, unit):
        to = private_way(work, know, person)
        if to:
            yield Audience(f"person:{person}", work.people.get(person).name, to), True


def _organizers(work: Work, unit: Unit) -> list[int]:
    """The organizers of a second-level organisation; for the whole school, the Organization Department."""
    if unit.kind != "committee":
        return [person.id for person in work.people.holding(unit.id, "organizer")]
    departments = [one for one in work.units.organizations_within(unit.path) if one.kind == "department"]
    mine = [one for one in departments if one.parent_id == unit.id]
    found = [person.id for one in mine for person in work.people.holding(one.id, "department")]
    return list(dict.fromkeys([*found, *(person.id for person in work.people.holding(unit.id, "department"))]))
