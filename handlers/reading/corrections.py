"""What a correction changes: field, how, and the new value (contract rule 8).

A value that cannot be read is no change.
"""

import re
from dataclasses import asdict
from typing import Any

from config.patterns import regex
from handlers.reading.counts import find_counts
from handlers.reading.dates import find_days
from handlers.reading.kinds import kinds_of_event, mentions
from handlers.reading.people import find_absentees, is_name, name_at_start
from handlers.reading.times import find_times
from handlers.reading.values import Absentee, Change, Context, RecordReading, Votes
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

_FIELDS = (
    ("present", r"实到|实际到会|到会人数|实际参加"),
    ("expected", r"应到|应参加|应出席"),
    ("observers", r"列席"),
    ("place", r"地点|地方|会场"),
    ("host", r"主持人?"),
    ("recorder", r"记录人|记录员|记录(?=[ ]*(?:应|改|是|为|换|写错))"),
    ("end", r"结束时间|结束|散会"),
    ("start", r"开始时间|开始"),
    ("date", r"日期"),
    ("when", r"(?:会议|活动)?时间"),
    ("topic", r"主题(?!党)|议题|内容|题目"),
    ("kinds", r"类型|类别"),
    ("absentees", r"缺席|请假"),
    ("votes", r"赞成|反对|弃权|有?表决权"),
)
_FIELD = regex("|".join(f"(?P<{name}>{words})" for name, words in _FIELDS))
_TO = regex(
    r"(?:应该|应当)?(?:改成|改为|改到|换成|换为|调整为|调整到|更正为|订正为|写成|应该是|"
    r"应该为|应是|应为|变成|改|(?<!不)是|为)[ :]*(?:了)?(?:我们?的)?[ ]*"
)
NOISE = (
    r"(?:(?:我)?(?:说|写|报|记|填|打|弄|搞)?(?:错|反|漏|少|多)了?(?:一个)?|不对|有误|补一下|补上|改一下|"
    r"改下|更正一下|[,: ]|呃+|嗯+|那个|啊|哦|就是|应该|应当|其实|改[成城为到]?|换[成城为]?|写成|算|是|为|的)*"
)
"""What stands between a field and its new value in speech."""
_REMOVE = regex(r"去掉|删掉|删去|删除|移除|划掉|其实来了|其实到了|没有缺席|没缺席|不算缺席|不缺")
_ADD = regex(r"再?加上?|再?添上?|漏了|还有|补上|补充|少写了|少报了")
_ALSO_KIND = regex(r"[也又同](?:时)?(?:算|作|当|是|计)作?|(?:再)?加上?|还算")
_NEGATED = regex(r"(?:不是|并非|非)[^,。;\n]*")
_NOT_TARGET = regex(r"^(?:对|是|好|嗯)的?[,。 ]*(?:但是?|不过|只是|就是)?[ ]*")


def find_changes(text: str, context: Context) -> tuple[tuple[Change, ...], int]:
    """The changes that the message asks for, and where the first of them begins in the text."""
    folded = fold(text)
    changes: list[Change] = []
    begins = len(text)
    field = ""
    for clause in re.finditer(r"[^,。;\n]+", folded):
        said = clause[0]
        kinds = _kind_added(said)
        if kinds:
            changes.append(Change("kinds", "add", kinds[0]))
            begins = min(begins, clause.start() + kinds[1])
            continue
        counts = counts_said(said)
        if len(counts) > 1:  # 应到17实到16 in one breath
            changes += counts
            begins = min(begins, clause.start())
            continue
        matches = list(_FIELD.finditer(said))
        if matches:
            begins = min(begins, clause.start() + matches[0].start())
            field = next(
                (match.lastgroup or "" for match in matches if _value_after(said, match)), matches[0].lastgroup or ""
            )
        if field == "votes":
            votes = find_counts(_TO.sub("", said)).votes
            changes += [Change("votes", "set", _cast(votes))] if votes else []
            continue
        if not field:
            unnamed = _unnamed(said, text[clause.start() : clause.end()], context)
            if unnamed:
                changes.append(unnamed)
                continue
            people = (
                _people(said, folded, context) if "缺席" in folded or "请假" in folded or _REMOVE.search(folded) else ()
            )
            changes += people
            begins = min(begins, clause.start()) if people else begins
            continue
        start = clause.start() + (matches[-1].end() if len(matches) == 1 else 0)
        changes += _read(field, said, text[start : clause.end()], matches, folded, context)
    return _without_repeats(changes), begins


