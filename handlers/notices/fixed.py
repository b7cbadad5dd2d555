"""What a notice fixes for itself before its tasks are read: the theme day, the days of its meetings."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from config.patterns import regex
from config.themeday import is_rule
from handlers.due import read_theme_day
from handlers.notices.actors import Actor, level_of
from handlers.notices.days import whens
from handlers.notices.paragraphs import Paragraph
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION
from handlers.written.numbers import number


def theme_day_in(found: Sequence[Paragraph]) -> str | None:
    for par in found:
        at = par.folded.find("主题党日")
        if at >= 0:
            rule = read_theme_day(par.folded[max(0, at - 24) : at + 40])
            if rule and is_rule(rule):
                return rule
    return None


def feast_in(found: Sequence[Paragraph]) -> str:
    """The one feast that the notice names, of those that people call 节; empty where it names none, or several."""
    told = {one[0] for par in found for one in _FEASTS.finditer(par.folded)}
    return told.pop() if len(told) == 1 else ""


_FEASTS = regex(r"国庆|元旦|清明|端午|中秋|春节|五一|七一|五四|三八|八一|教师(?=节)")


def of_coming_year(found: Sequence[Paragraph], base: date) -> int:
    """Up to which month the months of 2027年工作要点, made in December, are the coming year's; 0 for any other notice.

    12月8日 may well be the day just gone.
    """
    told = [one for par in found[:3] if len(par.folded) < _HEAD and (one := _PLAN.search(par.folded))]
    years = {int(year) for one in told for year in _YEAR.findall(one.string)}
    return _AUTUMN if base.month > _AUTUMN and years == {base.year + 1} else 0


_HEAD, _AUTUMN = 60, 10
_PLAN, _YEAR = regex(r"要点|计划|安排|打算|日历|部署"), regex(r"(?<!\d)(20\d\d) *年(?! *\d{1,2} *月)")


def titled_month(title: str, base: date) -> date | None:
    """11月党务小日历, read in October: its bare days are November's."""
    named = _TITLED.findall(title) if len(title) < 60 else []
    month = number(named[0]) if len(named) == 1 else None
    if not month or not 1 <= month <= 12 or (month - base.month) % 12 > 2 or month == base.month:
        return None
    return date(base.year + (month < base.month), month, 1)


_TITLED = regex(
    r"(?<![\d一二三四五六七八九十至到、.-])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"
    r"(?![\d至到、前底内初-]| *\d|[上中下]旬|[一二三]?十?[一二三四五六七八九]?[日号])"
)


def reviewed(title: str, received: date) -> bool:
    """2025年度主题党日工作回顾, read in 2026: what it tells has been done, and nobody is asked."""
    told = _REVIEW.search(title.strip()) if len(title) < 80 else None
    return told is not None and int(told["year"]) < received.year and _ASKING.search(title) is None


_REVIEW = regex(r"(?P<year>20\d\d)年.{0,30}(?:回顾|总结|综述|纪实|盘点|大事记|掠影)(?:\([^()]{1,12}\))?$")
_ASKING = regex(r"关于|通知|做好|报送|撰写|开展|提交|会议?$")


def week_in(found: Sequence[Paragraph], frame: Frame) -> date | None:
    """The first day of the one week that stands in the title."""
    told = [one for par in found[:3] if "周" in par.folded[:80] for one in whens(par.folded[:80], frame)]
    weeks = [one.start for one in told if one.start and one.deadline and (one.deadline - one.start).days < 7]
    return weeks[0] if len(weeks) == 1 else None


def convened_in(found: Sequence[Paragraph]) -> str:
    """定于7月9日召开党建工作推进会: what a notice is about whose title says no more than 会议通知."""
    told = (_CONVENED.search(par.folded) for par in found[:6])
    return next((f"{one['deed']}{one['what']}" for one in told if one), "")


_CONVENED = regex(
    r"(?:定于|定在|拟于|将于|决定于?)[^。;]{2,40}?(?P<deed>召开|举办|举行)(?P<what>[^,。;]{3,30}?(?:会议?|培训班|活动|讲座))(?=[,。;])"
)


