"""A branch's own records: the list, one of them, correcting, withdrawing, bringing back, adding files."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from handlers import files, filing
from handlers.due import say_day, say_moment
from handlers.errors import NotFound, Unclear, UserError
from handlers.findings import missing
from handlers.message import Reply
from handlers.pending import WAITS
from handlers.reading import kind_of, understand
from handlers.reading.corrections import removed_files
from handlers.reading.values import Context
from handlers.router import Command, Request
from handlers.scope import own_branch, unit_meant
from handlers.understood import told, understood
from storage.records import Record
from storage.units import Unit
from storage.work import Work

_AMEND = "更正"
_ATTACH = filing.ATTACH
_MOMENT = timedelta(minutes=15)
_STILL_SPOKEN_OF = timedelta(hours=2)
"""So long 党课那条 means the one that was under way in this chat, though there are others."""
_SHOWN = 8
_COUNTED = 1000
"""No branch has filed more; what cannot be counted to its end is listed without a number."""
STATE_WORDS = {
    "draft": "草稿，等您确认",
    "submitted": "已提交",
    "returned": "被退回，请更正",
    "accepted": "已通过",
    "withdrawn": "已撤回",
}


def listed(request: Request, work: Work) -> Reply:
    """The newest records of the branch, or those of a kind or period."""
    slots = request.meaning.slots
    words = request.rest or request.text
    number = re.fullmatch(r"#?(\d{1,9})", request.rest)
    if number:
        return _one(request, work, int(number.group(1)))
    unit = _unit(request, work)
    kind = kind_of(slots.get("activity_type") or "") or kind_of(request.rest)
    period = request.past_period(words)
    counting = bool(slots.get("count"))
    found = work.records.of_unit(
        unit.id,
        limit=_COUNTED if counting else _SHOWN + 1,
        kind=kind,
        first=period.first if period else None,
        last=period.last if period else None,
    )
    today = request.know.today(request.now)
    values = {
        "unit": unit.short,
        "what": f"{period.words if period else ''}{kind or ''}",
        "records": [_line(record, today) for record in found[:_SHOWN]],
        "more": len(found) > _SHOWN,
        "count": len(found) if counting and len(found) < _COUNTED else None,
    }
    return Reply("records", values, understood(request.meaning, intent="record_list"))


def _unit(request: Request, work: Work) -> Unit:
    named = request.meaning.slots.get("branch") or (request.rest if request.rest.endswith("支部") else "")
    if named:
        try:
            return unit_meant(work, request.speaker, str(named), work.units.names(request.now))
        except NotFound:
            if not request.speaker.organizes:
                raise
            # What a dissolved branch filed stays readable to those who organize over it.
            return unit_meant(work, request.speaker, str(named), work.units.closed_names())
    if request.chat and request.chat.unit_id and not request.speaker.home():
        return work.units.get(request.chat.unit_id)
    return own_branch(request.speaker)


def _line(record: Record, today: date) -> dict[str, Any]:
    return {
        "number": record.id,
        "day": say_day(record.held_on, today) if record.held_on else "日期未填",
        "kinds": "、".join(record.content["kinds"]) or "类型未填",
        "topic": record.content.get("topic"),
        "state": STATE_WORDS[record.state],
        "late": record.late,
    }


def one(request: Request, work: Work) -> Reply:
    """One record by its number."""
    number = re.search(r"\d{1,9}", request.rest)
    return _one(request, work, int(number.group())) if number else listed(request, work)


def _one(request: Request, work: Work, number: int) -> Reply:
    record = _record(request, work, number)
    unit = work.units.get(record.unit_id)
    weighed = filing.weigh(request, work, unit, record.content, (), record.id)
    values = filing.card(
        request,
        unit,
        weighed,
        files=files.listed(work, record.id),
        status=_status(request, work, record),
    )
    values |= {
        "number": record.id,
        "open": record.state in ("submitted", "returned", "draft"),
        "withdrawn": record.state == "withdrawn",
    }
    return Reply("record", values, understood(request.meaning, target=record.id), (record.id, record.state))


def _status(request: Request, work: Work, record: Record) -> str:
    """In a few words: the state, who filed it when, late or not, how often it was changed."""
    words = STATE_WORDS[record.state]
    if record.submitted_at:
        at = say_moment(record.submitted_at, request.know.today(request.now), request.know.zone)
        words += f"（{work.people.get(record.person_id).name}，{at}）"
    changes = len(work.records.versions(record.id)) - 1
    return words + ("，补记" if record.late else "") + (f"，改过{changes}次" if changes > 0 else "")


def _record(request: Request, work: Work, number: int) -> Record:
    record = work.records.get(number)
    if record is None or not request.speaker.may_see(work.units.get(record.unit_id)):
        raise NotFound(f"没有找到您能查看的#{number}。发“我的记录”看看编号。")
    return record


# -- which record is meant --------------------------------------------------------------------------------------------


def _target(request: Request, work: Work) -> Record:
    """The record that the message names: a number, a quoted one, a kind or a day, or the last one touched here."""
    target = request.meaning.target
    number = target.number if target else None
    leading = re.match(r"#?(\d{1,9})\b", request.rest)
    if number is None and leading:
        number = int(leading.group(1))
    if number is not None:
        return _record(request, work, number)
    if target and (target.kind or target.date):
        return _by_kind_or_day(request, work, target.kind, target.date)
    dialogue = request.look(work)
    if dialogue and dialogue.record_id:
        return _record(request, work, dialogue.record_id)
    newest = work.records.of_unit(own_branch(request.speaker).id, limit=5)
    raise Unclear("您指的是哪一条？请带上编号，例如“更正 12 实到15”。\n" + _choices(newest, request))


def _by_kind_or_day(request: Request, work: Work, kind: str | None, day: date | None) -> Record:
    today = request.know.today(request.now)
    unit = own_branch(request.speaker)
    since = day or today - timedelta(days=120)
    found = work.records.of_unit(unit.id, limit=6, kind=kind, first=since, last=day)
    what = f"{say_day(day, today) if day else ''}{kind or ''}"
    if not found:
        raise NotFound(f"没有找到{what}的记录。发“我的记录”看看有哪些。")
    dialogue = request.look(work)
    last = next((one for one in found if dialogue and one.id == dialogue.record_id), None)
    if last and dialogue and request.now - (dialogue.expires_at - WAITS) <= _STILL_SPOKEN_OF:
        return last
    if len(found) > 1:
        raise Unclear(f"{what}有{len(found)}条，请带上编号再说一次：\n" + _choices(found, request))
    return found[0]


def _choices(found: list[Record], request: Request) -> str:
    today = request.know.today(request.now)
    lines = [_line(record, today) for record in found]
    return "\n".join(f"- #{line['number']} {line['day']} {line['kinds']}" for line in lines)


# -- correcting -------------------------------------------------------------------------------------------------------


def amend(request: Request, work: Work) -> Reply:
    """Change a filed record, or say what must be answered first. Before and after are always shown."""
    if request.rest and not request.meaning.changes:
        request.meaning = _read_again(request)
    if "files" in request.meaning.slots:
        return _detached(request, work, request.meaning.slots["files"])
    record = _target(request, work)
    unit = work.units.get(record.unit_id)
    filing.require_filing(request, unit)
    filing.refuse_if_closed(record)
    if not request.meaning.changes:
        raise UserError(f"#{record.id}要改成什么？例如：更正 {record.id} 实到15")
    content = filing.applied(record.content, request.meaning.changes)
    if record.state == "draft":
        return filing.redraft(request, work, record, content, request.meaning.flags)
    return _changed(request, work, record, content)


def _read_again(request: Request) -> Any:
    return understand(f"更正 {request.rest}", Context(now=request.local, sender=request.speaker.person.name))


def _changed(request: Request, work: Work, record: Record, content: dict[str, Any]) -> Reply:
    unit = work.units.get(record.unit_id)
    changes = filing.differences(record.content, content)
    today = request.know.today(request.now)
    values: dict[str, Any] = {"number": record.id, "changes": filing.difference_lines(changes, today)}
    if not changes:
        return Reply("record_same", values, understood(request.meaning, target=record.id), (record.id, record.state))
    weighed = filing.weigh(request, work, unit, content, request.meaning.flags, record.id)
    tell = [told(content, weighed.missing, weighed.codes)]
    meaning = understood(
        request.meaning, records=tell, target=record.id, changes=changes, flags=weighed.flags, hold=weighed.hold,
        intent="amend",
    )  # fmt: skip
    if weighed.hold:
        filing.wait(request, work, {"command": _AMEND, "record": record.id, "content": content}, record.id)
        return Reply("record_held", values | filing.card(request, unit, weighed), meaning, (record.id, record.state))
    state = "submitted" if record.state == "returned" else None
    after, duties = filing.change(request, work, record, content, request.text, state=state)
    filing.wait(request, work, {}, after.id, closes=(_AMEND,))
    values |= {
        "duties": filing.duty_words(request, work, duties),
        "findings": [finding.words for finding in weighed.findings if finding.code != "R09"],
        "resubmitted": state is not None,
    }
    return Reply("record_changed", values, meaning, (after.id, after.state))


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The answer to a correction that could not stand."""
    record = work.records.get(waiting["record"])
    meaning = request.meaning
    if record is None or filing.another_activity(waiting["content"], meaning):
        return None
    if meaning.no or meaning.intent == "cancel_pending":
        filing.wait(request, work, {}, record.id)
        return Reply("amend_dropped", {"number": record.id}, understood(meaning, intent="cancel_pending"))
    if meaning.yes:
        return _changed(request, work, record, dict(waiting["content"]))
    if not meaning.changes:
        asked = missing(waiting["content"])
        answer = (
            filing.single_answer(asked, request.text, request.speaker.person.name) if meaning.intent == "none" else None
        )
        return _changed(request, work, record, {**waiting["content"], **answer}) if answer else None
    if meaning.target and meaning.target.number not in (None, record.id):
        return None
    return _changed(request, work, record, filing.applied(waiting["content"], meaning.changes))


