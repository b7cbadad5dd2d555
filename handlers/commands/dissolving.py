"""撤销, 并入 and 恢复 of a branch, by its organizer or the department. Shown with what is open, done on a yes."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from handlers import absences, duties, filing, pending
from handlers.duties import CLOSED, NOT_APPLICABLE
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.message import Reply, Told
from handlers.offices import lesser, let_go, open_drafts, secretaries
from handlers.reading.dissolving import Dissolving, read_dissolving
from handlers.router import Command, Request
from handlers.scope import unit_meant
from handlers.understood import understood
from storage.duties import Duty
from storage.people import STAND_IN, Person
from storage.units import Unit
from storage.work import Work

_NAME = "撤销支部"
_SHOWN = 6
_HOW = "例如：撤销 教工二支部；教工二支部并入教工一支部；恢复 教工二支部"


class Said:
    """Sentences about a branch's end, as a command's ``says`` asks for them."""

    def fullmatch(self, string: str) -> object:
        return read_dissolving(string)


def order(request: Request, work: Work) -> Reply:
    """Understand which branch, and show what follows."""
    said = read_dissolving(request.text) or read_dissolving(f"撤销 {request.rest}")
    if said is None:
        raise UserError(f"请写明支部。{_HOW}")
    if not request.speaker.organizes:
        raise NotAllowed("撤销和恢复支部由组织员或组织部来办，请告诉他们。")
    names = work.units.names(request.now)
    if said.op == "which":
        raise Unclear(f"哪个支部保留？请写清楚，例如：{said.unit}并入{said.into}")
    if said.op == "restore":
        return _asked(request, work, "restore", _closed(request, work, said), None)
    unit = _mine(request, _open(request, work, said.unit))
    into = _mine(request, unit_meant(work, request.speaker, said.into, names)) if said.into else None
    if into and into.id == unit.id:
        raise UserError("并入的是同一个支部，请核对。")
    return _asked(request, work, said.op, unit, into)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes does it, no leaves it."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
    unit = _mine(request, work.units.get(int(waiting["unit"])))
    into = _mine(request, work.units.get(int(waiting["into"]))) if waiting["into"] else None
    if (work.units.closed_at(unit.id) is None) == (waiting["op"] == "restore") or (
        into and work.units.closed_at(into.id)
    ):
        filing.wait(request, work, {}, None)
        raise UserError("刚才有了变化，请重新说一次。")
    if not pending.fresh(request, waiting):
        return _asked(request, work, str(waiting["op"]), unit, into)
    filing.wait(request, work, {}, None)
    return _restored(request, work, unit) if waiting["op"] == "restore" else _closed_now(request, work, unit, into)


def _mine(request: Request, unit: Unit) -> Unit:
    reach = request.speaker.reach()
    if reach is None or not unit.path.startswith(reach):
        raise NotAllowed(f"{unit.short}要由它的组织员或组织部来办。", flags=("other_branch_permission",))
    if not unit.is_branch:
        raise UserError(f"{unit.short}不是党支部，这里只能撤销党支部。")
    return unit


def _open(request: Request, work: Work, words: str) -> Unit:
    try:
        return unit_meant(work, request.speaker, words, work.units.names(request.now))
    except NotFound:
        with suppress(NotFound):
            shut = unit_meant(work, request.speaker, words, work.units.closed_names())
            raise UserError(f"{shut.short}已经撤销了。要恢复发：恢复 {shut.short}") from None
        raise


def _closed(request: Request, work: Work, said: Dissolving) -> Unit:
    candidates = work.units.closed_names()
    try:
        return _mine(request, unit_meant(work, request.speaker, said.unit, candidates))
    except NotFound:
        open_ = work.units.names(request.now).get(said.unit, ())
        if any(request.speaker.may_see(work.units.get(one)) for one in open_):
            raise UserError(f"{said.unit}没有撤销过，不用恢复。") from None
        raise NotFound(f"没有撤销过您能管的“{said.unit}”。") from None


# -- shown ------------------------------------------------------------------------------------------------------------


def _asked(request: Request, work: Work, op: str, unit: Unit, into: Unit | None) -> Reply:
    filing.wait(request, work, {"command": _NAME, "op": op, "unit": unit.id, "into": into.id if into else 0}, None)
    slots = {"branch": unit.name}
    meaning = understood(request.meaning, intent="none", slots=slots, confirm=True, hold=True)
    if op == "restore":
        back, _ = _left_with(work, unit)
        shown: dict[str, Any] = {
            "unit": unit.short,
            "people": _named(work, [person for person, _ in back]),
            "open": _shut(work, unit),
        }
        return Reply("unit_restore_shown", shown, meaning)
    today = request.know.today(request.now)
    people = _people(work, unit)
    values = {
        "unit": unit.short,
        "into": into.short if into else "",
        "open": absences.open_lines(work, request.know, unit.id, today),
        "drafts": len(open_drafts(work, unit, request.now)),
        "people": [one.name for one in people][:_SHOWN],
        "count": len(people),
        "chats": [chat.title for chat in work.chats.everything() if chat.unit_id == unit.id],
        "told": [one.name for one in secretaries(work, unit.id)],
        "groups": len(work.units.within(unit.path)) - 1,
    }
    return Reply("unit_close_shown", values, meaning)


def _people(work: Work, unit: Unit) -> list[Person]:
    return [one for one in work.people.holding(unit.id) if lesser(one, unit)]


def _named(work: Work, ids: list[int]) -> list[str]:
    return [work.people.get(one).name for one in dict.fromkeys(ids)][:_SHOWN]


def _shut(work: Work, unit: Unit) -> list[Duty]:
    """What was open when the branch was dissolved."""
    return work.duties.noted([one.id for one in work.units.below(unit.path)], CLOSED)


# -- done -------------------------------------------------------------------------------------------------------------


def _closed_now(request: Request, work: Work, unit: Unit, into: Unit | None) -> Reply:
    now, speaker = request.now, request.speaker.person
    told = [one.id for one in secretaries(work, unit.id)]
    people, moved = _people(work, unit), []
    for absence in work.absences.of_unit(unit.id):
        absences.end(work, request.know, absence, now, by=speaker.id)
    drafts = open_drafts(work, unit, now)
    for person_id in {one.person_id for one in drafts}:
        let_go(work, person_id, drafts)
    ended = 0
    for each in work.units.within(unit.path):
        for duty in work.duties.of_unit(each.id, request.know.today(now), request.know.today(now)):
            if duty.state == "open":
                work.duties.settle(duty, NOT_APPLICABLE, record_id=None, done_at=None, note=CLOSED)
                ended += 1
    for person in people if into else ():
        moved.append(person.id)
        _move(work, person, unit, into, now)
    work.units.close(unit, now)
    detail = {"into": into.id if into else None, "people": moved, "duties": ended}
    work.audit.note(now, speaker.id, "unit.closed", f"unit:{unit.id}", **detail)
    values = {
        "unit": unit.short,
        "into": into.short if into else "",
        "ended": ended,
        "moved": len(moved),
        "told": len(told),
        "by": speaker.name,
    }
    key = f"unit:{unit.id}:closed:{request.message.key}"
    tells = [Told(f"{key}:{one}", one, "unit_closed_told", values) for one in told]
    if into:
        tells += [
            Told(f"{key}:{one.id}", one.id, "unit_merged_told", values)
            for one in secretaries(work, into.id)
            if one.id not in told
        ]
    return Reply("unit_closed", values, understood(request.meaning, intent="none"), tells=tuple(tells))


def _move(work: Work, person: Person, unit: Unit, into: Unit | None, now: Any) -> None:
    """To the other branch as a member: who leads there is decided there."""
    for role in lesser(person, unit):
        work.people.relieve(person.id, unit.id, role, now)
    if into and not any(role.unit.id == into.id for role in work.people.get(person.id).roles):
        work.people.appoint(person.id, into.id, "member", now)


def _left_with(work: Work, unit: Unit) -> tuple[list[tuple[int, str]], Unit | None]:
    """Whose roles ended together with the branch, and into which branch they went."""
    at = work.units.closed_at(unit.id)
    lines = [one for one in work.audit.about(f"unit:{unit.id}") if one.what == "unit.closed"]
    into = lines[-1].detail.get("into") if lines else None
    gone = work.people.relieved_at(unit.id, at) if at and into else []
    return [(person, role) for person, role in gone if role != STAND_IN], work.units.get(into) if into else None


def _restored(request: Request, work: Work, unit: Unit) -> Reply:
    now = request.now
    back, into = _left_with(work, unit)
    at = work.units.closed_at(unit.id)
    work.units.reopen(unit)
    there = dict(work.people.appointed_at(into.id, at)) if into and at else {}
    for person, role in back:
        work.people.appoint(person, unit.id, role, now)
        if into and there.get(person) == "member":
            work.people.relieve(person, into.id, "member", now)
    open_ = _shut(work, unit)
    units = {each.id: each for each in work.units.within(unit.path)}
    for duty in open_:
        if duty.unit_id in units:
            duties.settle_again(work, request.know, units[duty.unit_id], duty)
    duties.ensure(work, request.know, [unit], request.know.today(now), now)
    work.audit.note(now, request.speaker.person.id, "unit.restored", f"unit:{unit.id}", people=[one for one, _ in back])
    told = [one.id for one in secretaries(work, unit.id)]
    values = {"unit": unit.short, "people": len({one for one, _ in back}), "open": len(open_), "told": len(told)}
    words = {"words": f"{unit.short}已恢复，支部的提醒照旧发给您。发“还差什么”看进度。"}
    key = f"unit:{unit.id}:restored:{request.message.key}"
    tells = tuple(Told(f"{key}:{one}", one, "said", words) for one in told)
    return Reply("unit_restored", values, understood(request.meaning, intent="none"), tells=tells)


COMMANDS = (
    Command(_NAME, "撤销 教工二支部　教工二支部并入教工一支部　恢复 教工二支部", "撤销或合并党支部，撤错了可以恢复",
            order, resume=resume, says=Said()),
)  # fmt: skip
