"""The parts of a notice: its head, its sections, its signature, its annexes. What is no task is put aside here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from config.patterns import regex
from handlers.notices.never import NUMBER, signature
from handlers.notices.paragraphs import ITEM, Paragraph
from handlers.written.numbers import number, year

BODY, HEAD, SIGNED, LISTED, ANNEX = "body", "head", "signed", "listed", "annex"

_TITLE_END = (
    r"(?:通知|通报|公告|函|方案|办法|意见|要点|提示|安排|日程|须知|日历|清单|提醒|计划|细则|规定|制度|任务|要求|决定|"
    r"批复|纪要|倡议书?|说明|"
    r"(?:安排|计划|任务|进度|配档|一览|时间|分解)表)(?:\([^()]{1,20}\))?"
)
_TITLE = regex(rf"(?=.{{4,90}}$)(?:(?:转发?|紧急|重要)(?:通知|提醒)? *:)?[^。;:!?]*?{_TITLE_END}】?$")
_ABOUT = regex(r"(?:\([^()]{1,8}\)|“)? *关于[^。;:!?,]{4,60}$")
_LETTERHEAD = regex(r".{2,40}文件$|.{4,30}(?:委员会|组织部|党委|总支)$")
_PARTY = (
    r"(?:支部|总支|党委|组织|部门|单位|书记|支书|党员|委员|同志|同学|组织员|老师|分校|学院|班|团队|中心|委员会|"
    r"教研室|处室|科室|院系|系部|学生会|社团|大家|负责人|主席|主任|秘书|干事|积极分子|对象|学员|"
    r"(?:组织|宣传|工作|人事|统战|学工|党群)部|高校|学校|处|办公室|毕业生|\))"
)
_WHOM = r"(?:[tT][oO]|致|主送|收件人|通知对象)"
_TO = regex(rf" *{_WHOM} *: *.{{0,40}}{_PARTY}[:]?$|(?![各全])[\u4e00-\u9fff]{{1,3}}同学:$")
_TO_WHOM = regex(rf"^(?:@所有人\s*|{_WHOM}\s*[:：]\s*)")
_NUMBER = regex(rf"{NUMBER}")
_ADDRESS = regex(
    r"(?!.*(?:发布|来源|作者|日期|浏览|阅读|时间|次数)|[^,:]{2,14}-[^-,:]{1,5}:$)(?:@所有人)?[^。;]{0,10}(?:各|全体|校内|"
    r"院内|党|支部|单位|部门|支书|组织员)[^。;!?]{0,120}[:]$"
)
_OPEN_TO = regex(
    r"(?:各|全体|校内各|"
    r"院属各)[^,。;:!?\d]{2,24}(?<!如下)(?<!要求)(?<!安排)(?<!时间)(?<!内容)(?<!事项)(?<!任务):"
)
_TO_PARTY = regex(rf"{_PARTY} *:$")
_ISSUER = regex(
    r"(?=.{2,40}$)(?:中共)?[^。;:,\d]{0,30}?(?:委员会|党委|组织部|组织科|总支|支部|办公室|人事[处部]|"
    r"工作部|党校|团委|宣传部|纪委|委员|党群部|党务部|研究会|协会|中心|小组|学院|督查组|巡察组|教研室|"
    r"[处科室会系])(?:[ 、][^。;:,]{2,20})*$"
)
_WITH_DATE = regex(
    r"(?P<issuer>(?:中共)?[^。;:,\d]{2,30}?(?:委员会|党委|组织部|组织科|总支|支部|办公室|人事[处部]|"
    r"工作部|党校|团委|宣传部|"
    r"纪委|党群部|党务部)) *(?P<date>(?:20\d\d *[年./-] *)?\d{1,2} *[月./-] *\d{1,2} *日?) *(?:印发)?$"
)
_ANNEX_HEAD = regex(r" *(?:附件|附表|附录) *\d{0,2} *(?:[:]? *《?[^。;]{0,50}》?)?$")
_ANNEX_LIST = regex(r" *(?:附件|附|附表) *\d? *: *.+")
_BEGINS = regex(r" *(?:\d{1,2} *[.、|\t] *)?(?:20\d\d *年 *)?\d{1,2} *[月./] *(?:\d{1,2}|底|[上中下]旬)")
"""A line that begins with a day: an annex of such lines is a schedule."""
_SCHEDULE = regex(
    r"安排|日程|进[度程]|一览|推进表|倒排|运行图|路线图|分解|任务清单|时间表|计划表|配档|重点任务|工作清单|流程"
)
_DAY = regex(
    r"(?:(?P<y>20\d\d|二[^年]{3}) *[年./-])? *(?P<m>\d{1,2}|"
    r"[一二三四五六七八九十]{1,2}) *[月./-] *(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})"
)


@dataclass(slots=True)
class Outline:
    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    day: date | None = None
    addressees: str | None = None
    zones: list[str] = field(default_factory=list)
    """One for each paragraph."""


def outline(found: Sequence[Paragraph], received: date) -> Outline:
    """The head and the zone of every paragraph."""
    told = Outline(zones=[BODY] * len(found))
    address = _address(found)
    _head(found, address, told)
    _signed(found, address, told, received)
    for index, par in enumerate(found):
        if FOOT.fullmatch(par.folded.strip()):
            told.zones[index] = SIGNED
    _annexes(found, told)
    return told


FOOT = regex(
    r"(?:(?:填表|制表|编制|审核|校对|更新|导出|打印|印制)(?:人|单位|部门|时间|日期)? *: *"
    r"[^,。;: ]{1,20}(?: +\d{1,2}:\d\d)?[ ￼]*){1,5}"
)
"""填表：党委办公室  更新时间：2026/11/10 09:20, below a table."""


def _address(found: Sequence[Paragraph]) -> int | None:
    for index, par in enumerate(found[:14]):
        if ITEM.match(par.folded) and not par.folded.lstrip().startswith("各"):
            return None
        if _addressed(par.folded.strip()) and len(par.folded) < 140 and "通知如下" not in par.folded:
            return index
    return None


def _addressed(words: str) -> bool:
    return bool((_ADDRESS.match(words) and _TO_PARTY.search(words)) or _TO.match(words) or _OPEN_TO.fullmatch(words))


def _head(found: Sequence[Paragraph], address: int | None, told: Outline) -> None:
    if address is not None:
        told.addressees = _TO_WHOM.sub("", found[address].text.strip()).rstrip(":：").strip()
        told.zones[address] = HEAD
    titles = _above(found, address, told)
    if titles:
        first = (one for one in titles if _SUBJECT.match(found[one].folded))
        told.title = _title(found[next(first, titles[0])].text)
        for one in titles:
            told.zones[one] = HEAD
    elif address and not told.number and _ends_like_title(found[0]):
        told.title, told.zones[0] = _title(found[0].text), HEAD
    for index, par in enumerate(found[address : address + 2] if address is not None else (), address or 0):
        if told.number is None and _NUMBER.fullmatch(par.folded.strip()):
            told.number, told.zones[index] = par.text.strip(), HEAD


def _above(found: Sequence[Paragraph], address: int | None, told: Outline) -> list[int]:
    """Which lines above the addressees are titles; number and letterhead are put aside on the way."""
    limit = address if address is not None else min(4, len(found))
    titles: list[int] = []
    for index, par in enumerate(found[:limit]):
        words = _unspaced(par.folded.strip())
        if ITEM.match(par.folded) or par.is_row or _STARTS_DAY.match(par.folded):
            break
        if _NUMBER.fullmatch(words):
            told.number, told.zones[index] = par.text.strip(), HEAD
        elif (_TITLE.match(words) and not _LETTERHEAD.fullmatch(words)) or (index < 2 and _ABOUT.match(words)):
            if titles and address is None:
                break
            titles.append(index)
        elif address is not None or _LETTERHEAD.fullmatch(words):
            told.zones[index] = HEAD
            if titles or not words.startswith("关于"):
                continue
            titles.append(index)
    return titles


_STARTS_DAY = regex(r" *(?:\d{1,2} *月 *)?\d{1,2} *[日号](?!.*(?:关于|通知))")
"""6日前，各支部报学习计划: ends like a title, and is a task."""


def _title(text: str) -> str:
    """The title's own words: no marks around it, no blanks between its letters, not who passed it on."""
    words = _unspaced(re.sub(r"^[#\s*【]+|[】*\s]+$", "", text))
    return _PASSED_ON.sub("", words).strip()


