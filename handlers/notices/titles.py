"""What a task is called: the sentence's own verb and object, else the heading, else what the notice is about."""

import re
from collections.abc import Sequence

from config.patterns import regex
from handlers.notices import phrases
from handlers.notices.actors import Actor
from handlers.notices.clauses import Span
from handlers.notices.drafts import Context
from handlers.notices.paragraphs import Paragraph
from handlers.notices.phrases import BY, clause_at, last_clause, manner, named_out, subject_of, then, whole
from handlers.notices.structure import Heading
from handlers.notices.things import BRACKET, CONDITION, WHOLE, all_of, bare, event_of, made_in, put_away, without_beside
from handlers.notices.when import When
from handlers.notices.words import ACTION, HELD, NAMED, deliverable_in, is_generic, recipient_in, tidy

Title = tuple[str | None, str | None]
"""The title, and the thing that is handed in."""


def title_of(
    par: Paragraph, offset: int, piece: Span, group: Sequence[When], actor: Actor | None, context: Context
) -> Title:
    """What is to be done, in the sentence's words, and the thing that is handed in."""
    sentence, first, last = par.folded[offset:], *piece
    if actor and actor.words.endswith("会"):
        convened = _CONVENED.match(sentence, group[-1].last) or _SET_ON.match(sentence, actor.last)
        actor = None if convened else actor
    raw_before = bare(without(sentence[first : group[0].first], actor, first))
    raw_after = bare(without(sentence[group[-1].last : last], actor, group[-1].last))
    raw_before, raw_after = without_beside(raw_before, raw_after)
    raw_after = raw_after if group[-1].until else phrases.EXCUSES.sub("", raw_after)
    if (checked := phrases.IF_WRONG.search(raw_before)) and not deliverable_in(raw_after):
        return short(tidy(last_clause(raw_before[: checked.start()]))), None
    if event := event_of(raw_before, sentence[group[-1].last : last]):
        return short(event), None
    if put := put_away(raw_before, raw_after):
        return short(f"上交{put}"), put
    if (taken := _TAKEN.match(raw_after)) and not any(one["hand"] for one in ACTION.finditer(taken["what"])):
        return short(tidy(taken["what"])), deliverable_in(taken["what"])
    batch = _BATCH.search(raw_before)
    if batch:
        return short(f"{_named(raw_before, context)}（{batch[0]}）"), None
    before, after = sentence[first : group[0].first].rstrip(), sentence[group[-1].last : last].lstrip()
    if before.endswith("(") and after.startswith(")"):
        words = tidy(BRACKET.sub("", last_clause(without(before[:-1], actor, first))))
        if len(words) > 3 and words[-1] not in "前后":
            return short(words), deliverable_in(words)
    deed = ACTION.search(named_out(raw_after))
    beside = _beside(raw_before, raw_after)
    if beside:
        return short(beside), deliverable_in(beside)
    if deed and group[-1].until and (unknown := _unknown_deed(raw_before, raw_after, deed)):
        return short(unknown), deliverable_in(raw_before)
    return _by_deed(raw_before, raw_after, deed, context) if deed else _by_subject(raw_before, raw_after, context)


_CONVENED = regex(r" *(?:至少)?(?:召开|开(?=\d|[一二三两]|$)|举行)")
_SET_ON = regex(r"[要须应]?[开放定]在|安排在")
"""支委会每月召开一次: what is convened is no party that does it."""


def _unknown_deed(before: str, after: str, deed: re.Match[str]) -> str:
    """4月底前全部补录到位，组织部5月复查: what stands right behind the date is the deed, whatever its verb."""
    lead = _LEAD_CLAUSE.match(after)[0]  # type: ignore[index]
    words = tidy(lead)
    if deed.start() < len(lead) or not 3 <= len(words) <= 20 or _NOISE.match(words):
        return ""
    return words if len(words) > 5 else tidy(last_clause(before)) + words


def _beside(before: str, after: str) -> str:
    """10日 四季度党费收齐; 17日 支部书记碰头会，手册带来: the words right behind a day that begins its line."""
    lead = _LEAD_CLAUSE.match(after.lstrip(" :"))
    words = tidy(lead[0])  # type: ignore[index]
    labels = before.strip(" ,") and lead.string[lead.end() :].startswith(":")  # type: ignore[union-attr]
    if _CHINESE.search(before) or labels or len(words) < 4 or _NOISE.match(words):
        return ""
    deed = ACTION.search(words)
    if deed is None:
        return words if _THINGS.search(words) else ""
    return words if not deed["hand"] and deed.start() > 1 and not _object_of(words[deed.start() :]) else ""


