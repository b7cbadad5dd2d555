"""Sentences and clauses of a paragraph, and which of them belong to which date."""

from collections.abc import Iterator, Sequence

from config.patterns import regex
from handlers.notices.actors import actor_at
from handlers.notices.when import When
from handlers.notices.words import ACTION

_STOP = regex(r"[。!?;]|(?<=如下):|(?<=[^\d]) {3,}(?=\S)|(?<=\S) +(?=\d{1,2}[.、](?!\d))")
_NESTED = regex(r"《[^《》]{1,80}》|\([^()]{1,120}\)|“[^“”]{1,60}”")
_COMMA = regex(r",|(?<!\d):|:(?!\d\d)")
_LINKED = regex(r" *(?:并|经|待|审核|汇总|由|收齐|统一|连同)")

_DAY_LABEL = regex(r"[\d年月日号前底上中下旬初末起止间内周星期一二三四五六天第()\-至到和、/.: 午晚点分班]{1,24}")
"""A line's first words that are nothing but a time."""

Span = tuple[int, int]


def sentences(folded: str, start: int = 0) -> Iterator[Span]:
    """Stretches that end with a full stop or semicolon; those inside brackets and titles do not count."""
    hidden = [match.span() for match in _NESTED.finditer(folded, start)]
    at = start
    for stop in _STOP.finditer(folded, start):
        if any(first < stop.start() < last for first, last in hidden):
            continue
        if stop[0].isspace() and _DAY_LABEL.fullmatch(folded, at, stop.start()):
            continue  # 10日    四季度党费收齐: the day is of what stands beside it
        if folded[at : stop.start()].strip():
            yield at, stop.start()
        at = stop.end()
    if folded[at:].strip():
        yield at, len(folded)


def clauses(sentence: str, dues: Sequence[When]) -> list[Span]:
    """Stretches between commas; also between 、 where a new date begins (3月18日自查、3月25日会审)."""
    hidden = [match.span() for match in _NESTED.finditer(sentence)]
    cuts = [cut.start() for cut in _COMMA.finditer(sentence)]
    for due in dues:
        before = sentence[: due.first].rstrip(" 于在")
        if before.endswith("、") and ACTION.search(sentence[max(0, _before(dues, due)) : due.first]):
            cuts.append(len(before) - 1)
        elif (mark := before.rfind("、", _before(dues, due))) >= 0 and _PARTY.fullmatch(before, mark + 1):
            cuts.append(mark)  # 各支部4月13日自查、学院党委4月20日检查
    cuts = sorted(cut for cut in cuts if not any(first < cut < last - 1 for first, last in hidden))
    found, at = [], 0
    for cut in (*cuts, len(sentence)):
        if sentence[at:cut].strip():
            found.append((at, cut))
        at = cut + 1
    return found


_PARTY = regex(
    r"(?:各|由|[\u4e00-\u9fff]{0,8}?(?=党委|总支|支部|组织员))[^,。;、\d]{0,8}?(?:党委|总支|支部|组织员|党员|书记)"
)


def _before(dues: Sequence[When], due: When) -> int:
    return max((one.last for one in dues if one.last <= due.first), default=0)


def groups(sentence: str, dues: Sequence[When]) -> list[list[When]]:
    """Dates that share one deed: 分别于6月15日、12月15日前上缴."""
    found: list[list[When]] = []
    for due in dues:
        if found and _AND.fullmatch(sentence[found[-1][-1].last : due.first]):
            found[-1].append(due)
        else:
            found.append([due])
    return found


_AND = regex(r" *(?:全天|[上下]午|晚上?)? *(?:、|和|及|与) *(?:于)?")


def segments(sentence: str, due_groups: Sequence[Sequence[When]], parts: Sequence[Span]) -> list[Span]:
    """For every group of dates the stretch that tells what is due then."""
    found: list[Span] = []
    begin = 0
    for index, group in enumerate(due_groups):
        last = group[-1].last
        end = len(sentence)
        if index + 1 < len(due_groups):
            end = _border(sentence, group, due_groups[index + 1], parts)
        found.append((begin, max(end, last)))
        begin = max(end, last)
    return found


def _border(sentence: str, group: Sequence[When], following: Sequence[When], parts: Sequence[Span]) -> int:
    """Where the next date's stretch begins: at its own clause, or at an earlier one that leads to it."""
    own = max((first for first, _ in parts if first <= following[0].first), default=following[0].first)
    if own <= group[-1].last:
        return following[0].first if own <= group[0].first else own
    done = False
    for first, last in parts:
        if last <= group[-1].last:
            continue
        if first >= own:
            break
        inside = sentence[max(first, group[-1].last) : last]
        if done and (actor_at(sentence, first, last) or _LINKED.match(sentence, first)):
            return first
        done = done or ACTION.search(inside) is not None
    return own
