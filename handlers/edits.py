"""What a person says to a numbered list: which lines, and what is to become of them. Words only, pure.

``2 改到4月17日``, ``1、3不要``, ``只要2和4``, ``都改到5月10日``, ``2标题改成…``, ``4交给党委办公室``.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.patterns import regex
from handlers.reading import find_days, fold
from handlers.reading.times import find_times

DROP, KEEP, ONLY_THESE, DUE, FOR, TITLE, RECIPIENT, UNTIL = (
    *("drop", "keep", "only these", "due", "for", "title", "recipient", "until"),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """``numbers`` are 1-based. ``words`` is a title, a party, an addressee; ``day`` and ``time`` those of DUE and
    UNTIL, either of which may be missing."""

    what: str
    numbers: tuple[int, ...]
    words: str = ""
    day: date | None = None
    time: str | None = None


_SLIP = 320
"""Days ahead from which a day without a year is taken for one that is just over."""
_WORDS = "零一二三四五六七八九十"
_N = (
    r"(?:第[ ]*)?(?:\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九])(?![\d年月日周点时:.])"
    r"[ ]*(?:项|条|个(?!月)|号(?!文))?"
)
_NUMBERS = rf"{_N}(?:(?:[ ]*(?:[,、和及跟与到至-]|以及|还有)[ ]*|[ ]+){_N})*"
_ONE = regex(r"(?P<to>[到至-][ ]*)?(?:第[ ]*)?(?P<n>\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九])")
_EVERY = (
    r"(?:(?:这|这里)?[两三四五六七八九十\d]+项(?:都|全部?)|全部|全都|所有的?|统统|每一?[项条个](?:都)?|都)"
    r"(?:的?任务|事项)?(?:都)?"
)
_NOT = r"(?:不要|不用|不发|去掉|去了|删掉?|删除|取消|不下发|不需要|不用发|先不发|别发|划掉|不管|不做)"
_END = r"[了吧啊哈呢。! ]*"
_TARGET = regex(rf"(?:请|麻烦|把|将)*[ ]*(?:(?P<every>{_EVERY})|(?P<numbers>{_NUMBERS}))[ ,:、.的都就也]*(?P<what>.+)")
_DROPPED = regex(rf"(?:{_NOT}){_END}")
_NOT_THESE = regex(rf"(?:请|麻烦)?{_NOT}(?:掉)?[ ]*(?P<numbers>{_NUMBERS}){_END}")
_THESE_ONLY = regex(
    rf"(?:请|麻烦)?(?:就|只|仅)(?:要|发布?|留下?|保留|需要)?[ ]*(?P<numbers>{_NUMBERS})"
    rf"(?:就?[好行可以]+|[ ,]*(?:其他|其余|别)的?(?:都|全)?{_NOT})?{_END}"
)
_BUT_THESE = regex(
    rf"除了?[ ]*(?P<numbers>{_NUMBERS})[ ]*(?:之?外|以外)?[ ,]*(?:其他|其余)?的?(?:都|全部)?{_NOT}{_END}"
)
_OTHERS_NOT = regex(rf"(?:其他|其余|别)的?(?:都|全部|全)?{_NOT}{_END}")
_KEPT = regex(rf"(?:恢复|加回来?|还是?要|要(?:的|发)?|也?要|保留|也发|照发){_END}")
_MOVED = regex(
    r"(?:的?(?:截止|时间|日期|期限)?(?:时间|日期)?)?(?:改[成到为至]?|定[在到]|换[成到]|调[到整]+[到为]?|提前[到至]?|"
    r"推迟[到至]?|延[期后]?[到至]|延长[到至]|是|到|写|截止(?:到|于)?)|的?(?:截止)?(?:时间|日期)|(?=\d{1,2}月)"
)
_FOR = regex(r"(?:改[成为])?(?:只|仅|就)?(?:发?给|发到|发|(?<=[只仅])要|限|针对)(?P<who>[^,。]{1,30}?)" + _END)
_TITLE = regex(
    r"(?:的)?(?:标题|题目|名称|名字|事项名)(?:改[成为]?|叫做?|换成|写成?|是|为)[ :]*(?P<words>.{2,40})", re.DOTALL
)
_CALLED = regex(r"(?:改名|改叫|叫做?)[ :]*(?:为|成)?(?P<words>.{2,40})")
_TO = regex(
    r"(?:改[成为]?)?(?:上?交|报送?|提交|送)(?:给|到|至|送)?[ ]*(?P<words>[^,。]{2,20}?)" + _END + r"|"
    r"(?:的)?(?:接收|收件|报送|接收的?)(?:人|单位|方|部门|对象)(?:改[成为]?|是|为)(?P<unit>[^,。]{2,20}?)" + _END
)
_UNTIL = regex(
    r"(?:每[月周季年]度?)?(?:都|一直|连续)?(?:重复|循环|发布?)?(?:发|重复|循环)[ ]*[到至](?P<end>.{2,16}?)(?:为止)?"
    + _END
)
_BARE = regex(rf"[ ]*{_NUMBERS}[ 、]*")
_MONTH = regex(r"(?:(?P<year>明年|今年|\d{4}年))?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|末)?")


def edits(text: str, count: int, now: datetime) -> list[Edit]:
    """What the message does to a list of so many lines, in its order; empty where it says nothing to it."""
    found: list[Edit] = []
    for clause, original in _clauses(fold(text).strip(), text.strip()):
        if found and _OTHERS_NOT.fullmatch(clause.strip()):
            named = tuple(sorted({number for edit in found for number in edit.numbers}))
            found.append(Edit(ONLY_THESE, named))
        elif one := _said(original, clause, count, now):
            found.append(one)
        elif found and found[-1].what == TITLE and clause.strip():
            found[-1] = replace(found[-1], words=f"{found[-1].words}，{original.strip()}")
        elif clause.strip():
            return []  # half understood is not understood: the message is about something else
    return found


def _clauses(folded: str, text: str) -> list[tuple[str, str]]:
    """The message's parts with their own words. ``1,3不要``: a number alone belongs to what follows it."""
    found, begin = [], 0
    for stop in [*(match.start() for match in re.finditer(r"[,;。\n]", folded)), len(folded)]:
        if _BARE.fullmatch(folded[begin:stop]) and stop < len(folded):
            continue
        found.append((folded[begin:stop], text[begin:stop]))
        begin = stop + 1
    return found


