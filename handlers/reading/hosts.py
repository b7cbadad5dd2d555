"""Who hosted and who wrote it down: the names beside 主持 and 记录, before or behind, whichever reading serves both.

我 is the sender. Only names that stand there; 书记 alone stays 书记.
"""

import re
from dataclasses import dataclass, replace

from config.patterns import regex
from handlers.reading.in_passing import noted
from handlers.reading.names import HAN, ends_of_name, is_name, may_be_name, titled_at
from handlers.reading.role_names import OFFICE, PLACE_END, name_at_end, name_at_start
from handlers.written.text import BLANK

_H = r"(?:召集[并和及])?[主注住]持(?:人|者|会议|仪式|大会|活动|工作|召开|了)*|召集(?:人|者|会议)|谈话人(?!员)"
_R = (
    r"(?:会议)?(?:[担负]任|负责|做|作|当)?(?:会议)?[记纪記紀][录錄](?:人员|工作|整理|人|员|員|者|下来)*(?!室|本|仪|"
    r"册|表|一下|了?一[条下])|笔录人?|执笔人?"
)
_ROLE = regex(rf"(?P<host>{_H})|(?P<recorder>{_R})")
_HELPING = regex(
    r"(?:同志|老师|负责|来|进行|担任|亲自|组织|召集|并|做|当|作|任|自己|一个人|继续|临时|代为|现场|全程|线上|在线|"
    r"主要|也|又|共同|一起|给|帮忙|帮着|兼|兼任|写|整理|完成|既|边|为|是|的|了)+$"
)
_BREAK = regex(
    rf"[ ,。;:、/|｜\n()“”&+!?\"{BLANK}]|由(?!于)|[请让][^假]?(?=.)|委托|改由|换成?|安排|"
    rf"(?<=[\u4e00-\u9fff])是(?=[{HAN}])"
)
_INSTEAD = regex(r"(?<=[\u4e00-\u9fff])(?:代替|替|代)(?:我|本人|书记|支书|[\u4e00-\u9fff]{2,3})$")
_ENTRUSTED = regex(rf"[受经][{HAN}]{{0,6}}(?:委托|安排|指派)$")
_LINK = regex(
    r"[ ]*(?:\([^()]{0,12}\))?[ ]*(?P<link>(?:的?(?:人|同志)?(?:还|仍|就|也|都)?(?:应该)?(?:[是为由叫]|改[为成]|交给|"
    r"归)|[:|｜=]|-+)[ ]*:?)?[ ]*"
)
_NEGATED = regex(r"(?:不是|并非|没有?让?|本来(?:是|由)?|原[定本来](?:是|由)?|应该(?:是|由)?)$")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Choice:
    score: float
    who: str
    name: Span
    """Where the name stands."""
    whole: Span
    """Name and role word."""


def host_and_recorder(folded: str, sender: str) -> tuple[str | None, str | None, tuple[Span, ...]]:
    """Who hosted and who wrote it down, with the spans that said so. 我 is the sender."""
    shared = _both(folded)
    if shared:
        return _own(shared[0], sender), _own(shared[1], sender), shared[2]
    roles = [(match.lastgroup, match.span()) for match in _ROLE.finditer(folded)]
    host, recorder = _best(
        _choices(folded, [span for role, span in roles if role == "host"], roles),
        [
            *_choices(folded, [span for role, span in roles if role == "recorder"], roles),
            *(_Choice(5.2 if named else 3.9, who, at, (at[0], end)) for named, who, at, end in noted(folded)),
        ],
    )
    return (
        _own(host.who if host else None, sender),
        _own(recorder.who if recorder else None, sender),
        tuple(choice.whole for choice in (host, recorder) if choice),
    )


def _own(name: str | None, sender: str) -> str | None:
    return (sender or None) if name == "我" else name


def _best(hosts: list[_Choice], recorders: list[_Choice]) -> tuple[_Choice | None, _Choice | None]:
    """The pair that is said the most surely; one name does not serve both."""
    best: tuple[float, _Choice | None, _Choice | None] = (0.0, None, None)
    for host in [*hosts, None]:
        for recorder in [*recorders, None]:
            if host and recorder and host.name[0] < recorder.name[1] and recorder.name[0] < host.name[1]:
                continue
            score = (host.score if host else 0.0) + (recorder.score if recorder else 0.0)
            if score > best[0]:
                best = (score, host, recorder)
    return best[1], best[2]


