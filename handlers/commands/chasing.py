"""催一下: those who still owe are reminded one to one, after the organizer has seen whom and with which words."""

from collections.abc import Mapping
from typing import Any

from handlers import filing, pending
from handlers.answers import source_of
from handlers.due import say_day
from handlers.errors import UserError
from handlers.hearers import reachable
from handlers.matters import Matter, known_again, matter_meant, owing, remember, scope_path, told_apart
from handlers.message import Reply, Told
from handlers.router import Command, Request
from handlers.understood import understood
from handlers.ways import may_go
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

_NAME = "催一下"
_SHOWN = 12
_STEP = "chase"
"""The step under which a chased duty is promised: what is done before it goes out is not sent."""


def chase(request: Request, work: Work) -> Reply:
    """Show who would be reminded of what, and wait for the yes."""
    path = scope_path(request, work)
    matter = matter_meant(request, work, path, request.rest or request.text)
    return _asked(request, work, path, matter)


def _asked(request: Request, work: Work, path: str, matter: Matter) -> Reply:
    reached, lost = _reached(request, work, path, matter)
    if not (reached or lost):
        remember(request, work, matter)
        return Reply("said", {"words": f"{matter.title}都交了，不用催。"}, understood(request.meaning, intent="remind"))
    if not reached:
        raise UserError(f"还没交的{len(lost)}个支部，书记都没有绑定账号，私信发不到：{'、'.join(lost[:_SHOWN])}")
    filing.wait(request, work, {"command": _NAME, "about": told_apart(matter), "path": path}, None)
    values = _shown(request, matter, reached) | {"lost": lost[:_SHOWN], "private": not request.message.in_group}
    return Reply("chase_shown", values, understood(request.meaning, intent="remind", confirm=True, hold=True))


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes promises the private lines; a no sends nothing."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有发。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
    path = str(waiting["path"])
    matter = known_again(request, work, path, waiting["about"])
    if matter is None or not path.startswith(scope_path(request, work)):
        filing.wait(request, work, {}, None)
        raise UserError("这一项有了变化，请重新说一次要催什么。")
    if not pending.fresh(request, waiting):
        # Something else was asked in between: what goes out to others is shown once more before the yes counts.
        return _asked(request, work, path, matter)
    reached, lost = _reached(request, work, path, matter)
    today = request.know.today(request.now)
    before = [unit.short for unit, _, _ in reached if _told_today(work, request, matter, unit)]
    tells = tuple(
        Told(_key(request, matter, unit), person, "chased", _words(request, matter, unit, today), ((duty.id, _STEP),))
        for unit, duty, person in reached
    )
    work.audit.note(request.now, request.speaker.person.id, "chased", matter.requirement, count=len(tells))
    filing.wait(request, work, {}, None)
    values = {
        "what": matter.title,
        "count": len(tells) - len(before),
        "before": before[:_SHOWN],
        "lost": lost[:_SHOWN],
        "later": may_go(request.know, request.now) > request.now,
    }
    return Reply("chase_sent", values, understood(request.meaning, intent="remind"), tells=tells)


def delivered(request: Request, work: Work) -> Reply:
    """What became of today's private reminders."""
    path = scope_path(request, work)
    units = {unit.id: unit.short for unit in work.units.within(path)}
    day = request.know.today(request.now).isoformat()
    found = [line for line in work.pushes.keyed(f"chase:{day}:") if int(line.key.rsplit(":", 1)[-1]) in units]
    by_state: dict[str, list[str]] = {}
    for line in found:
        by_state.setdefault(_STATES.get(line.state, "没送到"), []).append(units[int(line.key.rsplit(":", 1)[-1])])
    values = {"states": [(state, len(names), names[:_SHOWN]) for state, names in by_state.items()]}
    return Reply("chase_report", values, understood(request.meaning, intent="remind"))


_STATES = {"sent": "已送达", "waiting": "等着发", "leased": "正在发", "dropped": "发之前已经交了，没有再发"}


def _reached(request: Request, work: Work, path: str, matter: Matter) -> tuple[list[tuple[Unit, Duty, int]], list[str]]:
    """The secretaries of those who owe it; and the branches where nobody can be reached."""
    reached, lost = [], []
    for unit, duty in owing(request, work, path, matter).owed:
        people = reachable(work, request.know, unit.id)
        if people:
            reached.append((unit, duty, people[0][0].id))
        else:
            lost.append(unit.short)
    return reached, lost


def _shown(request: Request, matter: Matter, reached: list[tuple[Unit, Duty, int]]) -> dict[str, Any]:
    today = request.know.today(request.now)
    first = reached[0][0]
    return {
        "what": matter.title,
        "count": len(reached),
        "units": [unit.short for unit, _, _ in reached][:_SHOWN],
        "more": len(reached) > _SHOWN,
        "told": _words(request, matter, first, today),
        "later": may_go(request.know, request.now) > request.now,
    }


def _words(request: Request, matter: Matter, unit: Unit, today: Any) -> dict[str, Any]:
    return {
        "who": request.speaker.person.name,
        "unit": unit.short,
        "what": matter.title.strip("“”"),
        "due": say_day(matter.due, today) if matter.due else "",
        "overdue": bool(matter.due and matter.due < today),
        "task": matter.task is not None,
        "source": matter.task.source if matter.task else source_of(matter.rule) if matter.rule else "",
    }


def _key(request: Request, matter: Matter, unit: Unit) -> str:
    """Once a day for each matter and branch: nobody is pressed twice in a day."""
    day = request.know.today(request.now).isoformat()
    return f"chase:{day}:{matter.requirement}:{matter.period}:{unit.id}"


def _told_today(work: Work, request: Request, matter: Matter, unit: Unit) -> bool:
    return work.pushes.promised(_key(request, matter, unit))


COMMANDS = (
    Command(_NAME, "催一下 本月主题党日　催一下 典型案例", "私信提醒还没交的支部书记，先看名单再发", chase,
            aliases=("催办", "催"), intents=("remind",), resume=resume, organizer=True),
    Command("催办情况", "催办情况", "看今天催办的私信送到没有", delivered, organizer=True),
)  # fmt: skip
