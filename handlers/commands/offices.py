"""书记换成…, 增加支委…: an organizer says who holds an office of a branch from now on. Shown first, done on a yes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers import filing, offices, pending
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.message import Reply
from handlers.reading import find_days
from handlers.reading.offices import CallOff, Office, read_beginning, read_call_off, read_office
from handlers.reading.spans import find_ahead
from handlers.router import Command, Request
from handlers.scope import ROLE_WORDS, unit_meant
from handlers.understood import understood
from handlers.ways import private_way
from storage.handovers import Handover
from storage.people import STAND_IN, Person
from storage.units import Unit
from storage.work import Work

_NAME = "任职"
_FAR = timedelta(days=200)
"""No change of office is planned so long ahead: the day is behind us, and would be read as next year's."""
_HOW = "例如：教工一支部书记换成王华；教工一支部增加支委田甜；免去林晓燕教工一支部支委"


class Said:
    """Sentences about an office, as a command's ``says`` asks for them."""

    def fullmatch(self, string: str) -> object:
        return read_office(string) or read_call_off(string)


def change(request: Request, work: Work) -> Reply:
    """Understand whose office goes to whom, and show what follows."""
    if off := read_call_off(request.text):
        return _undone(request, work, off)
    said = read_office(request.text) or read_office(request.rest)
    if said is None:
        raise UserError(f"请写明支部、职务和姓名。{_HOW}")
    if not request.speaker.organizes:
        raise NotAllowed(f"支部的任职由组织员或组织部来改，请告诉他们，例如让他们发：{_example(request, said)}")
    unit, said = _unit(request, work, _completed(request, work, said))
    here = work.people.holding(unit.id)
    old = _old(unit, here, said)
    new = _new(request, work, unit, here, said) if said.new else None
    waiting = {
        "op": said.op,
        "role": said.role,
        "unit": unit.id,
        "old": old.id if old else 0,
        "new": new.id if new else 0,
        "name": said.new,
        **_begins(request, said.on),
    }
    return _asked(request, work, waiting)


def _example(request: Request, said: Office) -> str:
    """What an organizer would have to send for this."""
    home = request.speaker.home()
    from_ = f"从{said.on}起" if said.on else ""
    return f"{said.unit or (home.short if home else '教工一支部')}书记{from_}换成{said.new or '王华'}"


def _completed(request: Request, work: Work, said: Office) -> Office:
    """从12月1日起换成何静, right after a change was shown: of that branch."""
    request.look(work)
    waits = request.question(_NAME)
    if said.unit or not said.on or not waits:
        return said
    return replace(said, unit=work.units.get(int(waits["unit"])).name)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes does it, no leaves it."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        day = read_beginning(request.text)
        return _asked(request, work, {**waiting, **_begins(request, day)}) if day else None
    if not pending.fresh(request, waiting):
        return _asked(request, work, waiting)
    return _done(request, work, waiting)


# -- whose ------------------------------------------------------------------------------------------------------------


def _unit(request: Request, work: Work, said: Office) -> tuple[Unit, Office]:
    """The branch that is meant, and what was said with name and branch told apart (林晓燕教工一支部)."""
    names = work.units.names(request.now)
    if said.unit:
        try:
            return _branch(request, unit_meant(work, request.speaker, said.unit, names)), said
        except NotFound:
            joined = said.old + said.unit
            for at in (4, 3, 2):
                if said.old and joined[at:] in names and work.people.named(joined[:at]):
                    unit = unit_meant(work, request.speaker, joined[at:], names)
                    return _branch(request, unit), Office(said.op, said.role, joined[at:], said.new, joined[:at])
            raise
    if request.chat and request.chat.unit_id:
        return _branch(request, work.units.get(request.chat.unit_id)), said
    if said.old:
        roles = [role for one in work.people.named(said.old) for role in one.roles if role.role == said.role]
        units = [role.unit for role in roles if request.speaker.may_file_for(role.unit)]
        if len(units) == 1:
            return _branch(request, units[0]), said
    if home := request.speaker.home():
        return _branch(request, home), said
    raise UserError(f"是哪个支部的？{_HOW}")


def _branch(request: Request, unit: Unit) -> Unit:
    reach = request.speaker.reach()
    if reach is None or not unit.path.startswith(reach):
        raise NotAllowed(f"{unit.short}的任职要由它的组织员或组织部来改。", flags=("other_branch_permission",))
    if not unit.is_branch:
        raise UserError(f"{unit.short}不是党支部，它的人员请在花名册里改。")
    return unit


