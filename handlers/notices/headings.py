"""What a heading gives to all below it: a time, a party; and the item that is a task by itself."""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at, actor_named, level_of
from handlers.notices.asking import unasked
from handlers.notices.clauses import sentences
from handlers.notices.days import whens
from handlers.notices.drafts import BRANCH_DEED, NO_DATE, Context, Draft, doubts_of, level_by_deed
from handlers.notices.leading import INTRO
from handlers.notices.paragraphs import Paragraph
from handlers.notices.structure import Heading, about
from handlers.notices.titles import clean_heading, short
from handlers.notices.undated import ASKS_NOBODY, ATTITUDE, NOT_ASKED, STRONG
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION, HELD, kind_of_task, recipient_in, tidy


def heading_task(heading: Heading, context: Context) -> Draft | None:
    """A work item whose text made no task: the item itself is one."""
    words, stage = clean_heading(heading.words), context.stages.get(heading.depth)
    if _ARTICLE.match(heading.par.folded) or INTRO.search(words) or (stage and only_time(heading, stage)):
        return None
    if heading.aside or heading.about != "work" or len(words) < 3:
        return None
    if NOT_ASKED.search(words) or ASKS_NOBODY.search(heading.par.folded[heading.first :]):
        return None
    deed = ACTION.search(words)
    if deed and deed.start() > 4 and len(words) > 14 and not _NAMED.search(words):
        deed = None
    body = heading.par.folded[heading.last :] + heading.below
    if stage is None and not deed and not (_NAMED.search(words) and (STRONG.search(body) or not body.strip(" 。"))):
        return None
    if stage is None and ATTITUDE.search(words) and not _FIRM.search(words):
        return None
    if (
        stage is None
        and not _NAMED.search(words)
        and not (deed and deed.start() == 0)
        and not _ASKS.search(body)
        and body.strip(" 。")
    ):
        return None
    if deed and stage is None and not _ASKS.search(body) and _PREPARES.search(words):
        return None
    actor = next((found for begin, end in sentences(body) if (found := actor_at(body, begin, end))), None)
    if actor and actor.level == "member" and BRANCH_DEED.search(words):
        actor = None  # 民主评议。…预备党员参加评议: the branch holds it
    told = heading.par.folded[heading.first : heading.last]
    if stage and not told[: stage.first].rstrip().endswith("(") and unasked(told, stage, actor, context):
        return None
    known = actor or context.party()
    stage = stage or _of_the_list(context)
    doubts = doubts_of(heading.par.folded[heading.first :], stage) if stage else (NO_DATE,)
    kind = kind_of_task(words, "", "")
    if kind in ("other", "report"):
        kind = kind_of_task(words, body[:80], "")
    return Draft(
        short(words), actor, known.level if actor else level_by_deed(words + heading.words, known, context),
        stage, None, recipient_in(body), kind,
        heading.par, heading.first, max(heading.last, heading.first + 1),
        heading.first, doubts,
    )  # fmt: skip


def only_time(heading: Heading, stage: When) -> bool:
    """四、国庆节前: nothing but when what stands below it is done."""
    told = heading.par.folded[heading.first : heading.last]
    return _TIME_ONLY.fullmatch(told[: stage.first] + told[stage.last :]) is not None


def stands_alone(heading: Heading, stage: When) -> bool:
    """A whole line that is a sentence of its own: 3.于5月6日前报送登记表."""
    words = heading.par.folded.rstrip(" 。")
    return not words.endswith(")") and "(" not in heading.words and not only_time(heading, stage)


