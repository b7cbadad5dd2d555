"""One deed of several days: the day of one of a series that the sentence tells, and a list of days."""

from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.drafts import Draft
from handlers.notices.when import When
from handlers.notices.words import ACTION


def of_series(sentence: str, before: When, one: When) -> When | None:
    """每半年听取一次汇报，上半年不得超过6月30日: the day of one of the series, and no second task."""
    if before.form != "repeat" or one.form != "point" or one.deadline is None:
        return None
    if (told := _ONE_OF.search(sentence[before.last : one.first])) is None:
        return None
    behind = _REST.match(sentence, one.last)[0]  # type: ignore[index]
    if ACTION.search(behind) and not told["bare"]:
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
    when = found[0].when if len(found) == 1 else None
    if not (before and before.form == "repeat" and when and when.deadline and when.form == "point"):
        return None
    told = found[0].mark - first
    if _ONE_OF.fullmatch(sentence, 0, told) is None or ACTION.search(sentence, told):
        return None
    return replace(made[-1], when=replace(when, recurrence=before.recurrence), doubts=found[0].doubts)


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