_LEAD_CLAUSE = regex(r"[^,。;:(]*")
_THINGS = regex(
    r"(?:会|班|课|日|赛|式|礼|讲座|活动|培训|测试|考试|面试|笔试|报告|宣传|检查|名单|材料|台账|记录|"
    r"[^代]表|方案|计划|总结|回执|汇演|研讨|述职|评议|选举|答辩|走访|慰问|劳动|体检|彩排)$"
)


_TAKEN = regex(r"[ ,]*(?:要|请|须|应|先|再|都|统一|各自|自己|大家|抓紧|尽快|争取)*(?:把|将)(?P<what>[^,。;:]{4,24})")
"""五一前要把党课题目定下来."""


def _named(before: str, context: Context) -> str:
    """What is done in batches: the notice's matter, the heading, or the sentence's own subject."""
    heading = context.heading()
    words = heading.words if heading and heading.about == "work" else ""
    subject = tidy(re.split("[(（,，:：]", before)[0])
    return context.matter or clean_heading(re.sub(r"[(（].*", "", words)) or subject


def _by_deed(before: str, after: str, deed: re.Match[str], context: Context) -> Title:
    """A verb stands behind the date: what it does, or what it hands in."""
    if deed["hand"]:
        return handed(before, after, deed, context)
    clause = clause_at(after, deed.start())
    hand = next((one for one in ACTION.finditer(named_out(after)) if one["hand"]), None)
    if hand and (recipient_in(after[hand.start() :]) or deliverable_in(after)):
        given, thing = handed(before, after, hand, context)
        if hand.start() < deed.start() + len(clause):
            return given, thing
        done = tidy(clause)
        if not _object_of(done):
            done = tidy(last_clause(before)) + done
        return (
            short(f"{done}，{given}")
            if given and thing and 3 < len(done) <= 18 and done not in given and not done.startswith(thing)
            else given
        ), thing
    words, subject = tidy(clause), tidy(_OBJECT.sub("", subject_of(last_clause(before))))
    if subject.endswith("的") and len(words) > 3:
        return short(words), deliverable_in(after)
    if subject and _ATTENDS.fullmatch(words):
        return short(f"{words}{subject}" if not ACTION.search(subject) else subject), deliverable_in(before)
    if (len(words) > 3 or HELD.search(words)) and len(_object_of(words)) > 1:
        return short(words), deliverable_in(after)
    thing = deliverable_in(after) or deliverable_in(before)
    if not subject and not _object_of(words) and (held := _HELD_IN.search(after[: deed.start()])):
        return short(tidy(held["what"]) + words), thing
    if not _object_of(words + subject):
        return (short(words) if _WHOLE.fullmatch(words) else fallback(context, words)), thing
    if subject and not _object_of(words) and _led_by_deed(subject) and _object_of(subject):
        return short(subject), thing
    return (short(f"{subject}{words}") if subject else fallback(context, words)), thing


_ATTENDS = regex(r"(?:准时|按时|务必)?(?:参加|出席|到会|参会|到场|列席|观看|收看|旁听|观摩)")
_HELD_IN = regex(
    r"^(?:[上下]午|晚上|的)*的?(?P<what>[^,。;在于]{2,16}?(?:会|活动|仪式|培训|党课|讲座))(?:在[^,。;]{1,12})?$"
)
_WHOLE = regex(r"(?:集中|交叉|分组|统一)?(?:自查|互查|公示|述职|自评|初评|复评|会审|互评)(?:完成|完毕)?")


def _led_by_deed(words: str) -> bool:
    deed = ACTION.search(words)
    return deed is not None and deed.start() <= 3


def _object_of(words: str) -> str:
    """What is left of a phrase without its verbs: 完成, 召开1次 have no object."""
    return _TIMES.sub("", ACTION.sub("", words)).strip(" ,;自行统一分别")


def _by_subject(before: str, after: str, context: Context) -> Title:
    """No verb behind the date: the clause before it tells, or what stands there without a verb."""
    words = tidy(subject_of(last_clause(before)))
    if not words and "," in before:  # 述职评议，拟安排在4月上旬; 培训不是周四，是周五
        words = tidy(_DENIED.sub("", last_clause(before[: before.rindex(",")])))
    rest = tidy(after)
    if HELD.search(rest.split(",")[0]):
        rest = rest.split(",")[0]
    own = then(after)
    if own and 2 <= len(words) <= 16 and not _led_by_deed(words) and own[0] not in words[-4:]:
        return short(f"{words}{own}"), deliverable_in(before)  # 换届请示4月底前呈总支
    if not words and len(rest) > 1 and not _NOISE.match(rest) and context.stage() is None:
        return short(rest), deliverable_in(rest)
    if len(words) >= 2 and not _NOISE.match(words) and not (len(words) < 4 and words in context.matter):
        return short(words), deliverable_in(before)
    thing = deliverable_in(before)
    named = thing if thing and not is_generic(thing) and len(words) < 8 and context.heading() is None else None
    return (short(named) if named else fallback(context, words)), thing


