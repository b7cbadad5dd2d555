"""Days that hang on the day told before them: 当日, 次日中午12点前, 考试当天; PPT提前一天拷到会场."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.clock import time_at
from handlers.notices.days import whens
from handlers.notices.drafts import Context
from handlers.notices.relative import ITSELF
from handlers.notices.shifts import shifted
from handlers.notices.when import Frame, When


def same_days(sentence: str, found: Sequence[When], above: When | None, context: Context) -> list[When]:
    """The sentence's times with those days. ``above`` is the time of the heading or of the task before.

    Where neither the sentence nor that told a day, the one that the notice told last is likely, and a person looks.
    """
    told = above or context.told
    days: list[When] = []
    for one in found:
        words = sentence[one.first : one.last]
        if _STILL.match(sentence, one.first):
            one = replace(one, ignored="说明那一天的情况，没有要求")
        elif _is_that_day(sentence, one):
            own = _ON_ARRIVAL.search(sentence[: one.first]) is not None
            own = own or (one.form == "event" and told is not None and told.form == "window")
            day = told.deadline if told and not own else None
            day = day + timedelta(1) if day and _NEXT.search(words) else day
            sure = day and told is not context.told and one.form == "point"
            one = replace(one, deadline=day, doubts=one.doubts if sure else (*one.doubts, f"“{words}”是哪一天，请核对"))
        elif day := _days_ahead(one, words, None if told is context.told else told, context):
            one = replace(one, deadline=day, doubts=(*one.doubts, f"“{words}”从哪一天算，请核对"))
        elif one.deadline and (one.ignored in ("", "说明那是什么日子") or one.ignored.startswith("系统关闭")):
            told = one
        days.append(one)
    return days


def day_before(sentence: str, found: Sequence[When], frame: Frame) -> list[When]:
    """The sentence's times, with 4月24日汇报，PPT于前一天中午12:00前拷到会场: the day before the one told last."""
    told = _DAY_BEFORE.search(sentence)
    days = [one for one in found if told and one.last <= told.start() and one.deadline and not one.ignored]
    held = [one for one in days if not one.until] or days
    if told is None or not held or held[-1].form != "point" or held[-1].deadline is None:
        return list(found)
    time, last = time_at(sentence, told.end(), frame)
    until = _UNTIL.match(sentence, last)
    end = until.end() if until else last
    doubts = () if len(days) == 1 and not held[-1].until else (f"“{told[0]}”是哪一天的前一天，请核对",)
    eve = held[-1].deadline - timedelta(1)
    ahead = When(told.start(), end, eve, time=time, doubts=doubts, until=until is not None)
    others = (one for one in found if one.last <= told.start() or one.first >= end)
    return sorted((*others, ahead), key=lambda one: one.first)


_DAY_BEFORE, _UNTIL = regex(r"(?<=[于在须请应])[前头]一[天日]"), regex(r" *之?前")


def at_the_hour(sentence: str, frame: Frame) -> list[When]:
    """请参会人员于9:15前入座, where the notice is about one meeting: the hour is of its day."""
    day = next((day for name, day in frame.events if name == ITSELF), None)
    hour = _HOUR.search(sentence) if day else None
    if hour is None:
        return []
    time, _ = time_at(sentence, hour.start("hour"), frame)
    doubts = (f"“{hour['hour'].strip()}”是哪一天，请核对",)
    return [When(hour.start("hour"), hour.end(), day, time=time, doubts=doubts, until=bool(hour["until"]))]


_HOUR = regex(
    r"[\u4e00-\u9fff] *(?P<hour>(?:[上下]午|晚上?)? *\d{1,2} *[:点] *(?:\d\d分?|半)?)(?P<until>之?前)?"
    r"(?! *[-至到~—–\d]|[^,。;]{0,8}(?:结束|散会|发车|开车|返))"
)
"""Not when it ends, nor from then to then."""


def of_month(sentence: str, above: When | None, context: Context) -> list[When]:
    """The times of the sentence; 会审（12月16日至18日）：16日上午工科 is of the month told above."""
    found, frame = whens(sentence, context.frame), context.frame
    end = above.deadline if above and above.form in ("point", "window") else None
    if above is None or end is None or frame.month or not _BARE_DAY.search(sentence):
        return found
    month = (above.start or end).replace(day=1)
    if month != end.replace(day=1) or month <= frame.base:
        return found
    within = whens(sentence, replace(frame, month=month))
    if [one.first for one in within] != [one.first for one in found]:
        return found
    pairs = zip(found, within, strict=True)
    return [own if own.deadline and month <= own.deadline <= end else one for one, own in pairs]


_BARE_DAY = regex(r"(?:^|[^月\d/.]) *\d{1,2} *[日号]")


def _is_that_day(sentence: str, one: When) -> bool:
    """当天, 次日中午12点前; 考试当天, where the notice does not say outright when that is."""
    if one.form == "event" and one.open:
        return _OF_EVENT.search(sentence[one.first : one.last]) is not None
    return one.form == "point" and not one.ignored and _THAT_DAY.match(sentence, one.first) is not None


def _days_ahead(one: When, words: str, told: When | None, context: Context) -> date | None:
    """述职会12月23日召开，PPT提前一天拷到会场电脑."""
    ahead = _AHEAD.fullmatch(words.strip()) if one.form == "event" and one.open and not one.ignored else None
    if ahead is None or told is None or not told.deadline or told.until or told.start or told.recurrence:
        return None
    return shifted(context.frame, told.deadline, ahead["n"], ahead["unit"], -1)[0]


_NEXT, _OF_EVENT = regex(r"[次翌]日|第二天"), regex(r"(?:当[天日]|次日)$")
_AHEAD = regex(r".{0,8}?提前 *(?P<n>[123一两二三]) *(?P<unit>个?工作日|天|日|个?周|个?星期)")
_ON_ARRIVAL = regex(
    r"(?:见到|收到|接到|发现|遇有)[^,。;]{1,12}$|(?:会|结束|活动)后$|[与和随跟](?!会)[^,。;与和随跟会]{1,12}$"
)
"""收到…当日, 会后第二天, 与推荐表同日: another day than the one told last."""
_STILL = regex(r"当[天日][^,。;]{0,2}(?:还|仍|也)[可能]")
"""20日锁定，当天还能改: what is still possible then."""
_THAT_DAY = regex(r"当[天日晚夜]|[次翌同]日|第二天")


def at_its_end(sentence: str, one: When, stage: When | None) -> When:
    """于最后一天前传至组织科, below 自查（即日起至10月30日）: the last day is the stage's."""
    if one.form != "event" or not one.open or stage is None or not (stage.start or stage.until) or not stage.deadline:
        return one
    last = _LAST_DAY.search(sentence[max(0, one.first - 8) : one.last])
    return replace(stage, first=one.first, last=one.last, start=None, until=True) if last else one


_LAST_DAY = regex(r"(?:最后|末)(?:一|1)天(?:之?前|内)?$")
