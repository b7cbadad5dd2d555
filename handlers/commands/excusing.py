"""免报: an organizer lets a branch off a task or one period's activity, with the reason; and takes it back.

Shown first, done on a yes, told to the branch once and one to one. Nobody lets off the own branch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers import duties, filing, moving, pending
from handlers.due import period_from, period_of, say_day
from handlers.duties import EXCUSED, binding
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.hearers import reachable
from handlers.matters import known_again, of_rule, remember, task_meant, tasks_within
from handlers.message import Reply, Told
from handlers.naming import named
from handlers.reading import find_period, fold, kind_of
from handlers.reading.kinds import mentions
from handlers.reading.offices import read_office
from handlers.router import Command, Request
from handlers.scope import FILING, organized, unit_meant
from handlers.understood import understood
from storage.duties import Duty
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work

_NAME, _BACK = "免报", "恢复要求"
_LETS_OFF = r"免报|免交|免去|免除|豁免|免了|不用(?:再)?(?:交|报|开|做|搞)了?|可以不(?:交|报|开)|就免了|免掉"
_VERB = regex(rf"(?:{_LETS_OFF})")
_SAYS = regex(rf"(?P<before>[^。\n]{{0,60}}?)(?:{_LETS_OFF})(?P<after>[^\n]{{0,80}})")
_BACK_SAYS = regex(
    r"(?:恢复|取消免报|撤销免报|不免了|还是要交)[ ,:]*(?P<what>[^\n]{2,60})"
    r"|(?P<first>[^\n]{2,60}?)(?:不免了|还是要[交报开])[ 。!]*"
)
_BETWEEN = regex(r"[\s,，。；;：:、!！]+")
_FILLER = regex(
    r"^(?:请|把|将|给|让|和|与|跟|的|这项|这个|这次|任务|因为|由于|原因是?|理由是?|为|今年|就|都|也|了|吧|可以|先|本|报送|支部)+|(?:的|这项|任务|可以|就|都|也|了|吧|报送|先)+$"
)
_BECAUSE = regex(r"^(?:因为|由于|原因是?|理由是?|[了吧的]|[ :：,，])+|[ 。]+$")
_HOUSE = regex(r"[\u4e00-\u9fff]{1,8}(?:学院|书院|总支|党委|中心|机关|系|处|部)的?$")
"""What before a short name says whose it is: 机械学院教工一支部 is not one's own 教工一支部."""
_AHEAD = timedelta(days=62)
"""So far ahead a period may be excused."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Let:
    """One duty that is to be let off, or owed again."""

    unit: Unit
    duty: Duty


@dataclass(frozen=True, slots=True)
class _Order:
    title: str
    due: date | None
    lets: tuple[_Let, ...]
    reason: str
    settled: tuple[str, ...] = ()
    """Units of whom it is done or excused already."""


# -- letting off -------------------------------------------------------------------------------------------------------


def takes(request: Request, work: Work) -> bool:
    """Whether an organizer names a unit and lets it off: 教工一支部这个月主题党日免了，都在外地实习."""
    said = fold(request.text)
    if read_office(request.text):  # 免去林晓燕教工一支部支委
        return False
    if (
        not _VERB.search(said)
        or "？" in request.text
        or "?" in request.text
        or said.rstrip("。 ").endswith(("吗", "么", "呢"))
    ):
        return False
    return bool(_SAYS.fullmatch(said)) and bool(_units(request, work))


def excuse(request: Request, work: Work) -> Reply:
    """Show who is let off what and why."""
    return _asked(request, work, _order(request, work))


def _order(request: Request, work: Work) -> _Order:
    path = organized(request.speaker)
    units = _units(request, work)
    if not units:
        raise UserError("要免哪个支部的？例如：免报 教工一支部 典型案例 都在外地实习")
    for unit in units:
        _check(request, unit, path)
    title, due, found = _duties(request, work, path, units)
    lets = tuple(_Let(unit, duty) for unit, duty in found if duty.state == "open")
    settled = tuple(f"{unit.short}（{_state(duty)}）" for unit, duty in found if duty.state != "open")
    if not lets:
        raise UserError(f"{title}不用免：{'、'.join(settled) or f'{units[0].short}本来就没有这一项'}。")
    return _Order(title, due, lets, _reason(request, work, units), settled)


def _state(duty: Duty) -> str:
    words = {"done": "已完成", "late": "已补交", EXCUSED: "已经免了", "not_applicable": "本来就不要求"}
    return words.get(duty.state, duty.state)


def _check(request: Request, unit: Unit, path: str) -> None:
    if not unit.path.startswith(path):
        raise NotAllowed("这个支部不在您负责的范围里。")
    if any(role.role in FILING and role.unit.id == unit.id for role in request.speaker.person.roles):
        raise NotAllowed(f"您也是{unit.short}的，自己的支部请上一级组织员来免。")


def _units(request: Request, work: Work) -> list[Unit]:
    """The units that the words name, the longest names first; those of one's own reach where a name is shared."""
    reach = request.speaker.reach() or "/"
    words, found = request.text, []
    for name, ids in sorted(work.units.names(request.now).items(), key=lambda one: -len(one[0])):
        if len(name) < 2 or name not in words:
            continue
        before = _HOUSE.search(_VERB.sub(" ", words[: words.index(name)]))
        if before:
            found.append(unit_meant(work, request.speaker, before[0] + name, work.units.names(request.now)))
            words = words.replace(before[0] + name, "\0")
            continue
        units = [work.units.get(id) for id in ids]
        mine = [unit for unit in units if unit.path.startswith(reach)] or units
        if len(mine) == 1 and (mine[0].is_branch or mine[0].is_second_level):
            found.append(mine[0])
            words = words.replace(name, "\0")
    return list({unit.id: unit for unit in found}.values())