def _unnamed(said: str, own: str, context: Context) -> Change | None:
    """说错了，是4月3日开的: the value itself tells its field."""
    to = _TO.match(said.lstrip())
    if to is None:
        return None
    value = said.lstrip()[to.end() :]
    found = mentions(value)
    new = ("kinds", kinds_of_event(value, found)) if found else _moment("when", value, context)
    return Change(new[0], "to", new[1]) if new else None


_COUNT = regex(rf"(?P<what>实到|应到|实际到会|应参加|应出席)(?:会)?(?:人数)?{NOISE}(?P<n>{NUMBER})(?![\d:点号日月年.])")


def counts_said(folded: str) -> list[Change]:
    """应到改成17，实到算16: each with its label."""
    found = ((match["what"], number(match["n"])) for match in _COUNT.finditer(folded))
    return [
        Change("expected" if what.startswith("应") else "present", "to", count)
        for what, count in found
        if count is not None
    ]


def _cast(votes: Votes) -> dict[str, int]:
    """Only the numbers that were said: the others stay as they were."""
    return {name: count for name, count in asdict(votes).items() if count is not None}


def _value_after(said: str, match: re.Match[str]) -> bool:
    return bool(_TO.match(said, match.end()) or re.match(r"[ :]*[\d零一二三四五六七八九十]", said[match.end() :]))


def _kind_added(said: str) -> tuple[str, int] | None:
    match = _ALSO_KIND.search(said)
    if not match:
        return None
    found = mentions(said[match.end() :][:12])
    return (found[0][0], match.start()) if found else None


def _read(field: str, said: str, own: str, matches: list[re.Match[str]], folded: str, context: Context) -> list[Change]:
    if field == "absentees" or (_REMOVE.search(said) and not matches):
        return list(_people(said, folded, context))
    positive = _NEGATED.sub("", said)
    after = positive[matches[-1].end() :] if matches and _NEGATED.search(said) is None else positive
    to = _TO.search(after)
    value = after[to.end() :] if to else (after if matches else "")
    original = _original(own, value)
    new = _value(field, value.strip(" :"), original, context)
    if new is None:
        return []
    # 时间改成4月6号下午4点: a day and an hour.
    day = _moment("date", value, context) if field == "when" and new[0] == "start" else None
    return [Change(name, "to", known) for name, known in ([day, new] if day else [new])]


def _original(own: str, value: str) -> str:
    at = fold(own).rfind(value) if value else -1
    return own[at : at + len(value)].strip(" :：") if at >= 0 else value.strip(" :")


def _value(field: str, value: str, original: str, context: Context) -> tuple[str, Any] | None:
    if field in ("present", "expected", "observers"):
        match = re.match(NUMBER, value)
        count = number(match[0]) if match else None
        return (field, count) if count is not None else None
    if field in ("host", "recorder"):
        who = name_at_start(value)
        return (field, context.sender if who == "我" else who) if who and (who != "我" or context.sender) else None
    if field in ("start", "end", "when", "date"):
        return _moment(field, value, context)
    if field == "kinds":
        found = mentions(value)
        return (field, kinds_of_event(value, found)) if found else None
    words = original.strip(" 。“”\"'了吧")
    return (field, words) if words and words not in ("错", "写错", "不对") else None


def _moment(field: str, value: str, context: Context) -> tuple[str, Any] | None:
    times = find_times(value)
    clock = times.start or times.end
    if field in ("start", "end", "when") and clock and not times.flags:
        return ("end" if field == "end" else "start", clock)
    days = find_days(value, context.now)
    if field in ("date", "when") and len(days) == 1 and days[0].date and not days[0].flags:
        return "date", days[0].date
    return None


