"""Records written as labelled lines (类型：… 时间：… 地点：…), and the same in one line."""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.reading.kinds import kinds_of_event, mentions
from handlers.reading.numbers import NUMBER, number
from handlers.reading.people import find_absentees, name_at_start
from handlers.reading.record import read_record, with_missing
from handlers.reading.text import fold
from handlers.reading.times import find_times
from handlers.reading.values import Context, RecordReading

_LABELS = {
    "kinds": r"(?:会议|活动)?类[型别]|活动名称|会议名称|名称",
    "branch": r"党?支部(?:名称)?",
    "date": r"(?:会议|活动)?日期",
    "start": r"开始时间|开始",
    "end": r"结束时间|结束",
    "time": r"(?:会议|活动)?时间",
    "place": r"(?:会议|活动)?(?:地点|场所)|会场",
    "host": r"(?:会议)?主持(?:人|者)?",
    "recorder": r"(?:会议)?记录(?:人|员)?",
    "expected": r"应(?:到|参加|出席)(?:会)?(?:党员)?(?:人数|人员)?",
    "present": r"实(?:到|参加|出席|际到会)(?:会)?(?:党员)?(?:人数|人员)?",
    "absentees": r"(?:缺席|请假|缺勤|未到)(?:人员|名单|情况|党员|人)?(?:及?(?:其)?原因)?",
    "observers": r"列席(?:人员|人数)?",
    "topic": r"(?:会议|活动|学习)?(?:主题|议题|议程|内容|题目)",
}
_LINE = regex(
    "[ -]*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")[ ]*[:](?P<value>.*)"
)


def read_form(text: str, context: Context) -> RecordReading | None:
    """The record of labelled lines; None when fewer than three labels stand at the beginning of lines."""
    fields = _fields(text)
    if len(fields) < 3:
        return None
    reading = read_record(text, context)
    own: dict[str, object] = {}
    for name, value in fields.items():
        folded = fold(value).strip(" 。;,")
        if name == "kinds":
            own["kinds"] = kinds_of_event(folded, mentions(folded))
        elif name in ("place", "topic", "branch") and folded:
            own[name] = value.strip(" \t。；;，,　")
        elif name in ("host", "recorder") and folded:
            who = name_at_start(folded)
            own[name] = (context.sender or None) if who == "我" else who or value.strip()
        elif name in ("expected", "present", "observers"):
            count = re.match(rf"(?:共)?({NUMBER}) *(?:人|名|个|位)?$", folded)
            if count:
                own[name] = number(count[1])
        elif name in ("start", "end"):
            times = find_times(folded)
            own[name] = times.start or times.end
        elif name == "absentees" and folded:
            listed = find_absentees("缺席:" + folded)
            names = {person.name for person in reading.absentees}
            if not all(person.name in names for person in listed) or not listed:
                own["absentees"] = listed
    reading = replace(reading, **own)  # type: ignore[arg-type]
    nobody = not reading.absentees and (
        "absentees" in fields and bool(re.fullmatch(r"无|没有|0人?", fold(fields["absentees"]).strip(" 。")))
    )
    agree = reading.expected is not None and reading.expected == reading.present and not reading.absentees
    flags = tuple(flag for flag in reading.flags if not (flag == "ambiguous_time" and reading.start))
    if reading.start and reading.end and reading.end <= reading.start and "end_before_start" not in flags:
        flags = (*flags, "end_before_start")
    return with_missing(replace(reading, absent_none=nobody or agree, flags=flags))


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        match = _LINE.match(fold(line))
        if match and match.lastgroup:
            name = next(name for name in _LABELS if match[name])
            value = line[match.start("value") :]
            fields.setdefault(name, value)
    return fields
