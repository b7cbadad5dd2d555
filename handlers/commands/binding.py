"""Binding: a group to a unit with its purposes, and a person to a platform id by a one-time code."""

import re

from config.patterns import regex
from handlers.errors import NotAllowed, NotFound, NotPrivate, Unclear, UserError
from handlers.identity import invite
from handlers.knowledge import Destination
from handlers.message import Reply
from handlers.router import Command, Request
from handlers.scope import organized, unit_meant
from storage.units import Unit
from storage.work import Work

PURPOSES = {"提醒": "reminders", "小结": "summary", "办事": "work"}
PURPOSE_WORDS = {code: words for words, code in PURPOSES.items()}
_ROBOT = regex(r"(?:由|用)\s*(\w+)\s*(?:机器人)?\s*(?:推送|发)")


def bind(request: Request, work: Work) -> Reply:
    """In a group: bind it. One to one: say how."""
    if not request.message.in_group:
        raise UserError("请在要绑定的群里对我说，例如：绑定 计算机学院教工第一党支部 提醒 小结")
    if not request.rest:
        return _bound_to(request, work)
    rest = request.rest
    robot = _ROBOT.search(rest)
    if robot:
        rest = rest.replace(robot.group(0), " ")
    words = [word for word in re.split(r"[\s,，、]+", rest) if word]
    purposes = tuple(dict.fromkeys(PURPOSES[word] for word in words if word in PURPOSES))
    named = "".join(word for word in words if word not in PURPOSES)
    unit = unit_meant(work, request.speaker, named, work.units.names(request.now))
    _require(request, unit)
    to = _destination(request, robot.group(1) if robot else "")
    chat = work.chats.bind(
        request.message.channel,
        request.message.chat,
        title=request.message.chat_title or f"{unit.short}群",
        unit_id=unit.id,
        purposes=purposes or ("reminders", "summary"),
        push_channel=to.channel if to else "",
        push_address=to.address if to else "",
    )
    work.audit.note(request.now, request.speaker.person.id, "chat.bound", f"chat:{chat.id}", unit=unit.id)
    values = {"unit": unit.name, "purposes": [PURPOSE_WORDS[one] for one in chat.purposes], "reached": to is not None}
    return Reply("bound", values)


def _require(request: Request, unit: Unit) -> None:
    if not request.speaker.may_file_for(unit):
        raise NotAllowed(f"绑定要由{unit.short}的书记、支委或组织员来做。")


def _destination(request: Request, robot: str) -> Destination | None:
    if not robot:
        return request.know.reach.group(request.message.channel, request.message.chat)
    to = request.know.reach.robot(robot)
    if to is None:
        raise NotFound(f"配置里没有叫“{robot}”的群机器人，请管理员看看配置里的 webhook 一节。")
    return to


def _bound_to(request: Request, work: Work) -> Reply:
    chat = request.chat
    if chat is None or chat.unit_id is None:
        raise UserError("本群还没有绑定。书记或组织员在群里发：绑定 支部全名 提醒 小结")
    unit = work.units.get(chat.unit_id)
    purposes = [PURPOSE_WORDS[one] for one in chat.purposes]
    return Reply("bound", {"unit": unit.name, "purposes": purposes, "reached": bool(chat.push_channel)})


def code(request: Request, work: Work) -> Reply:
    """A one-time code with which a person claims the platform id. Only one to one."""
    if request.message.in_group:
        raise NotPrivate("绑定码请和我单独聊时再要，群里大家都看得到。")
    path = organized(request.speaker)
    found = [
        person
        for person in work.people.named(request.rest.strip())
        if any(role.unit.path.startswith(path) for role in person.roles)
    ]
    if not found:
        raise NotFound("没有找到这位同志。请写姓名，例如：绑定码 张敏")
    if len(found) > 1:
        raise Unclear("有几位同名，请写编号：\n" + "\n".join(f"- 绑定码 {one.key}" for one in found))
    made = invite(work, found[0], request.speaker.person, request.now)
    return Reply("code", {"name": found[0].name, "code": made})


COMMANDS = (
    Command("绑定", "在群里发：绑定 计算机学院教工第一党支部 提醒 小结", "把群和支部连起来，群里才有提醒", bind),
    Command("绑定码", "绑定码 张敏", "给一位同志认领账号用的一次性绑定码", code, organizer=True),
)  # fmt: skip