def _old(unit: Unit, here: list[Person], said: Office) -> Person | None:
    """Who holds the office now and gives it up."""
    holders = [one for one in here if any(role.role == said.role for role in one.roles)]
    word = ROLE_WORDS[said.role]
    if said.old:
        found = next((one for one in holders if one.name == said.old), None)
        if found is None:
            have = f"现在是{'、'.join(one.name for one in holders)}" if holders else "现在没有登记"
            raise NotFound(f"{said.old}不是{unit.short}的{word}（{have}），请核对。")
        return found
    if said.op == "add" or (said.op == "replace" and not holders):
        return None
    if len(holders) > 1 and said.role != "secretary":
        names = "、".join(one.name for one in holders)
        raise Unclear(f"{unit.short}的{word}有{names}，换下哪一位？请写：{unit.short}{word}由{holders[0].name}换成…")
    return holders[0] if holders else None


def _new(request: Request, work: Work, unit: Unit, here: list[Person], said: Office) -> Person | None:
    """Who takes it: somebody of the branch; else the only one of this name within reach; None for a newcomer."""
    own = [one for one in here if said.new in (one.name, one.key)]
    if len(own) > 1:
        raise Unclear("支部里有几位同名，请写编号：" + "、".join(one.key for one in own))
    if own:
        return own[0]
    known = work.people.named(said.new)
    mine = [one for one in known if all(request.speaker.may_see(role.unit) for role in one.roles)]
    if len(mine) > 1:
        lines = "\n".join(f"- {one.key}（{_where(one)}）" for one in mine)
        raise Unclear(f"有几位叫“{said.new}”，请把姓名换成编号再发一次：\n{lines}")
    if known and not mine:
        raise NotFound(f"“{said.new}”登记在别的组织，请组织部来调整，或核对姓名。")
    return mine[0] if mine else None


def _where(person: Person) -> str:
    return (
        "、".join(f"{role.unit.short}{ROLE_WORDS[role.role]}" for role in person.roles if role.role != STAND_IN)
        or "没有任职"
    )


# -- shown and done ---------------------------------------------------------------------------------------------------


