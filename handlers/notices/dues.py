"""Which of a sentence's times ask for something: mere mentions are put aside."""

from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.drafts import Context, put_aside
from handlers.notices.paragraphs import Paragraph
from handlers.notices.when import When
from handlers.notices.words import ACTION


def without_spans(par: Paragraph, sentence: str, first: int, dues: Sequence[When], context: Context) -> list[When]:
    """12月4日前交台账（1-11月）: a stretch in brackets beside a deadline only says what it is of."""
    kept = []
    for one in dues:
        wrapped = sentence[: one.first].rstrip().endswith("(") and sentence[one.last :].lstrip().startswith(")")
        if wrapped and one.form == "window" and any(other.until and other is not one for other in dues):
            put_aside(par, first, replace(one, ignored="括号里的期间，不是截止时间"), context)
        else:
            kept.append(one)
    return kept


def announces(par: Paragraph, first: int, sentence: str, dues: Sequence[When], context: Context) -> bool:
    """The preamble says when the whole campaign runs; what is due stands in the sections below."""
    if (
        context.headings
        or not dues
        or not (
            _BELOW.search(par.folded, first) or ((context.sectioned or context.timed) and _DECIDED.search(sentence))
        )
    ):
        return False
    if _DECIDES.search(sentence) and not _DIRECTS.search(sentence) and (context.timed or not MEETING.search(sentence)):
        return True
    if not all(one.form in ("window", "repeat") for one in dues):
        return False
    # A meeting of some days is told here and nowhere else; a campaign of weeks is not a task.
    longest = max((one.deadline - one.start).days if one.start and one.deadline else 0 for one in dues)
    return longest > 14 or not MEETING.search(sentence)


_DECIDES = regex(r"(?:^|,)[^,]{0,12}(?:研究)?(?:决定|拟|定|将)(?:于|在|对|,|$)|为[^,。;]{4,40},")
_DIRECTS = regex(r"请|务必|必须|各党|各支部|报送|上报|提交|报(?:学院|组织|党)|交(?:至|到|学)")
_DECIDED = regex(r"定于|拟于|决定(?:于|在)")


_BELOW = regex(r"(?:如下|下列|以下)[^。]{0,12}[。:]|主要安排|通知如下")


def idle(sentence: str, when: When, ends: int) -> bool:
    """A rhythm or an event that asks for nothing: 按照每年一次的要求, 会后 alone. The next time begins at ``ends``."""
    between, behind = sentence[when.last : ends], sentence[when.last : when.last + _FAR]
    if when.form == "event" and when.open and ends < len(sentence) and "," in between and not ACTION.search(between):
        return True  # 活动结束后，临时党支部撤销，9月10日前交总结
    if when.form == "vague" and when.open:
        return not ACTION.search(behind)
    if when.form == "event" and when.open and not ACTION.search(behind) and not _REPORTS.match(behind):
        if when.until and "前" in (when.relative or "") and _DOES.match(behind):
            return False
        return not _SET.search(sentence[max(0, when.first - 60) : when.first])
    if when.form == "vague" and IF.search(sentence[: when.first]):
        return True
    return when.form == "start" and not ACTION.search(sentence[when.last :][:24])


_REPORTS = regex(r"[^,。;]{0,8}(?:书面|口头|及时|如实)报告[^,。;]{2,}")
"""2个工作日内书面报告机关党总支: there it is a deed and no paper."""
_DOES = regex(r" *,?[^,。;]{0,10}(?:请|须|应|务必|要|将|把|[^,。;]到位)")
_FAR = 300
_SET = regex(r"时间[^,。;]{0,4}(?:在|为|是|:)|(?:应|须|要|请)?(?:安排|集中)在")


IF = regex(r"^[ ,]*(?:如|若|如遇|如有|遇|对于|凡|因故|确因|确需|无法)")


MEETING = regex(r"召开|举行|举办|会议|开会")
