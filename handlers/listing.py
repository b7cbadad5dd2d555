"""A notice as a numbered list that waits for its organizer: what would be asked of whom by when, and what of it is
asked for already. Nothing is sent from here.

Several notices read one after another are one list: what two of them ask for is one line of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from handlers import filing, moving
from handlers.due import say_day
from handlers.errors import UserError
from handlers.message import Reply
from handlers.notice_items import addressed, goes_out, head_of, item_of, name_of, units_of
from handlers.notice_kin import Outstanding, one_list, with_changes
from handlers.notices import Notice
from handlers.router import Request
from handlers.understood import understood
from storage.work import Work

NAME = "通知"
"""The command whose question the list is."""
MOST = 30
TOGETHER = timedelta(hours=2)
"""So long a list that waits takes in the next notice; an older one is laid aside, and that is said."""
NOTHING = "这份通知里没有找到要交的事项。要自己定一项，发：任务 典型案例 5月6日前报送组织部"
_PARTIES = {"secondary": "党总支", "organizer": "组织员", "org_dept": "组织部自己的，不发"}


def begun(
    request: Request, work: Work, path: str, notice: Notice, reading: int, *, name: str = "", late: bool = False
) -> Reply:
    """The list of a notice that was just read, waiting in the sender's chat. ``name`` is the file's. ``late``: it comes
    after its message, so that a bare yes may have been meant for something else."""
    request.look(work)
    today = request.know.today(request.now)
    open_ = request.question(NAME) if request.question(NAME).get("path") == path else {}
    fresh = bool(open_) and request.now - datetime.fromisoformat(open_["at"]) <= TOGETHER
    heads = list(open_["notices"]) if fresh else []
    before = list(open_["items"]) if fresh else []
    head = head_of(notice, reading, today, name)
    out = Outstanding(work, path, today)
    items = [item_of(task, today, len(heads)) for task in notice.tasks[:MOST]]
    after, items = with_changes(out, list(before), notice, items)
    items = [out.marked(one, head) for one in items]
    if items and all(one["act"] == "known" and one["due"] == one["was"] for one in items):
        return _known_already(request, head, items)
    after, items = one_list(after, items, [*heads, head])
    if fresh and not items and after == before:
        return shown(request, work, open_, news="这份刚才读过，在等您发布：", brief=True)
    if not items and after == before:
        raise UserError(NOTHING)
    values = {"path": path, "at": request.now.isoformat(), "late": late}
    values |= {"notices": [*heads, head], "items": [*after, *items]}
    aside = open_["notices"][0]["source"] if open_ and not fresh else ""
    return shown(request, work, values, news=f"（上次的{aside}没有发布，已放下）" if aside else "")


def shown(request: Request, work: Work, waiting: Mapping[str, Any], *, news: str = "", brief: bool = False) -> Reply:
    """The list as it is now; it waits on. ``brief``: to somebody who has just read the rest of the words."""
    kept = {key: waiting[key] for key in ("path", "at", "notices", "items")}
    filing.wait(request, work, {"command": NAME, **kept, "late": bool(waiting.get("late"))}, None)
    today = request.know.today(request.now)
    items, path = waiting["items"], str(waiting["path"])
    ready = [one for one in items if goes_out(one)]
    values = {
        "news": news,
        "sources": [one["source"] for one in waiting["notices"]],
        "lines": [_line(work, one, waiting, today) for one in items],
        "left_out": [n for n, one in enumerate(items, 1) if one["dropped"]],
        "ready": len(ready),
        "brief": brief,
        "new": sum(not one["act"] for one in ready),
        "reach": _reach(work, path, ready),
        "undated": [n for n, one in enumerate(items, 1) if addressed(one) and not one["act"] and not one["due"]],
        "recurs": _first(items, lambda one: goes_out(one) and one["recurs"] and not one["until"]),
        "known": _first(items, lambda one: one["act"] == "known" and not one["dropped"]),
        "example": _first(items, lambda one: goes_out(one) and not one["act"]),
    }
    return Reply("notice_shown", values, understood(request.meaning, intent="publish_notice", confirm=True, hold=True))


def again(request: Request, work: Work, waiting: Mapping[str, Any]) -> dict[str, Any]:
    """The list with what has been published by somebody else since it was shown."""
    out = Outstanding(work, str(waiting["path"]), request.know.today(request.now))
    heads = waiting["notices"]
    items = [out.marked(one, heads[one["of"]]) if goes_out(one) else one for one in waiting["items"]]
    return {**waiting, "items": items}


def in_short(request: Request, item: Mapping[str, Any]) -> str:
    """One line of it in a sentence: what, by when, of whom."""
    day = _said(item["due"], request.know.today(request.now))
    at = f" {item['time']}" if item["time"] else ""
    when = f"{day}{at}前" if day else "没有日期"
    return f"{item['title']}，{when}，{_to(item)}{'，不发' if item['dropped'] else ''}"


def _first(items: Sequence[Mapping[str, Any]], holds: Any) -> int:
    return next((n for n, one in enumerate(items, 1) if holds(one)), 0)


def _line(work: Work, item: Mapping[str, Any], waiting: Mapping[str, Any], today: date) -> dict[str, Any]:
    several, told = len(waiting["notices"]) > 1, 0
    if item["act"] in ("move", "cancel", "earlier") and (task := work.tasks.get(item["task"])):
        told = len(moving.reach(work, task, str(waiting["path"]))[1])
    return {
        **item,
        "day": _said(item["due"], today),
        "was_day": _said(item["was"], today),
        "until_day": _said(item["until"], today),
        "nobody": bool(item["only"]) and not item["act"] and not units_of(work, str(waiting["path"]), item),
        "to": _to(item),
        "where": f"第{item['line']}行" + (f"，{name_of(waiting['notices'][item['of']])}" if several else ""),
        "both": "，".join(f"{who}要{_said(day, today)}" for who, day in item["says"]),
        "told": told,
    }


def _to(item: Mapping[str, Any]) -> str:
    asked = f"只给{item['only']}" if item["only"] else _PARTIES.get(item["level"], "各党支部")
    return f"{asked}，不给{item['but']}" if item.get("but") else asked


def _said(day: str, today: date) -> str:
    return say_day(date.fromisoformat(day), today) if day else ""


def _reach(work: Work, path: str, ready: Sequence[Mapping[str, Any]]) -> str:
    """Whom a 发布 would reach, all lines together."""
    units = {unit.id: unit for one in ready if not one["act"] for unit in units_of(work, path, one)}
    branches = sum(unit.is_branch for unit in units.values())
    second = [unit.short for unit in units.values() if not unit.is_branch]
    others = f"{len(second)}个党总支" if len(second) > 1 else "".join(second)
    return "和".join(filter(None, (f"{branches}个支部" if branches else "", others)))


def _known_already(request: Request, head: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Reply:
    numbers = "、".join(dict.fromkeys(str(one["task"]) for one in items))
    words = f"{head['source']}已经发布过了（任务{numbers}），没有再建。\n看进度发“谁还没交 {items[0]['title']}”。"
    return Reply("said", {"words": words}, understood(request.meaning, intent="publish_notice"))
