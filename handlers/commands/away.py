"""请假 and 代办: a secretary is away for some days, somebody of the branch stands in. Shown first, done on a yes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from config.patterns import regex
from handlers import absences, filing, pending
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, Unclear, UserError
from handlers.message import Reply, Told
from handlers.offices import redirect
from handlers.reading import fold
from handlers.reading.away import Away, read_away
from handlers.reading.spans import find_ahead
from handlers.router import Command, Request
from handlers.scope import ROLE_WORDS, own_branch, unit_meant
from handlers.understood import understood
from handlers.ways import private_way
from storage.people import STAND_IN, Person
from storage.units import Unit
from storage.work import Work

_NAME = "代办"
_ANY_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
_LONGEST = timedelta(days=366)
_A_NAME = regex(
    r"(?:那|就|还是|改成|换成|让|由|请|叫|找)*(?P<name>[\u4e00-\u9fff·]{2,6}?)(?:同志|老师|副书记|委员)?"
    r"(?:吧|代办|代我|代|来代)*[ 。!]*"
)
_HOW = "例如：我下周请假，周海涛代办；11月20号到30号请假，让周海涛代我；我回来了"


class Said:
    """Sentences of being away, as a command's ``says`` asks for them."""

    def fullmatch(self, string: str) -> object:
        """Whether the sentence is one; the days do not matter here."""
        return read_away(string, _ANY_DAY)


def arrange(request: Request, work: Work) -> Reply:
    """Understand who, from when to when, and by whom; ask for what is not said, then show it."""
    away = read_away(request.text, request.local)
    if away is None:
        raise UserError(f"请写明哪几天、谁来代办。{_HOW}")
    if away.ends:
        return _over(request, work, away)
    unit, person = _absent(request, work, away)
    waiting = {"unit": unit.id, "person": person.id, "copied": away.copied, "stand_in": 0, "since": "", "until": ""}
    if away.stand_in:
        waiting["stand_in"] = _stand_in(work, unit, person, away.stand_in).id
    if away.since:
        waiting["since"] = away.since.isoformat()
    if away.until:
        waiting["until"] = away.until.isoformat()
    return _asked(request, work, waiting)


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes arranges it; no leaves it; a name or days fill in what was asked for, or change it."""
    meaning = request.meaning
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有设代办。"}, understood(meaning, intent="cancel_pending"))
    whole = waiting["stand_in"] and waiting["since"] and waiting["until"]
    if meaning.yes:
        if not whole or not pending.fresh(request, waiting):
            return _asked(request, work, waiting)
        return _done(request, work, waiting)
    filled = _filled(request, work, waiting)
    return _asked(request, work, filled) if filled else None


def _filled(request: Request, work: Work, waiting: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arrangement with the answer in it; None where the message is none."""
    words = fold(request.text).strip()
    if len(words) > 24:
        return None
    span = find_ahead(words, request.local)
    if span and regex(
        r"[\d一二两三四五六七八九十天月周号日到至下明后底今本这礼拜星期开始起从年、,。 -]+(?:吧|为止)?"
    ).fullmatch(words):
        last = span.until if (span.until and span.until != span.since) or not waiting["since"] else None
        since = waiting["since"] or span.since.isoformat()
        if waiting["since"] and (last is None or span.since > request.local.date()):
            # Asked until when, a single day is the last one; a whole stretch stands for itself.
            single = span.until == span.since or span.until is None
            since = waiting["since"] if single else span.since.isoformat()
            last = span.since if single else span.until
        return {**waiting, "since": since, "until": last.isoformat() if last else ""}
    named = _A_NAME.fullmatch(words)
    if regex(r"也?(?:照?发|抄送)给?我(?:一份)?|我也要?收").search(words):
        return {**waiting, "copied": True}
    if not named:
        return None
    unit, person = work.units.get(int(waiting["unit"])), work.people.get(int(waiting["person"]))
    if not waiting["stand_in"] or _known(work, unit, named["name"]):
        return {**waiting, "stand_in": _stand_in(work, unit, person, named["name"]).id}
    return None


# -- who --------------------------------------------------------------------------------------------------------------


def _absent(request: Request, work: Work, away: Away) -> tuple[Unit, Person]:
    """The branch and its secretary who is away: the speaker, or whom an organizer names."""
    speaker = request.speaker
    names = work.units.names(request.now)
    in_a_chat = request.chat is not None and request.chat.unit_id is not None
    if not (away.unit or away.who) and (speaker.home() or not (speaker.organizes and in_a_chat)):
        unit = speaker.home()
        if unit and _is_secretary(speaker.person, unit):
            return unit, speaker.person
        others = any(
            role.role in ("deputy", "committee_member", "organizer", "department") for role in speaker.person.roles
        )
        why = "支部的提醒都是发给书记的，您请假不用设代办。" if others else "您请假，跟支部书记说一声就行。"
        raise UserError(why + "书记请假要人代办，由书记本人或组织员来说。")
    unit_ = unit_meant(work, speaker, away.unit, names) if away.unit else _branch_of(request, work, away.who)
    if not speaker.organizes and not _is_secretary(speaker.person, unit_):
        raise NotAllowed("代办要由书记本人或组织员来设。")
    filing.require_setting(request, unit_)
    found = work.people.holding(unit_.id, "secretary")
    found = [one for one in found if not away.who or one.name == away.who] or found
    if not found:
        raise NotFound(f"{unit_.short}还没有登记书记。请先发：{unit_.short}书记换成 姓名")
    if away.who and found[0].name != away.who:
        raise UserError(f"{unit_.short}的书记是{found[0].name}，不是{away.who}。代办只给书记设，请核对。")
    return unit_, found[0]


