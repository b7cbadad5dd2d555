"""What a remark changes in a record that is known: 不是15号是16号, 陈刚后来赶到了, 实到15多数了一个.

``corrections`` reads orders that name field and value; here the record itself tells which of its fields is meant. What
fits no field of the record, or more than one, is left to be asked about.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from config.patterns import regex
from handlers.reading.corrections import NOISE, counts_said
from handlers.reading.dates import find_days
from handlers.reading.kinds import kinds_of_event, mentions
from handlers.reading.people import find_absentees, host_and_recorder, is_name
from handlers.reading.times import find_times
from handlers.reading.values import Absentee, Change, Context
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

CUE = regex(
    r"不是|实到|应到|主持|住持|记录|纪录|记的|请假|缺席|没来|来了|到了|赶到|时间|地点|地方|主题|议题|[改错反漏算]|多数|"
    r"少数|写成|应该|不对|[日号]|其实|后来|参加|补[上一]|迟到"
)
"""Whether it is worth looking up the record: cheap, and wide."""
_LONGEST = 120
_EARLIER = regex(r"那[个次条场]|刚才|刚刚|前面|之前|上次|上一条|报的")
_NOT_BUT = regex(
    r"不是[ ]*(?P<x>[^,。;\n是]{1,16}?)[ ]*(?:了|的)?[,。; ]*"
    r"(?:而|应该|应当|其实|实际|实际上)?是[ ]*(?P<y>[^,。;\n]{1,20})"
)
_BUT_NOT = regex(
    r"(?:(?:应该|应当|其实|实际上?)?是|^|(?<=[,。; 间期点]))[ ]*"
    r"(?P<y>[^,。;\n是]{1,16}?)[,; ]*(?:并|而|,)?不是[ ]*(?P<x>[^,。;\n]{1,16})"
)
_LABELS = (
    ("expected", r"应到|应参加|应出席"),
    ("present", r"实到|实际到会|到会人数"),
    ("end", r"结束时间|散会时间"),
    ("start", r"开始时间"),
    ("when", r"(?:起止|会议|活动|开会)?时间|日期"),
    ("place", r"地点|地方|会场"),
    ("host", r"[主住]持人?"),
    ("recorder", r"[记纪]录[人员]"),
    ("topic", r"主题(?!党日|党课|教育)|议题|题目"),
    ("kinds", r"类型|类别"),
)
_LABEL = regex("|".join(f"(?P<{name}>{words})" for name, words in _LABELS))
_TO = regex(NOISE)
_CAME = (
    r"(?:同志|老师)?(?:其实|后来|最后|实际上?|又|还是|也|是|都|已经)*"
    r"(?:来了|到了|赶到|赶来|来的|到会了|参加了|到场|没缺席|没请假|不缺|迟到)"
)
_REASON_TO = (
    r"(?:同志|老师)?(?:的)?(?:请假|缺席)?(?:的)?(?:原因|理由|事由)?(?:写错了?|错了)?[,: ]*"
    r"(?:应该是|其实是|改[成为]|换成|不是[^,。;]{1,8}?[,; ]*(?:而)?是|是)[ ]*(?P<r>[^,。;不]{2,10})"
)
_ADDING = regex(r"缺席|请假|没来|未到|漏|补上|加上|再加|还有|也")
_BESIDE = regex(r"(?:(?:今天|昨天)?(?:这|那)[个次条]|大家|我)")
_BARE = str.maketrans("", "", " “”\"'《》()。,")


def mended(text: str, context: Context) -> tuple[Change, ...]:
    """The changes that the remark asks for in ``context.about``; none where it is no remark on it."""
    about, folded = context.about, fold(text).strip()
    if not about or len(folded) > _LONGEST:
        return ()
    found: dict[str, Change | list[Change]] = {}
    rest = _absent_people(folded, about, found)
    rest = _contrasts(rest, about, found, context)
    for change in counts_said(rest):
        found.setdefault(change.field, change)
    _people(rest, found, context)
    _labelled(rest, found, context)
    _moment_said(rest, found, context)
    _more_absent(rest, about, found)
    changes: list[Change] = []
    for one in found.values():
        changes += one if isinstance(one, list) else [one]
    return tuple(changes)


def of_an_earlier_one(text: str) -> bool:
    """Whether the words point back: 昨天那个主题党日, 刚才那条."""
    return bool(_EARLIER.search(fold(text)))


def _contrasts(folded: str, about: Mapping[str, Any], found: dict[str, Any], context: Context) -> str:
    for pattern in (_NOT_BUT, _BUT_NOT):
        for match in pattern.finditer(folded):
            before = folded[: match.start()]
            change = _contrast(before, match["x"].strip(), match["y"].strip(" 的了吧"), about, context)
            if change:
                found.setdefault(change[0].field, list(change))
                folded = folded[: match.start()] + "," * len(match[0]) + folded[match.end() :]
                break
    return folded


def _contrast(before: str, old: str, new: str, about: Mapping[str, Any], context: Context) -> list[Change] | None:
    labels = list(_LABEL.finditer(before))
    field = labels[-1].lastgroup if labels else _field_of(old, about, context)
    if field == "absentees":
        return _renamed(old, new, about)
    if field in ("date", "when"):
        moment = _moment(new, about, context) if find_times(new).start else []
        day = _day(new, about, context)
        return moment or ([Change("date", "to", day)] if day else None)
    return _value(field or "", new, context) or None


def _field_of(old: str, about: Mapping[str, Any], context: Context) -> str | None:
    """Which of the record's fields says what was wrong; None where none does, or several do."""
    bare = old.translate(_BARE)
    fits = [name for name in ("place", "host", "recorder", "topic") if (about.get(name) or "").translate(_BARE) == bare]
    if any(one["name"] == bare for one in about.get("absentees") or ()):
        fits.append("absentees")
    if about.get("date") and _day(old, about, context) == date.fromisoformat(about["date"]):
        fits.append("date")
    times = find_times(old)
    fits += [name for name in ("start", "end") if times.start and times.start == about.get(name)]
    if mentions(old) and list(kinds_of_event(old, mentions(old))) == list(about.get("kinds") or ()):
        fits.append("kinds")
    count = number(re.sub(r"[人名个位]$", "", bare))
    if count is not None and not fits:
        fits = [name for name in ("expected", "present") if about.get(name) == count]
    return fits[0] if len(fits) == 1 else None


