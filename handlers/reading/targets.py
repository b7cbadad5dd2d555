"""Which existing record a message is about (contract rule 8): number, kind and day, the quoted, or the last one."""

from config.patterns import regex
from handlers.reading.dates import find_days
from handlers.reading.kinds import mentions
from handlers.reading.values import Context, Target
from handlers.written.text import fold

_SHORT = r"(?P<{0}>\d{{1,9}})(?!\d|:\d| *[人名个位月年日点.])"
_FIELDS = "实到|应到|地点|主持|记录|时间|缺席|请假|主题|议题|日期"
_NUMBER = regex(
    rf"(?:#|编号|记录|No\.?|no\.?|第)[ :]*#?{_SHORT.format('a')}|(?P<b>\d{{1,9}}) *号?(?:那条)?记录|"
    rf"^/?(?:请|帮我|把)?(?:更正|撤回|撤销|恢复|修改|改|附件|补附件|作废|任务|查看)[ ]*#?{_SHORT.format('c')}|"
    rf"(?P<d>\d{{1,9}})号那条|^(?:把|将)?(?P<e>\d{{1,9}})号?(?=的|作废|撤|删|恢复|改|{_FIELDS})"
)
_LAST = regex(r"刚才|刚刚|上一?条|最近(?:那|一)条|刚报|刚交|最后一条|刚提交")
_QUOTED = regex(r"(?:#|编号|记录)[ :]*#?(\d{1,9})")


def find_target(text: str, context: Context, named_in: str | None = None) -> Target:
    """The target as named. ``named_in`` is the part of the message that may name it (not the new values)."""
    folded, where = fold(text), fold(text if named_in is None else named_in)
    if context.quote:
        number = _QUOTED.search(fold(context.quote))
        return Target(number=int(number[1]) if number else None, quoted=True)
    match = _NUMBER.search(folded)
    if match:
        return Target(number=int(next(value for value in match.groups() if value)))
    if _LAST.search(folded):
        return Target(last=True)
    found = mentions(where)
    days = [day.date for day in find_days(where, context.now) if day.date]
    if found or days:
        return Target(kind=found[0][0] if found else None, date=days[0] if days else None)
    return Target(last=True)