_PASSED_ON = regex(r"^(?:【[^【】]{1,8}】|\([^()]{1,6}\)|(?:转发?|紧急|重要|收到)(?:通知|提醒)? *[:：])\s*(?=.{6})")
_SUBJECT = regex(r" *(?:【[^【】]{1,8}】|(?:转发?|紧急|重要)(?:通知|提醒)? *:)? *(?:关于|转发|印发)")


def _unspaced(words: str) -> str:
    """党 支 部 换 届 提 示 is 党支部换届提示."""
    return words.replace(" ", "").replace("\u3000", "") if _SPACED.fullmatch(words) else words


_SPACED = regex(r"(?:[^\s\d][ \u3000]+){1,40}[^\s\d]")


def _ends_like_title(par: Paragraph) -> bool:
    words = par.folded.strip()
    return 4 < len(words) < 50 and not _STOP.search(words)


_STOP = regex(r"[。;,!?:]")


def _signed(found: Sequence[Paragraph], address: int | None, told: Outline, received: date) -> None:
    """The day below the body, and who signs above it."""
    begin = (address or 0) + 1
    column = sum(1 for par in found if _CELL_DAY.fullmatch(par.folded)) > 1
    for index in range(begin if begin < len(found) else 0, len(found)):
        words = found[index].folded.strip()
        if "\t" in found[index].text or _to_come(words, received):
            continue
        both = _WITH_DATE.fullmatch(words)
        if not both and (found[index].is_row or not signature(words) or (column and _CELL_DAY.fullmatch(words))):
            continue
        if both is None and 0 < index < len(found) - 1 and not _ends_letter(found, index, words):
            continue
        told.zones[index] = SIGNED
        if told.day is None:
            told.day = _day(both["date"] if both else words, received)
            above = _issuer(found, index)
            if both and told.issuer is None:
                told.issuer = both["issuer"].strip()
            elif above is not None:
                told.issuer, told.zones[above] = found[above].text.strip(), SIGNED
        elif above_ := _issuer(found, index):
            told.zones[above_] = SIGNED
    if told.issuer is None and found and _issuer(found, len(found)) is not None and len(found) > 3:
        told.issuer, told.zones[-1] = found[-1].text.strip(), SIGNED