# -- withdrawing and bringing back ------------------------------------------------------------------------------------


def withdraw(request: Request, work: Work) -> Reply:
    """Take a record back; it can be restored."""
    which = removed_files(request.text)
    if which is not None:
        return _detached(request, work, which)  # 删除 照片2: a photo, not the record
    record = _target(request, work)
    filing.require_filing(request, work.units.get(record.unit_id))
    filing.refuse_if_closed(record)
    after, duties = filing.change(request, work, record, record.content, request.text, state="withdrawn")
    filing.wait(request, work, {}, after.id, closes=(_AMEND,))
    today = request.know.today(request.now)
    values = _line(record, today) | {
        "duties": filing.duty_words(request, work, duties),
        "draft": record.state == "draft",
    }
    return Reply("record_withdrawn", values, understood(request.meaning, target=after.id), (after.id, after.state))


def restore(request: Request, work: Work) -> Reply:
    """Bring a withdrawn record back as it was."""
    record = _target(request, work)
    filing.require_filing(request, work.units.get(record.unit_id))
    if record.state == "draft":
        return filing.redraft(request, work, record, record.content)
    if record.state != "withdrawn":
        raise UserError(f"#{record.id}没有撤回过，现在是：{STATE_WORDS[record.state]}。")
    if not record.submitted_at:
        return filing.redraft(request, work, record, record.content)
    after, duties = filing.change(request, work, record, record.content, request.text, state="submitted")
    filing.wait(request, work, {}, after.id, closes=(_AMEND,))
    today = request.know.today(request.now)
    values = _line(after, today) | {"duties": filing.duty_words(request, work, duties)}
    return Reply("record_restored", values, understood(request.meaning, target=after.id), (after.id, after.state))


