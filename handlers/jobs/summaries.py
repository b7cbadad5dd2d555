"""The week's summary: on Monday morning, for each second-level organisation and for the department, once.

Groups see counts; who owes what goes to the organizers one to one (减负, design.md 2).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.due import local_midnight, out_of_quiet, week_of
from handlers.jobs.reminders import Audience, private_way
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.summary import Scope, summary
from storage.outbox import DIGEST
from storage.units import Unit
from storage.work import Work

VALID = timedelta(days=2)
"""How late a summary is still worth sending."""


def summarize(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """Promise the summaries of the week that ended, where their moment has come; return how many."""
    due_at = moment_of_week(know, now)
    monday, _, week = week_of(know.today(due_at))
    installed = work.marks.get("installed_at")
    if not due_at <= now <= due_at + VALID or work.marks.get("summary_week") == week:
        return 0
    work.marks.put("summary_week", week)
    if installed and datetime.fromisoformat(installed) > due_at:
        return 0
    first, last = monday - timedelta(days=7), monday - timedelta(days=1)
    made = 0
    for unit, scope in _scopes(work):
        for audience, private in _audiences(work, know, unit):
            values = summary(work, know, scope, first, last, now, private=private) | {"title": "上周小结"}
            settings = know.reminders
            made += work.outbox.add(
                f"summary:{week}:{unit.id}:{audience.key}",
                channel=audience.to.channel,
                address=audience.to.address,
                lane=audience.to.lane,
                to_whom=audience.name,
                title="上周小结",
                text=renderer.words(Reply("summary", values)),
                urgency=DIGEST,
                now=now,
                next_at=out_of_quiet(now, settings.quiet_from, settings.quiet_until, know.zone),
                expires_at=due_at + VALID,
            )
    return made


def moment_of_week(know: Knowledge, now: datetime) -> datetime:
    """The summary's moment in the week that holds this one."""
    monday, _, _ = week_of(know.today(now))
    day = monday + timedelta(days=know.reminders.summary_weekday - 1)
    at = know.reminders.summary_at
    return local_midnight(day, know.zone) + timedelta(hours=at.hour, minutes=at.minute)


def _scopes(work: Work) -> Iterator[tuple[Unit, Scope]]:
    for unit in work.units.everything():
        if unit.is_second_level or unit.kind == "committee":
            yield unit, Scope(unit.path, unit.short)


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