def _duties(
    request: Request, work: Work, path: str, units: Sequence[Unit]
) -> tuple[str, date | None, list[tuple[Unit, Duty]]]:
    """The duties that the words mean: of a task that is named, else of a kind in its period."""
    words = _without(request.text, _names(request, work, units))
    kind = kind_of(fold(words))
    task = _task(work, path, words, kind)
    if task:
        found = ((unit, work.duties.one(task.requirement, unit.id, "once")) for unit in units)
        return f"“{task.title}”", task.due_on, [(unit, duty) for unit, duty in found if duty]
    if not kind:
        titles = "、".join(one.title for one in tasks_within(work, path)[:6])
        raise NotFound(
            f"要免哪一项？写任务名或活动，例如：免报 教工一支部 典型案例。{f'正在收的：{titles}' if titles else ''}"
        )
    return _of_kind(request, work, kind, words, units)


def _task(work: Work, path: str, words: str, kind: str | None) -> Task | None:
    matter = _FILLER.sub("", _VERB.split(fold(words), maxsplit=1)[0].strip()) if not words.startswith(_NAME) else words
    among = [(task, task) for task in tasks_within(work, path)]
    found = named(words.removeprefix(_NAME), among) or (named(matter, among) if matter else [])
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        lines = "\n".join(f"- {one.id} {one.title}" for one in found[:_SHOWN])
        raise Unclear(f"是哪一项？写上编号再说一次，例如：免报 教工一支部 任务{found[0].id} 都在外地\n{lines}")
    return None if kind else task_meant(work, path, matter)


def _of_kind(
    request: Request, work: Work, kind: str, words: str, units: Sequence[Unit]
) -> tuple[str, date | None, list[tuple[Unit, Duty]]]:
    rule = next((one for one in request.know.catalogue.duties() if kind in one.evidence), None)
    if rule is None:
        raise NotFound(f"没有“{kind}”的固定期限，不用免。")
    today = request.know.today(request.now)
    said = find_period(words, request.local)
    period = period_of(rule.cadence or "monthly", said.first if said else today)
    if period.first > today + _AHEAD:
        raise UserError(f"{said.words if said else ''}还早，到时候再免。")
    matter = of_rule(request, work, rule, period)
    bound = [unit for unit in units if binding(rule, unit).binds]
    duties.ensure(work, request.know, bound, period.first, request.now)
    found = ((unit, work.duties.one(rule.id, unit.id, period.code)) for unit in bound)
    return matter.title, matter.due, [(unit, duty) for unit, duty in found if duty]


