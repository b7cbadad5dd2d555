"""通道5月30日9:00开启、6月7日23:00关闭: the days between are when it can be done, and the last one is the deadline."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from config.patterns import regex
from handlers.notices.when import When


def opened(sentence: str, found: Sequence[When]) -> list[When]:
    """The times of a sentence, where an opening and a closing are one stretch."""
    told: list[When] = []
    for one in found:
        before = told[-1] if told else None
        both = _both(sentence, before, one) if before else None
        if both:
            told[-1] = both
        else:
            told.append(one)
    return told


def _both(sentence: str, before: When, one: When) -> When | None:
    day = before.deadline or before.start
    closes = one.ignored == "" or one.ignored.startswith("系统关闭")
    if not (day and one.deadline) or before.until or before.ignored or not closes or day > one.deadline:
        return None
    between = sentence[before.last : one.first]
    shut = _SHUTS.match(sentence, one.last)
    begins = _OPENS.match(between) or (_BEGINS.search(sentence[: before.last]) and _TILL.fullmatch(between))
    if shut is None or not begins or _LONG.search(between):
        return None
    midnight = one.time == "00:00"
    last = one.deadline - timedelta(1) if midnight else one.deadline
    time = None if midnight else one.time
    return replace(
        one, first=before.first, last=shut.end(), deadline=last, time=time, start=day,
        form="window", until=True, ignored="",
    )  # fmt: skip


_OPENS = regex(r"(?:零时|0时)?起?[^,。;]{0,6}(?:开放|开启|打开|开通|启用|启动|开始|上线)")
_BEGINS, _TILL = regex(r"(?:开始|起)$"), regex(r",? *(?:至|到|并?于|直至)? *")
"""从6月9日上午9点开始，到6月15日下午5点结束."""
_LONG = regex(r"[。;]|[^,]{16}")
_SHUTS = regex(
    r" *(?:\d{1,2}[:点时](?:\d{2}分?)?|零[时点])?[^,。;]{0,4}(?:关闭|截止|结束|停止|下线|"
    r"关停)(?:受理|填报|报名|录入)?"
)
SYSTEM = regex(r"[^,。;]{0,8}(?:系统|平台|通道|端口|入口|网站|窗口|权限|链接|问卷星)[^,。;]{0,4}")
"""What is opened is no task itself."""
