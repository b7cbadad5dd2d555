"""One date for two things: 汇总表于4月14日前报，工作小结一并报送; 评议汇总表发至邮箱，时间同上."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.clauses import Span
from handlers.notices.drafts import Draft
from handlers.notices.paragraphs import Paragraph
from handlers.notices.things import made_in
from handlers.notices.titles import short
from handlers.notices.words import ACTION, deliverable_in, is_generic, kind_of_task, recipient_in, tidy
from handlers.written.text import fold

SAME_TIME = "同上"
"""What a task follows whose time is that of the one before it."""
_GIVES = r"(?:报送?|交|送|发|寄|递|移交|提交|上报|上交|上缴|上传|反馈|存)"
_TOGETHER = r"(?:一并|一起|一同|一道|同时|一块儿?|同日|同步|同期|顺带)"

ELECTRONIC = regex(
    r"^[ ,]*(?:(?:同时|并)[ ,]*){0,2}(?:请)?(?:将)?(?:其)?(?:电子|纸质)(?:版|档|稿|材料|"
    r"文档)[^,。;]{0,10}(?:同时|一并|发|报|送|电邮|至)|^[ ,]*同时(?:报|发|送)[^,。;]{0,4}(?:电子|"
    r"纸质)"
)
FOLLOWS = regex(
    r"(?:随|与|和|跟|(?<!连)同)(?:上述|前述|以上|该|上面的?)?(?P<what>[^,。;随与和同]{1,16}?)"
    rf"{_TOGETHER}(?:报|送|交|寄|递|反馈|带|上传|移交|"
    r"提交|上报|上交|上缴|发|进行|开展|召开)|"
    r"随(?:上述|前述|以上|该)?(?P<with>[^,。;随与和同]{2,12}?)(?:报送|提交|上交|上报|交来|报来|寄送|附上|送达)"
)
_TIME_SAME = regex(
    r"(?:时间|时限|期限|日期|截止日?)(?:要求)?(?:也|均|都|仍|为|和|与|同)*(?:同上|一样|相同|一致|(?<=同)上)|"
    r"(?:时间|时限|期限|日期)(?:也|均|都)?(?:同|与)(?:上述?|前|第)[^,。;]{0,4}(?:条|项|款)?|"
    r",(?:也是|均为|都是)?(?:同一|相同)(?:时间|时限|期限|天|日)(?:前|截止|完成|交|报)?$"
)
_ALONG = regex(
    rf" *(?P<thing>[^,。;随与和同]{{2,20}}?)(?:也)?{_TOGETHER}"
    r"(?:报送?|提交|上报|上交|交|附上?)[^,。;()]{0,6}(?:\([^()]*\))?"
)
_ALSO = regex(
    r" *(?:[^,。;]{2,16}的, *)?同时(?:请)?(?:报送?|提交|上报|上交|推荐|附上?) *"
    r"(?P<thing>[^,。;]{2,18}?)(?:作为?[^,。;]{0,8})?(?=[,。;]|$)"
)
TAIL = regex(
    r",(?:同时)?(?P<thing>[^,。;\d随与和同跟()]{2,18}?)(?:\([^()]{1,16}\))?(?:(?:随|与|同|和|跟|连同)"
    rf"(?P<with>[^,。;\d]{{1,14}}?){_TOGETHER}|随(?P<by>[^,。;\d]{{1,12}}?)){_GIVES}[^,。;\d]{{0,8}}$"
)
"""汇总表于4月14日前报，工作小结随汇总表一并报送: two things, one day."""


def _made_before(par: Paragraph, span: Span, made: Sequence[Draft]) -> Iterator[Draft]:
    """支部班子撰写检视材料，党员列出问题清单，均于12月30日前送总支审阅: what is made is handed in, all of it."""
    source = made[0]
    if not source.when or not source.when.until or not source.deliverable or source.deliverable not in source.title:
        return
    if not _EACH_OF_THEM.search(par.folded, span[0], span[1]):
        return
    for words in made_in(par.folded[span[0] : source.mark]):
        thing = deliverable_in(words)
        if thing and not is_generic(thing) and tidy(thing) not in source.title and source.deliverable not in thing:
            yield replace(along(par, span, tidy(thing), source), mark=source.mark)


_HELD_FIRST = regex(
    r"(?:^|[,:])(?:先|首先)?(?:由(?:各|所在)?(?:党支部|支部)"
    r"(?P<what>召开[^,。;:]{0,10}(?:大会|支委会|会议)[^,。;:]{0,10}),"
    r"[^,。;:]{0,4}(?:结果|人选|名单|情况|意见)|"
    r"[^,。;:]{0,8}(?:党支部|支部)[要须应]?(?P<both>召开[^,。;:]{0,10}会),"
    r"开展[^,。;:]{4,12},)(?:须|应|于|在)* *$"
)
"""由党支部召开党员大会民主推荐，推荐结果5月18日前报: the meeting is to be held by then, too; and both deeds of
召开组织生活会，开展民主评议党员，3月20日前完成."""
_EACH_OF_THEM = regex(
    r",(?:并|同时)(?:撰写|填写|填报|制定|制订|形成|列出|起草)|(?:均|都)(?:须|应|请)? *(?:[于在]|\d)|前同时"
)
_BESIDES = regex(
    r",(?:(?:并|同时|另外?|再|还)(?:请|须|应|要|需)?(?:同时)?(?:把|将) *(?P<put>[^,。;:]{2,24}?)(?:\([^()]*\))?"
    rf"(?:[^。;]{{0,20}}?[^。;为写])?{_GIVES}|"
    rf"(?P<thing>[^,。;:]{{2,14}}?)(?:也|均)?{_TOGETHER}{_GIVES}|[^,。;:]{{0,16}}(?:\([^()]{{0,12}}\))?同时(?:须|应)?"
    r"(?:附上?|报送?|提交|上交) *(?P<also>[^,。;:\d]{2,14}))(?P<to>[^,。;]{0,20})"
)
"""整改时限调整至12月11日，销号表一并提交巡察办; 6月10日前补开，并将会议记录交组织部."""
_OF_IT = regex(r" *(?:其|有关|相关|上述|以上|电子|纸质|扫描|打印|原件|盖章)|[^,]*(?:扫描|盖章|签字)(?:件|版)")


def follows(sentence: str) -> str | None:
    """The words for what this sentence's thing goes along with."""
    found = FOLLOWS.search(sentence)
    if found:
        return found["what"] or found["with"]
    return SAME_TIME if _TIME_SAME.search(sentence) else None