# -- files ------------------------------------------------------------------------------------------------------------


def attach(request: Request, work: Work) -> Reply:
    """Put the files of this message to a record."""
    if not request.message.attachments:
        raise UserError("我没有收到文件。请把照片或文件发给我，可以同时写“补到12号”；群里发不了文件的，请和我单独聊。")
    record = _for_files(request, work)
    if record is None:
        names = [attachment.name or "照片" for attachment in request.message.attachments]
        values = {"names": names, "count": files.hold(request, work)}
        return Reply("files_waiting", values, understood(request.meaning, intent="attach"))
    return _put(request, work, record, [attachment.reference for attachment in request.message.attachments])


def _for_files(request: Request, work: Work) -> Record | None:
    """Whose the files are: of the record that is named; else of the one that was under way in this chat a moment ago,
    or for which a photo was asked for again, whichever was last. None: nobody can tell."""
    if request.rest or request.meaning.target is not None:
        return _target(request, work)
    dialogue = request.look(work)
    found = work.attachments.asked_again(request.speaker.person.id, request.now - WAITS)
    if dialogue and dialogue.record_id is not None:
        touched_at = dialogue.expires_at - WAITS
        if request.now - touched_at <= files.MOMENT and (found is None or touched_at > found[1]):
            found = (dialogue.record_id, touched_at)
    record = work.records.get(found[0]) if found else None
    return record if record and record.state not in ("withdrawn", "accepted") else None


