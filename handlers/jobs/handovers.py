"""Offices that were to change hands on a day do so; both hear of it, and who ordered it hears that it is done."""

from datetime import datetime

from handlers import offices
from handlers.knowledge import Knowledge
from handlers.message import Told
from handlers.render import Renderer
from handlers.scope import ROLE_WORDS
from handlers.telling import tell
from handlers.ways import private_way
from storage.handovers import Handover
from storage.people import Person
from storage.work import Work


def take_effect(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """What is due takes place; how many words were promised."""
    told = [word for one in work.handovers.due(know.today(now)) for word in _turn(work, know, one, now)]
    return sum(tell(work, know, renderer, one, now) for one in told)


def _turn(work: Work, know: Knowledge, one: Handover, now: datetime) -> list[Told]:
    """The office changes hands, unless by now there is nothing to change: the branch is dissolved, or it was done
    already."""
    unit, word = work.units.get(one.unit_id), ROLE_WORDS[one.role]
    held = {person.id for person in work.people.holding(unit.id, one.role) if _has(person, one)}
    over = work.units.closed_at(unit.id) is not None
    settled = one.new_id in held if one.op != "remove" else one.old_id not in held
    work.handovers.close(one.id, now, done=not (over or settled))
    if over or settled:
        return []
    old = one.old_id if one.old_id in held else 0
    known = [person.id for person in work.people.named(one.name)] if not one.new_id and one.name else []
    new = one.new_id or (known[0] if len(known) == 1 else 0)
    change = offices.Change(one.op, one.role, old or 0, new, one.name)
    new_id, _, tells = offices.apply(work, know, unit, change, now, key=f"planned:{one.id}", by=one.by_id)
    words = f"今天起{unit.short}的{word}" + (_taken(work, know, new_id) if new_id else "变动已经改好。")
    return [*tells, Told(f"office:planned:{one.id}:done", one.by_id, "said", {"words": words})]


def _taken(work: Work, know: Knowledge, new_id: int) -> str:
    new = work.people.get(new_id)
    if private_way(work, know, new_id) is None:
        return f"是{new.name}，已经改好。{new.name}还没有绑定账号：发“绑定码 {new.key}”，把码给{new.name}就能用了。"
    return f"是{new.name}，已经改好，也私信告诉{new.name}了。"


def _has(person: Person, one: Handover) -> bool:
    return any(role.role == one.role and role.unit.id == one.unit_id for role in person.roles)