def withdrawn_in(found: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """第4条撤回, 第3项不用报了: the line that says so, and the item's number."""
    return [(par.line, match["no"]) for par in found for match in _WITHDRAWN.finditer(par.folded)]


_WITHDRAWN = regex(
    r"第 *(?P<no>\d{1,2}) *[条项点个件][^,。;]{0,10}?(?:撤回|取消|作废|撤销|划掉|不算|"
    r"不(?:用|必|需要?|再)[^,。;]{0,4}[报交做办弄]|不[交报做]了|先不[交报做弄])"
)


def attendees_in(found: Sequence[Paragraph]) -> Actor | None:
    """Who is to come: 参训人员：全校教师党支部书记, on the line itself or the one below it."""
    for index, par in enumerate(found):
        label = _COMERS.match(par.folded)
        if not label or par.is_row:
            continue
        words = par.folded[label.end() :].strip() or (found[index + 1].folded if index + 1 < len(found) else "")
        level = "member" if _LEARNERS.search(words.split(",")[0].split("。")[0]) else level_of(words[:40])
        if level:
            return Actor(re.split("[,。;、]", words.strip())[0][:30], level)
    return None


_LEARNERS = regex(
    r"^(?!.*(?:书记|支委|委员|组织员|秘书|干部|统计员|工作者)).*(?:发展对象|积极分子|预备党员|毕业生|新党员|全体党员|学员)"
)
_COMERS = regex(
    r" *[\[(]?(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、])? *"
    r"(?:参训|参会|参加|培训|与会|出席|会议|参赛|参学)(?:人员|对象|范围|代表)[\])]? *[:。]? *"
)


def people_in(found: Sequence[Paragraph]) -> dict[str, Actor]:
    """记录：组织员 陶然, in the head of minutes: whose office it is that a name stands for below."""
    heads = [par.folded for par in found if len(par.folded) < 120 and _PRESENT.match(par.folded)]
    named = (one for words in heads for one in _OFFICER.finditer(words))
    return {one["name"]: Actor(one[0].strip(), level) for one in named if (level := level_of(one["office"]))}


def person_at(words: str, people: Mapping[str, Actor]) -> Actor | None:
    """陶然同志负责在…前: the one of them who leads these words."""
    told = _PERSON.match(words) if people else None
    return next((who for name, who in people.items() if told and told["who"].startswith(name)), None)


_PRESENT = regex(r" *(?:主持|记录|出席|到会|参会|列席|参加|与会)(?:人员?|同志)? *(?::| )")
_OFFICER = regex(
    r"(?:^|[:、,; ])(?P<office>[\u4e00-\u9fff]{0,8}?(?:支部书记|总支书记|组织员|党务秘书|支委|[组宣纪][织传检]委员))"
    r" *(?P<name>[\u4e00-\u9fff]{2,3})(?=$|[、,;。 ])"
)
_PERSON = regex(r" *(?:请|由)?(?P<who>[\u4e00-\u9fff]{2,3})(?:同志|老师)?(?:负责|牵头|要|应|须|具体|[于在]|$|,)")


def speakers_in(found: Sequence[Paragraph], frame: Frame) -> frozenset[int]:
    """The lines of a copied talk that only say who speaks and when: 组织员-沈  4/21 09:03."""
    heads = [at for at, par in enumerate(found) if _SPEAKS.match(par.folded)]
    heads = [at for at in heads if all(_gone_by(one, frame) for one in whens(found[at].folded, frame))]
    begin = [at for at, par in enumerate(found[:3]) if CHAT.search(par.folded) and not _asks(par, frame)]
    return frozenset((*(heads if len(heads) > 1 else ()), *begin))


def _asks(par: Paragraph, frame: Frame) -> bool:
    """请各支部3月20日前报送人选（3人）: is no name of a chat."""
    return ACTION.search(par.folded) is not None or any(not _gone_by(one, frame) for one in whens(par.folded, frame))


def _gone_by(one: When, frame: Frame) -> bool:
    return one.deadline is None or one.deadline <= frame.received


CHAT = regex(r"\(\d{1,3}(?:人|个支部)\) *$|(?:^|[^,。;:\d])-[^-,:\d]{1,5}(?: +\d{1,2}:\d\d)?[: ]*$")
"""水利学院研工党总支（9个支部）, 党总支副书记-谭老师：, the name of a chat and of one who speaks in it."""
_SPEAKS = regex(
    r" *[^,。;:]{1,20}?[ \t]+(?:(?:20\d\d *[-/.年] *)?\d{1,2} *[-/.月] *\d{1,2}日? +|[今昨前]天 *)?(?:[上下]午)?"
    r"\d{1,2}:\d\d(?::\d\d)? *$"
)
