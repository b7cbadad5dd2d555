"""Remarks below a table that speak of its rows by number: 第6项与第5项同时报送；第4项时间待定."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.drafts import NO_DATE, Draft
from handlers.notices.drafts import doubts_of as doubts_about

_OPEN = regex(
    r"第 *(?P<no>\d{1,2}) *项(?:[的因暂尚将均]|具体|完成|开展|活动|会议|任务|安排|目前|日期|时限){0,4}"
    r"(?P<why>(?:时间)?(?:待定|另行通知|另定|未定))"
)
"""第4项补考安排另行通知 speaks of something else than the row's own day."""
_SAME = regex(
    r"第 *(?P<no>\d{1,2}) *项[^,。;]{0,4}?(?:与|和|随|同) *第 *(?P<of>\d{1,2}) *项[^,。;]{0,4}?(?:同时|一并|"
    r"一起|一同)"
)


def remarked(text: str, made: Sequence[Draft], rows: Mapping[str, int]) -> Iterator[tuple[int, Draft]]:
    """Which tasks a remark changes, and how; nothing where it names no row that was read."""
    for match in _OPEN.finditer(text):
        at = rows.get(match["no"])
        if at is not None:
            yield at, replace(made[at], when=None, doubts=(f"备注写明：{match['why']}",))
    for match in _SAME.finditer(text):
        at, source = rows.get(match["no"]), rows.get(match["of"])
        if at is not None and source is not None:
            when = made[source].when
            yield at, replace(made[at], when=when, doubts=doubts_about("", when) if when else (NO_DATE,))
