"""What a person says to a numbered list: which lines, and what is to become of them. Words only, pure.

``2 改到4月17日``, ``1、3不要``, ``只要2和4``, ``都改到5月10日``, ``2标题改成…``, ``总结那个交给党委办公室``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from config.patterns import regex
from handlers.line_deeds import DROP, END, KEEP, KEPT, NOT, ONLY_THESE, TITLE, WHICH, Edit, deed
from handlers.reading import fold

_WORDS = "零一二三四五六七八九十"
_N = (
    r"(?:第[ ]*)?(?:\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九])(?![\d年月日周点时]|[:.]\d)"
    r"[ ]*(?:项|条|个(?!月)|号(?!文))?"
)
_NUMBERS = rf"{_N}(?:(?:[ ]*(?:[,、和及跟与到至-]|以及|还有)[ ]*|[ ]+){_N})*"
_ONE = regex(r"(?P<to>[到至-][ ]*)?(?:第[ ]*)?(?P<n>\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九])")
_EVERY = (
    r"(?:(?:这|这里)?[两三四五六七八九十\d]+项(?:都|全部?)|全部|全都|所有的?|统统|每一?[项条个](?:都)?|都)"
    r"(?:的?任务|事项)?(?:都)?"
)
_ASKS = r"(?:请|麻烦|把|将|那|还有|另外|然后)*[ ]*"
_TARGET = regex(rf"{_ASKS}(?:(?P<every>{_EVERY})|(?P<numbers>{_NUMBERS}))[ ,:、.的都就]*(?:那个|这个)?(?P<what>.+)")
_NOT_THESE = regex(rf"{_ASKS}{NOT}(?:掉)?[ ]*(?P<numbers>{_NUMBERS}){END}")
_THESE_AGAIN = regex(rf"{_ASKS}{KEPT}[ ]*(?:(?P<every>{_EVERY})|(?P<numbers>{_NUMBERS})){END}")
_THESE_ONLY = regex(
    rf"(?:请|麻烦)?(?:就|只|仅)(?:要|发布?|留下?|保留|需要)?[ ]*(?P<numbers>{_NUMBERS})"
    rf"(?:就?[好行可以]+|[ ,]*(?:其他|其余|别)的?(?:都|全)?{NOT})?{END}"
)
_BUT_THESE = regex(rf"除了?[ ]*(?P<numbers>{_NUMBERS})[ ]*(?:之?外|以外)?[ ,]*(?:其他|其余)?的?(?:都|全部)?{NOT}{END}")
_OTHERS = r"(?:其他|其它|其余|别|剩下|余下)的?(?:几[项个条])?(?:都|全部|全|就)?"
_OTHERS_NOT = regex(rf"{_OTHERS}{NOT}{END}")
_OTHERS_STAY = regex(
    rf"{_OTHERS}(?:照?发布?|不变|不动|不改|照旧|照常|保留|要|没问题|可以|ok){END}|然后(?:再)?发布?{END}"
)
_REMARK = regex(
    r"(?:本来|因为|由于|毕竟|反正|原来|已经|早就|不然|否则|免得|省得|以免|怕|好让|方便|留|太|有点|来不及|"
    r"给.{1,6}留|这样|他们|人家|谢谢|辛苦|麻烦了?|多谢|好吗|行吗|可以吗|不急|时间)(?!.*(?:帮我|查|看看|哪|谁|什么|怎么)).{0,24}"
)
"""Why it is to be so: nothing more to be done."""
_BARE = regex(rf"[ ]*{_NUMBERS}[ 、]*")
_NO_NAME = regex(
    r"(?:本支部|支部|党支部|上报|报送|提交|报告|材料|主题党日|党日|党课|支委会|党员大会|党小组会?|组织生活会?|民主评议|"
    r"谈心谈话|各党支部|记录|通知|任务)"
)
"""Words that are said of much else besides a line."""
_MEASURE = (
    r"(?:人|名|位|次|份|天|年|月|日|周|点|时|分|学时|小时|季度|期|届|岁|场|所|楼|班|级|元|块|百|千|万|支部|党支部|总支|"
    r"个(?!改|不|只|也|标|的|提|推|延|往)|号(?!改|不|只|也|标|的|提|推|延|往)|书记|委|把|组|中|教|些|定|下|样|直|起|般|会|共|切|律)"
)
_AT_A_LINE = regex(
    rf"(?:第[ ]*(?P<sure>\d{{1,2}}|十?[一二三四五六七八九]|十)[ ]*[项条]|"
    rf"(?:第[ ]*)?(?P<n>\d{{1,2}}|(?:十?[一二三四五六七八九]|十)(?=[ 、,.:]))(?!\d|[:.]\d|[ ]*[-/~]|{_MEASURE})"
    r"(?:[ ]*[、和跟与及][ ]*\d{1,2}(?!\d|[年月日周点时]|[:.]\d))*"
    rf"(?:[ ]*[、,.:][ ]*|[ ]*)(?={_ASKS}[\u4e00-\u9fff]))(?!.*\n).{{1,50}}"
)
_ALONE = regex(r"(?:第[ ]*)?(?P<n>\d{1,2})[ ]*(?P<sure>[项条])?[ 。.?!]*")


def edits(text: str, count: int, now: datetime, titles: Sequence[str] = ()) -> list[Edit]:
    """What the message does to a list of so many lines, in its order; empty where it says nothing to it. With their
    titles a line may be named by a word of its own."""
    found: list[Edit] = []
    for clause, original in _clauses(fold(text).strip(), text.strip()):
        clause = clause.strip()
        if found and _OTHERS_STAY.fullmatch(clause):
            continue
        if found and _OTHERS_NOT.fullmatch(clause):
            named = tuple(sorted({number for edit in found for number in edit.numbers}))
            found.append(Edit(ONLY_THESE, named))
        elif one := _said(original, clause, count, now) or _named(original, clause, now, titles):
            found.append(one)
        elif found and found[-1].what != TITLE and _REMARK.fullmatch(clause):
            continue
        elif found and (more := _more(found[-1], original, clause, now)):
            found.append(more)
        elif found and found[-1].what == TITLE and clause:
            found[-1] = replace(found[-1], words=f"{found[-1].words}，{original.strip()}")
        elif clause:
            return []  # half understood is not understood: the message is about something else
    return found


def line_meant(text: str) -> int:
    """The number of the line with which the words begin, whatever they say of it; 0 where they begin with none."""
    said = fold(text).strip()
    match = _AT_A_LINE.fullmatch(said) or _ALONE.fullmatch(said)
    return _number(match["n"] or match["sure"]) if match else 0


def _clauses(folded: str, text: str) -> list[tuple[str, str]]:
    """The message's parts with their own words. ``1,3不要``: a number alone belongs to what follows it."""
    found, begin = [], 0
    for stop in [*(match.start() for match in re.finditer(r"[,;。\n]", folded)), len(folded)]:
        if _BARE.fullmatch(folded[begin:stop]) and stop < len(folded):
            continue
        found.append((folded[begin:stop], text[begin:stop]))
        begin = stop + 1
    return found


