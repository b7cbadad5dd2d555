"""在群里提醒还没交的: an organizer has a group reminded, after seeing the exact words and the group.

A group sees counts. Names stand in it only where the organizer orders just that, and has seen them there (减负).
"""

from collections.abc import Mapping
from typing import Any

from config.patterns import regex
from handlers import filing, pending
from handlers.answers import source_of
from handlers.due import say_day
from handlers.errors import UserError
from handlers.matters import Matter, known_again, matter_meant, owing, remember, scope_path, told_apart
from handlers.message import Reply, Told
from handlers.router import Command, Request
from handlers.understood import understood
from handlers.ways import may_go
from storage.chats import Chat
from storage.work import Work

_NAME = "群里提醒"
_SAYS = regex(
    r"(?:请|麻烦)?(?:帮我|给我)?(?:把.{0,12})?(?:在|到|发到?|往)(?:\w{0,8})群里?(?:面|头)?(?:再|统一|公开)?"
    r"(?:提醒|催|点名|点一下名|说一[声下]|喊|通知)(?:一?下)?(?:还|那些|所有)?(?:没|未|谁|哪).{0,30}"
    r"|(?:请|麻烦)?(?:帮我|给我)?(?:在|发到?|到)(?:\w{0,8})群里?(?:面|头)?(?:提醒|催|点名)(?:一?下)?.{0,30}"
)
_NAMING = regex("点名|点一下名|名单|列出|名字|是谁")
_NOISE = regex(
    r"(?:请|麻烦|帮我|给我|在|到|往|发到?)*\w{0,8}群里?(?:面|头)?|点一下名|点名|提醒|催|喊|统一|公开|通知|说一[声下]|名单|列出|名字"
)
_OWING = regex(r"^(?:一?下|还|没有?|未|谁|哪些|那些|所有|各|支部|交|报|开|记|完成|过|上|的|\s)+")
_WHO = regex(
    r"(?:的|还没[交报开]|没[交报开完成]+|未[交报开完成]+|\s|各|所有|那些|这些|支部|书记|同志|人|们|吧|了|一下)+$"
)
_SHOWN = 30


def remind_group(request: Request, work: Work) -> Reply:
    """Show the words and the group, and wait for the yes."""
    path = scope_path(request, work)
    words = request.rest or request.text
    named = bool(_NAMING.search(words))
    if named and request.message.in_group:
        raise UserError("要点名的话，请和我单独聊时再说。")
    matter = matter_meant(request, work, path, _matter_in(words))
    return _asked(request, work, path, matter, named)


def _matter_in(words: str) -> str:
    """What is left of the order when group, reminding and owing are taken from it: 还没交典型案例的支部 → 典型案例."""
    bare = _NOISE.sub(" ", words).strip()
    return _OWING.sub("", _WHO.sub("", bare)).strip(" ，。,.!！的")


def _asked(request: Request, work: Work, path: str, matter: Matter, named: bool) -> Reply:
    chat = _group(request, work, path)
    values = _values(request, work, path, matter, named)
    if not values["count"]:
        remember(request, work, matter)
        return Reply(
            "said", {"words": f"{matter.title}都交了，不用提醒。"}, understood(request.meaning, intent="remind")
        )
    if work.pushes.promised(_key(request, matter, chat)):
        raise UserError(f"今天已经在“{chat.title}”提醒过{matter.title}了，明天再说吧。")
    waiting = {"command": _NAME, "about": told_apart(matter), "path": path, "named": named, "chat": chat.id}
    filing.wait(request, work, waiting, None)
    shown = {"chat": chat.title, "told": values, "later": may_go(request.know, request.now) > request.now}
    return Reply("group_shown", shown, understood(request.meaning, intent="remind", confirm=True, hold=True))


def _group(request: Request, work: Work, path: str) -> Chat:
    """The group of the organisation that is asked after: where it is spoken of, or the one that is bound to it."""
    bound = [chat for chat in work.chats.everything() if chat.unit_id and chat.push_channel]
    here = request.chat
    if here and any(chat.id == here.id and work.units.get(chat.unit_id or 0).path.startswith(path) for chat in bound):
        return here
    found = [chat for chat in bound if work.units.get(chat.unit_id or 0).path == path]
    if not found:
        raise UserError("还没有绑定可以发的群。请在群里@我发“绑定”，或者用“催一下”逐个私信。")
    return sorted(found, key=lambda chat: "summary" not in chat.purposes)[0]


def _values(request: Request, work: Work, path: str, matter: Matter, named: bool) -> dict[str, Any]:
    found = owing(request, work, path, matter)
    today = request.know.today(request.now)
    owed = [unit.short for unit, _ in found.owed]
    return {
        "what": matter.title.strip("“”"),
        "due": say_day(matter.due, today) if matter.due else "",
        "overdue": bool(matter.due and matter.due < today),
        "all": found.all,
        "count": len(owed),
        "who": owed[:_SHOWN] if named else [],
        "at": f"{say_day(today, today).split('（')[0]}{request.local:%H:%M}",
        "task": matter.task is not None,
        "source": matter.task.source.split("：")[0] if matter.task else source_of(matter.rule) if matter.rule else "",
    }


def _key(request: Request, matter: Matter, chat: Chat) -> str:
    """Once a day for each matter and group."""
    day = request.know.today(request.now).isoformat()
    return f"group:{day}:{matter.requirement}:{matter.period}:{chat.id}"


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes promises it to the group; a no sends nothing."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有发。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
    path, named = str(waiting["path"]), bool(waiting["named"])
    matter = known_again(request, work, path, waiting["about"])
    chat = work.chats.get(int(waiting["chat"]))
    if matter is None or chat is None or not path.startswith(scope_path(request, work)):
        filing.wait(request, work, {}, None)
        raise UserError("这一项有了变化，请重新说一次要提醒什么。")
    values = _values(request, work, path, matter, named)
    if not pending.fresh(request, waiting) or not values["count"]:
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, path, matter, named)
    work.audit.note(request.now, request.speaker.person.id, "group.reminded", matter.requirement, named=named)
    filing.wait(request, work, {}, None)
    tell = Told(_key(request, matter, chat), 0, "group_reminded", values, chat_id=chat.id)
    later = "，免打扰时间过了就发" if may_go(request.know, request.now) > request.now else ""
    words = f"已安排发到“{chat.title}”{later}。" if later else f"已发到“{chat.title}”。"
    return Reply("said", {"words": words}, understood(request.meaning, intent="remind"), tells=(tell,))


COMMANDS = (
    Command(_NAME, "在群里提醒还没交典型案例的　群里提醒 本月主题党日", "在群里说还差几个支部；先看原话再发",
            remind_group, aliases=("在群里提醒", "群提醒"), resume=resume, organizer=True, says=_SAYS),
)  # fmt: skip
