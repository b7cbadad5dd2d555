"""What the console's page is told, as plain JSON values: the words made safe HTML, moments local, faces coloured.

Knows the seam's values; no request, no Room.
"""

import re
from datetime import datetime, tzinfo
from typing import Any, Literal
from zlib import crc32

from bot.console_html import markup_html, plain_html
from bot.console_seam import ChatLine, Event, Line, NewLine, PersonLine, PushLine

_MARKS = re.compile(r"\*\*|^(?:- |> )", re.MULTILINE)
BOT = "支部助手"
FACES = 8
WEEKDAYS = "一二三四五六日"
LAST_LENGTH = 40

# Only what works today. What is longer than the page's LONG goes into the box to be changed first.
_FILING = (
    "我们这个月还差什么",
    "党课有什么要求",
    "昨天下午3点在行政楼305开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题“书香润心”",
    "截止",
    "我的记录",
    "模板 党课",
)
_ORGANIZING = ("谁还没交 本月主题党日", "小结", "上周小结", "任务 报送主题党日典型案例一篇，下周五前交到{office}")
_FILERS = ("党支部书记", "党支部副书记", "支委")
_READING = ("党课有什么要求", "支委会要过半数吗", "预备期从哪天算", "你能做什么")
_SINGLE = (
    *((role, _FILING) for role in _FILERS),
    ("组织员", tuple(one.format(office="党总支办公室") for one in _ORGANIZING)),
    ("组织部", tuple(one.format(office="组织部") for one in _ORGANIZING)),
    ("党员", ("我们这个月还差什么", *_READING)),
)
_GROUP = (
    *((role, ("还差什么", "党课有什么要求")) for role in _FILERS),
    ("党员", ("还差什么", "党课有什么要求")),
    ("组织员", ("小结", "党课有什么要求")),
    ("组织部", ("小结", "党课有什么要求")),
)


def suggestions(role: str, kind: Literal["group", "single"]) -> list[str]:
    """A few things to try, for who one is. In a group the bot must be addressed, so they do that."""
    found = dict(_GROUP if kind == "group" else _SINGLE).get(role, _READING)
    return [f"@{BOT} {one}" for one in found] if kind == "group" else list(found)


def greeting(role: str, kind: Literal["group", "single"]) -> str:
    """What stands in a chat where nothing has been said yet: what it is for."""
    if kind == "group":
        return f"提醒会发到这里；在群里问我，先 @{BOT}。"
    if role in ("组织员", "组织部"):
        return "问我谁还没交、这周怎么样，或者把任务发给各支部。点一句现成的话就能试。"
    if role in _FILERS:
        return "活动开完写一句给我就记好了；还差什么、有什么要求，也可以问我。点一句现成的话就能试。"
    return "有什么要求、步骤怎么走，都可以问我，答案带出处。点一句现成的话就能试。"


DESK = ("组织员", "组织部")
"""Roles with pages of their own; secretaries have them too."""


def person_view(person: PersonLine) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "unit": person.unit,
        "face": face(person.name),
        "desk": person.role in DESK or person.role.endswith("书记"),
    }


def chat_view(chat: ChatLine, unread: int) -> dict[str, Any]:
    last = " ".join(_MARKS.sub("", chat.last).split())
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
