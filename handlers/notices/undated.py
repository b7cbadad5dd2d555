"""Sentences without a date: a task is still a task where they ask for a deed, and not for an attitude."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at
from handlers.notices.clauses import Span
from handlers.notices.days import loose, pending
from handlers.notices.drafts import NO_DATE, Context, Draft, doubts_of, level_by_deed
from handlers.notices.dues import IF, MEETING
from handlers.notices.naming import paper_of
from handlers.notices.paragraphs import Paragraph
from handlers.notices.phrases import clause_at
from handlers.notices.senders import above, oversees
from handlers.notices.titles import Title, fallback, handed, short, without
from handlers.notices.when import When
from handlers.notices.words import ACTION, deliverable_in, is_generic, kind_of_task, recipient_in, tidy


def undated(
    par: Paragraph, span: Span, context: Context, follows: str | None, closing: When | None, made: Sequence[Draft],
    *, likely: bool = False,
) -> Iterator[Draft]:  # fmt: skip
    """The sentence's task, if it asks for a deed; ``likely`` says that it does, whatever its words."""
    first, last = span
    sentence = par.folded[first:last]
    stage, open_time = context.stage() or context.open, pending(sentence)
    deed = ACTION.search(sentence) or (_ONLINE.search(sentence) if context.open else None)
    actor = actor_at(sentence)
    if actor:
        context.last_actor = context.next_actor(actor)
    if actor and oversees(sentence, actor, context):
        for above in context.headings[-1:]:
            above.aside = True
        return
    nobody = ASKS_NOBODY.search(sentence)
    if nobody and not any(one["hand"] for one in ACTION.finditer(sentence, nobody.end())):
        return
    if open_time and made and not follows and len(sentence.replace(open_time, "").strip(" ,")) < 8:
        return
    plain = _plainly(sentence, actor, context)
    if not (likely or plain) and not (deed and _asks(sentence, actor, context, bool(stage or closing), bool(follows))):
        return
    # 汇总表随报表一并报送: what is handed in stands before what it goes with.
    asked = sentence[: max(sentence.find(follows) - 1, 0)] if follows else ""
    thing = deliverable_in(asked) if asked else None
    title, thing = (f"报送{thing}", thing) if thing else _undated_title(sentence, actor, context)
    alone = bool(plain) and not follows
    if alone and not _OF_IT.match(plain):
        title, thing = plain, deliverable_in(plain)
    heading = context.heading()
    if thing and heading and heading.par is par and (whole := paper_of(heading)) and whole.endswith(thing):
        title, thing = (title or "").replace(thing, whole), whole  # 2026年学习计划。计划按季度列明…
    if context.open and not deliverable_in(sentence):
        title = fallback(context, title or "")
    if not title or _EMPTY.fullmatch(title):
        return
    when, doubts = _timed(sentence, stage, closing, open_time, follows)
    known = actor or context.party()
    kind = kind_of_task(title, sentence, heading.words if heading else "")
    mark = first + (deed.start() if deed else 0)
    level = known.level if actor else level_by_deed(title, known, context)
    yield Draft(
        title, actor, level, when, thing, recipient_in(sentence), kind, par, first, last, mark, doubts,
        follows=follows, weighed=alone, guessed=alone,
    )  # fmt: skip


def _timed(
    sentence: str, stage: When | None, closing: When | None, open_time: str | None, follows: str | None
) -> tuple[When | None, tuple[str, ...]]:
    """The time that a sentence without a date has from its heading, from what closes, or not at all."""
    if closing and not stage:
        day = closing.deadline or closing.start
        hour = closing.time if closing.time != "00:00" else None
        if day and hour is None and "24" not in sentence and not _STILL.search(sentence, closing.last):
            day -= timedelta(1)
        return When(closing.first, closing.last, day, time=hour, form="point", until=True), ("按系统关闭的时间推算",)
    if stage is None:
        return None, () if follows else (f"时间未定：{open_time}" if open_time else NO_DATE,)
    doubts = doubts_of(sentence, stage)
    ahead = "提前" in sentence and stage.form == "window"
    return stage, (*doubts, "写的是“提前”，时间请核对") if ahead else doubts


