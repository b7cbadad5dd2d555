"""A forwarded notice becomes tasks: shown as a numbered list, mended and dropped by number, published on a yes.

Nothing is sent before that. What the reader is not sure of stands beside its line, and its source is kept.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.patterns import regex
from handlers import filing
from handlers.due import say_day
from handlers.errors import UserError
from handlers.message import Reply
from handlers.notices import Task, read_notice
from handlers.publishing import publish
from handlers.reading import find_days, fold
from handlers.router import Command, Request
from handlers.scope import organized
from handlers.understood import understood
from storage.units import Unit
from storage.work import Work

_NAME = "通知"
_MOST = 30
_FOR_BRANCHES = ("branch", "member")
_OTHERS = {"secondary": "党总支", "organizer": "组织员", "org_dept": "组织部"}
_AUDIENCES = {
    "学生": ("student", "undergraduate", "graduate"),
    "本科生": ("undergraduate", "student"),
    "研究生": ("graduate",),
    "教工": ("staff",),
    "教师": ("staff",),
    "机关": ("admin",),
    "离退休": ("retired",),
}
_ASKED_FOR = regex(r"(?:请|麻烦)?(?:帮忙|帮我|帮)?(?:建|新建|生成|转成|做成|整理成)(?:一?下)?(?:个|成)?任务[ 。!]*")
_ITEM = regex(r"(?:第[ ]*)?(?P<n>\d{1,2}|[一二三四五六七八九十])[ ]*(?:项|条|个|号)?[ ,:、.]*(?P<what>.*)")
_DROP = regex(r"(?:不要|不用|去掉|删掉?|取消|不发)了?[吧。! ]*")
_ONLY = regex(r"(?:只|仅)?(?:给|发给?|要|限)(?P<who>.{1,20}?)(?:党?支部)?[吧。! ]*")
_MOVED = regex(r"(?:的?(?:截止|时间|日期)?(?:改[成到为]?|定[在到]|换[成到]|是|到|写))")
_WORDS = "零一二三四五六七八九十"


def read(request: Request, work: Work) -> Reply:
    """Read the notice in the message and show what would become of it."""
    path = organized(request.speaker)
    text = _ASKED_FOR.sub("", re.sub(r"^/?通知[ :：]+", "", request.text)).strip()
    if len(text) < 20:
        raise UserError("把通知的原文粘贴给我就行，比如“通知 各党支部：请于5月6日前……”。文件请先复制里面的文字。")
    today = request.know.today(request.now)
    notice = read_notice(text, today, workdays=request.know.workdays)
    if not notice.tasks:
        raise UserError("这份通知里没有找到要交的事项。要自己定一项，发：任务 典型案例 5月6日前报送组织部")
    source = "，".join(
        part for part in (f"《{notice.title}》" if notice.title else "通知", notice.number or "") if part
    )
    items = [_item(task, today) for task in notice.tasks[:_MOST]]
    return _shown(request, work, {"source": source, "path": path, "items": items})


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """A number mends or drops its line; 发布 or a yes publishes what is left; a no drops all."""
    text = request.text.strip()
    if request.meaning.no or request.meaning.intent == "cancel_pending":
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，一项也没有发布。"}, understood(request.meaning, intent="cancel_pending"))
    if not str(waiting["path"]).startswith(organized(request.speaker)):
        raise UserError("您的权限变了，请重新发一次通知。")
    if request.meaning.yes or text in ("发布", "确认发布", "全部发布"):
        if text not in ("发布", "确认发布", "全部发布") and request.questions()[0] is not waiting:
            return _shown(request, work, waiting)
        return _published(request, work, waiting)
    items = [dict(one) for one in waiting["items"]]
    changed = False
    for clause in re.split(r"[,;。\n]", fold(text)):
        found = _ITEM.fullmatch(clause.strip())
        number = _number(found["n"]) if found else 0
        if found and 1 <= number <= len(items):
            changed = _change(request, work, waiting, items[number - 1], found["what"].strip()) or changed
    return _shown(request, work, {**waiting, "items": items}) if changed else None


def _change(request: Request, work: Work, waiting: Mapping[str, Any], item: dict[str, Any], what: str) -> bool:
    if _DROP.fullmatch(what):
        item["dropped"] = True
        return True
    days = [day.date for day in find_days(what, request.local, past=False) if day.date and not day.flags]
    if len(days) == 1 and _MOVED.match(what):
        if days[0] < request.know.today(request.now):
            raise UserError(f"{say_day(days[0], request.know.today(request.now))}已经过去了，请核对。")
        item |= {"due": days[0].isoformat(), "why": "", "dropped": False}
        return True
    only = _ONLY.fullmatch(what)
    if only:
        units = _units(work, str(waiting["path"]), only["who"])
        if not units:
            raise UserError(f"没有“{only['who']}支部”。可以写：3 只给学生支部；3 只给教工一支部")
        item |= {"only": only["who"], "level": "branch", "dropped": False}
        return True
    return False


def _item(task: Task, today: date) -> dict[str, Any]:
    past = task.deadline is not None and task.deadline < today
    return {
        "title": task.title[:40],
        "due": task.deadline.isoformat() if task.deadline else "",
        "time": task.time,
        "recipient": task.recipient,
        "deliverable": task.deliverable,
        "level": task.responsible_level,
        "line": task.line,
        "why": task.why if task.needs_review else "",
        "recurs": task.recurrence or "",
        "only": "",
        "dropped": past,
        "past": past,
    }


def _shown(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    filing.wait(request, work, {"command": _NAME, **{key: waiting[key] for key in ("source", "path", "items")}}, None)
    today = request.know.today(request.now)
    lines = [
        one
        | {
            "day": say_day(date.fromisoformat(one["due"]), today) if one["due"] else "",
            "to": f"只给{one['only']}支部" if one["only"] else _OTHERS.get(one["level"], "各党支部"),
        }
        for one in waiting["items"]
    ]
    ready = [one for one in waiting["items"] if _goes_out(one)]
    values = {
        "source": waiting["source"],
        "lines": lines,
        "ready": len(ready),
        "undated": [n for n, one in enumerate(waiting["items"], 1) if _for_branches(one) and not one["due"]],
        "branches": len(work.units.branches_within(str(waiting["path"]))),
        "private": not request.message.in_group,
    }
    return Reply("notice_shown", values, understood(request.meaning, intent="publish_notice", confirm=True, hold=True))


def _published(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply:
    path, done = str(waiting["path"]), []
    for one in waiting["items"]:
        if not _goes_out(one):
            continue
        units = _units(work, path, one["only"]) if one["only"] else work.units.branches_within(path)
        task = publish(
            request,
            work,
            units,
            path,
            title=one["title"],
            due_on=date.fromisoformat(one["due"]),
            due_time=one["time"],
            recipient=one["recipient"],
            deliverable=one["deliverable"],
            source=f"{waiting['source']}，第{one['line']}行",
        )
        done.append({"number": task.id, "title": task.title, "count": len(units)})
    filing.wait(request, work, {}, None)
    if not done:
        raise UserError("没有可以发布的事项：都去掉了，或者还没有日期。")
    return Reply("notice_published", {"tasks": done}, understood(request.meaning, intent="publish_notice"))


def _for_branches(item: Mapping[str, Any]) -> bool:
    return item["level"] in _FOR_BRANCHES and not item["dropped"]


def _goes_out(item: Mapping[str, Any]) -> bool:
    return _for_branches(item) and bool(item["due"])


def _units(work: Work, path: str, who: str) -> Sequence[Unit]:
    """The branches of a sort (学生), or the one of that name."""
    branches = work.units.branches_within(path)
    types = next((types for word, types in _AUDIENCES.items() if who.startswith(word)), ())
    exact = [unit for unit in branches if who in (unit.name, unit.short) or f"{who}支部" in (unit.short, *unit.aliases)]
    return exact or [unit for unit in branches if unit.branch_type in types]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word)


COMMANDS = (
    Command(
        _NAME,
        "把通知原文粘贴给我，写上“帮忙建任务”",
        "读出通知里的任务和期限，确认后发布",
        read,
        aliases=("读通知", "通知任务"),
        intents=("publish_notice",),
        resume=resume,
        organizer=True,
        says=regex(
            r"(?=.{40})(?=.*(?:通知|各党?总?支部|各单位|各位书记))(?=.*(?:前|截止|之内|底|日)[^。]{0,16}(?:报|交|完成|反馈|填))"
            r"(?:.*(?:建任务|特此通知|〔\d{4}〕|各[^。]{0,12}支部[ ]*[:,]|请各[^。]{0,8}支部|关于[^。]{2,40}通知).*)",
            re.DOTALL,
        ),
    ),
)