def _is_secretary(person: Person, unit: Unit) -> bool:
    return any(role.role == "secretary" and role.unit.id == unit.id for role in person.roles)


def _branch_of(request: Request, work: Work, who: str) -> Unit:
    if not who:
        if request.chat and request.chat.unit_id:
            return work.units.get(request.chat.unit_id)
        return own_branch(request.speaker)
    roles = [role for one in work.people.named(who) for role in one.roles if role.role == "secretary"]
    seen = [role.unit for role in roles if request.speaker.may_see(role.unit)]
    if not seen:
        raise NotFound(f"没有找到叫“{who}”的书记。请写上支部，例如：教工一支部{who}下周请假，由某某代办")
    if len(seen) > 1:
        raise Unclear("有几位同名，请写上支部：\n" + "\n".join(f"- {one.short}" for one in seen[:6]))
    return seen[0]


def _known(work: Work, unit: Unit, name: str) -> list[Person]:
    """People of this name who have a role at the branch; 海涛 is 周海涛 where there is only one."""
    people = {one.id: one for one in work.people.holding(unit.id)}
    exact = [one for one in people.values() if one.name == name]
    return exact or [one for one in people.values() if len(name) >= 2 and one.name.endswith(name)]


def _stand_in(work: Work, unit: Unit, person: Person, name: str) -> Person:
    found = _known(work, unit, name)
    if len(found) > 1:
        raise Unclear(f"{unit.short}有几位叫“{name}”，请写全名：{'、'.join(one.name for one in found)}")
    if not found:
        here = "、".join(one.name for one in work.people.holding(unit.id) if one.id != person.id)
        known = f"名册里有：{here}。\n" if here else ""
        how = f"{unit.short}增加党员{name}，再给一个绑定码：绑定码 {name}"
        raise NotFound(f"我还不认识{unit.short}的“{name}”，不能代办。{known}要加进来，请组织员发：{how}")
    if found[0].id == person.id:
        raise UserError("请假的和代办的是同一个人，请换一位。")
    return found[0]


# -- shown and done ---------------------------------------------------------------------------------------------------


