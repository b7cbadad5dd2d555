"""What was laid aside because nobody was there in time is told of: one notice to each organizer."""

from datetime import date, datetime, timedelta

from handlers import duties
from handlers.due import say_day
from handlers.jobs.instances import EVE, Instance
from handlers.knowledge import Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.scope import Speaker
from handlers.ways import may_go, private_way
from storage.outbox import NORMAL
from storage.work import Work

SHOWN = 10


def tell_skipped(work: Work, know: Knowledge, renderer: Renderer, stale: list[Instance], now: datetime) -> int:
    """One notice to each organizer of what was laid aside in their reach; how many were promised."""
    made = 0
    for person in work.people.everybody() if stale else ():
        speaker = Speaker(person)
        reach = speaker.reach() if speaker.told_of_trouble else None
        mine = [one for one in stale if reach and one.unit.path.startswith(reach)]
        to = private_way(work, know, person.id) if mine else None
        if to is None:
            continue
        today = know.today(now)
        lines = list(dict.fromkeys(_line(work, know, one, today) for one in mine))
        values = {"count": len(lines), "lines": lines[:SHOWN], "more": len(lines) > SHOWN}
        made += work.outbox.add(
            f"skipped:{person.id}:{mine[0].about[0]}:{mine[0].step}",
            channel=to.channel,
            address=to.address,
            lane=to.lane,
            to_whom=person.name,
            title="错过的提醒",
            text=renderer.words(Reply("skipped", values)),
            urgency=NORMAL,
            now=now,
            next_at=may_go(know, now),
            expires_at=now + timedelta(days=3),
        )
    return made


def _line(work: Work, know: Knowledge, one: Instance, today: date) -> str:
    if one.duty is None or one.what == EVE:
        day = say_day(one.day, today) if one.day else ""
        return f"{one.unit.short}：{f'{day}是主题党日' if one.duty else f'任期{day}届满'}"
    return f"{one.unit.short}：{duties.title_of(work, know, one.duty)}（{say_day(one.duty.due_on, today)}截止）"
