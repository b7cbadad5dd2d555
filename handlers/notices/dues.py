"""Which of a sentence's times ask for something: two words for one time are joined, mere mentions put aside."""

from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.drafts import Context, put_aside
from handlers.notices.paragraphs import Paragraph
from handlers.notices.when import When
from handlers.notices.words import ACTION


def merged(sentence: str, dues: Sequence[When]) -> list[When]:
    """Two words for one time: 每月主题党日（每月最后一个星期三）; 第7—8周，每周三."""
    merged: list[When] = []
    for one in dues:
        before = merged[-1] if merged else None
        if one.form == "again":
            if before:
                merged[-1] = replace(
                    before,
                    recurrence=one.recurrence,
                    last=max(before.last, one.last) if one.first - before.last < 2 else before.last,
                )
            continue
        if before and before.open and one.deadline and _gives_way(sentence, before, one):
            merged[-1] = one
            continue
        if (
            before
            and before.form == "start"
            and one.deadline
            and not one.start
            and not _PARTY.search(sentence[before.last : one.first])
        ):
            merged[-1] = replace(one, start=before.start)
            continue
        if (
            before
            and before.form == "term"
            and before.open
            and one.form == "window"
            and sentence[before.last : one.first].strip() == "("
        ):
            merged[-1] = one
            continue
        if before and before.form == "repeat" and _FIRST.search(sentence[before.last : one.first]):
            merged[-1] = replace(one, recurrence=before.recurrence)  # 每季度末报送，首次于3月31日
            continue
        if before and before.form == "repeat" and one.form == "point" and _EACH.search(sentence[before.last : one.first]):
            merged[-1] = replace(one, recurrence=before.recurrence)
            continue
        if before and before.form == "window" and _WEEKDAY.match(sentence[one.first : one.last]):
            continue  # 11月2日至13日，安排在周三下午: which of its days is open
        if (
            before
            and one.form == "repeat"
            and before.form == "window"
            and sentence[before.last : one.first].strip() == "("
        ):
            merged[-1] = replace(before, recurrence=one.recurrence)
            continue
        if before and one.form == "repeat" and before.form in ("repeat", "term"):
            between = sentence[before.last : one.first]
            behind = sentence[one.last :]
            if before.form == "term" and len(between.strip(" ,")) < 2:
                merged[-1] = replace(before, last=one.last, recurrence=one.recurrence)
                continue
            named = (
                not ACTION.search(between) and len(between) < 8 and "次" not in before.recurrence
                if before.recurrence
                else False
            )
            if named or (before.open and not ACTION.search(behind)):
                merged[-1] = replace(one, first=before.first, last=one.last if named else before.last)
                continue
        merged.append(one)
    return merged


def _gives_way(sentence: str, before: When, one: When) -> bool:
    """放假前统计去向，1月16日前交表; 换届后的名单11月30日前报: the day that is written is the one that counts."""
    between = sentence[before.last : one.first]
    if before.form == "term" and one.form in ("point", "window"):
        return ";" not in between
    return before.form == "event" and one.until and one.form == "point" and not _COMMA.search(between)


_FIRST = regex(r"(?:首次|首期|第一次|本次|今年)[^,。;]{0,4}$")
_EACH = regex(r"分别[于在]? *$")
_WEEKDAY = regex(r"(?:周|星期)[一二三四五六日天]")
_COMMA = regex(r"[,;、:]")


_PARTY = regex(r"各|党|请|部|[;。]")


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
        or not (_BELOW.search(par.folded, first) or ((context.sectioned or context.timed) and _DECIDED.search(sentence)))
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


def idle(sentence: str, when: When, found: Sequence[When] = ()) -> bool:
    """A rhythm or an event that asks for nothing: 按照每年一次的要求, 会后 alone."""
    ends = min((one.first for one in found if one.first >= when.last), default=len(sentence))
    between = sentence[when.last : ends]
    if when.form == "event" and when.open and ends < len(sentence) and "," in between and not ACTION.search(between):
        return True  # 活动结束后，临时党支部撤销，9月10日前交总结
    if when.form == "vague" and when.open:
        return not ACTION.search(sentence[when.last :])
    if when.form == "event" and when.open and not ACTION.search(sentence[when.last :]):
        return not _SET.search(sentence[: when.first])
    if when.form == "vague" and IF.search(sentence[: when.first]):
        return True
    return when.form == "start" and not ACTION.search(sentence[when.last :][:24])


_SET = regex(r"时间[^,。;]{0,4}(?:在|为|是|:)|(?:应|须|要|请)?(?:安排|集中)在")


IF = regex(r"^[ ,]*(?:如|若|如遇|如有|遇|对于|凡|因故|确因|确需|无法)")


MEETING = regex(r"召开|举行|举办|会议|开会")
