"""What the command line does with the bot: say a message, tick once, rehearse. The real spine, no platform."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.app import App
from bot.intake import take
from bot.pictures import Unfit
from bot.rehearsal import rehearsal
from bot.room_lines import spoken_to_the_bot
from handlers.dispatch import Spoken
from handlers.files import label_of, refusal
from handlers.jobs import tick as run_jobs
from handlers.message import Attachment, Message
from storage.chats import Chat
from storage.people import Person
from storage.pushes import Line
from storage.units import Unit
from storage.work import Instead, Work


class NoSuch(Exception):
    """Nobody, no chat, no unit of that name, or no file that can be taken. The text says what there is (Chinese)."""


class Talk:
    """One person in one chat. Raises :class:`NoSuch` where the names lead nowhere."""

    def __init__(self, app: App, person: str, chat: str) -> None:
        self._app = app
        self._person: Person = app.database.do(lambda work: _person(work, person))
        self._chat: Chat | None = app.database.do(lambda work: _chat(work, chat)) if chat else None

    @property
    def name(self) -> str:
        return self._person.name

    def say(self, text: str, files: list[Path]) -> dict[str, Any]:
        """What ``talk --json`` prints of one message (design.md 5.1)."""
        app, now = self._app, self._app.clock()
        chat = self._chat.external if self._chat else ""
        message = Message(
            channel="console",
            id=uuid4().hex,
            sender=self._person.key,
            text=spoken_to_the_bot(text)[1] if chat else text,
            at=now,
            address=f"chat:{chat}" if chat else f"user:{self._person.key}",
            chat=chat,
            chat_title=self._chat.title if self._chat else "",
            attachments=tuple(self._keep(file, now) for file in files),
        )

        def unit(work: Work) -> tuple[Spoken, list[Line]]:
            before = work.pushes.newest_id()
            try:
                spoken = app.dispatcher.handle(work, message, now)
            except Instead as instead:
                refused = instead.unit
                raise Instead(lambda work: (refused(work), [])) from instead
            return spoken, work.pushes.made_since(before)

        spoken, rows = app.database.do(unit)
        # The file is here already: its list is the answer.
        read = list(iter(lambda: app.reader.at_once(self._person.id), None))
        record = {"id": spoken.record[0], "state": spoken.record[1]} if spoken.record else None
        return {
            "reply": "\n\n".join(read) or spoken.text,
            "record": record,
            "outbox": [_row(app, row) for row in rows],
            "understood": dict(spoken.understood),
        }

    def _keep(self, file: Path, now: datetime) -> Attachment:
        app, rules = self._app, self._app.settings.files
        try:
            with app.files.incoming() as copy:
                if file.stat().st_size > rules.max_bytes:
                    raise Unfit("size")
                shutil.copyfile(file, copy)
                taken = take(copy, rules)
                sha256, size = app.files.keep(copy, now)
        except Unfit as unfit:
            raise NoSuch(f"“{label_of(file.name)}”{refusal(unfit.why, rules)}。") from None
        stored = app.database.do(
            lambda work: app.files.note(
                work,
                name=label_of(file.name),
                media_type=taken.media_type,
                size=size,
                sha256=sha256,
                person_id=self._person.id,
                now=now,
            )
        )
        return Attachment(stored.name, stored.media_type, stored.size, stored.id, stored=True)


def _person(work: Work, name: str) -> Person:
    found = work.people.named(name)
    if not found and name.isdecimal():
        found = [one for one in work.people.everybody() if one.id == int(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuch(f"有 {len(found)} 位{name}，请写编号：{'、'.join(one.key for one in found)}")
    names = "、".join(one.name for one in work.people.everybody()[:12])
    raise NoSuch(f"没有“{name}”这个人。" + (f"有：{names} 等" if names else "系统里还没有人，请先导入花名册。"))


def _chat(work: Work, name: str) -> Chat:
    chats = work.chats.everything()
    exact = [chat for chat in chats if name in (chat.external, chat.title, str(chat.id))]
    found = exact or [chat for chat in chats if name in chat.title]
    if len(found) != 1:
        raise NoSuch(f"没有“{name}”这个群。有：{'、'.join(chat.title for chat in chats)}")
    return found[0]


def ticked(app: App) -> list[dict[str, Any]]:
    """Do what is due at the clock's moment; the outbox rows that it made."""

    def unit(work: Work) -> list[Line]:
        before = work.pushes.newest_id()
        run_jobs(work, app.know, app.renderer, app.clock())
        return work.pushes.made_since(before)

    return [_row(app, row) for row in app.database.do(unit)]


def rehearsed(app: App, first: datetime, last: datetime, unit_name: str) -> list[dict[str, Any]]:
    """Every push that would go out in this span, in order, if the bot ran from its beginning on. All is taken back."""
    wanted = app.database.do(lambda work: _unit(work, unit_name)) if unit_name else None
    lines = [one.push.line for one in rehearsal(app.database, app.know, app.renderer, first, first, last)]

    def rows(work: Work) -> list[dict[str, Any]]:
        groups = {(chat.push_channel, chat.push_address) for chat in work.chats.everything()}
        mine = [line for line in lines if wanted is None or _concerns(work, line, wanted)]
        return [_row(app, line) | {"group": (line.channel, line.address) in groups} for line in mine]

    return app.database.do(rows)


def _unit(work: Work, name: str) -> Unit:
    found = work.units.named(name)
    if len(found) != 1:
        raise NoSuch(f"没有“{name}”这个组织，请写全名。")
    return found[0]


def _concerns(work: Work, row: Line, unit: Unit) -> bool:
    """Whether the row goes to a chat of the unit (or below it), or to somebody who works there."""
    for chat in work.chats.everything():
        if (chat.push_channel, chat.push_address) == (row.channel, row.address) and chat.unit_id:
            return work.units.get(chat.unit_id).below(unit)
    return any(role.unit.below(unit) for person in work.people.named(row.to_whom) for role in person.roles)


def _row(app: App, row: Line) -> dict[str, Any]:
    due = row.next_at.astimezone(app.know.zone).isoformat(timespec="minutes")
    told: dict[str, Any] = {"to": row.to_whom, "text": row.text, "due": due, "channel": row.channel, "key": row.key}
    told["handed"] = row.enclosure_id is not None
    return told | {"then": f"[图片 {row.title}]" if row.title else "[附件]"} if row.then_id else told
