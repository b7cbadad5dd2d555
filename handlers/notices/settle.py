"""After the last line: inherited dates are taken over, moved ones replaced, what was said twice is said once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.notices.along import SAME_TIME
from handlers.notices.clauses import Span
from handlers.notices.days import whens
from handlers.notices.drafts import Context, Draft
from handlers.notices.paragraphs import Paragraph
from handlers.notices.tellings import ASKED
from handlers.notices.titles import MEETS
from handlers.notices.values import IgnoredDate
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD


def settled(drafts: Sequence[Draft], context: Context) -> list[Draft]:
    """Inherited dates are taken over, moved ones replaced, what was said twice is said once."""
    kept: list[Draft] = []
    for draft in drafts:
        draft = _inherited(draft, kept) if draft.follows else draft
        kept.append(draft)
    kept = _replaced(_withdrawn(kept, context), context)
    moved = [one for one in kept if any(_is_moved(one, *told, kept) for told in context.moved)]
    kept = [one for one in kept if one not in moved]
    if moved or context.superseded:
        kept = [_named_after(one, (moved or context.superseded)[0]) for one in kept]
    for one in moved:
        begin, end = one.when.first, one.when.last if one.when else 0  # type: ignore[union-attr]
        first = one.mark
        context.ignored.append(
            IgnoredDate(one.par.text[first : first + end - begin].strip(), one.par.lines[first], "原来的时间，已改")
        )
    kept = [one for one in kept if not _of_its_day(one, kept)]
    return _doubted(_without_undated_twins(_once(_without_campaign(kept, context))))


def _is_moved(one: Draft, when: When, par: Paragraph, told: Span, drafts: Sequence[Draft]) -> bool:
    """预审材料12月11日送审，上次的12月4日不再执行: another task of 12月4日 stays, the one of that name goes."""
    if one.moves or one.when is None or one.when.deadline is None or one.when.deadline != when.deadline:
        return False
    others = any(other.par is par and other is not one for other in drafts) or one.par.line > par.line
    others = others or (one.deliverable is not None and _MEETING.search(par.folded) is not None)
    return one.par is par or not others or _shares_words(one.title, par.folded)


_MEETING = regex(r"(?:会议|大会|例会|座谈会|活动|培训|考试|比赛) *(?:时间|日期)?[^,。;]{0,4}原(?:定|计划|拟)")
"""会议原定9月10日举行: a paper that is due on that day stays."""


def _shares_words(title: str, words: str) -> bool:
    bare = _PLAIN.sub("", title)
    return any(bare[at : at + 2] in words for at in range(len(bare) - 1))


_PLAIN = regex(r"报送|上报|提交|上交|材料|完成|开展|召开|举办|填写|党?支部|党员|党委|总支|工作|情况|[^\w]")


def _withdrawn(drafts: Sequence[Draft], context: Context) -> list[Draft]:
    """第4条撤回: the item of that number is taken back, if it stands above."""
    kept = list(drafts)
    for line, number in context.withdrawn:
        gone = [
            one for one in kept if one.par.line < line and (own := _NUMBER.match(one.par.folded)) and own[1] == number
        ]
        _told_old(gone, "原来的时间，已取消", context)
        kept = [one for one in kept if one not in gone]
    return kept


_NUMBER = regex(r" *(\d{1,2}) *[、.)]")


def _replaced(drafts: Sequence[Draft], context: Context) -> list[Draft]:
    """定稿改成20号: what was asked above under that name is due then, and no more on its old day."""
    kept: list[Draft] = []
    for draft in drafts:
        named = _NAME.sub("", draft.title) if draft.moves else ""
        former = _former(draft, context) if draft.moves else []
        old = [one for one in kept if len(named) > 1 and not one.moves and _is(one, named, former)]
        if old:
            _told_old(old, "原来的时间，已改", context)
            kept = [one for one in kept if one not in old]
            draft = replace(draft, title=old[0].title, level=old[0].level, kind=old[0].kind, actor=old[0].actor)
            draft = replace(draft, recipient=draft.recipient or old[0].recipient)
        kept.append(draft)
    return kept


_NAME = regex(r"[“”\"《》\s]|的?(?:时间|截止|日期)+$")


def _former(draft: Draft, context: Context) -> list[date]:
    """7月12日那次改在13日晚上: the day that its own sentence says was moved."""
    words = _STOP.split(draft.par.folded[: draft.mark])[-1]
    return [one.deadline for one in whens(words, context.frame) if one.deadline and one.form == "point"]


_STOP = regex(r"[。;]")


def _is(one: Draft, named: str, former: Sequence[date]) -> bool:
    due = one.when.deadline if one.when else None
    if due is None or (former and due not in former):
        return False
    return named in one.title or named in (one.deliverable or "")


def _told_old(gone: Sequence[Draft], why: str, context: Context) -> None:
    for one in gone:
        if one.when:
            words = one.par.text[one.mark : one.mark + one.when.last - one.when.first].strip()
            context.ignored.append(IgnoredDate(words, one.par.lines[min(one.mark, len(one.par.lines) - 1)], why))


def _without_campaign(drafts: Sequence[Draft], context: Context) -> list[Draft]:
    """时间安排：4月—6月 is when the whole runs, where the steps have days of their own."""
    kept: list[Draft] = []
    for one in drafts:
        when = one.when
        long = when and when.start and when.deadline and not when.until and (when.deadline - when.start).days > 20
        others = any(other.when and other.when.deadline and other is not one for other in drafts)
        campaign = (long and (one.kind != "training" or _of_months(one))) or _INSPECTS.search(context.matter)
        if one.vague and campaign and others:
            context.ignored.append(
                IgnoredDate(one.par.text[one.first : one.last].strip(), one.par.lines[one.mark], "整项工作的起止时间")
            )
        else:
            kept.append(one)
    return kept


def _of_months(one: Draft) -> bool:
    """11月至2月 is when it goes on; 9月15日至11月15日 is when it is to be done."""
    when = one.when
    return bool(
        when and when.start and when.deadline and when.start.day == 1 and (when.deadline + timedelta(1)).day == 1
    )


_INSPECTS = regex(r"^(?!.*(?:迎|接受|自查|排查)).*(?:督查|抽查|巡察|调研|督导)$")


def _named_after(draft: Draft, source: Draft) -> Draft:
    """征集截止时间延期至4月20日 asks for what the earlier date asked for."""
    if not draft.moves or (MEETS.search(draft.title) and not draft.vague):
        return draft
    recipient = draft.recipient or source.recipient
    return replace(draft, title=source.title, deliverable=source.deliverable, kind=source.kind, recipient=recipient)


def _inherited(draft: Draft, before: Sequence[Draft]) -> Draft:
    what = draft.follows or ""
    dated = [one for one in before if one.when and one.when.deadline]
    called = [one for one in before if what and _names(what, f"{one.title} {one.deliverable or ''}")]
    if called and called[-1] not in dated:
        return replace(draft, doubts=(f"随“{what}”的时间，那一项还没有日期",))
    told = [one for one in dated if what and (one in called or what in one.par.text[one.first : one.last])]
    named = [one for one in called if one in dated] or told
    source = (named or dated)[-1] if dated else None
    if source is None or source.when is None:
        return replace(draft, doubts=(f"随“{what}”的时间，没有找到那一项",))
    doubts = source.doubts if named or what == SAME_TIME else (*source.doubts, f"随“{what}”的时间，请核对")
    if len({one.when.deadline for one in told if one.when}) > 1:
        doubts = (*doubts, f"前面有几个“{what}”，随哪一个的时间，请核对")
    level = draft.level if draft.actor else source.level
    return replace(draft, when=source.when, doubts=doubts, level=level, actor=draft.actor or source.actor)


def _names(what: str, words: str) -> bool:
    """年度计划 names 编制支部年度工作计划: its letters stand there in this order."""
    letters = iter(words)
    return all(letter in letters for letter in what)


def _without_undated_twins(drafts: Sequence[Draft]) -> list[Draft]:
    """会前准备书面材料，6月12日前提交: what has its day beside it is no second task without one."""
    return [one for one in drafts if one.when or not any(_told_again(one, other) for other in drafts)]


def _of_its_day(one: Draft, drafts: Sequence[Draft]) -> bool:
    """可于当日14:10乘坐通勤车: how what is held on that day goes, and no task beside it."""
    if one.when is None or one.when.deadline is None or not _THAT_DAY.match(one.par.folded, one.mark):
        return False
    if one.deliverable and not _BRINGS.match(one.par.folded, one.mark):
        return False
    words, day = one.par.folded[one.first : one.last], one.par.folded[one.mark : one.last]
    if any(deed["hand"] for deed in ACTION.finditer(words)):
        return False
    if not _BRINGS.match(day) and (HELD.search(day.split(",")[0]) or ASKED.search(words)):
        return False
    return any(other.when and other.when.deadline == one.when.deadline for other in drafts if other is not one)


_BRINGS = regex(r" *当[日天][^,。;]{0,6}(?:请|须|要|应)?[^,。;]{0,4}(?:带[齐好上]|携带|自带|着|穿)")
"""会审定在10月15日。当天请带齐存根."""
_THAT_DAY = regex(r"[^,。;\d]{0,4}当[日天晚]")


def _doubted(drafts: Sequence[Draft]) -> list[Draft]:
    """写学习笔记，22日交到信报箱: where one line tells a day twice, people look if it is two tasks."""
    return [
        replace(one, doubts=(_TWICE,)) if not one.doubts and any(_beside(one, other) for other in drafts) else one
        for one in drafts
    ]


def _beside(one: Draft, other: Draft) -> bool:
    """Whether the other has the same day in the same line, and this one names nothing that is handed in."""
    if one is other or one.par is not other.par or one.deliverable or not (one.when and one.when.deadline):
        return False
    return bool(
        other.when and other.when.deadline == one.when.deadline and (other.deliverable or other.mark < one.mark)
    )


_TWICE = "同一段里这一天写了两次，请看是不是同一件事"


def _told_again(one: Draft, other: Draft) -> bool:
    if one.par is not other.par or one.level != other.level:
        return False
    dated = other.when is not None and other.when.deadline is not None
    if dated and one.deliverable and one.deliverable == other.deliverable:
        return True
    bare, whole = (_WORDS.sub("", draft.title) for draft in (one, other))
    return len(bare) > 2 and bare in whole and (dated or len(bare) < len(whole))


def _once(drafts: Sequence[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    seen: set[tuple[object, ...]] = set()
    for draft in drafts:
        when = draft.when
        whole = next((index for index, one in enumerate(kept) if _begins(one, draft)), None)
        if whole is not None:
            kept[whole] = _with_hour(kept[whole], draft)
            continue
        twin = next((index for index, one in enumerate(kept) if _same(one, draft)), None)
        if twin is not None:
            kept[twin] = replace(kept[twin], recipient=kept[twin].recipient or draft.recipient)
            if draft.when and draft.when.time and kept[twin].when and not kept[twin].when.time:  # type: ignore[union-attr]
                kept[twin] = replace(
                    kept[twin], when=draft.when, par=draft.par, first=draft.first, last=draft.last, mark=draft.mark
                )
            continue
        key = (draft.title, draft.level, when and (when.deadline, when.start, when.relative, when.recurrence))
        if key not in seen:
            seen.add(key)
            kept.append(draft)
    return kept


def _begins(one: Draft, other: Draft) -> bool:
    """4月27日至29日，27日上午8:30报到: the second tells more of the first, and is no task beside it."""
    if not (one.when and other.when and one.when.start and one.when.deadline and other.when.deadline):
        return False
    within = one.when.start <= other.when.deadline <= one.when.deadline and not other.when.start
    if not within or one.par is not other.par:
        return False
    same = (one.title, one.level) == (other.title, other.level)
    return (same and not other.when.until) or _BOUNDS.fullmatch(other.title) is not None


_BOUNDS = regex(r"(?:正式|全部|当天|统一|上午|中午|下午)*(?:开班|开始|开幕|结束|结业|闭幕)")
"""17日8:30开班，19日12:00结束: the ends of what has been told."""


def _with_hour(one: Draft, other: Draft) -> Draft:
    """With the hour at which its first day begins."""
    assert one.when is not None
    assert other.when is not None
    first = other.when.deadline == one.when.start
    return replace(one, when=replace(one.when, time=one.when.time or other.when.time)) if first else one


def _same(one: Draft, other: Draft) -> bool:
    """One meeting told twice: 定于1月13日召开述职评议会, and below 时间：1月13日上午10:00."""
    if not (one.when and other.when and one.when.deadline and one.when.deadline == other.when.deadline):
        return False
    if one.when.time and other.when.time and one.when.time != other.when.time:
        return False
    if one.par is other.par and one.level == other.level and _part_of(one, other):
        return True
    if not other.when.until and one.par is not other.par and _TIME_OF_IT.match(other.par.folded):
        return not one.when.until and HELD.search(one.title) is not None
    first, second = (_WORDS.sub("", draft.title) for draft in (one, other))
    return len(min(first, second, key=len)) > 3 and (first in second or second in first) and one.level == other.level


_TIME_OF_IT = regex(
    r" *(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、])? *[\[(]?"
    r"(?:会议|活动|培训|召开|举办|举行|开会|报告会)?时 *间(?:和?地点)?[\])]? *[: ]"
)
"""时间：1月13日上午10:00 is when that is which the notice has told above."""


def _part_of(one: Draft, other: Draft) -> bool:
    """撰写述职报告。报告经讨论后，12月17日前交: the second sentence's report is that of the first."""
    thing = other.deliverable or ""
    return len(thing) > 1 and f"{one.title}|{one.deliverable or ''}|".find(thing + "|") > 0


_WORDS = regex(r"[“”\"《》\s,，]|召开|举行|举办|开展|20\d\d年度?")
