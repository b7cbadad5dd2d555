"""What a DingTalk robot is told, as a :class:`Message`. The same object comes by HTTP callback and by Stream.

Knows the platform's fields and no transport. Undocumented fields are read only where they are, and never needed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.channels import wire
from bot.channels.channel import Refused
from handlers.message import Attachment, Message

GROUP = "2"
OUTSIDER = "$:"
"""How the ids of people begin of whom the platform tells no staff id. They carry no privilege (dingtalk.md 8)."""
QUOTA_USED_UP = "20001"

_MEDIA = {
    "picture": "image/jpeg",
    "audio": "audio/amr",
    "video": "video/mp4",
    "file": "application/octet-stream",
}


def read(
    fields: Mapping[str, Any], channel: str, address_of: Callable[[Mapping[str, Any]], str], now: datetime
) -> Message | None:
    """None: nothing that a person said to us (an unknown type, the quota's error)."""
    said = None if _quota_used_up(fields) else _content(fields)
    if said is None:
        return None
    words, attachments = said
    group = is_group(fields)
    at = now if fields.get("createAt") in (None, "") else wire.moment(fields["createAt"], now, 0.001)
    return Message(
        channel=channel,
        id=needed(fields, "msgId"),
        sender=sender_of(fields),
        text=words,
        at=at,
        address=address_of(fields),
        chat=needed(fields, "conversationId") if group else "",
        chat_title=wire.text(fields, "conversationTitle") if group else "",
        addressed=not group or fields.get("isInAtList") is not False,
        quote=_quote(fields),
        attachments=attachments,
    )


def sender_of(fields: Mapping[str, Any]) -> str:
    """The staff id, which is the account; else the opaque id, marked as an outsider's."""
    staff = wire.identifier(fields, "senderStaffId")
    if staff:
        if staff.startswith(OUTSIDER):
            raise Refused("identifier")
        return staff
    opaque = needed(fields, "senderId")
    return opaque if opaque.startswith(OUTSIDER) else OUTSIDER + opaque


def is_group(fields: Mapping[str, Any]) -> bool:
    kind = wire.identifier(fields, "conversationType")
    if kind not in ("1", GROUP):
        raise Refused("content")
    return kind == GROUP


def needed(fields: Mapping[str, Any], name: str) -> str:
    value = wire.identifier(fields, name)
    if not value:
        raise Refused("missing field")
    return value


def _quota_used_up(fields: Mapping[str, Any]) -> bool:
    return any(str(fields.get(name)) == QUOTA_USED_UP for name in ("errorCode", "errCode"))


def _content(fields: Mapping[str, Any]) -> tuple[str, tuple[Attachment, ...]] | None:
    kind = wire.text(fields, "msgtype")
    content = wire.part(fields, "content")
    if kind == "text" and ("text" in fields or "content" in fields):
        # One official sample has the words on the top level. Nothing but a mention is also something said.
        words = wire.text(wire.part(fields, "text"), "content") or wire.text(fields, "content")
        return words.strip(), ()
    if kind == "richText":
        return _rich(content.get("richText"))
    file = _attachment(kind, content) if kind in _MEDIA else None
    return (wire.text(content, "recognition") if kind == "audio" else "", (file,)) if file else None


def _rich(items: Any) -> tuple[str, tuple[Attachment, ...]]:
    parts = [item for item in (items if isinstance(items, list) else []) if isinstance(item, dict)]
    words = "".join(wire.text(item, "text") for item in parts if item.get("type") in (None, "text"))
    pictures = (_attachment("picture", item) for item in parts if item.get("type") == "picture")
    return words.strip(), tuple(one for one in pictures if one)


def _attachment(kind: str, content: Mapping[str, Any]) -> Attachment | None:
    code = wire.text(content, "downloadCode")
    return Attachment(wire.text(content, "fileName"), _MEDIA[kind], 0, code) if code else None


def _quote(fields: Mapping[str, Any]) -> str:
    said = wire.part(fields, "text")
    replied = wire.part(said, "repliedMsg")
    content = wire.part(replied, "content")
    rich = _rich(content.get("richText"))[0]
    older = wire.text(wire.part(wire.part(fields, "quoteMessage"), "text"), "content")
    return wire.text(content, "text") or rich or older