def _put(request: Request, work: Work, record: Record, ids: Sequence[str]) -> Reply:
    filing.require_filing(request, work.units.get(record.unit_id))
    filing.refuse_if_closed(record)
    put = files.put(request, work, record.id, ids)
    filing.wait(request, work, {}, record.id, closes=(_ATTACH,))
    again = record.state == "returned"
    if again:  # what was returned for a photo is whole with it
        record, _ = filing.change(request, work, record, record.content, request.text, state="submitted")
    values = (
        {"again": again}
        | _line(record, request.know.today(request.now))
        | {
            "names": [files.shown(file) for file in put],
            "count": len(files.present(work.attachments.of_record(record.id))),
        }
    )
    tell = understood(request.meaning, intent="attach", target=record.id)
    return Reply("record_attached", values, tell, (record.id, record.state))


def belongs(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The answer to whose the files are: a number puts them there; a new activity takes them with it (submit)."""
    kept = files.waiting(request, work)
    number = re.fullmatch(r"(?:补到|放到|是|给)?\s*#?(\d{1,9})\s*(?:号|的)?", request.text.strip())
    slots = request.meaning.slots.get("files")
    if request.meaning.no or (slots is not None and not slots["numbers"]):
        work.attachments.let_go(kept, request.now)
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，文件没有放到任何记录里。"}, understood(request.meaning))
    if number is None:
        return None
    own = (attachment.reference for attachment in request.message.attachments)
    return _put(request, work, _record(request, work, int(number.group(1))), [*kept, *own])


def _detached(request: Request, work: Work, which: Mapping[str, Any]) -> Reply:
    """Take a wrong photo away from a record; the right one may come in the same message."""
    number = which.get("record")
    record = _record(request, work, number) if number else _target(request, work)
    filing.require_filing(request, work.units.get(record.unit_id))
    filing.refuse_if_closed(record)
    chosen = files.meant(work.attachments.of_record(record.id), which, record.id, request.now)
    names = [files.shown(file) for file in chosen]
    work.attachments.let_go([file.id for file in chosen], request.now)
    hashes = {files.name_of(file): file.sha256 for file in chosen}
    work.audit.note(request.now, request.speaker.person.id, "record.detached", f"record:{record.id}", files=hashes)
    new = [attachment.reference for attachment in request.message.attachments]
    added = [files.shown(file) for file in files.put(request, work, record.id, new)] if new else []
    filing.wait(request, work, {}, record.id)
    values = {"number": record.id, "names": names, "added": added, "left": files.listed(work, record.id)}
    changes = {"files": {"remove": names}}
    tell = understood(request.meaning, intent="amend", target=record.id, changes=changes)
    return Reply("record_detached", values, tell, (record.id, record.state))


COMMANDS = (
    Command("我的记录", "我的记录　我的记录 10月　我的记录 党课", "看本支部记过的活动", listed,
            aliases=("记录列表", "活动记录"), intents=("record_list",)),
    Command("记录", "记录 12", "看一条记录", one, aliases=("查看", "查记录")),
    Command(_AMEND, "更正 12 实到15　或直接说：刚才那条实到改成15", "改一条记录，改前改后都会给您看", amend,
            aliases=("修改", "改"), intents=("amend",), resume=resume),
    Command("撤回", "撤回 12", "撤回一条记录，可以恢复", withdraw, aliases=("作废", "删除"), intents=("withdraw",)),
    Command("恢复", "恢复 12", "恢复撤回的记录", restore, intents=("restore",)),
    Command(_ATTACH, "发照片或文件，写上“补到12号”　发错了说：删掉照片2", "给记录补照片或文件", attach,
            aliases=("补文件", "附件"), intents=("attach",), resume=belongs),
)  # fmt: skip