def _people(said: str, folded: str, context: Context) -> list[Change]:
    """缺席再加一个孙丽，病假; 陈刚其实来了."""
    gone = _REMOVE.search(said)
    if gone:
        for names in (said[: gone.start()], said[gone.end() :], folded):
            found = [
                word
                for word in re.findall(
                    r"[\u4e00-\u9fff×xX]{2,4}", re.sub(r"其实.*|缺席|请假|把|里的?|他|她", " ", names)
                )
                if is_name(word)
            ]
            if found:
                return [Change("absentees", "remove", found[0])]
        return []
    if _ADD.search(said):
        rest = folded[folded.find(said) + _ADD.search(said).end() :]  # type: ignore[union-attr]
        people = find_absentees("缺席:" + re.sub(rf"^[ :]*(?:一个|一人|{NUMBER}(?:个|名|人|位))?[ :]*", "", rest))
        return [Change("absentees", "add", person) for person in people]
    to = _TO.search(said)
    people = find_absentees("缺席:" + (said[to.end() :] if to else said))
    return [Change("absentees", "to", people)] if people else []


def _without_repeats(changes: list[Change]) -> tuple[Change, ...]:
    kept: list[Change] = []
    for change in changes:
        if change not in kept and not (change.op == "remove" and any(other.op == "remove" for other in kept)):
            kept.append(change)
    return tuple(kept)


_FILE = r"(?:照片|图片|相片|合影|截图|扫描件|签到表|附件|文件)"
_ANY_FILE = regex(_FILE)
_AWAY = r"(?:删掉|删了|删除|删去|删(?=[第掉了]|$|照|附|文|图)|去掉|去除|撤掉|撤了|撤回|撤下|拿掉|移除|移掉|取下|不要了)"
_FILE_AWAY = regex(
    rf"{_AWAY}[^,。;!?\n条录]{{0,12}}{_FILE}|{_FILE}(?:[^,。;!?\n条录]{{0,8}}(?:错|不对|不是|有误)了?,)?[^,。;!?\n条录]{{0,12}}?{_AWAY}|"
    rf"{_FILE}[^,。;!?\n条录]{{0,4}}[发传贴放搞弄][错串]|[发传贴放搞弄][错串](?:了)?(?:一?张)?{_FILE}"
)
_NTH = regex(
    rf"{_FILE}[ ]*第?({NUMBER})[张个份]?((?:[ ]*[、,和跟及与][ ]*{_FILE}?第?{NUMBER}[张个份]?)*)|第({NUMBER})[张个份]"
)
_MORE = regex(NUMBER)
_NO_FILE = regex(
    r"主题|议题|内容|题目|任务|通知|(?:撤回|撤销|作废|删[掉除了去]?)[^,。片件图表影]{0,6}(?:条|记录|\d号?(?:$|[ ,。!]))"
)
_WHOSE = regex(
    rf"(?:#?(\d{{1,9}})号?)?(?:刚才|刚刚)?(?:[那这上]一?[条个])?(?:记录|活动)?(?:里面?|中)?的(?={_FILE}|第{NUMBER}[张个份])"
)


def removed_files(text: str) -> dict[str, Any] | None:
    """Which files the message wants taken away from a record: ``numbers``, ``all``, ``last``, and the ``record`` if it
    is numbered; None where it wants no such thing."""
    folded = fold(text)
    if not _ANY_FILE.search(folded):
        return None
    whose = _WHOSE.search(folded)
    said = _WHOSE.sub("", folded)
    if not _FILE_AWAY.search(said) or _NO_FILE.search(said):
        return None
    numbers = [number(one) for match in _NTH.finditer(said) for one in _MORE.findall(match[0])]
    return {
        "record": int(whose[1]) if whose and whose[1] else None,
        "numbers": [one for one in numbers if one is not None],
        "all": bool(re.search(r"全部|所有|全都|都(?=删|去|撤|不)|全(?=删|去|撤)", said)),
        "last": bool(re.search(r"刚[才刚发]|最后|最新|上一?张|这一?张|[错串]", said)),
    }


def filled(reading: RecordReading, folded: str) -> tuple[Change, ...]:
    """What a bare answer to the bot's question fills in: every field that the words give."""
    values: dict[str, Any] = {
        name: getattr(reading, name) for name in ("date", "start", "end", "place", "host", "recorder")
    }
    values |= {name: getattr(reading, name) for name in ("expected", "present", "observers", "topic")}
    if reading.kinds:
        values["kinds"] = reading.kinds
    if reading.absentees:
        values["absentees"] = reading.absentees
    elif reading.absent_none:
        values["absentees"] = ()
    return tuple(Change(name, "set", value) for name, value in values.items() if value is not None)


def only_names(text: str) -> tuple[Absentee, ...]:
    return find_absentees("缺席:" + fold(text))