def _reason(request: Request, work: Work, units: Sequence[Unit]) -> str:
    """What is left of the words when unit, matter, period and verb are taken out: the reason as it was given."""
    words = _without(request.text, _names(request, work, units))
    folded = fold(words)
    verb = _VERB.search(folded)
    before, after = (words[: verb.start()], words[verb.end() :]) if verb else ("", words)
    if after.strip(" ，,。；;：:、!！了吧") and not _matter_in(before):
        # 免报 教工一支部 典型案例 都在外地实习: what comes first names the matter.
        after = " ".join(_BETWEEN.split(after.strip())[1:])
    parts = [_BECAUSE.sub("", part) for part in _BETWEEN.split(after)]
    if not any(len(part) > 1 for part in parts) and "，" in before.replace(",", "，"):
        # 都在外地实习，教工一支部典型案例免了
        parts = [_BECAUSE.sub("", part) for part in _BETWEEN.split(before)[:-1]]
    return "，".join(part for part in parts if len(part) > 1)[:60]


def _matter_in(words: str) -> bool:
    return bool(_FILLER.sub("", words.replace("\0", "").strip(" ，,。")))


def _names(request: Request, work: Work, units: Sequence[Unit]) -> list[str]:
    wanted = {unit.id for unit in units}
    return [name for name, ids in work.units.names(request.now).items() if wanted & set(ids) and len(name) > 1]