def _asked(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    unit = _branch(request, work.units.get(int(waiting["unit"])))
    old = work.people.get(int(waiting["old"])) if waiting["old"] else None
    new = work.people.get(int(waiting["new"])) if waiting["new"] else None
    word, op, role = ROLE_WORDS[waiting["role"]], waiting["op"], waiting["role"]
    if new and op != "remove" and any(one.role == role and one.unit.id == unit.id for one in new.roles):
        filing.wait(request, work, {}, None)
        raise UserError(f"{new.name}本来就是{unit.short}的{word}，不用改。")
    if role == "member" and new and offices.lesser(new, unit):
        raise UserError(f"{new.name}已经在{unit.short}的名册里（{_where(new)}），不用加。")
    filing.wait(request, work, {**waiting, "command": _NAME}, None)
    today = request.know.today(request.now)
    at_once = role == "secretary" and op == "replace"
    drafts = (
        []
        if waiting.get("on")
        else [one for one in offices.open_drafts(work, unit, request.now) if old and one.person_id == old.id]
    )
    values = {
        "op": op,
        "unit": unit.short,
        "word": word,
        "member": role == "member",
        "secretary": at_once,
        "old": old.name if old else "",
        "old_stays": offices.stays(old, unit, role) if old else "",
        "old_files": offices.keeps_filing(old, unit, role),
        "new": new.name if new else waiting["name"],
        "new_is": _where(new) if new else "",
        "newcomer": op != "remove" and new is None,
        "bound": new is not None and private_way(work, request.know, new.id) is not None,
        "drafts": len(drafts),
        "gone": op == "remove" and role == "member",
        "day": say_day(date.fromisoformat(waiting["on"]), today) if waiting.get("on") else "",
        "past": waiting.get("past") or "",
        "planned": [say_day(one.on_day, today) for one in _ahead(work, unit, role)] if op == "replace" else [],
    }
    slots = {"branch": unit.name}
    meaning = understood(request.meaning, intent="none", slots=slots, confirm=True, hold=True)
    return Reply("office_shown", values, meaning)


def _done(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    unit = _branch(request, work.units.get(int(waiting["unit"])))
    on = date.fromisoformat(waiting["on"]) if waiting.get("on") else None
    if waiting["op"] == "replace":
        _called_off(request, work, unit, waiting["role"])
    if on:
        return _kept(request, work, unit, waiting, on)
    change_ = offices.Change(waiting["op"], waiting["role"], int(waiting["old"]), int(waiting["new"]), waiting["name"])
    key, by = request.message.key, request.speaker.person.id
    new_id, leaving, tells = offices.apply(work, request.know, unit, change_, request.now, key=key, by=by)
    filing.wait(request, work, {}, None)
    name = work.people.get(new_id).name if new_id else ""
    values = {
        "op": waiting["op"],
        "unit": unit.short,
        "word": ROLE_WORDS[waiting["role"]],
        "new": name,
        "key": work.people.get(new_id).key if new_id else "",
        "old": "、".join(work.people.get(one).name for one in leaving),
        "bound": bool(new_id) and private_way(work, request.know, new_id) is not None,
        "told": len(tells),
    }
    return Reply("office_changed", values, understood(request.meaning, intent="none"), tells=tuple(tells))


# -- on a day to come -------------------------------------------------------------------------------------------------


def _kept(request: Request, work: Work, unit: Unit, waiting: Mapping[str, Any], on: date) -> Reply:
    """Nothing changes before the day; on it everything does, and everybody is told (handlers/jobs/handovers.py)."""
    work.handovers.add(
        unit_id=unit.id, role=waiting["role"], op=waiting["op"], old_id=waiting["old"] or None,
        new_id=waiting["new"] or None, name=waiting["name"], on_day=on, by_id=request.speaker.person.id, at=request.now,
    )  # fmt: skip
    detail = {"role": waiting["role"], "op": waiting["op"], "on": on.isoformat()}
    work.audit.note(request.now, request.speaker.person.id, "office.planned", f"unit:{unit.id}", **detail)
    filing.wait(request, work, {}, None)
    new = work.people.get(int(waiting["new"])) if waiting["new"] else None
    values = {
        "op": waiting["op"],
        "unit": unit.short,
        "word": ROLE_WORDS[waiting["role"]],
        "day": say_day(on, request.know.today(request.now)),
        "new": new.name if new else waiting["name"],
        "old": work.people.get(int(waiting["old"])).name if waiting["old"] else "",
    }
    return Reply("office_planned", values, understood(request.meaning, intent="none", slots={"branch": unit.name}))


def _ahead(work: Work, unit: Unit, role: str) -> list[Handover]:
    return [one for one in work.handovers.of_unit(unit.id) if one.role == role]


def _called_off(request: Request, work: Work, unit: Unit, role: str) -> list[Handover]:
    """What was to come of this office does not come any more."""
    gone = _ahead(work, unit, role)
    for one in gone:
        work.handovers.close(one.id, request.now, done=False)
        work.audit.note(request.now, request.speaker.person.id, "office.called_off", f"unit:{unit.id}", role=role)
    return gone


def _undone(request: Request, work: Work, off: CallOff) -> Reply:
    """取消教工一支部换书记: what was to come of its offices is taken back; where nothing was, what was shown is."""
    if not request.speaker.organizes:
        raise NotAllowed("支部的任职由组织员或组织部来改，请告诉他们。")
    request.look(work)
    waits = request.question(_NAME)
    unit = _branch_named(request, work, off, waits)
    found = work.handovers.of_unit(unit.id)
    found = [one for one in found if not off.role or one.role == off.role]
    filing.wait(request, work, {}, None, closes=(_NAME,))
    if not found:
        words = "好的，没有改。" if waits else f"{unit.short}没有等着换的任职。"
        return Reply("said", {"words": words}, understood(request.meaning, intent="cancel_pending"))
    for role in {one.role for one in found}:
        _called_off(request, work, unit, role)
    today = request.know.today(request.now)
    lines = "；".join(f"{say_day(one.on_day, today)}的{ROLE_WORDS[one.role]}变动" for one in found)
    words = f"好的，{unit.short}{lines}取消了，现在的任职不变。还没有告诉过他们，不另发通知。"
    return Reply("said", {"words": words}, understood(request.meaning, intent="none", slots={"branch": unit.name}))


def _branch_named(request: Request, work: Work, off: CallOff, waits: Mapping[str, Any]) -> Unit:
    """The branch that is named; else the one just spoken of, or the only one of which something is to come."""
    if not off.unit and waits:
        return _branch(request, work.units.get(int(waits["unit"])))
    if not off.unit:
        reach = request.speaker.reach() or "/"
        ahead = {one.unit_id for one in work.handovers.due(date.max)}
        mine = [unit for number in ahead if (unit := work.units.get(number)).path.startswith(reach)]
        if len(mine) == 1:
            return mine[0]
    return _unit(request, work, Office("replace", off.role or "secretary", off.unit))[0]


def _begins(request: Request, words: str) -> dict[str, str]:
    """The day from which it holds; ``past`` for one that is over: then it holds at once. Raises UserError for words
    that name none."""
    if not words:
        return {"on": "", "past": ""}
    today = request.know.today(request.now)
    ahead, back = (
        [one.date for one in find_days(words, request.local, past=past) if one.date and not one.flags]
        for past in (False, True)
    )
    day = ahead[0] if ahead else None
    if day is None and (span := find_ahead(words, request.local)):
        day = span.since
    if day and day - today > _FAR and back and back[0] <= today:
        day = back[0]
    if day is None:
        raise UserError(f"“{words}”是哪一天？请写明，例如：教工一支部书记从12月1日起换成王华")
    return {"on": day.isoformat(), "past": ""} if day > today else {"on": "", "past": say_day(day, today)}


COMMANDS = (
    Command(_NAME, "教工一支部书记（从12月1日起）换成王华　教工一支部增加支委田甜　免去林晓燕教工一支部支委",
            "支部的书记、副书记、支委换人", change, aliases=("换书记", "书记换人"), resume=resume, says=Said()),
)  # fmt: skip