def _said(original: str, clause: str, count: int, now: datetime) -> Edit | None:
    clause = clause.strip()
    for pattern, what in ((_NOT_THESE, DROP), (_THESE_ONLY, ONLY_THESE), (_BUT_THESE, ONLY_THESE)):
        match = pattern.fullmatch(clause)
        if match and (numbers := _numbers(match["numbers"], count)):
            return Edit(what, numbers)
    target = _TARGET.fullmatch(clause)
    if not target:
        return None
    numbers = tuple(range(1, count + 1)) if target["every"] else _numbers(target["numbers"], count)
    what = target["what"].strip()
    own = original.strip()[-len(what) :] if what else ""
    return _done(numbers, what, own, now) if numbers and what else None


def _done(numbers: tuple[int, ...], what: str, own: str, now: datetime) -> Edit | None:
    """``what`` is folded; ``own`` the same in the person's own letters."""
    if _DROPPED.fullmatch(what):
        return Edit(DROP, numbers)
    if _KEPT.fullmatch(what):
        return Edit(KEEP, numbers)
    if match := _TITLE.fullmatch(what) or _CALLED.fullmatch(what):
        return Edit(TITLE, numbers, own[match.start("words") :].strip(" “”\"'《》。"))
    if match := _UNTIL.fullmatch(what):
        last = _last_day(match["end"], now)
        return Edit(UNTIL, numbers, day=last) if last else None
    if _MOVED.match(what) and (edit := _due(numbers, what, now)):
        return edit
    if match := _TO.fullmatch(what):
        name = "words" if match["words"] else "unit"
        return Edit(RECIPIENT, numbers, own[match.start(name) : match.end(name)].strip(" “”"))
    if match := _FOR.fullmatch(what):
        return Edit(FOR, numbers, match["who"].strip())
    return None


def _due(numbers: tuple[int, ...], what: str, now: datetime) -> Edit | None:
    days = [day.date for day in find_days(what, now, past=False) if day.date and not day.flags]
    time = find_times(what).start
    if len(days) > 1 or not (days or time):
        return None
    return Edit(DUE, numbers, day=_this_round(days[0], what, now) if days else None, time=time)


def _this_round(day: date, words: str, now: datetime) -> date:
    """A bare 11月2日 said on the 20th is a slip and not next November: it stays past, for somebody to say so."""
    if (day - now.date()).days > _SLIP and not re.search(r"年", words):
        return day.replace(year=day.year - 1, day=min(day.day, 28) if (day.month, day.day) == (2, 29) else day.day)
    return day


def _last_day(words: str, now: datetime) -> date | None:
    """``明年6月``: the last day of the month; a day is itself."""
    days = [day.date for day in find_days(words, now, past=False) if day.date and not day.flags]
    if days:
        return days[-1]
    month = _MONTH.fullmatch(words.strip())
    if not month:
        return date(now.year, 12, 31) if words.strip() in ("年底", "今年底") else None
    number = _number(month["month"])
    if not 1 <= number <= 12:
        return None
    named = month["year"] or ""
    year = now.year + 1 if named == "明年" else int(named[:4]) if named[:4].isdigit() else now.year
    if not named and number < now.month:
        year += 1
    return date(year, 12, 31) if number == 12 else date.fromordinal(date(year, number + 1, 1).toordinal() - 1)


def _numbers(words: str, count: int) -> tuple[int, ...]:
    """The lines that are named, ``1-3`` spread out; empty where one is not in the list."""
    found: list[int] = []
    for match in _ONE.finditer(words):
        number = _number(match["n"])
        found += range(found[-1] + 1, number + 1) if match["to"] and found and number > found[-1] else [number]
    return tuple(dict.fromkeys(found)) if found and all(1 <= one <= count for one in found) else ()


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word.startswith("十"):
        return 10 + (_WORDS.index(word[1]) if len(word) > 1 else 0)
    return _WORDS.index(word) if len(word) == 1 else 0