def _to_come(words: str, received: date) -> bool:
    """2026年1月9日, read in October: a table's cell. Nobody signs so long after it was read."""
    day = _day(words, received) if len(words) < 40 else None
    return day is not None and (day - received).days > _SOON


_SOON = 7


def _ends_letter(found: Sequence[Paragraph], index: int, words: str) -> bool:
    """A date below the body, and not one in a table's column or above a programme's hours."""
    if _HOUR_LINE.match(found[index + 1].folded):
        return False
    signs = _issuer(found, index) is not None and _YEAR.match(words) is not None
    return signs or index >= len(found) - 3


_CELL_DAY = regex(r" *\d{1,2} *月 *\d{1,2} *[日号] *")
"""Days without a year, each on its own line, are a table's column; nobody signs twice so."""
_HOUR_LINE = regex(r" *(?:[上下]午|晚上?)? *\d{1,2} *[:点]")
_YEAR = regex(r"20\d\d|二")


def _issuer(found: Sequence[Paragraph], index: int) -> int | None:
    if (
        index
        and not found[index - 1].is_row
        and _ISSUER.fullmatch(found[index - 1].folded.strip())
        and not ITEM.match(found[index - 1].folded)
    ):
        return index - 1
    return None


def _day(words: str, received: date) -> date | None:
    found = _DAY.search(words)
    if not found:
        return None
    said = year(re.sub("[○Oo]", "〇", found["y"])) if found["y"] else received.year
    try:
        day = date(said or 0, number(found["m"]) or 0, number(found["d"]) or 0)
        if not found["y"] and (day - received).days > 60:
            day = day.replace(year=day.year - 1)
    except ValueError:
        return None
    return day


