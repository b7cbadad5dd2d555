"""Records written as labelled lines (类型：… 时间：… 地点：…), and the same in one line."""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.reading.kinds import kinds_of_event, mentions
from handlers.reading.people import find_absentees, name_at_start
from handlers.reading.record import TALK, read_record, with_missing
from handlers.reading.times import find_times
from handlers.reading.values import Context, RecordReading
from handlers.written.numbers import NUMBER, number
from handlers.written.text import fold

_LABELS = {
    "kinds": r"(?:会议|活动)?类[型别]|(?:活动|会议)名称|名称|会议|活动|事项|开的啥|开的什么会?|会名|项目",
    "branch": r"(?:所在)?党?支部(?:名称)?",
    "date": r"(?:会议|活动)?日期|哪天",
    "start": r"开始时间|开始",
    "end": r"结束时间|结束",
    "moment": r"(?:时间|日期)(?:和|及|与|、|/)?地点|时间场地",
    "time": r"(?:会议|活动)?时间|啥时候|什么时候|何时",
    "place": r"(?:会议|活动)?(?:地点|场所|地方)|会场|在哪里?|哪里开的?|场地|何地",
    "both": r"主持人?(?:和|及|与|、|/)记录人?",
    "host": r"(?:会议|活动)?主持(?:人|者)?|谁主持",
    "recorder": r"(?:会议)?记录(?:人|员)?|谁记录|谁记的",
    "counts": r"应到(?:人数)?[/、]实到(?:人数)?|实到(?:人数)?[/、]应到(?:人数)?|"
    r"(?:参加|出席|参会|到会|出勤|人员)(?:情况|"
    r"人数|人员)?|人数",
    "expected": r"应(?:到|参加|出席|参会)(?:会)?(?:党员)?(?:人数|人员)?",
    "present": r"实(?:到|参加|出席|参会|际到会|际参会)(?:会)?(?:党员)?(?:人数|人员)?",
    "absentees": r"(?:缺席|请假|缺勤|未到|没来)(?:人员|名单|情况|党员|人|的)?(?:及?(?:其)?原因)?|谁没来",
    "observers": r"列席(?:人员|人数)?",
    "topic": r"(?:会议|活动|学习)?(?:主题|议题|议程|内容|题目)|说了啥|讲了啥|聊了啥|学了啥",
    "votes": r"表决(?:情况|结果)?|投票(?:情况|结果)?",
}
_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
# At the beginning of a line, behind a number or a bullet; or after a separator: 时间：…；地点：…
_LINE = regex(
    rf"(?:(?:^|(?<=\n))(?:[^\u4e00-\u9fffA-Za-z\d\n]|\d{{1,2}}[.、)]|[一二三四五六七八九十]{{1,2}}[.、)]|"
    rf"\d(?=[\u4e00-\u9fff])){{0,6}}|(?<=[ ;,。/、(①-⑳])[ ]*)"
    rf"(?:{_NAMES})[ ]*[:][ ]*"
)


_SUBJECT = regex(r"(?:^|\n)[^\n:]{0,6}(?:主题|议题|题目)[ ]*:")


def read_form(text: str, context: Context) -> RecordReading | None:
    """The record of labelled lines; None when fewer than three labels stand at the beginning of lines."""
    fields = _fields(text)
    if len(fields) < 3:
        return None
    reading = read_record(text, context)
    own: dict[str, object] = {}
    for name, (value, whole_line) in fields.items():
        folded = fold(value).strip(" 。;,")
        if name == "kinds":
            kinds = kinds_of_event(folded, mentions(folded))
            own |= {"kinds": kinds} if kinds else {}
        elif name in ("place", "topic", "branch") and folded and whole_line:
            own[name] = value.strip(" \t。；;，,　")
        elif name in ("host", "recorder") and folded:
            who = name_at_start(folded)
            own[name] = (context.sender or None) if who == "我" else who or (value.strip() if whole_line else None)
        elif name in ("expected", "present", "observers"):
            count = re.match(rf"(?:共)?({NUMBER}) *(?:人|名|个|位)?(?=$|[ ,。;(、])", folded)
            own |= {name: number(count[1])} if count else {}
        elif name in ("start", "end"):
            times = find_times(folded)
            own[name] = times.start or times.end
        elif name == "absentees" and folded and whole_line:
            listed = find_absentees("缺席:" + folded)
            names = {person.name for person in reading.absentees}
            if not all(person.name in names for person in listed) or not listed:
                own["absentees"] = listed
    if reading.kinds == (TALK,) and not _SUBJECT.search(fold(text)):
        own.pop("topic", None)  # 内容：… of a talk is what was said in it, and that is not kept
    own = {name: value for name, value in own.items() if value is not None}
    reading = replace(reading, **own)  # type: ignore[arg-type]
    nobody = not reading.absentees and (
        "absentees" in fields and bool(re.fullmatch(r"无|没有|0人?", fold(fields["absentees"][0]).strip(" 。;,")))
    )
    agree = reading.expected is not None and reading.expected == reading.present and not reading.absentees
    flags = tuple(flag for flag in reading.flags if not (flag == "ambiguous_time" and reading.start))
    if reading.start and reading.end and reading.end <= reading.start and "end_before_start" not in flags:
        flags = (*flags, "end_before_start")
    return with_missing(replace(reading, absent_none=nobody or agree, flags=flags))


def _fields(text: str) -> dict[str, tuple[str, bool]]:
    """Each label's first value as typed, and whether it has its line for itself."""
    folded = fold(text)
    found = list(_LINE.finditer(folded))
    fields: dict[str, tuple[str, bool]] = {}
    for at, match in enumerate(found):
        name = next(name for name in _LABELS if match[name])
        ends = folded.find("\n", match.end())
        ends = len(text) if ends < 0 else ends
        after = found[at + 1].start() if at + 1 < len(found) else len(text)
        begins_line = not folded[folded.rfind("\n", 0, match.start(name)) + 1 : match.start(name)].strip(
            " -0123456789.、)①"
        )
        alone = begins_line and (after >= ends)
        fields.setdefault(name, (text[match.end() : min(ends, after)], alone))
    return fields
