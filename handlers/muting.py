"""A muted group: what would be said in it goes to who answers for the unit, one to one, and nothing is lost in silence.

Not at the places where words are made, but where they wait: whoever speaks to groups need not know of mutes.
"""

from collections import Counter
from datetime import datetime

from handlers.hearers import organizers, reachable
from handlers.knowledge import Destination, Knowledge
from handlers.message import Told
from handlers.ways import private_way
from storage.chats import Chat
from storage.mutes import Mute, Withheld
from storage.people import Person
from storage.pushes import Line
from storage.work import Work

_ANSWERS = ("reply:", "private:", "muted:")
"""Keys of what answers somebody, or tells of the mute itself."""


def hold_back(work: Work, know: Knowledge, now: datetime) -> None:
    """What waits to be said in muted groups is said elsewhere. Asked in every unit of work that promises something."""
    for mute in work.mutes.open():
        chat = work.chats.get(mute.chat_id)
        if chat is None or not chat.push_channel:
            continue
        for line, _ in work.pushes.waiting_for(chat.push_channel, chat.push_address, now):
            if not line.key.startswith(_ANSWERS):
                _elsewhere(work, know, mute, chat, line, now)


def _elsewhere(work: Work, know: Knowledge, mute: Mute, chat: Chat, line: Line, now: datetime) -> None:
    what = line.title or "通知"
    found = instead(work, know, mute, chat)
    own = next((one for one, _ in found if _has_own(work, chat, line, one)), None)
    if own:
        # A summary goes to its organizers one to one anyway, with more in it.
        work.outbox.call_off(line.id, "group muted")
        work.mutes.withhold(mute.id, line.key, what, own.name, now)
        return
    if not found:
        work.outbox.call_off(line.id, "group muted")
        work.mutes.withhold(mute.id, line.key, what, "", now)
        return
    person, to = found[0]
    text = f"（{chat.title}静音中，先发给您）\n{line.text}"
    work.outbox.readdress(
        line.id, channel=to.channel, address=to.address, lane=to.lane, to_whom=person.name, text=text, mentions=()
    )
    work.mutes.withhold(mute.id, line.key, what, person.name, now)


def _has_own(work: Work, chat: Chat, line: Line, person: Person) -> bool:
    mine = line.key.replace(f"chat:{chat.id}", f"person:{person.id}")
    return mine != line.key and work.pushes.promised(mine)


def instead(work: Work, know: Knowledge, mute: Mute, chat: Chat) -> list[tuple[Person, Destination]]:
    """Who hears what the group does not: who answers for its unit, who organizes over it, or who muted it."""
    if chat.unit_id is not None:
        unit = work.units.get(chat.unit_id)
        if found := reachable(work, know, unit.id) or organizers(work, know, unit):
            return found
    way = private_way(work, know, mute.person_id)
    return [(work.people.get(mute.person_id), way)] if way else []


def end(work: Work, mute: Mute, now: datetime) -> list[Told]:
    """Reminders again: in one line the group hears what it was not told, where there was anything."""
    if not work.mutes.end(mute.id, now):
        return []
    work.audit.note(now, None, "chat.unmuted", f"chat:{mute.chat_id}", mute=mute.id)
    kept = work.mutes.kept_from(mute.id)
    if not kept:
        return []
    return [Told(f"muted:{mute.id}:over", 0, "mute_over", {"kept": lines(kept)}, chat_id=mute.chat_id)]


def lines(kept: list[Withheld]) -> list[str]:
    """``支部提醒2条，已私信张敏``, for each person told instead."""
    by_person: dict[str, Counter[str]] = {}
    for one in kept:
        by_person.setdefault(one.to_whom, Counter())[one.what] += 1
    said = []
    for name, found in by_person.items():
        what = "、".join(f"{what}{count}条" for what, count in found.items())
        said.append(f"{what}，已私信{name}" if name else f"{what}，没有人能收，没发出去")
    return said
