"""The week's summary: on Monday morning, for each second-level organisation and for the department, once.

Groups see counts; who owes what goes to the organizers one to one (减负, design.md 2).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from handlers.due import out_of_quiet, week_of
from handlers.hearers import Audience
from handlers.jobs.weekly import moment_of_week
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.summary import Scope, for_a_group, summary
from handlers.ways import private_way
from storage.outbox import DIGEST
from storage.units import Unit
from storage.work import Work

VALID = timedelta(days=2)
"""How late a summary is still worth sending."""
AT_ONCE = 10
"""Organisations in one unit of work."""


def summarize(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> tuple[int, bool]:
    """Promise the summaries of the week that ended, where their moment has come: a few organisations at a time.

    How many messages were promised, and whether there is more to do. The duties of these days have been made.
    """
    due_at = moment_of_week(know, now)
    monday, _, week = week_of(know.today(due_at))
    mark = work.marks.get("summary_week") or ""
    told, _, done = mark.partition(" ")
    if not due_at <= now <= due_at + VALID or (told == week and not done):
        return 0, False
    installed = work.marks.get("installed_at")
    if installed and datetime.fromisoformat(installed) > due_at:
        work.marks.put("summary_week", week)
        return 0, False
    begin = int(done) if told == week else 0
    scopes = [one for one in work.units.everything() if one.is_second_level or one.kind == "committee"]
    first, last = monday - timedelta(days=7), monday - timedelta(days=1)
    made = sum(_told(work, know, renderer, unit, first, last, due_at, now) for unit in scopes[begin : begin + AT_ONCE])
    more = begin + AT_ONCE < len(scopes)
    work.marks.put("summary_week", f"{week} {begin + AT_ONCE}" if more else week)
    return made, more


def _told(
    work: Work,
    know: Knowledge,
    renderer: Renderer,
    unit: Unit,
    first: date,
    last: date,
    due_at: datetime,
    now: datetime,
) -> int:
    """Promise one organisation's summary to all who read it."""
    audiences = list(_audiences(work, know, unit))
    if not audiences:
        return 0
    whole = summary(work, know, Scope(unit.path, unit.short), first, last, now, private=True) | {"title": "上周小结"}
    words = {
        private: renderer.words(Reply("summary", whole if private else for_a_group(whole)))
        for private in {private for _, private in audiences}
    }
    settings = know.reminders
    *_, week = week_of(know.today(due_at))
    return sum(
        work.outbox.add(
            f"summary:{week}:{unit.id}:{audience.key}",
            channel=audience.to.channel,
            address=audience.to.address,
            lane=audience.to.lane,
            to_whom=audience.name,
            title="上周小结",
            text=words[private],
            urgency=DIGEST,
            now=now,
            next_at=out_of_quiet(now, settings.quiet_from, settings.quiet_until, know.zone),
            expires_at=due_at + VALID,
        )
        for audience, private in audiences
    )


def _audiences(work: Work, know: Knowledge, unit: Unit) -> Iterator[tuple[Audience, bool]]:
    for chat in work.chats.meant_for("summary"):
        if chat.unit_id == unit.id and not (unit.kind == "direct_branch" and "reminders" in chat.purposes):
            yield Audience(f"chat:{chat.id}", chat.title, know.reach.known(chat.push_channel, chat.push_address)), False
    for person in _organizers(work, unit):
        to = private_way(work, know, person)
        if to:
            yield Audience(f"person:{person}", work.people.get(person).name, to), True


def _organizers(work: Work, unit: Unit) -> list[int]:
    """The organizers of a second-level organisation; for the whole school, the Organization Department."""
    if unit.kind != "committee":
        return [person.id for person in work.people.holding(unit.id, "organizer")]
    departments = [one for one in work.units.within(unit.path) if one.kind == "department" and one.parent_id == unit.id]
    found = [person.id for one in departments for person in work.people.holding(one.id, "department")]
    return list(dict.fromkeys([*found, *(person.id for person in work.people.holding(unit.id, "department"))]))