_STILL = regex(r"当[天日](?:[^,。;]{0,4}(?:还|仍|也)[可能以]|前)")
"""当天还能改: the closing's own day still counts."""


def _asks(sentence: str, actor: Actor | None, context: Context, timed: bool, follows: bool) -> bool:
    """Whether a sentence without a date asks for a deed, and not for an attitude."""
    some = IF.search(sentence) and not (_ALL_WHO.match(sentence) and "请" in sentence)
    if NOT_ASKED.search(sentence) or some or _GENERAL.search(sentence):
        return False
    strong = STRONG.search(sentence)
    handed = recipient_in(sentence) is not None
    if follows and (context.about() != "scope" or _HANDED_ALONG.search(sentence)):
        return not ATTITUDE.search(sentence)
    if context.open and _ONLINE.search(sentence) and (actor or _MUST.search(sentence)):
        return True
    if timed:
        led = actor is not None and actor.first <= 1 and context.about() == "work" and not ATTITUDE.search(sentence)
        return (bool(strong) or led) and (context.about() != "requirements" or handed or "一并" in sentence)
    if context.about() == "scope" or (context.about() == "story" and not _MUST.search(sentence)):
        return False
    if context.about() == "requirements":
        return (
            handed
            and bool(strong)
            and (actor is not None or pending(sentence) is not None or loose(sentence))
            and not ATTITUDE.search(sentence)
        )
    if pending(sentence) and ACTION.search(sentence) and MEETING.search(sentence):
        return True
    if (
        actor is not None
        and context.about() in ("", "work")
        and _HOLDS.search(sentence)
        and not ATTITUDE.search(sentence)
    ):
        return True
    if actor is not None and _MAKES.search(sentence) and deliverable_in(sentence) and not ATTITUDE.search(sentence):
        return True
    if actor is not None and _makes(sentence, actor, context):
        return True
    asked = actor is not None or (handed and loose(sentence))
    return bool(strong) and (handed or "请" in sentence) and asked and not ATTITUDE.search(sentence)


_HANDED_ALONG = regex(r"(?:一并|一同|一起|同时|随)[^,。;]{0,12}(?:报送|上报|提交|上交|[交报])")


def _plainly(sentence: str, actor: Actor | None, context: Context) -> str:
    """The deed that the sentence's build alone shows to be asked for, however little was learned of its words."""
    if context.about() in ("scope", "story") or IF.search(sentence) or NOT_ASKED.search(sentence):
        return ""
    if ATTITUDE.search(sentence) or (actor and above(actor.level, context)):
        return ""
    found = next((one for pattern in _PLAIN if (one := pattern.search(sentence))), None)
    if found is None:
        return ""
    deed = clause_at(sentence, found.start("deed"))
    return short(tidy(deed)) if len(tidy(deed)) > 3 else ""


