"""Roles and what they reach, in one place: who may file, see, order and set for which unit.

A secretary, deputy or committee member acts for the own unit and what is under it; an organizer for the second-level
organisation and all below; the Organization Department for the whole school.
"""

from dataclasses import dataclass, replace
from datetime import date

from handlers.errors import NotAllowed, NotFound, Unclear
from storage.people import STAND_IN, Person
from storage.units import Unit
from storage.work import Work

FILING = ("secretary", "deputy", "committee_member", STAND_IN)
ORGANIZING = ("organizer", "department")
LEADING = ("secretary", "deputy")
"""At a second-level organisation these lead what an organizer presses for: they see and order the same."""
ROLE_WORDS = {
    "secretary": "书记",
    "deputy": "副书记",
    "committee_member": "支委",
    "organizer": "组织员",
    "department": "组织部",
    "member": "党员",
    STAND_IN: "代办",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, with the rights that the roles give."""

    person: Person

    @property
    def organizes(self) -> bool:
        return self.reach() is not None

    @property
    def told_of_trouble(self) -> bool:
        """Whether notices of what went wrong below go to the person: organizers, whose work it is."""
        return any(role.role == "organizer" for role in self.person.roles)

    @property
    def files(self) -> bool:
        return any(role.role in FILING for role in self.person.roles)

    def home(self) -> Unit | None:
        """The branch for which the person files when none is named."""
        for wanted in (FILING, ("member",)):
            for role in self.person.roles:
                if role.role in wanted and role.unit.is_branch:
                    return role.unit
        return None

    def reach(self) -> str | None:
        """The path under which the person organizes; None for everybody else."""
        for role in self.person.roles:
            if role.role == "department":
                return _above(role.unit) if role.unit.kind == "department" else role.unit.path
        for role in self.person.roles:
            leads = role.role in LEADING and role.unit.is_second_level and not role.unit.is_branch
            if role.role == "organizer" or leads:
                return role.unit.path
        return None

    def may_file_for(self, unit: Unit) -> bool:
        reach = self.reach()
        if reach is not None and unit.path.startswith(reach):
            return True
        return any(role.role in FILING and role.unit.id == unit.id for role in self.person.roles)

    def may_see(self, unit: Unit) -> bool:
        reach = self.reach()
        if reach is not None and unit.path.startswith(reach):
            return True
        return any(unit.path.startswith(role.unit.path) for role in self.person.roles if role.unit.kind != "department")


def speaking(work: Work, person: Person, today: date) -> Speaker:
    """The person as somebody who speaks today: standing in counts on its days only."""
    if not any(role.role == STAND_IN for role in person.roles):
        return Speaker(person)
    mine = [one for one in work.absences.of_person(person.id) if one.stand_in_id == person.id and today in one]
    for_units = {one.unit_id for one in mine}
    held = tuple(role for role in person.roles if role.role != STAND_IN or role.unit.id in for_units)
    return Speaker(replace(person, roles=held))


def _above(unit: Unit) -> str:
    return unit.path[: unit.path.rstrip("/").rindex("/") + 1]


def unit_with(work: Work, speaker: Speaker, unit_id: int) -> Unit:
    """The unit of this number: mostly one of the speaker's own, who came with them."""
    own = (role.unit for role in speaker.person.roles if role.unit.id == unit_id)
    return next(own, None) or work.units.get(unit_id)


def own_branch(speaker: Speaker) -> Unit:
    """The speaker's branch. Raises NotFound with words that say what to do."""
    home = speaker.home()
    if home is None:
        raise NotFound("您名下没有党支部。请写明支部，例如：还差什么 计算机学院教工第一党支部")
    return home


def organized(speaker: Speaker) -> str:
    """The path that the speaker organizes. Raises NotAllowed."""
    reach = speaker.reach()
    if reach is None:
        raise NotAllowed("这是组织员和组织部用的功能。看本支部的情况，请发：还差什么")
    return reach


def unit_meant(work: Work, speaker: Speaker, words: str, candidates: dict[str, list[int]]) -> Unit:
    """The unit that these words name. Raises NotFound or Unclear; says nothing of units that may not be seen."""
    found = _ids(words, candidates)
    units = [unit for unit in (work.units.get(unit_id) for unit_id in found) if speaker.may_see(unit)]
    if not units:
        raise NotFound(f"没有找到您能查看的“{words}”。请写支部全名再试。")
    if len(units) > 1 and not words.endswith("支部"):
        # 计算机学院 is the organisation, not the branches whose names begin with it.
        units = [unit for unit in units if unit.is_second_level and not unit.is_branch] or units
    if len(units) > 1:
        near = [unit for unit in units if (home := speaker.home()) and unit.parent_id == home.parent_id]
        if len(near) != 1:
            raise Unclear("有几个支部都叫这个名字，请写全名：\n" + "\n".join(f"- {unit.name}" for unit in units[:6]))
        units = near
    return units[0]


def _ids(words: str, candidates: dict[str, list[int]]) -> list[int]:
    wanted = words.strip().removeprefix("中共")
    if wanted in candidates:
        return candidates[wanted]
    compact = _compact(wanted)
    exact = [ids for name, ids in candidates.items() if _compact(name) == compact]
    partly = exact or [ids for name, ids in candidates.items() if compact and compact in _compact(name)]
    return list(dict.fromkeys(unit_id for ids in partly for unit_id in ids))


_SAME = str.maketrans({"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"})


def _compact(name: str) -> str:
    """Names as people shorten them: 机械学院教工第一党支部 → 机械教工1支部."""
    for drop in ("党支部", "支部", "学院", "第", "党", " "):
        name = name.replace(drop, "")
    return name.translate(_SAME)