_MOST = 8


def _choices(folded: str, roles: list[Span], every: list[tuple[str | None, Span]]) -> list[_Choice]:
    found: list[_Choice] = []
    for index, (first, last) in enumerate(roles[:_MOST]):
        floor = max((span[1] for _, span in every if span[1] <= first), default=0)
        both = (_before(folded, first, last, floor), _after(folded, first, last))
        found += [replace(choice, score=choice.score - index * 0.3) for choice in both if choice]
    return found


# ---- before: 李伟主持, 由王芳同志负责记录


def _before(folded: str, first: int, last: int, floor: int) -> _Choice | None:
    if not _may_stand_before(folded, first, last):
        return None
    begins = max(floor, first - 16)
    part = folded[begins:first].rstrip(" ")
    spaced = begins + len(part) < first
    asked = _ENTRUSTED.search(part)
    part = part[: asked.start()] if asked and asked.start() else part
    cuts = [match.end() for match in _BREAK.finditer(part)]
    begins += cuts[-1] if cuts else 0
    own = part[cuts[-1] if cuts else 0 :]
    if not own or (own.endswith(("一", "了")) and not is_name(own[-2:])):
        return None
    if folded[last : last + 1] == ":" and (spaced or len(own) > 4):
        return None
    instead = _INSTEAD.search(own)
    if instead:
        own = own[: instead.start()]
    bounded = bool(cuts) or begins in (0, floor)
    helped = _HELPING.search(own)
    bare = own[: helped.start()] if helped and helped.start() else own
    found = name_at_end(bare, bounded=bounded and not spaced) or name_at_end(own, bounded=bounded and not spaced)
    if found is None:
        return _of_clause(folded, first, last)
    if _NEGATED.search(own[: found[1]] or part[: cuts[-1] if cuts else 0]):
        return None
    who, at = found
    span = (begins + at, begins + at + len(who))
    return _Choice(_score_before(who, at, bounded=bounded, spaced=spaced), who, span, (span[0], last))


def _of_clause(folded: str, first: int, last: int) -> _Choice | None:
    """我昨天下午在办公室主持了支委会: who begins the clause hosted, where nobody else is named in it."""
    clause = _CLAUSE.search(folded, max(0, first - 40), first)
    if clause is None or not _HOSTED.match(folded, first):
        return None
    for begins in (at.end() for at in _BEGINS.finditer(folded, *clause.span())):
        if _OWN.match(folded, begins):
            return _Choice(2.3, "我", (begins, begins + 1), (first, last))
        for end in sorted(ends_of_name(folded, begins), reverse=True):
            if end < first and _DID.match(folded, end):
                return _Choice(2.2, folded[begins:end], (begins, end), (first, last))
    return None


_CLAUSE = regex(r"[^,。;\n由让请和跟与、]+$")
_BEGINS = regex(rf"(?<![^,。;\n])|[ {BLANK}点分半时午晚]|(?<=[ {BLANK}])")
_OWN = regex(r"我(?![们校院支家室办的])")
_HOSTED = regex(r"主持(?:召开)?了?(?=[^,。;]{0,12}(?:会|党课|学习|党日|仪式|活动))")
_DID = regex(rf"(?:同志|书记|老师)?(?:[于在{BLANK} ]|昨|今|上午|下午|晚)")


def _may_stand_before(folded: str, first: int, last: int) -> bool:
    """主持人 and 记录员 are named behind the word, except where somebody is said to be it: 陈静担任记录员."""
    word = folded[first:last]
    if word[-1] not in "人员者員" or re.match(r"担任|当", word):
        return True
    helped = re.search(r"(?:担任|当|是|为|兼任?|任)(?:会议)?(?:的)?$", folded[max(0, first - 6) : first])
    return helped is not None and folded[last : last + 1] not in (":", "是", "为")


def _score_before(who: str, at: int, *, bounded: bool, spaced: bool) -> float:
    if OFFICE.fullmatch(who):
        return 2.0
    if who != "我" and not is_name(who) and not titled_at(who, 0):
        return 1.9
    if at and PLACE_END.search(who):
        return 1.5
    if spaced:
        return 2.0 if at else 3.6
    return 4.0 if bounded or who == "我" else 3.0


# ---- behind: 主持：李伟, 记录员赵倩, 主持是副书记林志远