_PLAIN = (
    regex(
        r"^ *(?P<deed>(?:各|每个?)[^,。;]{2,24}(?:学习|研讨|会议?|党课|党日|活动|谈话|走访)[^,。;]{0,6}"
        r"(?:不少于|至少|不得少于|不低于) *(?:\d{1,2}|[一两二三四五六]) *[次场期])"
    ),
    regex(
        r"(?:(?<![申邀])请(?![示假])|麻烦|务必)[^。;]{0,30}?(?P<deed>(?:重新?|再|改用[^,。;]{0,6}|下载[^,。;]{0,8}重新?)"
        r"(?:填|报|交|写|做|传|发|签|盖|下载|打印|提交|核对?))[^,。;]{0,6}?(?=[一两]?[遍份次张]|[来给]|$|[,。])"
    ),
    regex(
        r"(?:^|,)由(?!我|党委|学校|组织部|学院)[^,。;]{2,12}?(?P<deed>当面|另|另行|再|先|统一|逐一|负责)"
        r"(?:向[^,。;]{2,10})?(?:收取|征求|登记|核对|收集|征集|收回|核验|谈话|告知|补办|代收|汇总)"
    ),
    regex(r"(?<![申邀])请[^,。;]{0,10}(?P<deed>提前|至少)[^,。;]{0,8}(?:告诉|告知|知会)[^,。;]{2,12}(?=$|[,。;])"),
    regex(
        r"(?:^|,)[^,。;]{0,4}(?:结合|对照|参照)[^,。;]{2,14}(?P<deed>开展|组织|进行)(?:一次|全面)?(?:自查|自评|排查)"
    ),
)
"""各中心组本学期集体研讨不少于4次; 请按新表重新填一份发来; 由组织员当面收取并登记; 请提前一周告诉机关党委;
结合本单位实际开展自查."""


def _makes(sentence: str, actor: Actor, context: Context) -> bool:
    """每名组织员准备一份档案, 出国的同志另填申请表: a party, its deed and the paper, with nothing between."""
    after = _BARE.match(sentence, actor.last)
    paper = deliverable_in(sentence[actor.last :])
    return bool(after and paper and not above(actor.level, context) and not ATTITUDE.search(sentence))


_OF_IT = regex(r"(?:重新|再).{2}$")
"""重新提交: names nothing by itself."""
_BARE = regex(
    r" *(?:本人|自己)?(?:[要须应需请先再另]|还要|务必|只需|各自|自行|离校前|抓紧)*"
    r"(?:准备|拿到|领取?|填写?|写|带[好上]?|交|补[上交填齐]|出具|提供|撰写|整理|更新|签[好订]|备[好齐]?)"
)
_ALL_WHO = regex(r" *凡")
_HOLDS = regex(
    r"(?:^|[,部总委员织位院记])(?:[要须应请需先再]|还要|务必|分别|普遍)*(?:召?开|举办|举行|"
    r"组织召开)(?!展)[^,。;]{0,12}(?:会议?|党日|党课|活动)(?=$|[,。;])"
)
_GENERAL = regex(
    r"(?:抓紧|认真|遵照|按时|及时|抓好|做好|对照|参照|遵守)(?:办理|落实|执行|贯彻|组织实施|抓好|"
    r"完成)(?:相关工作)?[,。]?$|(?:工作|任务|事项),? *另行(?:安排|部署|布置)[,。]?$"
)
_MUST = regex(r"请|须|应(?!届)|务必")
_ONLINE = regex(
    r"学[完习满]|看完|观看|修[完满]|考试|测试|测验|登录|登陆|作答|答题|填报|填写|操作|办理|参加|"
    r"完成|提交|报名|录入|投票"
)
_MAKES = regex(r"(?<![需主重])(?:要|须|应|需|请|务必)[^,。;]{0,8}(?:撰写|制定|制订|填写|形成|准备|列出|更新)")
_EMPTY = regex(
    r"(?:认真|按时|对照|如期|抓紧|及时|遵照|全面|贯彻|按要求|抓好)*(?:完成|执行|落实|做好|贯彻|"
    r"报送|开展|准备|安排)?(?:各项|有关|相关)?(?:工作|任务)?"
)


def _undated_title(sentence: str, actor: Actor | None, context: Context) -> Title:
    body = without(sentence, actor, 0)
    hand = next((one for one in ACTION.finditer(body) if one["hand"]), None)
    thing = deliverable_in(body)
    if hand and thing and not is_generic(thing):
        after = body[hand.start() :]
        deed = ACTION.search(after)
        return handed(body[: hand.start()], after, deed, context) if deed else (short(thing), thing)
    strong, said = STRONG.search(body), _SAID_BY.match(body)
    begin = strong.start() if strong else said.end() if said else 0
    clause = clause_at(body, max(0, _clause_start(body, begin)))
    if _WHOM.search(clause):
        clause = clause_at(body, body.index(clause) + len(clause) + 1) or clause
    words = tidy(clause)
    return (short(words) if len(words) > 2 else fallback(context, words)), thing


