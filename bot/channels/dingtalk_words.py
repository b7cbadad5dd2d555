"""The body of a message as DingTalk's robots take it in callbacks, at session addresses and at group robots alike."""

import re
from collections.abc import Sequence
from typing import Any

from bot.channels import markup, wire
from bot.channels.channel import NotSent

READABLE = 4000  # bytes of one pushed part
LONGEST = 15000  # bytes of a whole body: what every way out takes for certain
MOST_MENTIONS = 50
_STAFF = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def body_of(text: str, title: str = "") -> dict[str, Any]:
    """Markdown where something would be lost without it."""
    if markup.formatted(text):
        return {
            "msgtype": "markdown",
            "markdown": {"title": markup.title(text, title), "text": markup.dingtalk(text)},
        }
    return {"msgtype": "text", "text": {"content": markup.plain(text)}}


def mention(body: dict[str, Any], people: Sequence[str]) -> dict[str, Any]:
    """Names people: their ids in ``at`` and the very same strings in the words, or the platform shows neither."""
    known = [one for one in dict.fromkeys(people) if _STAFF.fullmatch(one) and one.lower() != "all"]
    if len(known) > MOST_MENTIONS:
        raise NotSent("too many mentions", final=True, advice="一条消息最多@50人，请分几条发")
    if known:
        kind = body["msgtype"]
        field = "text" if kind == "markdown" else "content"
        words = body[kind][field] + "\n\n" + " ".join(f"@{one}" for one in known)
        body = {**body, kind: {**body[kind], field: words}, "at": {"atUserIds": known, "isAtAll": False}}
    return body


def fitting(body: dict[str, Any]) -> dict[str, Any]:
    if markup.size(wire.write_json(body)) > LONGEST:
        raise NotSent("too long", final=True, advice="消息太长")
    return body
