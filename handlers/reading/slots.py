"""What a question or an order is about: kind, period, topic, unit, day, task; plain words, ready for JSON."""

from typing import Any

from config.patterns import regex
from handlers.reading.dates import find_days
from handlers.reading.kinds import mentions
from handlers.reading.periods import find_period
from handlers.reading.values import Context
from handlers.written.text import fold

_TOPICS = regex(
    "三会一课|双重组织生活|民主生活会|换届|届中|党费|积极分子|发展对象|预备期|预备党员|"
    "转正|组织关系|介绍信|志愿书|政治审查|政审|函调|推优|流动党员|失联党员|"
    "入党申请|入党宣誓|述职|党内统计|年报|支部手册|工作手册|典型案例|样板支部|标杆院系|"
    "双带头人|组织员工作室|学时|公示|选举|表决|请假|补记|毕业生|"
    "组织生活(?!会)|党龄|入党介绍人|培养联系人|党员"
)
_ORG = regex(
    r"组织人事处|组织部|宣传部|纪委|学工部|党办|机关党委|[\u4e00-\u9fff]{2,7}?(?:学院|"
    r"书院)(?:党总支|党委)?|[\u4e00-\u9fff]{2,6}党总支"
)
_BRANCH = regex(r"[\u4e00-\u9fff]{2,10}?(?:第?[一二三四五六七八九十\d]{1,2})?党?支部")
_NO_UNIT = regex(
    r"我|咱|各|哪|支部的|没|还|本|这|那|换|到期|提醒|催|全部|所有|每|其他|今年|通知|把|"
    r"个|的|月|党课|党日|会|交|和|在|有"
)


def asked_about(text: str, context: Context) -> dict[str, Any]:
    """activity_type, period, topic, org and branch, as far as they were said."""
    folded = fold(text)
    slots: dict[str, Any] = {}
    found = mentions(folded)
    if found:
        slots["activity_type"] = found[0][0]
    period = find_period(text, context.now)
    if period:
        slots["period"] = period.key
    topic = None if found else _TOPICS.search(folded)
    if topic:
        slots["topic"] = topic[0]
    return slots | _units(folded, context)


def _units(folded: str, context: Context) -> dict[str, Any]:
    for name in sorted(context.branches, key=len, reverse=True):
        if name and fold(name) in folded:
            return {"branch" if name.endswith("支部") else "org": name}
    for key, pattern in (("org", _ORG), ("branch", _BRANCH)):
        match = pattern.search(folded)
        if match and not _NO_UNIT.search(match[0]):
            return {key: match[0]}
    return {}


def days_ahead(text: str, context: Context, *, past: bool = False) -> list[str]:
    """The certain days of an order, as ISO words."""
    return [day.date.isoformat() for day in find_days(text, context.now, past=past) if day.date]