def _annexes(found: Sequence[Paragraph], told: Outline) -> None:
    """The list of annexes below the text, and the annexes themselves: forms are put aside, schedules are read."""
    zone, listed = BODY, False
    for index, par in enumerate(found):
        words = par.folded.strip()
        if told.zones[index] in (HEAD, SIGNED):
            zone = BODY if zone == LISTED else zone
            continue
        if (
            index > 1
            and _ANNEX_HEAD.fullmatch(words)
            and (listed or zone == ANNEX or SIGNED in told.zones[:index] or ":" not in words)
            and not par.is_row
        ):
            ahead = " ".join(one.folded for one in found[index : index + 4])
            dated = sum(1 for one in found[index : index + 9] if _BEGINS.match(one.folded))
            zone = BODY if (_SCHEDULE.search(ahead) or dated > 2) and not _FORM.search(ahead) else ANNEX
            told.zones[index] = HEAD
            continue
        if zone == BODY and _ANNEX_LIST.match(words):
            zone, listed = LISTED, True
        elif zone == LISTED and not ITEM.match(par.folded) and not words.startswith("附"):
            zone = BODY
        if zone != BODY:
            told.zones[index] = zone


_FORM = regex(r"申报书|申请书|审批表|登记表|推荐表|回执|体例|格式|模板|样表|测评表|统计表|汇总表|评分")


@dataclass(slots=True)
class Heading:
    """An open section: its words, the party it speaks to, its time, and whether it asks for deeds or for attitudes."""

    depth: float
    words: str
    first: int
    last: int
    par: Paragraph
    about: str = ""
    """requirements, scope, time or work."""
    below: str = ""
    """What stands below it without a mark of its own."""
    made: int = 0
    inner: int = 0
    begin: int = 0
    """How many tasks there were when it was opened."""
    aside: bool = False
    """Its time is of something that nobody here is asked for."""

    def whole(self) -> bool:
        """Whether it is all of its line, and leads to nothing: ⑤ 离校前把支部借的书还回来."""
        return self.first < self.last >= len(self.par.folded.rstrip()) and self.par.folded.rstrip()[-1:] != ":"


_MARKUP = regex(r"^[#*\s]+|[*\s]+$")
_DEPTHS = ("l1", "l2", "l3", "l4", "l5")
_REQUIRE = regex(
    r"要求|保障|组织领导|加强领导|提高认识|思想认识|指导思想|总体要求|总体目标|目标(?!任务$)|原则|"
    r"意义|纪律|注意|说明|统筹|压实|责任$|严肃|严格|高度重视|强化|确保|营造|宣传引导|结果运用|"
    r"其他$|其他事项|其它"
)
_SCOPE = regex(
    r"(?:(?<!发展)对象|范围|条件|名额|数量|项目设置|评选项目|标准|比例|资格|方向|口径|时点|依据|职责|参考|设置|"
    r"概念|层级|等次|奖项|地点|议程)"
    r"(?:(?:、|及|和|与|的)[^,。;]{1,8})?$|(?:评选|参评|申报|培训|参训|推荐|慰问|评议|考核|验收|报名|"
    r"参加|适用|统计|检查)"
    r"(?:的)?(?:范围|对象|条件|资格|名额|标准)|"
    r"(?:检查|评审|写作|内容|审核|督查|核查)(?:要点|重点)$|(?:会议|大会|召开|选举|活动)(?:程序|流程)$|"
    r"内容$|人员$|方式$|证书|经费|待遇|奖励|(?:提交|申报|报送|"
    r"上报)的?(?:材料|内容|资料)$"
)
_TIME = regex(r"时间节点$|时间$|时间安排$|时间[、和及]?地点|期限$|日程$|班次$|期次$|^(?:具体)?日期$|截止")


