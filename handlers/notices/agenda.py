"""A programme: a day on a line of its own, and below it what is on at which hour. A schedule: lines that begin so.

10月17日 / 07:50-08:20  学员报到 / 08:30-09:00  开班式        10月9日 周四  党课 / 10月14日 周二  座谈会 / …
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at
from handlers.notices.clock import time_at
from handlers.notices.days import whens
from handlers.notices.drafts import Context, Draft, doubts_of
from handlers.notices.paragraphs import Paragraph
from handlers.notices.rows import row_tasks
from handlers.notices.tables import Cell, Row, cells_of
from handlers.notices.tellings import ASKED
from handlers.notices.titles import short
from handlers.notices.weighing import UNLIKELY
from handlers.notices.when import Frame, When
from handlers.notices.words import ACTION, kind_of_task
from handlers.written.text import fold


def day_alone(par: Paragraph, context: Context) -> When | None:
    """The day that has the line to itself, or all but a remark in brackets; ▲周一 in the plan of one week."""
    if context.week and (named := _WEEKDAY.fullmatch(par.folded)):
        day = context.week + timedelta(_WEEK.index(named["day"]) - context.week.weekday())
        return When(named.start("day"), named.end("day"), day)
    if len(par.folded) > 30 or not par.folded.strip()[:1].isdigit():
        return None
    found = whens(par.folded, context.frame)
    if len(found) != 1 or found[0].ignored or found[0].form != "point" or found[0].until or not found[0].deadline:
        return None
    rest = par.folded[: found[0].first] + par.folded[found[0].last :]
    return found[0] if _NOTHING.fullmatch(rest) else None


_WEEK = "一二三四五六日"
_WEEKDAY = regex(rf"\W{{0,3}}(?:周|星期)(?P<day>[{_WEEK}])\W*")
_NOTHING = regex(r"[\s:,。-]*(?:\([^()]{1,10}\))?(?:上午|下午|全天)?[\s:]*")


def leads_with_hour(par: Paragraph) -> bool:
    return _HOUR.match(par.folded) is not None


def programme_line(par: Paragraph, day: When, context: Context, title: str) -> Draft | None:
    """What is on at the hour that leads the line; None where none leads it."""
    begins = _HOUR.match(par.folded)
    if begins is None:
        return None
    time, _ = time_at(par.folded, begins.start("hour"), context.frame)
    cells = cells_of(par)
    words = (cells[1].text if len(cells) > 1 else par.text[begins.end() :]).strip()
    place = _PLACE.match(words) if len(cells) < 3 else _PLACE.fullmatch(f"{words} ")
    if place:  # 办公楼201　全校党务例会
        words = words[place.end() :].strip() if len(cells) < 3 else cells[2].text
    if time is None or not words or _PAUSE.search(words) or _NOT_FOR_ALL.search(words):
        return None
    if begins["until"] and not any(deed["hand"] for deed in ACTION.finditer(words)):
        return None
    when = replace(day, first=begins.start(), last=begins.end(), time=time, until=bool(begins["until"]))
    own = actor_at(fold(words)) or (_who_comes(fold(words)) if place else None)
    actor, first = own or context.attendees or context.party(), begins.start("hour")
    level = "member" if own is None and _PEOPLE.search(words + title) else actor.level
    return Draft(
        short(words), None, level, when, None, None, kind_of_task(words, par.folded, title),
        par, 0, len(par.text), first, doubts_of(par.folded, when),
    )  # fmt: skip


_HOUR = regex(
    r"\s*(?:上午|下午|晚上?)?\s*(?P<hour>\d{1,2} *[:点] *\d\d)(?:分)?"
    r"(?: *[-至到~] *\d{1,2} *[:点] *\d\d分?)?(?P<until>之?前)?[\s,:|]*(?=[^\s前止])"
)
_PLACE = regex(r"[^,，。；;：:\s]{1,10}(?:[楼室厅馆场院]|[A-Za-z]?\d{2,4})[ \u3000]+")
_NOT_FOR_ALL = regex(r"不涉及|自愿|内部安排")


def _who_comes(words: str) -> Actor | None:
    """全校党务例会，各单位副书记参加: who is named where it is told that they come."""
    comes = _COMES.search(words)
    return actor_at(words, comes.start() + 1) if comes else None


_COMES = regex(r"[,。;][^,。;]{2,24}(?:参加|到场|听讲|出席|到会)")
_PAUSE = regex(r"^(?:茶歇|午餐|午休|休息|晚餐|早餐|用餐|就餐|自由活动|返程|发车)")
_PEOPLE = regex(r"学员|选手|培训班|全体党员")


LESSON = "课程表里的时间，培训另有总的时间"
SCHEDULE = "schedule"
"""What the rules made of a schedule's line that asks for nothing in so many words."""
_LEAST_LINES, _LEAD = 3, 40


def schedule_in(found: Sequence[Paragraph], frame: Frame) -> Mapping[int, int]:
    """The lines of every schedule, and where in them the words behind the day begin."""
    told: dict[int, int] = {}
    run: dict[int, int] = {}
    for par in (*found, None):
        if par and (behind := _behind_day(par, frame)):
            run[par.line] = behind
        if par and (par.line in run or _COUNTED.match(par.folded)):
            continue
        if len(run) >= _LEAST_LINES:
            told.update(run)
        run = {}
    return told