def _asked(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    waiting = {**waiting, "command": _NAME}
    unit, person = work.units.get(int(waiting["unit"])), work.people.get(int(waiting["person"]))
    filing.require_setting(request, unit)
    today = request.know.today(request.now)
    since = date.fromisoformat(waiting["since"]) if waiting["since"] else None
    until = date.fromisoformat(waiting["until"]) if waiting["until"] else None
    if since and until:
        _refuse_slips(since, until, today)
    filing.wait(request, work, waiting, None)
    own = person.id == request.speaker.person.id
    missing = [] if waiting["stand_in"] else ["谁来代办（写姓名）"]
    missing += [] if since and until else ["到哪天为止" if since else "哪几天（例如：下周；11月20号到30号）"]
    meaning = understood(request.meaning, intent="none", slots={"branch": unit.name}, hold=True, confirm=not missing)
    if missing:
        words = f"{'您' if own else person.name}请假，还要知道：{'；'.join(missing)}。直接回我就行，不设代办回“算了”。"
        return Reply("said", {"words": words}, meaning)
    stand_in = work.people.get(int(waiting["stand_in"]))
    values = {
        "unit": unit.short,
        "who": person.name,
        "own": own,
        "stand_in": stand_in.name,
        "role": _role(stand_in, unit),
        "days": _days(since, until, today),
        "copied": waiting["copied"],
        "bound": private_way(work, request.know, stand_in.id) is not None,
        "instead": [work.people.get(one.stand_in_id).name for one in _overlapping(work, waiting)],
    }
    return Reply("absence_shown", values, meaning)


def _refuse_slips(since: date, until: date, today: date) -> None:
    if until < today:
        raise UserError(f"{say_day(until, today)}已经过去了，请核对日子。")
    if until < since:
        raise UserError("结束的日子早于开始的日子，请核对。")
    if until - since > _LONGEST:
        raise UserError("代办一次最多一年。时间更长的，请组织员直接换书记，例如：教工一支部书记换成某某")


def _role(person: Person, unit: Unit) -> str:
    return next((ROLE_WORDS[one.role] for one in person.roles if one.unit.id == unit.id and one.role != STAND_IN), "")


def _days(since: date | None, until: date | None, today: date) -> str:
    if since is None or until is None:
        return ""
    return say_day(since, today) if since == until else f"{say_day(since, today)}—{say_day(until, today)}"


def _overlapping(work: Work, waiting: Mapping[str, Any]) -> list[Any]:
    """What was arranged before for the same days: the new one takes its place."""
    since, until = date.fromisoformat(waiting["since"]), date.fromisoformat(waiting["until"])
    mine = [one for one in work.absences.of_unit(int(waiting["unit"])) if one.person_id == waiting["person"]]
    return [one for one in mine if one.since <= until and since <= one.until]


def _done(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    unit, person = work.units.get(int(waiting["unit"])), work.people.get(int(waiting["person"]))
    filing.require_setting(request, unit)
    stand_in = _stand_in(work, unit, person, work.people.get(int(waiting["stand_in"])).name)
    today, now = request.know.today(request.now), request.now
    tells = [
        told
        for before in _overlapping(work, waiting)
        for told in absences.end(work, request.know, before, now, but=(person.id,), by=request.speaker.person.id)
        if told.person_id != stand_in.id
    ]
    since, until = date.fromisoformat(waiting["since"]), date.fromisoformat(waiting["until"])
    made = work.absences.add(
        unit_id=unit.id, person_id=person.id, stand_in_id=stand_in.id, since=since, until=until,
        copied=bool(waiting["copied"]), by_id=request.speaker.person.id, now=now,
    )  # fmt: skip
    absence = next(one for one in work.absences.of_unit(unit.id) if one.id == made)
    absences.begin(work, absence, now, today)
    if since <= today and not absence.copied:
        redirect(work, request.know, unit, person.id, now)
    work.audit.note(
        now, request.speaker.person.id, "absence.set", f"unit:{unit.id}",
        person=person.id, stand_in=stand_in.id, since=waiting["since"], until=waiting["until"],
    )  # fmt: skip
    filing.wait(request, work, {}, None)
    own = person.id == request.speaker.person.id
    values = {
        "unit": unit.short,
        "who": person.name,
        "own": own,
        "stand_in": stand_in.name,
        "days": _days(since, until, today),
        "begun": since <= today,
        "copied": bool(waiting["copied"]),
        "open": absences.open_lines(work, request.know, unit.id, today),
        "by": request.speaker.person.name,
        "told": private_way(work, request.know, stand_in.id) is not None,
    }
    tells.append(Told(f"absence:{made}:begun", stand_in.id, "absence_told", values))
    if not own:
        tells.append(Told(f"absence:{made}:set", person.id, "absence_set_for", values))
    meaning = understood(request.meaning, intent="none", slots={"branch": unit.name})
    return Reply("absence_set", values, meaning, tells=tuple(tells))


# -- over -------------------------------------------------------------------------------------------------------------


def _over(request: Request, work: Work, away: Away) -> Reply:
    """我回来了: the speaker's own; an organizer may end one by name. The stand-in may hand it back, too."""
    mine = _ending(request, work, away)
    if not mine:
        words = (
            "欢迎回来！现在没有代办要结束，提醒照常发给您。" if "代办" not in request.text else "现在没有代办要结束。"
        )
        return Reply("said", {"words": words}, understood(request.meaning, intent="none"))
    speaker = request.speaker.person.id
    tells, lines = [], []
    for absence in mine:
        tells += absences.end(work, request.know, absence, request.now, but=(speaker,), by=speaker)
        unit, stand_in = work.units.get(absence.unit_id), work.people.get(absence.stand_in_id)
        lines.append({"unit": unit.short, "stand_in": stand_in.name, "begun": absence.begun_at is not None})
    today = request.know.today(request.now)
    own = any(one.person_id == speaker for one in mine)
    open_ = absences.open_lines(work, request.know, mine[0].unit_id, today) if own and mine[0].begun_at else []
    values = {
        "lines": lines,
        "own": own,
        "back": away.back,
        "open": open_,
        "handing": any(one.stand_in_id == speaker for one in mine),
    }
    return Reply("absence_over", values, understood(request.meaning, intent="none"), tells=tuple(tells))


def _ending(request: Request, work: Work, away: Away) -> list[Any]:
    speaker = request.speaker
    own = work.absences.of_person(speaker.person.id)
    if away.back:
        return [one for one in own if one.person_id == speaker.person.id]
    if away.unit:
        unit = unit_meant(work, speaker, away.unit, work.units.names(request.now))
        filing.require_setting(request, unit)
        return work.absences.of_unit(unit.id)
    if own and not away.who:
        return own
    named = [one for one in own if away.who in _names(work, one)]
    if named or not speaker.organizes or not away.who:
        return named
    reach = speaker.reach() or ""
    return [
        one
        for one in work.absences.open()
        if away.who in _names(work, one) and work.units.get(one.unit_id).path.startswith(reach)
    ]


def _names(work: Work, absence: Any) -> tuple[str, ...]:
    return work.people.get(absence.person_id).name, work.people.get(absence.stand_in_id).name


COMMANDS = (
    Command(_NAME, "我下周请假，周海涛代办　周海涛代办到月底　我回来了", "书记请假，请一位支部的同志代办",
            arrange, aliases=("请假",), resume=resume, says=Said()),
)  # fmt: skip
