"""What is to become of a line of a list, in a person's words: 改到4月17日, 也给学生支部, 提前两天. Words only, pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from config.patterns import regex
from handlers.reading import find_days
from handlers.reading.times import find_times
from handlers.written.numbers import NUMBER, number

DROP, KEEP, ONLY_THESE, DUE, SHIFT, FOR, ALSO, EXCEPT, TITLE, RECIPIENT, UNTIL, WHICH = (
    *("drop", "keep", "only these", "due", "shift", "for", "also", "except", "title", "recipient", "until", "which"),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """``numbers`` are 1-based. ``words`` is a title, a party, an addressee (我, 我们: the speaker, their house);
    ``day`` and ``time`` those of DUE and UNTIL, either of which may be missing; ``by`` the days of SHIFT. WHICH: the
    words name several lines."""

    what: str
    numbers: tuple[int, ...]
    words: str = ""
    day: date | None = None
    time: str | None = None
    by: int = 0


NOT = r"(?:不要|不用|不发|去掉|去了|删掉?|删除|取消|不下发|不需要|不用发|先不发|别发|划掉|不管|不做)"
END = r"[了吧啊哈呢。! ]*"
KEPT = r"(?:恢复|加回来?|还是?要|要(?:的|发)?|也?要|保留|也发|照发)"

_SLIP = 320
"""Days ahead from which a day without a year is taken for one that is just over."""
_DROPPED = regex(rf"也?(?:都)?{NOT}(?:掉)?{END}")
_KEPT = regex(rf"{KEPT}{END}")
_CHANGED = r"(?:改[成到为至回]?|换[成到]|调[到整]+[到为]?|挪[到至])"
_MOVED = regex(
    rf"(?:的?(?:截止|时间|日期|期限)?(?:时间|日期)?)?(?:{_CHANGED}|定[在到为]?|统一[到为]?|放[到在]|顺延[到至]?|"
    r"往[前后](?:推|挪|延|移)?[到至]|提前[到至]?|推迟[到至]?|延[期后]?[到至]|延长[到至]|是|到|写|截止(?:到|于)?)|"
    r"的?(?:截止)?(?:时间|日期)|(?=\d{1,2}月)"
)
_FROM_TO = regex(rf"(?:原来的?|由|从)?[\d一二三四五六七八九十上中下早晚午年月日号点时分半周星期:. ]{{2,16}}{_CHANGED}")
"""17点改成中午12点: the old one is said too."""
_SHIFTED = regex(
    r"(?:的?(?:截止)?(?:时间|日期))?(?:再|往|向)?(?:(?P<sooner>提前|提早|早|前)|(?P<later>推迟|延[期后长]?|顺延|晚|迟|后))"
    rf"(?:推|挪|移|延)?(?:个)?(?:(?P<days>{NUMBER})[天日]|(?P<weeks>{NUMBER})(?:个?星期|周))(?:截止)?{END}"
)
_VAGUELY = regex(r"(?:早|晚)(?:一?点|一?些)(?![半钟\d])")
"""改早一点 is no hour."""
_UNITS = r"[^,。;:\d]{1,30}?"
_FOR = regex(
    r"(?:改[成为])?(?:只|仅|就)?(?:发?给|发到|发|(?<=[只仅])要|限|针对)(?P<who>[^,。]{1,30}?)(?:就[行好]|即可)?" + END
)
_ALSO = regex(
    rf"(?:(?:也|还|再|同时|另外)+(?:要|需要)?(?:发?给|加上?|算上|包括|带上)|加上?|增加|算上|补上|带上)"
    rf"(?P<who>{_UNITS})(?:也?(?:交|报|做|参加|发))?{END}|"
    rf"(?P<them>[^,。;:\d]{{2,30}}?)也要?(?:一起)?(?:交|报|做|参加|发|算上?|加上)?{END}"
)
_EXCEPT = regex(
    rf"(?:除了?|除去|排除|剔除|不含|不包括|(?:不要?|别|不用)发?给|{NOT})(?P<who>{_UNITS})(?:之外|以外|外)?"
    rf"(?:,?(?:其他|其余|别)的?(?:都|全)?(?:要|得)?(?:发|要|交|报|做)?|(?:都|全)(?:要|得)?(?:发|要|交|报|做)?)?{END}|"
    rf"(?P<them>[^,。;:\d]{{2,30}}?)(?:(?:不用|不要|不需要|无需|不必|免|不)(?:交|报|做|参加|发|了)+|除外|不算|不在内|免了?){END}"
)
_OF_THEIRS = regex(
    r"(?:支部|党员|学生|本科生?|研究生|教职?工|教师|机关|离退休|总支|大家|都|全部|所有)[^,。]*|[^,。]*支部"
)
_TITLE = regex(
    r"的?(?:标题|题目|名称|名字|事项名)(?:就?(?:改[成为]?|换成?|叫做?|写成?|是|为|用)[ :]*|[ :]+)(?P<words>.{2,80})",
    re.DOTALL,
)
_CALLED = regex(r"(?:改名|改叫|就?叫做?)[ :]*(?:为|成)?(?P<words>.{2,80})", re.DOTALL)
_THERE = r"(?:(?:这|那)(?:儿|里|边)?)?(?:就(?:行|好|可以|是)|即可|可以|就)?"
_TO = regex(
    rf"(?:改[成为]?)?(?:直接|统一|都)?(?:上?交|报送?|提交|送)(?:给|到|至|送)?[ ]*"
    rf"(?P<words>[^,。]{{1,20}}?){_THERE}{END}|"
    rf"给(?P<me>我们?(?:总支|学院|党委)?){_THERE}{END}|"
    r"的?(?:接收|收件|报送|接收的?|收)(?:人|单位|方|部门|对象)(?:就?(?:改[成为]?|换成|写|是|为)[ :]*|[ :]+)"
    rf"(?P<unit>[^,。]{{1,20}}?){END}"
)
_UNTIL = regex(
    r"(?:每[月周季年]度?)?(?:都|一直|连续)?(?:重复|循环|发布?)?(?:发|重复|循环)[ ]*[到至](?P<end>.{2,16}?)(?:为止)?"
    + END
)
_MONTH = regex(r"(?:(?P<year>明年|今年|\d{4}年))?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|末)?")
_PAIRS = ("“”", '""', "''", "《》", "「」")


def deed(numbers: tuple[int, ...], what: str, own: str, now: datetime) -> Edit | None:
    """What is said of these lines; None where it is nothing of the kind. ``what`` is folded; ``own`` the same in the
    person's own letters."""
    if _DROPPED.fullmatch(what):
        return Edit(DROP, numbers)
    if _KEPT.fullmatch(what):
        return Edit(KEEP, numbers)
    if match := _TITLE.fullmatch(what) or _CALLED.fullmatch(what):
        return Edit(TITLE, numbers, unquoted(own[match.start("words") :]))
    if match := _UNTIL.fullmatch(what):
        last = _last_day(match["end"], now)
        return Edit(UNTIL, numbers, day=last) if last else None
    return _when(numbers, what, now) or _whom(numbers, what, own)