def _value(field: str, words: str, context: Context) -> list[Change]:
    if field in ("expected", "present"):
        match = re.match(NUMBER, words)
        count = number(match[0]) if match else None
        return [Change(field, "to", count)] if count is not None else []
    if field in ("host", "recorder"):
        name = (
            context.sender
            if re.match(r"(?:我|本人)(?:$|[,。])", words)
            else re.sub(r"(?:同志|老师)?(?:主持|记录|记)?的?$", "", words)
        )
        return [Change(field, "to", name)] if name and (name == context.sender or is_name(name)) else []
    if field in ("start", "end"):
        times = find_times(words)
        return [Change(field, "to", times.start or times.end)] if times.start or times.end else []
    if field == "kinds":
        kinds = mentions(words)
        return [Change("kinds", "to", kinds_of_event(words, kinds))] if kinds else []
    if field in ("place", "topic"):
        value = words.strip(" ,。“”\"'了吧的")
        return [Change(field, "to", value)] if len(value) > 1 else []
    return []


def _moment(words: str, about: Mapping[str, Any], context: Context) -> list[Change]:
    times = find_times(words)
    changes = [Change(name, "to", value) for name, value in (("start", times.start), ("end", times.end)) if value]
    day = _day(words, about, context) if find_days(words, context.now) else None
    return ([Change("date", "to", day)] if day else []) + changes


_ONLY_DAY = regex(r"(?P<d>[0-3]?\d|[一二三十]{1,3})[ ]*[日号]")


def _day(words: str, about: Mapping[str, Any], context: Context) -> date | None:
    """The day that the words name; 16号 alone lies in the month of the record."""
    alone = _ONLY_DAY.fullmatch(words.strip())
    if alone and about.get("date"):
        known, day = date.fromisoformat(about["date"]), number(alone["d"])
        return known.replace(day=day) if day and day <= monthrange(known.year, known.month)[1] else None
    days = [one.date for one in find_days(words, context.now) if one.date and not one.flags]
    return days[0] if len(days) == 1 else None


def _labelled(folded: str, found: dict[str, Any], context: Context) -> None:
    """地点，呃，实验楼B座207; 结束时间补一下，四点半; 时间写错了 应该是9点半开始，11点结束."""
    labels = list(_LABEL.finditer(folded))
    for index, label in enumerate(labels):
        field = label.lastgroup or ""
        if field in found or field in ("expected", "present"):
            continue
        if field in ("host", "recorder") and _NAME_BEFORE.search(folded[: label.start()]):
            continue  # 王华主持，李强记的: whose name follows is another's
        last = labels[index + 1].start() if index + 1 < len(labels) else len(folded)
        to = _TO.match(folded, label.end())
        begins = to.end() if to else label.end()
        value = folded[begins:last].strip(" ,。;把")
        if begins == label.end() or not value:
            continue
        if field == "when":
            if not ({"start", "date"} & found.keys()):
                for change in _moment(value, context.about, context):
                    found.setdefault(change.field, change)
            continue
        value = re.split(r"[,。;\n]", value)[0]
        for change in _value(field, value, context):
            found.setdefault(field, change)