_DENIED = regex(r"(?:不是|并非|不在).*$")
_BATCH = regex(r"第[一二三四五1-5]批(?:次)?(?=\W*$)")
_OBJECT = regex(r"^(?:将|把)")
_TIMES = regex(r"(?:至少|不少于|不得少于)?(?:\d{1,2}|[一二两三四])(?:次|回|天)|[一般原则上]")


_NOISE = regex(
    r"^(?:共|为期|地点|具体|时间|截止|截至|期间|上午|下午|前后?|起|止|含|在|"
    r"[\d:\-\s,、()天周一二三四五六日]+$|[本这]|届时)"
)


def without(text: str, actor: Actor | None, offset: int) -> str:
    if actor and actor.last > actor.first:
        first, last = actor.first - offset, actor.last - offset
        if 0 <= first < last <= len(text) + 1:
            text = BY.sub("", text[:first]) + NAMED.sub("", text[last:])
    return _PREPOSITION.sub("", _YOU.sub("", text))


_YOU = regex(r"^.*(?:请|麻烦|拜托|辛苦)(?:大家|各位|你们)(?=于|在|$)")
"""学校要求报送总结，请大家3月15日前发我: who asks and who is asked is no thing that is sent."""
_PREPOSITION = regex(
    r"[(,、 ]*(?:但|且|最[迟晚](?:不得?)?[晚迟]?|不得?[晚迟]|(?<![申邀聘恳])请|须|(?<![响适供])应|并|拟|将|"
    r"(?<![确固规决约商议选])定|务必|最迟|需要|一般|原则上|统一|分别|而是|是|改[为到在]|应为|"
    r"截(?=[至到])|截止(?:时间|日期)?(?:为|是|:)?)*(?:于|在|自|从|到|至)?[ (]*$"
)


def handed(before: str, after: str, deed: re.Match[str], context: Context) -> Title:
    """Something is handed in: the verb, and the thing behind it or before it."""
    said = _TOGETHER.sub("", deed["hand"])
    verb = _PLAIN.get(said, said)
    if said in WHOLE:
        return said, None
    whole_before, before = before, CONDITION.sub("", before)
    behind = "" if after[deed.end() : deed.end() + 1] in ",;。" else clause_at(after, deed.end())
    behind = phrases.where(_RECIPIENT.sub("", phrases.without_recipient(behind, recipient_in(after[deed.start() :]))))
    held, own = manner(CONDITION.sub("", after[: deed.start()])), subject_of(last_clause(before))
    if taken := _OBJECT_OF.search(f"{own},{held}"):
        return short(f"{verb}{tidy(taken['what'])}"), tidy(taken["what"])
    near = (behind, held) if "," in held else (held, behind)  # 研究方案，并向党委呈报换届请示
    for text in (*near, own, *reversed(made_in(before)), before, after[deed.end() :]):
        thing = deliverable_in(text)
        if thing and not is_generic(thing):
            thing = all_of(text, thing)
            return short(f"{verb}{thing}"), thing
    if context.carried:
        return short(f"{verb}{context.carried}"), context.carried
    thing = deliverable_in(before) or deliverable_in(after)
    obj = tidy(_OBJECT.sub("", held)) or (tidy(behind) if not recipient_in(after) or len(behind) > 2 else "")
    if _tells(obj):
        return short(obj if ACTION.search(obj) and not deliverable_in(obj) else f"{verb}{obj}"), thing
    subject = tidy(_OBJECT.sub("", own))
    if before != whole_before and _tells(subject):
        return short(subject), thing  # 集中排查一次，有问题的报党委
    if _tells(subject) and not (ACTION.search(subject) and len(subject) > 10 and context.heading()):
        told = _MAKES.match(subject) or (ACTION.search(subject) and len(subject) > 10)
        return short(f"{subject}，{verb}" if told else f"{verb}{subject}"), thing
    if not obj and (made := [one for one in made_in(before) if len(tidy(one)) > 3]):
        return short(f"{verb}{tidy(made[-1])}"), thing  # 列出整改事项，1月上旬完成并报党委
    if (thing and not context.heading()) or verb == "报名":
        return short(f"{verb}{thing or ''}"), thing
    if again := phrases.AGAIN.search(before + after[: deed.end()]):
        return short(tidy(again[0] + clause_at(after, deed.end()))), thing
    return fallback(
        context, f"{verb}{obj or subject}" if obj or subject else tidy(clause_at(after, deed.start()))
    ), thing