def depth_of(par: Paragraph) -> tuple[float, int]:
    """How deep the paragraph's mark is (0: none), and where its words begin."""
    match = ITEM.match(par.folded)
    if match is None or par.is_row:
        circled = _CIRCLED.match(par.text)
        return (5, circled.end()) if circled else (0, 0)
    depth = next(index for index, name in enumerate(_DEPTHS, 1) if match[name])
    return _PHASE_DEPTH if _PHASE.match(par.folded) else depth, match.end()


_PHASE, _PHASE_DEPTH = regex(r" *第[一二三四五六七八九十]{1,2}阶段"), 2.4
"""第二阶段：组织实施, and below it 1. 2. 3."""
_CIRCLED = regex(r"\s*(?:[①-⑳❶-❿➀-➓⑴-⒇]|\d\ufe0f?\u20e3)")


def label_depth(par: Paragraph, below: Paragraph | None) -> float:
    """A line that only names what stands below it (会议议程：, 【有关要求】) is a heading just above its items."""
    depth = depth_of(below)[0] if below else 0
    stage = depth and _PART.fullmatch(par.folded) and _OF_TIME.fullmatch(par.folded.strip())
    if par.is_row or not (_LABEL.fullmatch(par.folded) or stage):
        return 0
    return depth - 0.5 if depth else 5.5


_LABEL = regex(r" *(?:[^,。;:()\d]{2,12}:|\([^,。;:()]{2,12}\):?) *")
_PART = regex(r" *[^\s,。;:()\d《》@!?]{2,10} *")
_OF_TIME = regex(r".{0,6}(?:之?前|之?后|以[前后]|期间|阶段)$|每.?个?(?:月|季度?|学期|半年|年|周)$")


def heading_of(par: Paragraph, depth: float, start: int) -> Heading:
    """The item's leading words: up to the first stop or colon where they are short, else a short line whole."""
    rest = par.folded[start:]
    stop = _LEAD.match(rest)
    short = len(rest.strip()) <= 34 and not _MID.search(rest)
    if stop and stop.end() < len(rest):
        last = start + stop.end()
    elif short:
        last = len(par.folded)
    else:
        last = start
    words = _MARKUP.sub("", par.text[start:last]).strip(" 。：:*#　")
    return Heading(depth, words, start, last, par, about(words))


_LEAD = regex(
    r"\**(?:[^。:;,!?()]|\([^()]{0,40}\)|(?<=[^\d]),(?=[^。:;]{0,12}[。:]\**.)){2,30}(?:。|(?<!\d):|:(?!\d\d))\**"
)
_MID = regex(r"[。;!?].")


_STORY = regex(
    r"(?:^|的)(?:总体|基本|整体|主要|开展|检查|抽查|自查|督查|调研|工作)*(?:的)?(?:工作|开展|进展|完成)?情况$|"
    r"存在的?(?:主要|突出|共性)?(?:问题|不足)|(?:主要|突出|共性)问题$|原因(?:分析|剖析)?$|主要(?:做法|成效|成绩|"
    r"特点|亮点)|"
    r"工作(?:回顾|成效|亮点)|经验做法|(?:典型|有益)经验|不足$"
)


_GREETING = regex(r"(?:[好安早]|[您你]们?好|打扰(?:一?下)?|辛苦了?|大家|注意|提醒(?:一?下)?|通知|收到)[!~。]?$")
"""各位老师好：is no name of what follows."""


def about(words: str) -> str:
    if _GREETING.search(words) and len(words) <= 12:
        return "greeting"
    if _STORY.search(words):
        return "story"
    if _TIME.search(words):
        return "time"
    if _REQUIRE.search(words):
        return "requirements"
    if _SCOPE.search(words):
        return "scope"
    return "work"