_IT_WAS = regex(r"(?:^|(?<=[,。; ]))(?:应该|其实)?是")
_ITS_MOMENT = regex(
    r"(?:^|[,。; ])(?:应该|其实|实际上?|准确(?:地|的)?说)(?:应该|是|在)+[ ]*(?P<a>[^,。;]{2,16})$|"
    r"(?:^|[,。; ])(?:是|其实|应该)*(?P<b>[^,。;是]{2,12}?)(?:才)?(?:开始|开|结束|散会)的(?=$|[,。;!吧])"
)
_ONLY_MOMENT = regex(r"[\d零一二三四五六七八九十两半刻点:分月日号周星期礼拜上下午早晚中前昨今天大 -]+")


def _moment_said(folded: str, found: dict[str, Any], context: Context) -> None:
    """其实是下午四点; 3点半开始的; 16号才开的."""
    if {"start", "date", "end"} & found.keys():
        return
    match = _ITS_MOMENT.search(folded)
    words = (match["a"] or match["b"]) if match else ""
    if match is None or not _ONLY_MOMENT.fullmatch(words):
        return
    ended = "结束" in match[0] or "散会" in match[0]
    for change in _moment(words, context.about, context):
        field = "end" if ended and change.field == "start" else change.field
        found.setdefault(field, Change(field, "to", change.value))


_WRONG_PEOPLE = regex(
    r"反|错|应该|应当|其实|改|(?:^|[,。; ])是[^,。;]{1,4}(?:主持|记)|是[^,。;]{1,4}(?:主持|记的?|做的?记录)的?[ 。!]*$"
)
_NAME_BEFORE = regex(r"[\u4e00-\u9fff×]$")
_SAID_WHO = regex(r"主持|记的|做的?记录|记录的")


def _people(folded: str, found: dict[str, Any], context: Context) -> None:
    """是王华主持，李强记的."""
    if not (_SAID_WHO.search(folded) and _WRONG_PEOPLE.search(folded)):
        return
    host, recorder, _spans = host_and_recorder(_IT_WAS.sub(",", folded), context.sender)
    for field, who in (("host", host), ("recorder", recorder)):
        if who and (who == context.sender or is_name(who)) and who != context.about.get(field):
            found.setdefault(field, Change(field, "to", who))


def _absent_people(folded: str, about: Mapping[str, Any], found: dict[str, Any]) -> str:
    """What is said of those who are known to be absent: came after all, another reason, another name."""
    for one in about.get("absentees") or ():
        name = re.escape(one["name"])
        came = re.search(rf"{name}(?:{_CAME}|是迟到)[^,。;]*", folded)
        why = re.search(rf"{name}{_REASON_TO}", folded)
        if came:
            found.setdefault("absentees", []).append(Change("absentees", "remove", one["name"]))
            folded = folded.replace(came[0], "," * len(came[0]))
        elif why and not is_name(why["r"]):
            reason = why["r"].strip(" 的了")
            found.setdefault("absentees", []).append(Change("absentees", "add", Absentee(one["name"], reason)))
            folded = folded.replace(why[0], "," * len(why[0]))
    return folded


def _renamed(old: str, new: str, about: Mapping[str, Any]) -> list[Change] | None:
    name = re.match(r"[\u4e00-\u9fff·×]{2,6}", new)
    known = next((one for one in about.get("absentees") or () if one["name"] == old.translate(_BARE)), None)
    if known is None or name is None or not is_name(name[0]):
        return None
    return [
        Change("absentees", "remove", known["name"]),
        Change("absentees", "add", Absentee(name[0], known.get("reason"))),
    ]


def _more_absent(folded: str, about: Mapping[str, Any], found: dict[str, Any]) -> None:
    """请假的两位补上：…; 赵雷事假 beside another correction."""
    if "absentees" in found or not (_ADDING.search(folded) or found):
        return
    if not re.search(r"[病事产婚丧年公]假|出差|请假|缺席|没来|未到|补上|因[病公事]", folded):
        return
    people = find_absentees("缺席:" + re.sub(r"^.*?(?:补上|加上|漏了|还有)(?:一个|一位)?[ :,]*", "", folded))
    known = {one["name"] for one in about.get("absentees") or ()} | {about.get("host"), about.get("recorder")}
    added = [Change("absentees", "add", one) for one in people if one.name not in known and one.reason]
    if added:
        found["absentees"] = added