def _said(original: str, clause: str, count: int, now: datetime) -> Edit | None:
    clause = re.sub(r"最后(?:那|这)?一?(?=[项条个])", f"第{count}", clause)
    for pattern, what in ((_NOT_THESE, DROP), (_THESE_ONLY, ONLY_THESE), (_BUT_THESE, ONLY_THESE)):
        match = pattern.fullmatch(clause)
        if match and (numbers := _numbers(match["numbers"], count)):
            return Edit(what, numbers)
    again = _THESE_AGAIN.fullmatch(clause)
    if again and (numbers := _all_or(again, count)):
        return Edit(KEEP, numbers)
    target = _TARGET.fullmatch(clause)
    if not target:
        return None
    numbers, what = _all_or(target, count), target["what"].strip()
    return deed(numbers, what, _own(original, what), now) if numbers and what else None


def _all_or(match: re.Match[str], count: int) -> tuple[int, ...]:
    return tuple(range(1, count + 1)) if match["every"] else _numbers(match["numbers"], count)


def _own(original: str, what: str) -> str:
    """The end of the clause that is ``what``, in the person's own letters."""
    return original.strip()[-len(what) :] if what else ""


def _more(last: Edit, original: str, clause: str, now: datetime) -> Edit | None:
    """A second thing said of the same lines: 7 改到12月16日，只给教工."""
    what = re.sub(r"^(?:并且?|同时|然后|再|而且|另外|还要)(?!给|加|算)", "", clause)
    return deed(last.numbers, what, _own(original, what), now)


def _named(original: str, clause: str, now: datetime, titles: Sequence[str]) -> Edit | None:
    """A line by a word of its title: 总结改到12月8号. Where several have it, that is what is to be said."""
    for end in range(min(len(clause) - 1, 18), 1, -1) if titles else ():
        name = re.sub(r"(?:的?(?:那|这)(?:一?[项条个]|份)?|的)$", "", re.sub(rf"^{_ASKS}", "", clause[:end])).strip()
        what = re.sub(r"^[ ,:、的都就]+", "", clause[end:])
        if len(name) < 2 or not what or _NO_NAME.fullmatch(name):
            continue
        lines = _with_name(name, titles)
        if lines and (edit := deed(lines, what, _own(original, what), now)):
            return edit if len(lines) == 1 else Edit(WHICH, lines, name)
    return None


def _with_name(name: str, titles: Sequence[str]) -> tuple[int, ...]:
    """The lines whose title holds these words, else all their letters in this order."""
    folded = [fold(title) for title in titles]
    found = tuple(n for n, title in enumerate(folded, 1) if name in title)
    return found or tuple(n for n, title in enumerate(folded, 1) if _spread(name, title))


def _spread(name: str, title: str) -> bool:
    letters = iter(title)
    return len(name) > 2 and all(one in letters for one in name)


def _numbers(words: str, count: int) -> tuple[int, ...]:
    """The lines that are named, ``1-3`` spread out; empty where one is not in the list."""
    found: list[int] = []
    for match in _ONE.finditer(words):
        number = _number(match["n"])
        found += range(found[-1] + 1, number + 1) if match["to"] and found and number > found[-1] else [number]
    return tuple(dict.fromkeys(found)) if found and all(1 <= one <= count for one in found) else ()


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word.startswith("十"):
        return 10 + (_WORDS.index(word[1]) if len(word) > 1 else 0)
    return _WORDS.index(word) if len(word) == 1 else 0