_TOGETHER = regex(r"^(?:一并|统一|直接|分别|及时|同时|集中|另|再)(?=.)")


_OBJECT_OF = regex(
    r"(?:把|将)(?P<what>[^,。;:把将]{2,16}?)(?:\([^()]*\))?(?:都|统一|一并|一起|及时|按时|务必)*"
    r"(?:[写弄做填理备签改](?:一下|好|完|了|出来)|整理(?:一下|好)?|准备好|打印出来|扫描)?,*$"
)


_PARTIES = regex(
    r"(?:(?:(?![报交送到托])[^,。;、和及]){0,8}?(?:支部|总支|党委|学院|组织员|委员|党员)[、和及]?){1,6}|其中|以上"
)
_IF = regex(r"(?:确[有需因]|如|若|凡|不能|无法|逾期|未能)[^,。;]*的$|[^,。;]{0,16}届满的$")
_CHINESE = regex(r"[\u4e00-\u9fff]")
_MAKES = regex(r"(?:写|填|委托|做|拍|带|打印|盖|整理|备|附|配)(?!字|好的|法|风)")


def _tells(words: str) -> bool:
    return (
        len(words) > 1
        and _CHINESE.search(words) is not None
        and words[-1] not in "后时完、"
        and not _PARTIES.fullmatch(words)
        and not _IF.match(words)
        and not words.startswith("不")
        and not _NOISE.match(words)
        and not is_generic(words)
    )


_PLAIN = {
    "报": "报送", "送": "报送", "送至": "报送", "交": "上交", "交至": "上交", "交到": "上交", "交给": "上交",
    "报我": "报送", "交我": "上交", "给我": "上交", "传到": "上传", "传至": "上传",
    "发至": "发送", "发到": "发送", "发我": "发送", "发给": "发送",
}  # fmt: skip


_RECIPIENT = regex(
    r"^(?:至|到|给|往)?(?:所在|学校|校|学院)?(?:党委)?(?:组织人事处|组织部|宣传部|党总支|学院党委|"
    r"二级党组织|分党委|党支部|办公室|组织科|邮箱)+"
)


def short(words: str) -> str:
    words = _TWICE.sub(r"\1", whole(re.sub(r"\s+", "", words)))
    return words if len(words) <= 40 else words[:39] + "…"


_TWICE = regex(r"([\u4e00-\u9fff]{2,6})\1")
"""开展学习学习不少于3次: subject and deed of the same words."""


def fallback(context: Context, words: str) -> str | None:
    """The heading's words, or what the notice is about, where the sentence has no object of its own."""
    heading = next((one for one in reversed(context.headings) if one.about == "work" and one.words), None)
    if heading:
        return short(clean_heading(heading.words))
    if context.matter:
        return short(context.matter)
    timed = next((re.sub(r"(?:时间|安排|日程|地点|、)+$", "", one.words) for one in reversed(context.headings)), "")
    if len(timed) > 1:
        return short(timed)
    return short(words) if words else None


def of_what(title: str, par: Paragraph, first: int, due: int) -> str:
    """党费还有7位没交。…31号之前交清: a deed that names no thing is of the one that was told of before it."""
    object_ = _FILLER.sub("", _object_of(title.replace(recipient_in(title) or title, "") or title))
    if title in WHOLE or len(object_) > 2 or HELD.search(object_) or deliverable_in(title):
        return title
    thing = deliverable_in(par.folded[first:due]) or deliverable_in(par.folded[:first])
    return short(f"{thing}：{title}") if thing and not is_generic(thing) else title


_FILLER = regex(r"就[好行]|即可|[我你他她它]们?|过来|上来|一下|给|微信|老.|小.|[,，].*")


def clean_heading(words: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]是|[(（][^()（）]*[)）]$|阶段$", "", words).strip(" ，,。：:")