def _after(folded: str, first: int, last: int) -> _Choice | None:
    link = _LINK.match(folded, last)
    after = link.end() if link else last
    told = bool(link and link["link"])
    found = name_at_start(folded[after : after + 24], told=told or folded[last - 1] in "人员者員")
    if found is None:
        return None
    who, at = found
    begins = after + at
    if told:
        score = 5.0
    elif folded[last - 1] in "人员者員":
        score = 4.5
    else:
        score = 3.5 if after > last or re.match(rf"[ ,。;\n{BLANK}]", folded[first - 1 : first] or " ") else 3.0
    if OFFICE.fullmatch(who):
        score = min(score, 2.2)
    return _Choice(score, who, (begins, begins + len(who)), (first, begins + len(who)))


# ---- both at once


def _both(folded: str) -> tuple[str, str, tuple[Span, ...]] | None:
    """Both named in one breath: 李伟、王芳分别主持、记录; 主持/记录：张敏/王华; 主持和记录都是我."""
    pair = _PAIR_BEFORE.search(folded)
    if pair:
        first, second = name_at_end(pair[1], bounded=True), name_at_start(pair[2])
        if first and second:
            return first[0], second[0], (pair.span(),)
    row = _ROW_AFTER.search(folded)
    if row and all(may_be_name(row[name]) for name in ("host", "recorder")):
        return row["host"], row["recorder"], (row.span(),)
    pair = _PAIR_AFTER.search(folded)
    named = _two_names(folded, pair.end()) if pair else None
    if pair and named:
        (one, other), end = named
        host, recorder = (one, other) if pair["first"] == "主持" else (other, one)
        return host, recorder, ((pair.start(), end),)
    same = _SAME.search(folded)
    if same:
        after = _after(folded, same.start(), same.end())
        before = _before(folded, same.start(), same.end(), 0) if folded[same.end() : same.end() + 1] != ":" else None
        choice = max((one for one in (before, after) if one), key=lambda one: one.score, default=None)
        if choice:
            return choice.who, choice.who, (choice.whole,)
    return None


def _two_names(folded: str, at: int) -> tuple[tuple[str, str], int] | None:
    first = name_at_start(folded[at : at + 16])
    if first is None:
        return None
    end = at + first[1] + len(first[0])
    joint = _JOINT.match(folded, end)
    second = name_at_start(folded[joint.end() : joint.end() + 16]) if joint else None
    if joint is None or second is None:
        return None
    return (first[0], second[0]), joint.end() + second[1] + len(second[0])


_PERSON = rf"[{HAN}×xX·•]{{2,12}}?"
_PAIR_BEFORE = regex(
    rf"((?:我|{_PERSON}))[、和与及,]((?:我|{_PERSON}))(?:同志)?分别(?:负责|"
    rf"担任)?主持人?(?:会议)?[、和与及]?(?:并)?(?:做|作|负责)?(?:会议)?记录"
)
_JOINT = regex(r"(?:同志|老师)?(?:\([^()]{0,10}\))?[ ]*[/、,和与及&+|｜ ][ ]*")
_PAIR_AFTER = regex(
    r"(?P<first>主持|记录)(?:人|员|者)?[ ]*(?:[/、&+|｜和与及兼]|以及)?[ ]*(?:会议)?(?:主持|记录)(?:人|员|"
    r"者)?[ ]*(?:(?:分别|依次)(?:[是为由:])*|[:｜|])[ ]*:?[ ]*"
)
# 主持仝卓，记录其其格: with nothing before it the word can only mean the name behind it.
_ROW_AFTER = regex(
    rf"(?:(?<=[ ,。;\n{BLANK}])|^)主持人?[ ]?(?P<host>[{HAN}]{{2,4}})[ ,、;]*(?:会议)?"
    rf"记录[人员]?[ ]?(?P<recorder>[{HAN}]{{2,4}})(?=[ ,。;\n{BLANK}]|$)"
)
_SAME = regex(
    r"主持(?:会议)?(?:并|兼|和|及|、|又|加|\+|/|也|同时)(?:负责|做|作|担任|兼)?(?:会议)?记录(?:人|员)?(?:[ ]*(?:都|"
    r"均)(?=是|为|由))?|主持(?:人|会议)?[、和与及/+ ]*记录(?:人|员)?(?=[ ]*(?:都|均|全)(?:是|为|由))"
)