def _when(numbers: tuple[int, ...], what: str, now: datetime) -> Edit | None:
    if match := _SHIFTED.fullmatch(what):
        days = number(match["days"]) if match["days"] else 7 * (number(match["weeks"]) or 0)
        return Edit(SHIFT, numbers, by=-(days or 0) if match["sooner"] else days or 0) if days else None
    if _VAGUELY.search(what):
        return None
    if match := _FROM_TO.match(what):
        what = "改到" + what[match.end() :]
    return _due(numbers, what, now) if _MOVED.match(what) else None


def _whom(numbers: tuple[int, ...], what: str, own: str) -> Edit | None:
    for pattern, kind in ((_EXCEPT, EXCEPT), (_ALSO, ALSO)):
        match = pattern.fullmatch(what)
        who = (match["who"] or match["them"] or "").strip() if match else ""
        if who and ((match and match["who"]) or _OF_THEIRS.fullmatch(who)):
            return Edit(kind, numbers, who)
    if match := _TO.fullmatch(what):
        name = next(one for one in ("words", "me", "unit") if match[one])
        return Edit(RECIPIENT, numbers, own[match.start(name) : match.end(name)].strip(" “”"))
    if match := _FOR.fullmatch(what):
        return Edit(FOR, numbers, match["who"].strip())
    return None


def unquoted(words: str) -> str:
    """A title without the quotes around the whole of it; those within are its own."""
    words = words.strip(" 。")
    for pair in _PAIRS:
        first, last, inner = pair[0], pair[1], words[1:-1]
        if words[:1] == first and words[-1:] == last and first not in inner and last not in inner:
            return inner.strip()
    return words


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
    which = number(month["month"]) or 0
    if not 1 <= which <= 12:
        return None
    named = month["year"] or ""
    year = now.year + 1 if named == "明年" else int(named[:4]) if named[:4].isdigit() else now.year
    if not named and which < now.month:
        year += 1
    return date(year, 12, 31) if which == 12 else date.fromordinal(date(year, which + 1, 1).toordinal() - 1)
