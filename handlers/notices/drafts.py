"""A task on its way, and what the reader knows where it stands in the text."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from config.patterns import regex
from handlers.notices.actors import Actor
from handlers.notices.clauses import Span
from handlers.notices.days import pending, tentative
from handlers.notices.paragraphs import Paragraph
from handlers.notices.structure import Heading
from handlers.notices.values import IgnoredDate
from handlers.notices.when import Frame, When

NO_DATE = "没有写截止时间"
BY_HEADING, BY_SENTENCE, NOWHERE = "by heading", "above", "nowhere"
"""What says whose a task is, where its own sentence does not."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A task on its way, with the place of its words."""

    title: str
    actor: Actor | None
    level: str
    when: When | None
    deliverable: str | None
    recipient: str | None
    kind: str
    par: Paragraph
    first: int
    last: int
    mark: int
    """Where in the paragraph the date, or the deed, stands."""
    doubts: tuple[str, ...] = ()
    hard: bool = False
    follows: str | None = None
    """随…一并: whose date it takes over."""
    vague: bool = False
    """Named after the notice itself, since its sentence names no deed."""
    weighed: bool = False
    """Whether it has been asked how likely it is a task."""
    likely: float = 1.0
    """And how likely it is, where it has been asked."""
    named: str = NOWHERE
    """What says whose it is, where its sentence does not."""
    guessed: bool = False
    """No rule took its sentence for a task, and it has no date."""
    moves: bool = False
    """It takes the place of an earlier date: 延期至4月20日."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One date, or sentence without one, with its signs (:mod:`handlers.notices.weighing`)."""

    line: int
    due: date | None
    said: str
    """What the rules made of it."""
    signs: frozenset[str]
    words: str | None = None
    """The sentence that has no date; none where there is one."""


@dataclass(slots=True)
class Context:
    """What the reader knows where it stands in the text."""

    frame: Frame
    actor: Actor
    """The addressee."""
    matter: str
    """What the notice is about, from its title."""
    title: str = ""
    found: Sequence[Paragraph] = ()
    """All of its paragraphs."""
    ticked: bool = False
    """Whether it says that a tick marks what is done."""
    headings: list[Heading] = field(default_factory=list)
    stages: dict[float, When] = field(default_factory=dict)
    """Time of an open heading, by depth."""
    parties: dict[float, Actor] = field(default_factory=dict)
    open: When | None = None
    """When the system is open that the sentence before named."""
    last_actor: Actor | None = None
    """The party of the sentence before, within one paragraph."""
    carried: str | None = None
    """What an earlier clause of the same sentence handed in: 党总支汇总后报组织部 means the same."""
    ignored: list[IgnoredDate] = field(default_factory=list)
    moved: list[tuple[When, Paragraph, Span]] = field(default_factory=list)
    told: When | None = None
    """The last day that was told, in whichever line."""
    seen: Sequence[When] = ()
    """Every time that the sentence tells which was read last."""
    aside: dict[int, str] = field(default_factory=dict)
    """Which of them were put aside, by where they begin in the paragraph, and why."""
    asked: int = 0
    """How many were weighed."""
    weighed: list[Weighed] | None = None
    """Kept for who learns the weights: every date that is weighed, as the rules alone took it."""

    superseded: list[Draft] = field(default_factory=list)
    """What an earlier notice asked for; this one moves it, and may not say again what it is."""

    withdrawn: list[tuple[int, str]] = field(default_factory=list)
    """Items that a later line takes back: that line's number, and the item's."""
    week: date | None = None
    """The first day of the one week that the notice is made for: 本周工作安排（9.7—9.13）."""
    sectioned: bool = False
    """The notice has numbered sections."""
    timed: bool = False
    """One of its lines is the time of what the notice is about: 培训时间：…"""
    people: Mapping[str, Actor] = field(default_factory=dict)
    """Whom the head names together with their office: 记录：组织员 陶然."""
    attendees: Actor | None = None
    """Who is to come, where the notice has a line for it: 参训人员：…"""

    def place(self, line: int) -> int:
        """Which of the paragraphs that line is in, from 0."""
        return max(0, bisect_right(self.found, line, key=lambda par: par.line) - 1)

    def next_actor(self, actor: Actor | None) -> Actor | None:
        """Who acts in the sentence behind this one; what the sender does is told in passing."""
        passing = actor is not None and actor.level == "org_dept" and self.actor.level != "org_dept"
        return actor if actor and not passing else self.last_actor

    def party(self) -> Actor:
        if self.last_actor:
            return self.last_actor
        depth = max(self.parties, default=None)
        return self.parties[depth] if depth is not None else self.actor

    def stage(self) -> When | None:
        depth = max(self.stages, default=None)
        return self.stages[depth] if depth is not None else None

    def heading(self) -> Heading | None:
        return self.headings[-1] if self.headings else None

    def about(self) -> str:
        """requirements, scope or story if any open heading is that."""
        kinds = [one.about for one in self.headings]
        return next((kind for kind in ("requirements", "scope", "story") if kind in kinds), kinds[-1] if kinds else "")


