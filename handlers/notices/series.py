"""One deed of several days: the day of one of a series that the sentence tells, and a list of days."""

from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.drafts import Draft
from handlers.notices.reckon import safe
from handlers.notices.when import When
from handlers.notices.words import ACTION


def of_series(sentence: str, before: When, one: When) -> When | None:
    """每半年听取一次汇报，上半年不得超过6月30日: the day of one of the series, and no second task."""
    if before.form != "repeat" or one.form != "point" or one.deadline is None:
        return None
    if (told := _ONE_OF.search(sentence[before.last : one.first])) is None:
        return None
    if ACTION.search(_behind(sentence, one.last)) and not told["bare"]:
        return None
    return replace(one, first=before.first, last=before.last, recurrence=before.recurrence)


_ONE_OF = regex(
    r"(?:^|[,;(]) *(?:其中,?)?(?:(?:报到后的|本学期|今年|本年度?)?(?:首|第[一1])[次期讲场批份轮]|"
    r"本(?:学期|月|季度?|年度?)|[上下]半年|第?[一二三四1-4]季度|(?:1[0-2]|[1-9])月份?)"
    r"(?:(?P<bare>的)|[^,。;]{0,10})[ ,]*"
    r"(?:[请须应在于到至为是]|建议|安排|定|放宽?|提前|推迟|顺延|不得?(?:晚于|超过|迟于))* *$"
)
_REST = regex(r"[^,。;]*")


def one_of_series(sentence: str, first: int, made: Sequence[Draft], found: Sequence[Draft]) -> Draft | None:
    """每季度末月20日前上交；二季度为6月18日: the sentence behind tells the day of one of them, and no second task."""
    before = made[-1].when if made else None
    days = [one.when for one in found if one.when and one.when.deadline and one.when.form == "point"]
    if not (before and before.form == "repeat" and days and len(days) == len(found)):
        return None
    if len(days) > 1:
        told_for = [_exception(sentence, one.mark - first) for one in found]
        due = next((one for one, month in zip(days, told_for, strict=True) if month and _of(month, before)), None)
        moved = replace(made[-1], when=_moved(before, due)) if due else made[-1]
        return moved if all(told_for) else None
    told = found[0].mark - first
    if _ONE_OF.fullmatch(sentence, 0, told) is None or ACTION.search(sentence, told):
        return None
    return replace(made[-1], when=replace(days[0], recurrence=before.recurrence), doubts=found[0].doubts)


def _exception(sentence: str, told: int) -> int | None:
    """4月因清明放假改为7日，5月改为8日: the month whose day the clause tells, where it asks for nothing else."""
    begin = max(sentence.rfind(",", 0, told), 0)
    own = _OF_MONTH.match(sentence, begin)
    if own is None or not _ONE_OF.fullmatch(sentence, begin, told) or ACTION.search(_behind(sentence, told)):
        return None
    return int(own[1])


_OF_MONTH = regex(r" *,? *(1[0-2]|[1-9])月")


def _behind(sentence: str, told: int) -> str:
    return _REST.match(sentence, told)[0]  # type: ignore[index]


def _of(month: int, series: When) -> bool:
    return series.deadline is not None and series.deadline.month == month


def _moved(series: When, due: When) -> When:
    """The series, with its next day on the day of the month that is told for it."""
    assert series.deadline is not None
    assert due.deadline is not None
    return replace(series, deadline=safe(series.deadline.year, series.deadline.month, due.deadline.day), time=due.time)


def days_of_one(sentence: str, group: Sequence[When]) -> Sequence[When]:
    """6月16日、18日、23日开具介绍信 is one deed of three days; 分别于6月15日、12月15日前上缴 are two."""
    first, last = group[0], group[-1]
    whole = all(one.form in ("point", "window") and one.deadline and not (one.until or one.time) for one in group)
    if len(group) == 1 or not whole or _EACH.search(sentence):
        return group
    doubt = f"写了{len(group)}个时间，请看是不是分开的几件事"
    start = first.start or first.deadline
    return [
        replace(
            first, last=last.last, start=start, deadline=last.deadline, form="window", doubts=(*first.doubts, doubt)
        )
    ]


_EACH = regex(r"分别|各自|依次|先后|[两二三四五六\d]次|各(?=[对向报开召组举一1])")
