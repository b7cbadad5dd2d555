"""书记换成…, 增加支委…: an organizer says who holds an office of a branch from now on. Shown first, done on a yes."""

from collections.abc import Mapping
from typing import Any

from handlers import absences, filing, offices, pending
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.message import Reply, Told
from handlers.reading.offices import Office, read_office
from handlers.router import Command, Request
from handlers.scope import FILING, ROLE_WORDS, unit_meant
from handlers.understood import understood
from handlers.ways import private_way
from storage.people import STAND_IN, Person
from storage.units import Unit
from storage.work import Work

_NAME = "任职"
_HOW = "例如：教工一支部书记换成王华；教工一支部增加支委田甜；免去林晓燕教工一支部支委"


class Said:
    """Sentences about an office, as a command's ``says`` asks for them."""

    def fullmatch(self, string: str) -> object:
        return read_office(string)


def change(request: Request, work: Work) -> Reply:
    """Understand whose office goes to whom, and show what follows."""
    said = read_office(request.text) or read_office(request.rest)
    if said is None:
        raise UserError(f"请写明支部、职务和姓名。{_HOW}")
    if not request.speaker.organizes:
        raise NotAllowed("支部的任职由组织员或组织部来改，请告诉他们，例如让他们发：教工一支部书记换成王华")
    unit, said = _unit(request, work, said)
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
    }
    return _asked(request, work, waiting)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes does it, no leaves it."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
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
    at_once = role == "secretary" and op == "replace"
    drafts = [one for one in offices.open_drafts(work, unit, request.now) if old and one.person_id == old.id]
    values = {
        "op": op,
        "unit": unit.short,
        "word": word,
        "member": role == "member",
        "secretary": at_once,
        "old": old.name if old else "",
        "old_stays": _stays(old, unit, role) if old else "",
        "old_files": bool(old) and any(one in FILING for one in _left(old, unit, role)),
        "new": new.name if new else waiting["name"],
        "new_is": _where(new) if new else "",
        "newcomer": op != "remove" and new is None,
        "bound": new is not None and private_way(work, request.know, new.id) is not None,
        "drafts": len(drafts),
        "gone": op == "remove" and role == "member",
    }
    slots = {"branch": unit.name}
    meaning = understood(request.meaning, intent="none", slots=slots, confirm=True, hold=True)
    return Reply("office_shown", values, meaning)


def _left(person: Person | None, unit: Unit, role: str) -> list[str]:
    return [one for one in offices.lesser(person, unit) if one != role] if person else []


def _stays(person: Person, unit: Unit, role: str) -> str:
    left = _left(person, unit, role)
    if left:
        return "、".join(ROLE_WORDS[one] for one in left)
    return "" if role == "member" else ROLE_WORDS["member"]


def _done(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    unit = _branch(request, work.units.get(int(waiting["unit"])))
    role, now = waiting["role"], request.now
    before = [one.id for one in offices.secretaries(work, unit.id)]
    new_id = int(waiting["new"])
    if not new_id and waiting["op"] != "remove":
        new_id = offices.add_person(work, waiting["name"])
    leaving = [int(waiting["old"])] if waiting["old"] else []
    if role == "secretary" and waiting["op"] == "replace":
        leaving = [one for one in before if one != new_id]
    for person_id in leaving:
        person = work.people.get(person_id)
        work.people.relieve(person_id, unit.id, role, now)
        if role != "member" and not _left(person, unit, role):
            work.people.appoint(person_id, unit.id, "member", now)
    if new_id:
        _appoint(work, new_id, unit, role, now)
    detail = {"role": role, "op": waiting["op"], "old": leaving, "new": new_id or None}
    work.audit.note(now, request.speaker.person.id, "office.changed", f"unit:{unit.id}", **detail)
    tells = offices.handed_over(
        work, request.know, unit, before, now, key=request.message.key, by=request.speaker.person.name
    )
    if role != "secretary":
        tells += absences.end_where_nothing_is_left(work, request.know, unit.id, now)
        tells += _words(request, unit, role, leaving, new_id)
    filing.wait(request, work, {}, None)
    name = work.people.get(new_id).name if new_id else ""
    values = {
        "op": waiting["op"],
        "unit": unit.short,
        "word": ROLE_WORDS[role],
        "new": name,
        "key": work.people.get(new_id).key if new_id else "",
        "old": "、".join(work.people.get(one).name for one in leaving),
        "bound": bool(new_id) and private_way(work, request.know, new_id) is not None,
        "told": len(tells),
    }
    return Reply("office_changed", values, understood(request.meaning, intent="none"), tells=tuple(tells))


def _words(request: Request, unit: Unit, role: str, leaving: list[int], new_id: int) -> list[Told]:
    """A short word to those whose office it was and is; a member's place in the list is not worth one."""
    if role == "member":
        return []
    what, key = f"{unit.short}的{ROLE_WORDS[role]}", f"office:{request.message.key}:{unit.id}"
    told = [
        Told(f"{key}:over:{one}", one, "said", {"words": f"您不再担任{what}了，这段时间辛苦您，谢谢！"})
        for one in leaving
    ]
    if new_id:
        words = f"您好，您现在是{what}，可以替支部记活动：写一句发给我就行；“还差什么”看进度。"
        told.append(Told(f"{key}:new:{new_id}", new_id, "said", {"words": words}))
    return told


def _appoint(work: Work, person_id: int, unit: Unit, role: str, now: Any) -> None:
    """A higher office takes the lower ones in."""
    for held in offices.lesser(work.people.get(person_id), unit):
        if held == "member" or role == "secretary":
            work.people.relieve(person_id, unit.id, held, now)
    work.people.appoint(person_id, unit.id, role, now)


COMMANDS = (
    Command(_NAME, "教工一支部书记换成王华　教工一支部增加支委田甜　免去林晓燕教工一支部支委",
            "支部的书记、副书记、支委换人", change, aliases=("换书记", "书记换人"), resume=resume, says=Said()),
)  # fmt: skip
