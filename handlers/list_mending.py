"""One thing said of a notice's list, done to its lines: a day, whom it is for, its title; nothing is stored here."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from config.patterns import regex
from handlers import line_deeds
from handlers.due import say_day
from handlers.errors import UserError
from handlers.line_deeds import Edit
from handlers.notice_items import FOR_SECOND, NEW, units_named, units_of
from handlers.router import Request
from storage.tasks import Task
from storage.work import Work

_TITLE_MOST = 40
_ALL_BRANCHES = regex(r"(?:全部|所有|各|全体|每个)的?(?:党?支部)?|大家|都")
_SECOND = regex(r"(?:各|所有)?(?:二级)?(?:党总支|总支|学院党委|党组织|学院|组织员)(?:自己)?")
_OF_SENT = (line_deeds.DUE, line_deeds.SHIFT, line_deeds.FOR, line_deeds.ALSO, line_deeds.EXCEPT, line_deeds.RECIPIENT)
"""What 全部 says of new lines only."""

Items = list[dict[str, Any]]


def mend(request: Request, work: Work, waiting: Mapping[str, Any], items: Items, edit: Edit) -> str:
    """Change the items; the words to be said beside the list, mostly none. Raises UserError where it cannot be."""
    if edit.what == line_deeds.WHICH:
        numbers = "、".join(str(one) for one in edit.numbers)
        raise UserError(f"第{numbers}项都有“{edit.words}”，请写序号，例如“{edit.numbers[0]} 改到12月8日”。")
    if edit.what == line_deeds.ONLY_THESE:
        for number, item in enumerate(items, 1):
            item["dropped"] = number not in edit.numbers
        return ""
    every, said = len(edit.numbers) == len(items) > 1, []
    for number in edit.numbers:
        item = items[number - 1]
        if every and _passed_over(item, edit):
            continue
        news = _mended(request, work, str(waiting["path"]), item, edit)
        said.append(str(news.pop("said", "")).format(number=number))
        item |= news
    return "\n".join(filter(None, said))


def _passed_over(item: Mapping[str, Any], edit: Edit) -> bool:
    """Of everything, what is meant are the lines that it can be said of."""
    if edit.what == line_deeds.KEEP:
        return item["act"] == "known" and not item["dropped"]
    undated = edit.what == line_deeds.SHIFT and not item["due"]
    return undated or (edit.what in _OF_SENT and bool(item["dropped"] or item["act"]))


def _mended(request: Request, work: Work, path: str, item: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """What becomes different in the line. Raises UserError where it cannot be."""
    if edit.what == line_deeds.DROP:
        return {"dropped": True}
    if edit.what == line_deeds.KEEP:
        return {"dropped": False, **NEW, "own": True} if item["act"] == "known" else {"dropped": False}
    if edit.what == line_deeds.TITLE:
        return _title(edit.words)
    if edit.what == line_deeds.RECIPIENT:
        return {"recipient": _recipient(request, work, path, edit.words)}
    if edit.what == line_deeds.UNTIL:
        return _until(request, item, edit.day)
    if edit.what in (line_deeds.ALSO, line_deeds.EXCEPT):
        return (_also if edit.what == line_deeds.ALSO else _except)(work, path, item, edit.words)
    if edit.what == line_deeds.FOR:
        return _for(work, path, edit.words)
    return _due(request, work, path, item, edit)


def _title(words: str) -> dict[str, Any]:
    if len(words) > _TITLE_MOST:
        raise UserError(f"标题请写在{_TITLE_MOST}个字以内，现在有{len(words)}个。")
    return {"title": words}


def _recipient(request: Request, work: Work, path: str, words: str) -> str:
    """我 is the speaker, 我们 the house that they organize."""
    if words in ("我", "我本人", "本人"):
        return request.speaker.person.name
    if words.startswith(("我们", "咱们")):
        return work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])).short
    return words


# -- when -------------------------------------------------------------------------------------------------------------


def _due(request: Request, work: Work, path: str, item: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    today = request.know.today(request.now)
    to = edit.day
    if edit.what == line_deeds.SHIFT and item["due"]:
        to = date.fromisoformat(item["due"]) + timedelta(edit.by)
    task = work.tasks.get(item["task"]) if item["act"] else None
    if task and to and task.due_on and to > task.due_on and not _of_ones_own(work, task, path):
        raise UserError(f"任务{task.id}是上级发布的，{say_day(task.due_on, today)}截止，不能往后改。")
    if to and to < today:
        raise UserError(f"{say_day(to, today)}已经过去了，请核对。")
    if not (to or item["due"]):
        raise UserError(f"“{item['title']}”还没有日期，请连日期一起写，例如“1 改到12月20日{edit.time or ''}”。")
    day = to.isoformat() if to else item["due"]
    kept = {"act": "move"} if item["act"] in ("earlier", "known") else {}
    return {
        "due": day,
        "time": edit.time or item["time"],
        "why": "",
        "dropped": False,
        "past": False,
        "says": [],
        **kept,
    }


def _of_ones_own(work: Work, task: Task, path: str) -> bool:
    return work.units.get(task.unit_id).path.startswith(path)


def _until(request: Request, item: Mapping[str, Any], last: date | None) -> dict[str, Any]:
    today = request.know.today(request.now)
    if not item["recurs"]:
        raise UserError(f"“{item['title']}”在通知里不是定期的，只发这一次。")
    if not item["due"] or last is None or last.isoformat() < item["due"]:
        raise UserError("发到哪一天？要在第一次之后，例如“3 发到明年6月”。")
    if (last - today).days > 400:
        raise UserError("一次最多先发一年的，例如“3 发到明年6月”。")
    return {"until": last.isoformat(), "dropped": False}


# -- whom -------------------------------------------------------------------------------------------------------------


def _for(work: Work, path: str, who: str) -> dict[str, Any]:
    if _SECOND.fullmatch(who):
        return {"only": "", "but": "", "level": "secondary", "dropped": False}
    if _ALL_BRANCHES.fullmatch(who):
        return {"only": "", "but": "", "level": "branch", "dropped": False}
    return {"only": _known(work, path, who), "but": "", "level": "branch", "dropped": False}


def _known(work: Work, path: str, who: str) -> str:
    """The branches as they are called in the list. Raises UserError where there are none of that name."""
    if not units_named(work, path, who):
        raise UserError(f"没有“{who}”。可以写：3 只给学生支部；3 只给教工一支部")
    return who if who.endswith("支部") else f"{who}支部"


def _also(work: Work, path: str, item: Mapping[str, Any], who: str) -> dict[str, Any]:
    """Whoever else is to be asked, beside those who are."""
    if _SECOND.fullmatch(who) or item["level"] in FOR_SECOND:
        raise UserError(
            "一项只能发给支部，或者发给党总支。另一边要的话再定一项，例如：任务 典型案例 12月6日前报送组织部"
        )
    if _ALL_BRANCHES.fullmatch(who):
        return _for(work, path, who)
    name = _known(work, path, who)
    before = {unit.id for unit in units_of(work, path, item)}
    if {unit.id for unit in units_named(work, path, name)} <= before:
        others = f"只给{item['only']}" if item["only"] else "给各党支部的"
        return {"said": f"第{{number}}项本来就{others}，已经包括{name}。"}
    less = {**item, "but": _less(item.get("but") or "", name)}
    missing = {unit.id for unit in units_named(work, path, name)} - {unit.id for unit in units_of(work, path, less)}
    only = f"{item['only']}、{name}" if item["only"] and missing else item["only"]
    new = {"only": only, "but": less["but"], "level": item["level"], "dropped": False}
    every = {unit.id for unit in work.units.branches_within(path)}
    return new | ({"only": ""} if {unit.id for unit in units_of(work, path, {**item, **new})} == every else {})


def _less(names: str, name: str) -> str:
    return "、".join(one for one in names.split("、") if one and one != name)


def _except(work: Work, path: str, item: Mapping[str, Any], who: str) -> dict[str, Any]:
    """Those who are not to be asked, out of those who are."""
    name = _known(work, path, who)
    before = {unit.id for unit in units_of(work, path, item)}
    out = {unit.id for unit in units_named(work, path, name)}
    if not before & out:
        return {"said": f"第{{number}}项本来就不给{name}。"}
    if before <= out:
        raise UserError(f"不给{name}就没有人要交了。整项不发，写“不要”，例如“3 不要”。")
    named = str(item["only"]).replace("和", "、").split("、")
    if name in named:
        return {"only": _less("、".join(named), name), "dropped": False}
    return {"but": f"{item['but']}、{name}" if item.get("but") else name, "dropped": False}