def _behind_day(par: Paragraph, frame: Frame) -> int:
    """Where the words begin behind the day that leads the line; 0 where none leads it."""
    lead = _MARKED.match(par.folded)
    first = lead.end() if lead else 0
    if not _DATED.match(par.folded, first):
        return 0
    days = [one for one in whens(par.folded[: first + _LEAD], frame) if one.first <= first]
    if not days or days[0].ignored or not days[0].deadline:
        return 0
    gap = _GAP.match(par.folded, days[0].last)
    last = gap.end() if gap else days[0].last
    return last if len(par.folded) - last > 1 and not _DATED.match(par.folded, last) else 0


def schedule_tasks(par: Paragraph, behind: int, made: list[Draft], context: Context) -> tuple[list[Draft], str]:
    """What is on that day, where its sentences made no task or one that they do not name; and what made it one."""
    time, work = Cell(par.text[:behind], 0, behind, par), Cell(par.text[behind:].strip(), behind, len(par.text), par)
    cells = {"time": time, "task": work}
    if not made:
        if any(one.line == par.line and one.why not in _NO_REASON for one in context.ignored):
            return [], SCHEDULE
        return row_tasks(Row(par, cells, frozenset(cells)), context, (), {}), SCHEDULE
    name = short(_FIRST.match(par.text, behind)[0].strip())  # type: ignore[index]
    kept = [one for one in made if not (one.mark < behind and _told_nearer(one, made))]
    leads = [one for one in kept if one.when and one.mark < behind and len(name) > 1]
    days = [one.when.deadline for one in leads if one.when and one.when.form == "point"]
    same = [one for one in kept if one in leads or (one.when and one.when.deadline in days)]
    return [replace(one, title=name) if one in same and _strange(one.title, par) else one for one in kept], "stage"


def lesson(par: Paragraph, schedule: Mapping[int, int], made: Sequence[Draft], context: Context) -> bool:
    """上课：5月20日至22日, and below it 20日上午 | 党章 | 魏教授: how the course goes that was told just above."""
    course = made[-1] if made else None
    begin, end = (course.when.start, course.when.deadline) if course and course.when else (None, None)
    if course is None or begin is None or end is None or (end - begin).days > _COURSE_DAYS:
        return False
    if any(line not in schedule for line in range(course.par.line + 1, par.line + 1)):
        return False
    if not _COURSE.search(course.par.folded) or _EXAMINED.search(par.folded) or ASKED.search(par.folded):
        return False
    days = [one.deadline for one in whens(par.folded, context.frame) if one.deadline and not one.ignored]
    return bool(days) and all(begin <= day <= end for day in days)


_COURSE_DAYS = 10
_COURSE = regex(r"上课|授课|开课|课程|培训|面授|轮训|研修|开讲|讲授|研学")
_EXAMINED = regex(r"考试|考核|测试|测验|答辩|提交|上交|报送")


def _told_nearer(lead: Draft, made: Sequence[Draft]) -> bool:
    """12月：完成考察写实，12月11日前填入考察表: the stretch at the head is of the day that its sentence tells."""
    when, words = lead.when, lead.par.folded
    if when is None or when.form != "window" or when.deadline is None:
        return False
    begin = when.start or when.deadline.replace(day=1)
    later = (one for one in made if one.mark > lead.mark and _STOP.search(words, lead.mark, one.mark) is None)
    return any(one.when and one.when.deadline and begin <= one.when.deadline < when.deadline for one in later)


_STOP = regex(r"[。;]")


def _strange(title: str, par: Paragraph) -> bool:
    """Whether most of the title is of other words than the line: the notice's own, or the heading's."""
    pairs = [title[at : at + 2] in par.text for at in range(len(title) - 1)]
    return sum(pairs) * 2 < len(pairs)


_NO_REASON = ("没看出这一天要做什么，请核对", UNLIKELY)
"""Why a date was put aside of which nothing is known but that no rule took it up."""
_FIRST = regex(r"[^,，。;；:：]*")
_COUNTED = regex(r" *第[一二三四五六七八九十\d]{1,3}[周轮批期次场讲]")
_MARKED = regex(
    r" *(?:[-•●◆■·▪※★☆◇□▶►➢➤→] *|\(?\d{1,2}\)|\d{1,2}[.、)](?!\d)|[①-⑳])? *"
    r"(?:第[一二三四五六七八九十\d]{1,3}[周轮批期次场讲]|"
    r"(?:专题|阶段|环节|步骤|活动)[一二三四五六七八九十\d]{1,2})? *[(\[:]? *"
)
_DATED = regex(r"\d{1,2} *[月.日号/]|[一二三四五六七八九十]{1,3}[月日号]|(?:周|星期)[一二三四五六日天末]")
_GAP = regex(r"(?: *\(?(?:周|星期)[一二三四五六日天末]\)?)?(?: *(?:全天|[上下]午|晚上?))?[\s:,。)\]|·-]*")