def behind_time(heading: Heading, context: Context) -> Draft | None:
    """10月14日下午：主题党日; 每月第二个星期三：支委会: what is on stands behind the item's time."""
    par, stage = heading.par, context.stages.get(heading.depth)
    if stage is None or stage.deadline is None or heading.made:
        return None
    named = _FIRST_WORDS.match(par.folded, heading.last)
    if named is None or not only_time(heading, stage):
        return None
    words = tidy(named["what"])
    if not (HELD.search(words) or ((deed := ACTION.match(words)) and deed.end() < len(words))):
        return None
    if NOT_ASKED.search(words) or ATTITUDE.search(words):
        return None
    known, first = context.party(), heading.first + stage.first
    when = replace(stage, first=first, last=first + stage.last - stage.first)
    return Draft(
        short(words), None, level_by_deed(words, known, context), when, None, None, kind_of_task(words, "", ""),
        par, heading.first, len(par.folded), first, doubts_of(par.folded, when),
    )  # fmt: skip


_TIME_ONLY = regex(r"[\s:,。()\[\]【】-]*(?:(?:上|下|中)午|晚上?|全天)?[\s:,。()\[\]【】-]*")
_FIRST_WORDS = regex(r" *(?P<what>[^,。;:()\d]{2,20}?) *(?=[,。;(]|$)")


def _of_the_list(context: Context) -> When | None:
    """The time that stands above the items: of which it says that they are the work, of one month, of each quarter."""
    above = context.stage()
    listed = any(_LISTS.search(one.words) or _MONTH.fullmatch(one.words) for one in context.headings[:-1])
    return above if listed or (above and above.form == "repeat") else None


_MONTH = regex(
    r"\W*(?:20\d\d年)?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:的?(?:重点|主要)?(?:工作|安排|任务|活动))?\W*"
)
_ASKS = regex(
    r"请|须|(?<![需主重])要(?!点|求|素|闻)|应(?!届)|务必|必须|各(?:党|支部|学院|总支|分党委|单位|级|"
    r"基层|二级)|组织(?!部|员|生活|关系)|开展|召开|举办|制定|报送|认真|逐一|至少|一次"
)
_PREPARES = regex(r"^(?:会前|会后|前期|后续|检查|要点|注意)")
_DEED_OF = regex(r"发展|接收|教育|评议|管理|慰问|走访|培训")
_ARTICLE = regex(r" *第[^ ]{1,4}[条章]")


_NAMED = regex(
    r"(?:考察|学习|活动|会议?|党课|党日|教育|培训|检查|评选|征集|计划|谈话|党费|上传|填报|更新|"
    r"核对|征文|慰问|培育|创建|工程)$"
)


_FIRM = regex(r"推进.{2,30}(?:工程|建设|创建|整改)|讲|开展|召开|组织|制定|举办|完成|抓好.{1,10}(?:填报|报送|收缴)")


def stage_of(heading: Heading, frame: Frame) -> When | None:
    """The time that a heading gives to all below it: （一）自查阶段（3月16日—4月3日）."""
    words = heading.par.folded[heading.first : heading.last]
    found = [
        one for one in whens(words, frame) if not one.ignored and one.form in ("point", "window", "term", "repeat")
    ]
    if len(found) != 1 or (actor_at(words) and not _BRACKETED.search(words)):
        return None
    deed = ACTION.search(words[found[0].last :])
    if deed and not words.rstrip(" 。:").endswith(")"):
        return None
    return found[0]


_BRACKETED = regex(r"^.{2,16}\([^()]{4,24}\)[ 。:]*$")
"""支部自查（9月3日至9月14日）: who does it is in the stage's name."""


def timeline(par: Paragraph, depth: float, frame: Frame) -> tuple[Heading, When] | None:
    """A line whose time is that of what stands behind or below it, where items of that ``depth`` are (0: none).

    7.11—8.20 ── 实施阶段。…; a stage on a line of its own, 自查（即日起—10月30日）; 请于3月20日前完成以下工作：
    """
    if told := _phase(par, frame) or (_listed(par, frame) if depth else None):
        heading, when = told
        return replace(heading, depth=depth - 0.5 if depth else _LINE), when
    line = _TIMELINE.match(par.folded)
    found = whens(line["days"], frame) if line else []
    if line is None or len(found) != 1 or not (found[0].start and found[0].deadline):
        return None
    return Heading(_LINE, line["name"], 0, line.end(), par, about(line["name"])), found[0]