def _without(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _asked(request: Request, work: Work, order: _Order, *, back: bool = False) -> Reply:
    command = _BACK if back else _NAME
    kept = {"duties": [one.duty.id for one in order.lets], "title": order.title, "reason": order.reason}
    kept["due"] = order.due.isoformat() if order.due else ""
    filing.wait(request, work, {"command": command, **kept}, None)
    today = request.know.today(request.now)
    people = [person for one in order.lets for person, _ in reachable(work, request.know, one.unit.id)[:1]]
    values = {
        "back": back,
        "units": [one.unit.short for one in order.lets],
        "title": order.title,
        "due": say_day(order.due, today) if order.due else "",
        "reason": order.reason,
        "people": [one.name for one in people][:_SHOWN],
        "settled": list(order.settled),
    }
    slots = {"task": order.title.strip("“”"), "branch": order.lets[0].unit.name}
    meaning = understood(request.meaning, intent="none", confirm=True, hold=True, slots=slots)
    return Reply("excuse_shown", values, meaning)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes lets off, where a reason is known; other words are the reason that was asked for; a no leaves all."""
    order = _kept(request, work, waiting)
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有免。"}, understood(request.meaning, intent="cancel_pending"))
    if not order.lets:
        return None
    top = pending.fresh(request, waiting)
    if not request.meaning.yes:
        if order.reason or not top or request.meaning.intent != "none" or not 2 <= len(request.text) <= 60:
            return None
        reason = _BECAUSE.sub("", request.text.strip(" 。"))
        return _asked(request, work, _Order(order.title, order.due, order.lets, reason))
    if not order.reason or not top:
        return _asked(request, work, order)
    for one in order.lets:
        _check(request, one.unit, organized(request.speaker))
        duties.excuse(work, one.duty, f"{order.reason}；{request.speaker.person.name}同意")
        _note(request, work, "duty.excused", one, order.reason)
    filing.wait(request, work, {}, None)
    _spoken_of(request, work, order)
    return _done(request, work, order, "excused")


def _kept(request: Request, work: Work, waiting: Mapping[str, Any], state: str = "open") -> _Order:
    found = [duty for duty in work.duties.many(waiting["duties"]) if duty.state == state]
    lets = tuple(_Let(work.units.get(duty.unit_id), duty) for duty in found)
    due = date.fromisoformat(waiting["due"]) if waiting.get("due") else None
    return _Order(str(waiting["title"]), due, lets, str(waiting.get("reason") or ""))


def _note(request: Request, work: Work, what: str, one: _Let, reason: str) -> None:
    subject = one.duty.requirement if one.duty.period == "once" else f"duty:{one.duty.id}"
    work.audit.note(request.now, request.speaker.person.id, what, subject, unit=one.unit.id, why=reason)


def _spoken_of(request: Request, work: Work, order: _Order) -> None:
    """催一下 after it means the others who owe the same."""
    duty, path = order.lets[0].duty, organized(request.speaker)
    about = {
        "requirement": duty.requirement,
        "period": duty.period,
        "title": order.title,
        "due": duty.due_on.isoformat(),
    }
    if matter := known_again(request, work, path, about):
        remember(request, work, matter, path)


def _done(request: Request, work: Work, order: _Order, what: str) -> Reply:
    """The organizer's answer, and the line to each branch."""
    moving.weigh_again(work, [one.duty for one in order.lets])
    today = request.know.today(request.now)
    values = {
        "who": request.speaker.person.name,
        "title": order.title.strip("“”"),
        "due": say_day(order.due, today) if order.due else "",
        "over": bool(order.due and order.due < today),
        "reason": order.reason,
    }
    tells = []
    for one in order.lets:
        people = reachable(work, request.know, one.unit.id)
        if people:
            about = ((one.duty.id, "back"),) if what == "restored" else ()
            key = f"{what}:{one.duty.id}:{request.message.key}"
            tells.append(Told(key, people[0][0].id, f"duty_{what}", values | {"unit": one.unit.short}, about))
    names = "、".join(one.unit.short for one in order.lets)
    told = f"已私信{len(tells)}个支部的书记。" if tells else "书记还没有绑定账号，私信发不到，请您转告。"
    words = (
        f"已免去{names}的{order.title}，不再提醒。{told}\n要恢复发“恢复 {order.lets[0].unit.short} {values['title']}”。"
        if what == "excused"
        else f"{names}的{order.title}恢复了，照常提醒。{told}"
    )
    return Reply("said", {"words": words}, understood(request.meaning, intent="none"), tells=tuple(tells))


# -- taking it back ----------------------------------------------------------------------------------------------------


def takes_back(request: Request, work: Work) -> bool:
    """恢复 教工一支部 典型案例: a unit and a matter; a unit alone is brought back itself."""
    said = _BACK_SAYS.fullmatch(fold(request.text).strip())
    units = _units(request, work) if said else []
    return bool(units) and _matter_in(_without(request.text, _names(request, work, units)).replace("恢复", " "))


def _excused(request: Request, work: Work) -> list[_Let]:
    """What is excused of the units named, as far as the words name it."""
    path = request.speaker.reach() or "/"
    units = [unit for unit in _units(request, work) if unit.path.startswith(path)]
    words = _without(request.text, _names(request, work, units))
    kinds = {kind for kind, *_ in mentions(fold(words))}
    said = find_period(words, request.local)
    found = []
    for unit in units:
        mine = [one for one in work.duties.of_unit(unit.id, date.min, date.max) if one.state == EXCUSED]
        tasks = {task.requirement: task for task in tasks_within(work, path)}
        of_tasks = named(
            words.replace("恢复", " "), [(tasks[one.requirement], one) for one in mine if one.requirement in tasks]
        )
        of_kinds = [one for one in mine if one.period != "once" and _is_of(request, one, kinds)]
        if said:
            of_kinds = [
                one
                for one in of_kinds
                if period_from(one.period).first <= said.last and said.first <= period_from(one.period).last
            ]
        found += [_Let(unit, one) for one in (of_tasks or of_kinds[-1:])]
    return found


def _is_of(request: Request, duty: Duty, kinds: set[str]) -> bool:
    rule = request.know.catalogue.by_id(duty.requirement)
    return bool(rule and kinds & set(rule.evidence))


def bring_back(request: Request, work: Work) -> Reply:
    """Show what would be owed again."""
    lets = _excused(request, work)
    if not lets:
        raise NotFound("没有免过这一项。例如：恢复 教工一支部 典型案例")
    for one in lets:
        _check(request, one.unit, organized(request.speaker))
    title = duties.title_of(work, request.know, lets[0].duty)
    return _asked(
        request, work, _Order(f"“{title}”", lets[0].duty.due_on, tuple(lets), lets[0].duty.note or ""), back=True
    )


def brought_back(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes: owed again."""
    order = _kept(request, work, waiting, EXCUSED)
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有改。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes or not order.lets:
        return None
    if not pending.fresh(request, waiting):
        return _asked(request, work, order, back=True)
    for one in order.lets:
        _check(request, one.unit, organized(request.speaker))
        duties.settle_again(work, request.know, one.unit, one.duty)
        if one.duty.period == "once":
            work.duties.begin_again(one.duty, request.now)
            work.duties.known(one.duty.id, request.now)
        _note(request, work, "duty.owed_again", one, order.reason)
    filing.wait(request, work, {}, None)
    _spoken_of(request, work, order)
    return _done(request, work, order, "restored")


COMMANDS = (
    Command(_NAME, "免报 教工一支部 典型案例 都在外地实习　教工一支部这个月主题党日免了，都在实习",
            "免去一个支部的一项，先看再定", excuse, aliases=("免交",), resume=resume, organizer=True, takes=takes),
    Command(_BACK, "恢复 教工一支部 典型案例", "免过的一项恢复要求", bring_back, resume=brought_back, organizer=True,
            takes=takes_back),
)  # fmt: skip
