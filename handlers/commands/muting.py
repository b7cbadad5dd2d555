"""静音 and 恢复提醒: for the group it is said in, or one that is named, by whoever may bind it. Done at once."""

from datetime import UTC, datetime, timedelta

from handlers import muting
from handlers.due import local_midnight, say_day
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.message import Reply
from handlers.reading.muting import Muting, read_muting
from handlers.router import Command, Request
from handlers.understood import understood
from storage.chats import Chat
from storage.work import Work

_ANY_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Said:
    """Sentences about a group's reminders, as a command's ``says`` asks for them."""

    def fullmatch(self, string: str) -> object:
        return read_muting(string, _ANY_DAY)


def mute(request: Request, work: Work) -> Reply:
    said = read_muting(request.text, request.local)
    if said is None:
        raise UserError("这样说：静音到周五；静音三天；这个群先别提醒了；恢复提醒")
    chat = _chat(request, work, said)
    return _again(request, work, chat) if said.on else _off(request, work, chat, said)


def _off(request: Request, work: Work, chat: Chat, said: Muting) -> Reply:
    now, today = request.now, request.know.today(request.now)
    if said.until and said.until < today:
        raise UserError(f"{say_day(said.until, today)}已经过去了，请核对日子。")
    until = local_midnight(said.until + timedelta(days=1), request.know.zone) if said.until else None
    number = work.mutes.begin(chat.id, until, request.speaker.person.id, now)
    work.audit.note(
        now, request.speaker.person.id, "chat.muted", f"chat:{chat.id}", until=until.isoformat() if until else None
    )
    muting.hold_back(work, request.know, now)
    mute = next(one for one in work.mutes.open() if one.id == number)
    values = {
        "title": chat.title,
        "here": request.chat is not None and request.chat.id == chat.id,
        "until": say_day(said.until, today) if said.until else "",
        "to": [person.name for person, _ in muting.instead(work, request.know, mute, chat)][:1],
    }
    return Reply("muted", values, understood(request.meaning, intent="none"))


def _again(request: Request, work: Work, chat: Chat) -> Reply:
    mute = work.mutes.of_chat(chat.id)
    if mute is None:
        words = f"{'本群' if request.chat else chat.title}没有静音，提醒照常。"
        return Reply("said", {"words": words}, understood(request.meaning, intent="none"))
    work.mutes.end(mute.id, request.now)
    work.audit.note(request.now, request.speaker.person.id, "chat.unmuted", f"chat:{chat.id}", mute=mute.id)
    kept = muting.lines(work.mutes.kept_from(mute.id))
    values = {"title": "" if request.chat else chat.title, "kept": kept}
    return Reply("unmuted", values, understood(request.meaning, intent="none"))


def _chat(request: Request, work: Work, said: Muting) -> Chat:
    """The group that is meant. Raises where it is not bound, or not the speaker's to decide for."""
    if request.message.in_group and not said.chat:
        chat = request.chat
        if chat is None or chat.unit_id is None:
            raise UserError("本群还没有绑定支部，我本来就不会在这里提醒。")
        if not _may(request, work, chat):
            raise NotAllowed("静音和恢复要由本支部的书记、支委或组织员来说。")
        return chat
    mine = [one for one in work.chats.everything() if one.unit_id is not None and _may(request, work, one)]
    named = said.chat.removesuffix("群")
    found = [one for one in mine if named in one.title or named in _names(work, one)] if named else _own(request, mine)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"没有找到您能管的“{said.chat}”。请在那个群里对我说，或写群的全名。"
            if named
            else "请在要静音的群里对我说：静音到周五"
        )
    raise Unclear("是哪个群？请写上群名再说一次：\n" + "\n".join(f"- {one.title}" for one in found[:8]))


def _own(request: Request, mine: list[Chat]) -> list[Chat]:
    home = request.speaker.home()
    return [one for one in mine if home is None or one.unit_id == home.id]


def _names(work: Work, chat: Chat) -> tuple[str, ...]:
    unit = work.units.get(chat.unit_id) if chat.unit_id else None
    return (unit.name, unit.short, *unit.aliases) if unit else ()


def _may(request: Request, work: Work, chat: Chat) -> bool:
    return chat.unit_id is not None and request.speaker.may_file_for(work.units.get(chat.unit_id))


COMMANDS = (
    Command("静音", "静音到周五　这个群先别提醒了　恢复提醒", "让一个群先不提醒，要紧的私信书记", mute, says=Said()),
)
