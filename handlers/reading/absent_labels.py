"""The words behind which the absent are named: 请假3人：, 没来的三位是, 病假（2人）：, 除…外都到了. Knows words only.

They are taken out of the text and leave a mark, so that a label never reads as a name or as a reason.
"""

import re
from dataclasses import dataclass

from config.patterns import regex
from handlers.reading.names import HAN, ends_of_name, is_name, may_be_name
from handlers.reading.reasons import STRONG, WEAK, rank, reason_of
from handlers.written.numbers import NUMBER, number
from handlers.written.text import BLANK

MANY = rf"{NUMBER} *(?:人|名|个人|个|位)(?:党员|委员|同志|老师|教师|同学|支委|代表)?"
BEGINS, GOES_ON = "\ue001", "\ue000"
"""Marks of a label: its first character and the others."""

_LINK = r"[ ]*(?:[:是为有系]|包括|分别|就是|只有|仅|就(?=[^是]))+[ ]*(?:分别)?(?:[是为有])?[ :]*"
_MISSED = (
    r"(?:没有?|未|不|没能|未能)(?:能够?)?(?:按时)?"
    r"(?:来|到会?|到场|去|在|参加|参会|出席|赶[来到])(?:开?会议?|活动|现场)?"
)
SAID_ABSENT = rf"(?:请(?:了|过)?假|缺席|缺勤|缺|{_MISSED})"
_WHO = "党员|同志|老师|教师|人员|名单|情况|者|人|支委|委员"
_LABEL = regex(
    rf"(?P<lead>(?:其中|另外?(?!有)|还有|另有(?!公务|任务|安排|要事)|共有?|有|外)*(?:{MANY})?(?:因(?=请|缺))?)"
    rf"(?P<word>{SAID_ABSENT}|(?P<why>(?:(?:请|因|休)??(?:{STRONG}|{WEAK})){{1,3}}))"
    rf"(?P<of>(?:了|的)?(?:{_WHO})*(?:及其?(?:请假|缺席)?(?:原因|事由|理由|情况)|原因|事由)?)"
    rf"[ ]*(?:(?:[为是有共了:]|一共)*[ (]*(?P<n>{NUMBER})(?: *(?:人|名|个人|个|位)|(?<!:.)(?<!: .))(?:党员|同志|"
    rf"老师)?\)?)?"
    rf"(?P<link>{_LINK})?"
)
_WHY = regex(rf"(?:{SAID_ABSENT}|其)?的?(?:原因|事由|理由)(?:分别)?[ ]*(?:[:]|[是为](?!何))[ ]*")
_BUT = regex(
    r"除了?(?P<who>[^。;\n]{2,60}?)(?:以外|之外|外(?![出地派]))?"
    r"(?=[ ,]*(?:其余|其他|其它|其|别的|剩下|大家|全(?:部|体|员|都)?|应到|实到|都(?:[到来在齐]|参)|"
    r"均(?:已?[到参出按]))|[ ,]*$)"
)
# 1人指导学生竞赛（杨帆）, 回西藏探亲1人：…: an open reason that a count makes a label.
_REASON_FIRST = regex(
    rf"(?:(?<=[ ,;。、:\n({BLANK}])|^)(?:其中|另外?(?!有))?(?:(?P<a>{NUMBER})(?:人|名|位)(?:党员|同志|"
    rf"老师)?(?P<why>[^(),。;:、\d\n{BLANK}]{{2,12}})(?=\()|"
    rf"(?P<of>[^(),。;:、\d\n{BLANK}]{{2,12}}?)(?P<b>{NUMBER})(?:人|名|位)(?::|(?=\()))"
)
# 授课：李教授, 学习：… name no absence; with a count they do (培训2人：…).
_NO_LABEL = regex(
    "授课|讲课|听课|[听做开有]讲座|参?开会|有会|学习|培训|考察|调研|评估|督导|巡察|面试|复试|比赛|竞赛|参赛|义诊|"
    "门诊|实验|考试|公务|访问|流动(?:党员)?|上课"
)
_END_OF_PIECE = regex(rf"[ ,;、:\-/|。\n(){BLANK}]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    usual: str | None
    """The reason that it gives to those behind it: 请假, or 病假 in 病假：李强、王华."""
    count: int | None
    why: bool = False
    """Behind it stands only the reason of those before: 缺席原因：出差."""


def marked(text: str) -> tuple[str, dict[int, Label]]:
    """The text of the same length with its labels replaced by marks, and what each of them says."""
    labels: dict[int, Label] = {}
    spans: list[Span] = []
    gone: list[Span] = []
    for but in _BUT.finditer(text) if "除" in text else ():
        labels[but.start()] = Label(None, None)
        spans.append((but.start(), but.start("who")))
        gone.append((but.end("who"), but.end()))
    for why in _WHY.finditer(text) if "因" in text or "由" in text else ():
        labels[why.start()] = Label(None, None, why=True)
        spans.append(why.span())
    for counted in _REASON_FIRST.finditer(text):
        words = counted.span("why") if counted["why"] else counted.span("of")
        said = reason_of(text, text, *words) if rank(text, *words) else None
        if said not in (None, "请假"):
            labels[counted.start()] = Label(said, number(counted["a"] or counted["b"]))
            spans.append(counted.span())
    for match in _LABEL.finditer(text):
        label = _label(text, match)
        if label and not any(first < match.end() and match.start() < last for first, last in spans):
            labels[match.start()] = label
            spans.append(match.span())
    chars = list(text)
    for first, last in gone:
        chars[first:last] = BLANK * (last - first)
    for first, last in spans:
        chars[first:last] = BEGINS + GOES_ON * (last - first - 1)
    return "".join(chars), labels


def _label(text: str, match: re.Match[str]) -> Label | None:
    """What the words say as a label; None where they only say that somebody was absent (李强请假)."""
    before = text[: match.start()].rstrip(" ")
    apart = not before or not re.match(rf"[{HAN}×\d]", before[-1])
    link = match["link"] or ""
    if not apart and (ends_with_name(before) or not (match["lead"] or (link and (match["of"] or ":" in link)))):
        return None
    many = re.search(NUMBER, match["lead"] or "")
    count = number(many[0]) if many else number(match["n"]) if match["n"] else None
    after = text[match.end() : match.end() + 1]
    if match["why"]:
        told = (link or (after == "(" and count is not None)) and (apart or match["lead"])
        if count is None and _NO_LABEL.fullmatch(match["why"]):
            return None
        if not told or _behind_name(text, match.start()):
            return None
        why = match["why"]
        return Label(reason_of(why, why, 0, len(why)) or "请假", count)
    usual = "请假" if "假" in match["word"] else None
    people = re.search("员|名单|者|情况|因|事由|老师|同志|(?<!个)人", match["of"])
    if link or count is not None or after in (":", "(") or people:
        return Label(usual, count)
    return Label(usual, count) if after and apart and _name_follows(text, match.end()) else None


def _name_follows(text: str, at: int) -> bool:
    """Whether right behind 缺, 请假 somebody is named, and no reason."""
    begins = at + (text[at : at + 1] == " ")
    ends = _END_OF_PIECE.search(text, begins, begins + 10)
    last = ends.start() if ends else min(len(text), begins + 10)
    if any(True for _ in ends_of_name(text, begins)):
        return True
    return may_be_name(text[begins:last]) and not rank(text, begins, last)


def ends_with_name(text: str) -> bool:
    return any(len(text) >= length and is_name(text[-length:]) for length in (2, 3))


def _behind_name(text: str, at: int) -> bool:
    """Whether a name stands right before: 李强 病假：… is his reason, no label."""
    return text[at - 1 : at] in (" ", "-", ":") and ends_with_name(text[max(0, at - 5) : at].rstrip(" :-"))