_SAID_BY = regex(r" *[^,。;:()\d]{1,8}: *(?=[^\s:])")
"""答：, 老周：is who speaks."""
_WHOM = regex(r"^(?![^,。;]*《)[^,。;]{3,30}的$|^(?:各位|大家|请大家|同志们)[^,。;]{0,6}$")
"""不能到会的，由组织委员代会: whom it concerns, or who is spoken to, is no name of what is asked."""


def _clause_start(text: str, at: int) -> int:
    return max(text.rfind(char, 0, at) for char in ",;:") + 1


NOT_ASKED = regex(
    r"^[^,。;]{0,10}(?:主体|单位|对象|人员|方式|周期|范围|负责人|形式|名额|标准)(?:为|是)|^[ ,]*请假|"
    r"^[^,。;]{0,6}已(?:经)?(?:于|在|开展|完成|启动)|^[^,。;]{0,4}(?:通报|听取|审议|讨论|研究|传达|学习|总结|部署|通过)了|着装|着[^,。;]{0,4}服装|佩戴|携带|"
    r"不得|严禁|不予|不再|不用|无需|不必|不需(?!要[^,。;]{0,6}[的时])|不收|可以?直接|"
    r"可以?自|可列|可继续|不作|可酌情|原则上不|"
    r"将(?:对|作为|纳入|予以|择优|适时|根据|按|通报|视)|纳入|作为[^,。;]{0,12}(?:依据|参考|内容|"
    r"指标)|统一安排|予以通报|联系人|咨询|未尽事宜|由[^,。;]{1,8}解释|请勿|已[^,。;]{0,4}的"
)


ASKS_NOBODY = regex(
    r"^(?!.*(?<![申邀])请(?![示假]))[^。]{0,60}(?:[替帮给]|为)(?:你们|大家|各位|各支部)[^,。;]{0,12}(?:了|过了?|好了?)(?=$|[,。;])|"
    r"^[^,。;:]{1,16}: *(?:老师|书记|主任)[ ,](?!.*(?:请|麻烦|务必|记得|[把将]))"
)
"""请示我上周已经替你们递上去了: it has been done for them; 支书 吕: 老师 有个同学…: who asks is not asked."""


ATTITUDE = regex(
    r"高度重视|提高(?:思想|政治)?认识|加强(?:组织)?领导|认真组织|精心|切实|确保|坚持|严格|充分|"
    r"深刻|压实|落实责任|把握|强化|注重|突出|防止|弘扬|营造|抓好|抓实|统筹|要(?:以|把|用|有|做到)|"
    r"真实|准确|围绕(?!.{0,20}(?:召开|开展|组织|上传|撰写|讲))|鼓励|支持|深化|完善|健全|发挥|提升|"
    r"推动|进一步|高质量|高标准"
)


STRONG = regex(
    r"报送|上报|提交|报(?:所在|学院|党委|组织|分党|党总支|二级|学校|校|基层)|交(?:所在|学院|至|到|"
    r"给|回)|备案|填写|填报|上传|录入|发至|发送|汇总|归档|缴|召开|举办|举行|开展一?次|组织一?次|安排一次|送(?:所属|所在|学院|至|到)|"
    r"撰写|形成|制定|列出|建立|核对|核实|审核|观看|完成|办理|考察|更新|评议|谈话|走访|摸排|排查|"
    r"自查|整改|公示|提名|推荐|逐一|组织党员|集中学习|培训|收齐|报到|转接|讲|清理|报给|递交|移交|"
    r"(?<!情况)报告(?=组织部|学院|党|上级|校|所在)|[发给报交转]我|备好|备齐|登记|谈心|查找|制作"
)