def otherwise(sentence: str, first: int, last: int, context: Context) -> str | None:
    """Where the words at the day name nothing, the nearest clause that does: 每周三学习，首次为3月26日."""
    ahead = [part for part in re.split(r"[,;。:()]", sentence[:first])[:-1] if part.strip()]
    behind = [part for part in re.split(r"[,;。:()]", sentence[last:])[1:] if part.strip()]
    told = [words for part in (*reversed(ahead), *behind) if 2 < len(words := tidy(part)) <= 20]
    telling = (words for words in told if (ACTION.search(words) or HELD.search(words)) and not _NOISE.match(words))
    return short(next(telling, "")) or fallback(context, "")


def moved_title(before: str, context: Context) -> str | None:
    """What was moved: the meeting that is named, the notice that is named, or what this notice is about."""
    meetings = MEETS.findall(before)
    if meetings:
        return short(tidy(re.sub(r"^.*(?:(?:召开|举行|举办)的|的(?=.{2,}$))", "", meetings[-1])))
    named = matter_of(next(iter(re.findall("《([^《》]{4,60})》", before)), ""))
    said = tidy(_CORRECTS.sub("", _ALSO.sub("", _MOVED.sub("", last_clause(re.split("[,，；：]", before)[-1])))))
    return named or (short(said) if len(said) > 1 else "") or _MOVED_MATTER.sub("", context.matter) or None


_CORRECTS = regex(r"^(?:另外?|再)?(?:更正|更改|修正|补充|说明)[^,。;:]{0,8}[:]|^第\d+[条项点][^,。;:]{0,4}[:]?")
_ALSO = regex(r"(?:也|都|均|则|就)?(?:跟着|相应|同步|一并|一起|随之)?(?:地)?$")
_MOVED = regex(
    r"的?(?:报送|申报|报名)?的?(?:截止)?(?:时间|日期|期限)?(?:相应)?(?:[由从原].*)?(?:延期|延长|"
    r"顺延|推迟|推后|调整|变更|改|提前|挪)?(?:到|至|为|在|于|成)? *$"
)
_MOVED_MATTER = regex(
    r"^(?:调整|延长|推迟|变更|更正)|(?:征集|报送|申报|填报|报名)?的?(?:截止|报送|申报|举办|召开)?(?:时间|日期)$"
)
MEETS = regex(r"[^\s,，。；;、\d]{0,12}(?:例会|会议|大会|培训班|座谈会|评审会|推进会|评议会|比赛|活动|党日|党课)")


def labelled(title: str, heading: Heading | None, par: Paragraph) -> str:
    """党费：12月10日前交 asks for 党费：上交; a label that the title has already is not said twice."""
    if heading is None or heading.par is not par or heading.about != "work" or _CORRECTS.match(heading.words + ":"):
        return title
    label = clean_heading(heading.words)
    colon = par.folded[: heading.last].rstrip().endswith(":")
    if not colon or not 1 < len(label) <= 12 or label in title or title in label:
        return title
    return short(f"{label}：{title}")


def matter_of(title: str) -> str:
    """关于做好党费收缴工作的通知 → 党费收缴工作."""
    words = re.sub(r"[(（][^()（）]*[)）]$|[《》]", "", re.sub(r"\s+", "", title))
    if not words or _NO_MATTER.fullmatch(words):
        return ""
    match = _MATTER.search(words)
    return (
        _BESIDES.sub("", match["what"])
        if match
        else re.sub(r"(?:的)?(?:温馨|友情|紧急|特别|重要)?(?:通知|方案|提示|要点|清单|安排|提醒|须知)$", "", words)
    )


_NO_MATTER = regex(r"[\u4e00-\u9fff]{0,12}(?:部|党委|总支|支部|处|办公室)(?:紧急|重要|温馨)(?:通知|提醒|提示)")
_BESIDES = regex(r"(?<=.{4})暨(?:做好|抓好|加强|推进|落实|部署).*$")
"""关于召开推进会暨做好年末有关工作的通知 is about 召开推进会."""
_MATTER = regex(
    r"关于(?:进一步|认真|切实|扎实|集中)?(?:做好|规范|印发|转发)?(?P<what>.+?)(?:有关|"
    r"相关)?(?:工作|事项|事宜)?(?:安排)?的?(?:预备|补充|紧急)?(?:通知|通报|方案|函|公告|实施方案)"
)


MOVES = regex(
    r"(?:延(?=[至到])|延迟|延期|延长|顺延|推迟|推后|调整|变更|更正|更改|订正|(?<![整补])(?:(?<!修)|"
    r"(?<=[检维装]修))改|提前|[往向][前后](?:挪|推|移|延)|挪)"
    r"(?:到|至|为|在|于|成)? *[“\"]?$|(?:实际|正确)[^,。;]{0,4}(?:是|为) *$"
)
