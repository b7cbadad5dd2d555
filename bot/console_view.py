"""What the console's page is told, as plain JSON values: the words made safe HTML, moments local, faces coloured.

Knows the seam's values; no request, no Room.
"""

from datetime import datetime, tzinfo
from typing import Any, Literal
from zlib import crc32

from bot.console_html import markup_html, plain_html
from bot.console_seam import ChatLine, Event, Line, NewLine, PersonLine, PushLine

BOT = "支部助手"
FACES = 8
WEEKDAYS = "一二三四五六日"
LAST_LENGTH = 40

_SECRETARY = (
    "我们这个月还差什么",
    "党课有什么要求",
    "昨天下午3点在行政楼305开了主题党日，主题“书香润心”，我主持，周海涛记录，应到18实到16，林晓燕出差、郭志强病假",
    "这个月主题党日什么时候",
    "支委会要过半数吗",
    "组织生活会记录要写哪些",
)
_ORGANIZER = ("谁还没交主题党日", "出本周小结", "下个月到期换届的支部", "催一下没交的，私信", "党课有什么要求")
_DEPARTMENT = ("出本周小结", "一季度三会一课统计", "下个月到期换届的支部", "党课有什么要求")
_MEMBER = ("这个月主题党日什么时候", "党课有什么要求", "预备期从哪天算", "你能做什么")
_GROUP = ("党课有什么要求", "这个月还差什么", "你能做什么")
_BY_ROLE = (
    ("书记", _SECRETARY),
    ("支委", _SECRETARY),
    ("支委", _SECRETARY),
    ("委员", _SECRETARY),
    ("组织员", _ORGANIZER),
    ("组织部", _DEPARTMENT),
)


def suggestions(role: str, kind: Literal["group", "single"]) -> list[str]:
    """A few things to try, for who one is. In a group the bot must be addressed, so they do that."""
    if kind == "group":
        return [f"@{BOT} {one}" for one in _GROUP]
    return list(next((words for word, words in _BY_ROLE if word in role), _MEMBER))


def person_view(person: PersonLine) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "unit": person.unit,
        "face": face(person.name),
    }


def chat_view(chat: ChatLine, unread: int) -> dict[str, Any]:
    last = " ".join(chat.last.replace("**", "").split())
    return {
        "id": chat.id,
        "title": chat.title,
        "kind": chat.kind,
        "members": chat.members,
        "unread": unread,
        "last": last[:LAST_LENGTH],
        "face": face(chat.title),
    }


def line_view(line: Line, zone: tzinfo) -> dict[str, Any]:
    at = line.at.astimezone(zone)
    return {
        "id": line.id,
        "side": line.side,
        "who": line.who,
        "face": face(line.who),
        "html": plain_html(line.text) if line.kind == "said" else markup_html(line.text),
        "text": line.text,
        "quote": line.quote,
        "at": at.isoformat(),
        "stamp": stamp(at),
        "kind": line.kind,
        "files": [
            {"id": one.id, "name": one.name, "size": one.size, "image": one.media_type.startswith("image/")}
            for one in line.files
        ],
    }


def push_view(push: PushLine, zone: tzinfo) -> dict[str, Any]:
    at = push.at.astimezone(zone)
    return {
        "at": at.isoformat(),
        "stamp": stamp(at),
        "to": push.to,
        "chat": push.chat,
        "person": push.person,
        "text": push.text,
        "html": markup_html(push.text),
    }


def event_view(event: Event, zone: tzinfo) -> tuple[str, dict[str, Any]]:
    """The event's name and its value."""
    if isinstance(event, NewLine):
        return "message", {"chat": event.chat, "message": line_view(event.line, zone)}
    return "clock", {"clock": event.now.astimezone(zone).isoformat()}


def stamp(at: datetime) -> str:
    """``11月21日 周六 09:00``: absolute, so that it stays true when the clock is moved."""
    return f"{at.month}月{at.day}日 周{WEEKDAYS[at.weekday()]} {at:%H:%M}"


def face(name: str) -> int:
    """Which of the few colours a name's avatar has; always the same one."""
    return crc32(name.encode()) % FACES