def goes_along(line: str) -> list[tuple[str, str]]:
    """What a line says goes along with what: (工作小结, 汇总表) for 工作小结随汇总表一并报送."""
    folded = fold(line)
    found = []
    for match in FOLLOWS.finditer(folded):
        before = max(folded.rfind(mark, 0, match.start()) for mark in "。;")
        found.append((folded[before + 1 : match.start()], match["what"] or match["with"]))
    return found


def also(par: Paragraph, span: Span, made: Sequence[Draft]) -> Draft | None:
    """The whole sentence asks for one more thing by the day of the task before it."""
    sentence = par.folded[slice(*span)]
    found = made and made[-1].when and (_ALONG.fullmatch(sentence) or _ALSO.match(sentence))
    return along(par, span, found["thing"], made[-1]) if found else None


def with_meeting(par: Paragraph, piece: Span, draft: Draft) -> Draft:
    """下次例会6月9日下午2:30，请各支部书记提前准备小结: the meeting, too, is what the title names."""
    when = draft.when
    if when is None or when.until or when.start or when.form != "point":
        return draft
    told = _HELD_AT.search(par.folded[piece[0] : draft.mark])
    deed = ACTION.search(par.folded[draft.mark + when.last - when.first : piece[1]].split(",")[0])
    if told is None or told["what"][-2:] in draft.title or (deed and deed["hand"]):
        return draft
    held = tidy(told["what"])
    return replace(draft, title=short(f"{held}，{draft.title}"), kind=kind_of_task(held, held, ""))


_HELD_AT = regex(
    r"(?:^|[,;。:、 ).])(?P<what>[^,;。:、 ()\d]{0,14}?(?:会|党课|党日|[初复决]赛|仪式|典礼|讲座|培训班?|考试|答辩))"
    r"(?:时间)?(?: *(?:定|拟|安排|改)?[于在到为]|是|:)? *$"
)


def along(par: Paragraph, span: Span, thing: str, source: Draft) -> Draft:
    """带班组织员1名同时报: with what was asked just before."""
    named = thing.strip()
    return replace(
        source, title=short(f"报送{named}"), deliverable=named, par=par, first=span[0], last=span[1], mark=span[0]
    )


def besides(par: Paragraph, span: Span, made: Sequence[Draft]) -> Iterator[Draft]:
    """What the dated sentence asks for behind its task, by the same day."""
    source = made[-1] if made else None
    if source is None or source.when is None or source.when.deadline is None or source.par is not par:
        return
    yield from _made_before(par, span, made)
    if source.when.until and len(made) == 1 and (held := _HELD_FIRST.search(par.folded[span[0] : source.mark])):
        name = "what" if held["what"] else "both"
        first = span[0] + held.start(name)
        deed = short(tidy(held[name]))
        yield replace(
            source, title=deed, deliverable=None, recipient=None, kind=kind_of_task(deed, deed), first=first, mark=first
        )
    behind = source.mark + source.when.last - source.when.first
    for found in _BESIDES.finditer(par.folded, behind, span[1]):
        name = next(name for name in ("put", "thing", "also") if found[name])
        words = par.folded[found.start(name) : found.start("to")]
        thing = deliverable_in(words)
        told = "".join(one.title for one in made)
        if thing is None or is_generic(thing) or _OF_IT.match(words) or tidy(thing) in told:
            continue
        to = recipient_in(par.folded[found.start() : found.end()])
        first = found.start() + 1
        yield replace(along(par, (first, found.end()), tidy(thing), source), recipient=to or source.recipient)