def month_heading(par: Paragraph, depth: float, frame: Frame) -> tuple[Heading, When] | None:
    """5月份, above the items of that month: those that tell no day have the month's last one."""
    found = [one for one in whens(f"{par.folded.strip()}内", frame) if one.deadline and not one.doubts] if depth else []
    heading = Heading(depth - 0.5, par.text.strip(), 0, len(par.folded), par, "work")
    return (heading, replace(found[0], until=False, ignored="")) if len(found) == 1 else None


_LINE = 5.5
"""The depth of a line that has no mark of its own."""
_TIMELINE = regex(r" *(?P<days>\d[^,。;:]{4,28}?) *[─━―—–~-]{2,} *(?P<name>[^,。;:\d]{2,12})[。:]")


def _phase(par: Paragraph, frame: Frame) -> tuple[Heading, When] | None:
    line = _PHASE_LINE.fullmatch(par.folded)
    found = whens(line["days"], frame) if line else []
    if line is None or len(found) != 1 or found[0].ignored or found[0].form not in ("point", "window"):
        return None
    if not found[0].deadline or actor_at(line["name"]) or found[0].first or found[0].last < len(line["days"]):
        return None
    if found[0].start is None and not _NAMED_STAGE.search(line["name"]):
        return None  # 党费收缴（3月20日前）: is a task itself
    return Heading(_LINE, line["name"], 0, len(par.folded), par, about(line["name"])), found[0]


def _listed(par: Paragraph, frame: Frame) -> tuple[Heading, When] | None:
    """请于3月20日前完成以下工作：, above the items that are the work."""
    lead = _LISTS.search(par.folded) if par.folded.rstrip().endswith(":") else None
    found = [one for one in whens(par.folded, frame) if not one.ignored] if lead else []
    if lead is None or len(found) != 1 or not (found[0].until and found[0].deadline and found[0].form == "point"):
        return None
    return Heading(_LINE, lead[0].strip(" :"), 0, len(par.folded), par, "work"), found[0]


_LISTS = regex(
    r"(?:完成|做好|办好|办理|落实|抓好|做完|办完)[好了]?(?:以下|下列|下面|如下)"
    r"[^,。;:]{0,6}(?:工作|事项|任务|事情?)[^,。;:]{0,4}:? *$"
)
_NAMED_STAGE = regex(r"(?:阶段|环节)$")
_PHASE_LINE = regex(r" *(?P<name>[^\s,。;:()\d]{2,12}) *\((?P<days>[^()]{4,24})\) *:?")


def only_named(heading: Heading, start: int, frame: Frame) -> bool:
    """春节前走访慰问：各支部…，1月23日前报名册: the feast is the item's name, its text has the day."""
    words, body = heading.par.folded[start : heading.last], heading.par.folded[heading.last :]
    if not words.rstrip().endswith(":") or _DIGIT.search(words):
        return False
    return any(one.until and one.deadline and not one.ignored for one in whens(body[:400], frame))


_DIGIT = regex(r"\d")


def party_of(heading: Heading) -> Actor | None:
    """A heading that is a party's name: （一）各党支部."""
    words = re.sub(
        r"(?:的)?(?:主要)?(?:工作)?(?:任务|职责|要求|方面|工作|层面|分工|(?:要|需要?|应|须)?(?:办|做|"
        r"完成)的?(?:几件)?(?:事项?|工作|任务)?)$",
        "",
        heading.words,
    )
    actor = actor_named(words) if 2 < len(words) <= 20 and not _DEED_OF.match(words) else None
    if actor is None or ACTION.search(words):
        return None
    level = level_of(words)
    return Actor(actor.words, level or actor.level)