def doubts_of(sentence: str, when: When) -> tuple[str, ...]:
    doubts = list(when.doubts)
    around = sentence[max(0, when.first - 12) : when.first], sentence[when.last : when.last + 26]
    later = pending(sentence[when.last : when.last + 300]) if when.time is None else None
    if (tentative(*around) or later) and when.form in ("point", "window", "repeat"):
        doubts.append(f"原文写明：{later}" if later else "时间是暂定的，请核对")
    if _RELAYED.search(sentence[max(0, when.first - 60) : when.first]):
        doubts.append("写的是上级要求的时间，请核对本单位的")
    if _VOLUNTARY.search(sentence):
        doubts.append("写明自愿参加，请看要不要列为任务")
    if _CANNOT.search(sentence[max(0, when.first - 60) : when.first]):
        doubts.append("只对不能参加的人，请看要不要列为任务")
    if when.deadline is None and not when.doubts:
        if when.relative:
            doubts.append(f"“{when.relative}”要等那一天确定")
        elif when.start is None:
            doubts.append(NO_DATE)
        else:
            doubts.append("只有开始时间，没有截止时间")
    return tuple(doubts)


_CANNOT = regex(
    r"(?:不能|无法|难以|未能|不克)(?:按时|准时|如期)?(?:参加|参会|到会|出席|到场|前来|赴会|到校|参训)"
    r"[^,。;]{0,8}(?:的|者|人员|党员|同志)[ ,]*[^。;]{0,12}$"
)
_RELAYED = regex(
    r"(?:省|市|中央|教育部|教育厅|上级|工委)[^。;]{0,20}(?:邮件|来文|通知|来函)[^。;]{0,6}"
    r"要求(?:各高校|各单位|各校|我校)?(?:于|在)? *$"
)
"""下面是省工委发来的邮件，里面要求各单位10月31日前上报: one's own house may have another day."""
_VOLUNTARY = regex(r"自愿(?:参加|报名|参与)")


def tell(par: Paragraph, offset: int, found: Sequence[When], context: Context) -> None:
    """The dates among them that are none to act on are told."""
    for one in found:
        if one.ignored:
            words = par.text[offset + one.first : offset + one.last].strip()
            context.ignored.append(IgnoredDate(words, par.lines[offset + one.first], one.ignored))


def put_aside(par: Paragraph, first: int, when: When, context: Context) -> None:
    begin, end = first + when.first, first + when.last
    context.aside[begin] = when.ignored
    context.ignored.append(
        IgnoredDate(par.text[begin:end].strip(), par.lines[min(begin, len(par.lines) - 1)], when.ignored)
    )
    if when.ignored.startswith("原来的时间") and when.deadline and when.form != "window":
        context.moved.append((when, par, (begin, end)))


def level_by_deed(title: str, known: Actor, context: Context) -> str:
    """A branch's own deeds are a branch's where no party is named, whoever the notice is addressed to."""
    if known.level == "secondary" and not context.parties and context.last_actor is None and BRANCH_DEED.search(title):
        return "branch"
    heading = context.heading()
    if (
        known.level == "secondary"
        and context.last_actor is None
        and heading
        and BRANCH_DEED.search(heading.words)
        and not HIGHER.search(heading.words)
    ):
        return "branch"
    return known.level


BRANCH_DEED = regex(
    r"组织生活会(?!.{0,8}(?:工作|安排表|督导))|主题党日|支委会|党员大会(?!或)|支部大会|党小组会|"
    r"民主评议(?:党员)?(?!.{0,4}(?:结果|汇总|情况|工作))|谈心(?:谈话)?(?!.{0,6}(?:情况|汇总))"
)


HIGHER = regex(r"报送|汇总|督导|指导|总结|材料")
