"""Which of a message's days is the activity's: 4月3日开会，要求20日前交心得，8日再研究 has one.

Knows days as found and the words around them; what stays doubtful has no day and a flag.
"""

import re
from datetime import date

from config.patterns import regex
from handlers.reading.dates import AMBIGUOUS, is_loose
from handlers.reading.kinds import mentions
from handlers.reading.values import Day
from handlers.written.text import BLANK, fold
from handlers.written.typos import TAKEN_BACK

_AFTER = regex(
    rf"是[ ]*[\d一二三四五六七八九十周星]|[ ,)]{{0,2}}(?:(?:之|以)?前(?![往去来赴])|(?:之|以)后|截[至止]|止(?=[ "
    rf",。;)]|$)|届满|到期|起(?=[ ,。;至到]|$)|印发|发布|下发|出生|入党|"
    r"才(?:想起|补|有空|报|交|来)|补[录登报交记]|忘|没来得及|被(?:接收|确定|批准|评|授)|成立|产生|再(?!次)|"
    r"报送?(?!告)|上报|提交|"
    rf"(?:党委|学院|学校|中央|上级|总支|全国|国家|校|院)[^,。;{BLANK}]{{0,12}}(?:会议|大会|讲话|通知|文件|精神|要求|"
    rf"部署))"
)
_BEFORE = regex(
    r"(?:(?:将|拟|定|预计|计划|打算|准备)(?:于|在|到)?|下[次回一](?:次|回|个)?[^,。;]{0,8}|截[至止](?:到|日期|时间)?|"
    r"期限(?:为|是|到)?|最[晚迟](?:于|在)?|"
    r"[编文]号(?:为|是)?|(?:复试|考试|公示|培训|报名|答辩|选举|活动月|执行|起止|报到|接收|批准|生效|入党|"
    r"转正)(?:时间|日期|期|期限)(?:为|是|从|自|在|:)*|今天是|原定(?:于|在)?|原计划(?:于|在)?|"
    r"本来(?:定|说|想)?[^,。;]{0,3}|本应(?:于|在)?|不是|并非|(?<![来])自|有效期[^,。;]{0,6}|"
    r"(?:根据|按照?|落实|依据|传达|学习|贯彻|围绕|遵照|为|关于)[^,。;:]{0,6}|同志于|(?:出生|成立|印发|产生|生|"
    r"发表)于|推迟前|距)[ :(〔\[]*$"
)
_BESIDES = regex(r"会前|会后|此前|此后|下一步|今后|前期|后续|接下来")
_TOLD = regex(r"召开|举行|开展|举办|[开上过搞办]了|[开上过搞办]的|补[录登报记]")
_CLOCKED = regex(
    r"[ ,的)]{0,2}(?:[(][^()]{1,8}[)])?(?:(?:早上?|上午|中午|下午|晚上?|傍晚)[ ]?)?(?:\d{1,2}|"
    r"[一二两三四五六七八九十]{1,3})(?:[点:]|时(?!间))"
)
_LABEL = regex(r"(?:时间|日期)[ ]*(?:为|是|在|:|[ ])*$")
_OOPS = regex(r"不对|不是|说错|写错|打错|记错|搞错|错了|更正|应该是|改到|推迟到|改成|延到|挪到|提前到|顺延到|口误|哦不")


def event_day(days: list[Day], folded: str, today: date) -> tuple[date | None, tuple[str, ...], tuple[str, ...]]:
    """The activity's day, flags, and what was assumed. ``folded`` is the text in which the days stand."""
    certain = [day for day in days if day.date or not is_loose(day.words)] or days
    certain = _of_the_event(certain, folded)
    if not certain:
        return None, (), ()
    if len({(day.date, day.flags) for day in certain}) > 1:
        return None, (AMBIGUOUS,), ()
    day = certain[0]
    if day.date is None:
        return None, day.flags, ()
    words = fold(day.words).strip()
    loose = re.fullmatch(r"(?:\d{1,2}|[一二三四五六七八九十]+)[ ]*[日号]|(?:周|星期|礼拜).", words)
    other_year = day.date.year != today.year and not re.search(rf"年|{day.date.year}", words)
    shown = (f"{words}按{day.date.isoformat()}",) if loose or other_year else ()
    return day.date, day.flags, shown


def _of_the_event(days: list[Day], folded: str) -> list[Day]:
    """Deadlines, plans, papers and what was taken back are left out; then the first sentence that has a day counts."""
    if len(_different(days)) < 2:
        return days
    left = [day for at, day in enumerate(days) if not _another(day, folded) and not _taken_back(days, at, folded)]
    left = left or days
    labelled = [day for day in left if _LABEL.search(folded[: day.span[0]][-8:])]
    if len(_different(labelled)) == 1:
        return labelled
    if len(_different(left)) < 2:
        return left
    sentence = _sentence(folded, left[0])
    first = [day for day in left if sentence[0] <= day.span[0] < sentence[1]]
    others = [day for day in left if day not in first]
    if len(_different(first)) > 1:
        first = [day for day in first if _CLOCKED.match(folded, day.span[1])]
    if len(_different(first)) != 1 or any(_tells(folded, day) for day in others):
        return left
    return first


def _different(days: list[Day]) -> set[tuple[date | None, tuple[str, ...]]]:
    return {(day.date, day.flags) for day in days}


def _another(day: Day, folded: str) -> bool:
    if _AFTER.match(folded, day.span[1]) or _BEFORE.search(folded[: day.span[0]][-16:]):
        return True
    return bool(_BESIDES.search(folded, _sentence(folded, day)[0], day.span[0]))


def _taken_back(days: list[Day], at: int, folded: str) -> bool:
    """昨天，不对，是前天: the later one counts."""
    if at + 1 >= len(days):
        return False
    between = folded[days[at].span[1] : days[at + 1].span[0]]
    return len(between) <= 20 and bool(TAKEN_BACK.search(between))


def _sentence(folded: str, day: Day) -> tuple[int, int]:
    first = max(folded.rfind(mark, 0, day.span[0]) for mark in "。\n!") + 1
    ends = [at for mark in "。\n!" if (at := folded.find(mark, day.span[1])) >= 0]
    return first, min(ends, default=len(folded))


def _tells(folded: str, day: Day) -> bool:
    """Whether the sentence of a later day tells of something held on it: then nobody knows which is meant."""
    sentence = folded[slice(*_sentence(folded, day))]
    return bool(mentions(sentence)) and bool(_TOLD.search(sentence))
