"""The door: a notice's text in, what it asks out. Pure and bounded: any text gives a result."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from config.holidays import Workdays
from config.patterns import regex
from handlers.notices import fixed
from handlers.notices.agenda import (
    LESSON,
    day_alone,
    leads_with_hour,
    lesson,
    programme_line,
    schedule_in,
    schedule_tasks,
)
from handlers.notices.along import follows
from handlers.notices.days import whens
from handlers.notices.drafts import Context, Draft, Weighed, tell
from handlers.notices.events import events_in
from handlers.notices.headings import (
    behind_time,
    heading_task,
    month_heading,
    only_named,
    party_of,
    stage_of,
    stands_alone,
    timeline,
)
from handlers.notices.mail import QUOTED, read_mail
from handlers.notices.months import month_line
from handlers.notices.paragraphs import MOST_CHARS, MOST_PARAGRAPHS, Paragraph, paragraphs
from handlers.notices.remarks import remarked
from handlers.notices.result import notice_of, task_of
from handlers.notices.rows import TICKED, asked_beside, in_month, lecture, row_tasks, set_aside
from handlers.notices.settle import settled
from handlers.notices.structure import (
    BODY,
    HEAD,
    SIGNED,
    Heading,
    Outline,
    about,
    depth_of,
    heading_of,
    label_depth,
    outline,
)
from handlers.notices.tables import Table, table_at
from handlers.notices.tasks import asked_without_date, read_paragraph
from handlers.notices.titles import matter_of
from handlers.notices.unrolled import MEASURE_LINE, fields_at, in_line_at, records_at, unrolled_at
from handlers.notices.values import Calendar, IgnoredDate, Notice, Task
from handlers.notices.weighing import LIKELY, ROW, weigh_alone
from handlers.notices.when import Frame, When
from handlers.notices.whose import addressee, level_signs
from handlers.notices.words import HELD

MOST_TASKS = 300


def read_notice(text: str, day: date, *, calendar: Calendar | None = None, workdays: Workdays | None = None) -> Notice:
    """What the notice asks of whom by when. ``day`` is the day on which it was received."""
    reader = _reader(text, day, calendar or Calendar(), workdays or Workdays())
    return notice_of(reader.drafts(), reader.context, reader.told, text, cut=reader.cut())


def weighed_in(text: str, day: date) -> Sequence[Weighed]:
    """Every date and task of that notice, with what the rules alone take it for: what weights are learned from."""
    reader = _reader(text, day, Calendar(), Workdays())
    found = reader.context.weighed = []
    reader.drafts()
    return found


def owned_in(text: str, day: date) -> Sequence[tuple[Task, frozenset[str]]]:
    """Every task of that notice, with what tells whose it is."""
    reader = _reader(text, day, Calendar(), Workdays())
    kept = settled(reader.drafts(), reader.context)
    return [
        (task_of(one, reader.context, reader.told, text), level_signs(one, reader.context.actor, reader.told))
        for one in kept
    ]


def _reader(text: str, day: date, calendar: Calendar, workdays: Workdays) -> "_Reader":
    # As long as the text itself, so that a place in the one is a place in the other.
    found = paragraphs(text.replace("\r\n", " \n").replace("\r", "\n"))
    told = outline(found, day)
    read_mail(found, told)
    frame = Frame(told.day or day, day, calendar, workdays)
    frame = replace(frame, month=fixed.titled_month(found[0].folded if found else "", frame.base))
    title = told.title or (found[0].text if found else "")
    frame = replace(
        frame,
        theme_day=fixed.theme_day_in(found),
        feast=fixed.feast_in(found),
        coming=fixed.of_coming_year(found, frame.base),
        events=events_in(found, title, frame),
    )
    return _Reader(text, found, told, frame)


_LISTING = regex(r"^[^。;]{0,20}(?:参考|内容|篇目|书目|包括|议题|议程|材料)[^。;]{0,6}: *$")
_TIMED = regex(
    r" *[\[(]?(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|"
    r"\d{1,2}[.、])? *[^,。;:]{0,6}(?:时间|班次|期次|日程)(?:和?地点|安排)?(?:[\])]| *(?::|$|。))"
)
_BRACKETED = regex(r"\s*[【\[](\w{2,8})[】\]]\s*(?=\S)")
_SCOPE_LINE = regex(r" *(?:会议|活动|主要|培训|学习)?(?:议题|议程|流程|主题|地点) *:(?=.)")


_WHOLE, _LINE = 0.1, 5.5
"""The depth of what no heading below closes; of a line that has no mark of its own."""
_BARE, _NAME_ONLY = ("", "会议", "活动", "培训"), "名称里的时间，不是截止时间"
_WHY_ASIDE = {QUOTED: "引用的原邮件里的日期", HEAD: "标题、文号或称谓里的日期", SIGNED: "落款日期", BODY: "说话的时间"}


class _Reader:
    """Goes through the paragraphs with the open headings in hand."""

    def __init__(self, text: str, found: Sequence[Paragraph], told: Outline, frame: Frame) -> None:
        self._text, self._found, self.told, self._frame = text, found, told, frame
        matter = matter_of(told.title or "")
        matter = (fixed.convened_in(found) or matter) if matter in _BARE else matter
        title = told.title or (found[0].text if found else "")
        self.context = Context(frame, addressee(told, found), matter, title, found)
        self.context.sectioned = any(depth_of(par)[0] in (1, 2) for par in found)
        labels = sum(1 for par in found if par.text.lstrip().startswith("【"))
        self.context.sectioned = self.context.sectioned or labels > 1
        if found and not told.addressees and fixed.reviewed(found[0].folded, frame.received):
            self.context.headings.append(Heading(_WHOLE, found[0].text, 0, 0, found[0], "story"))
        self.context.timed = any(_TIMED.match(par.folded) for par in found)
        self.context.ticked = any(TICKED.search(par.text) for par in found)
        self.context.attendees = fixed.attendees_in(found)
        self.context.people = fixed.people_in(found)
        self.context.week = fixed.week_in(found, frame)
        self.context.withdrawn = fixed.withdrawn_in(found)
        self._made: list[Draft] = []
        self._day: When | None = None
        """The day that stands on a line of its own above the hours of a programme."""
        self._month_own = False
        """The month is of its own paragraph alone: 4月：10日前交方案."""
        self._rows: dict[str, int] = {}
        """Which task a table's row of that number made."""
        self._speakers = fixed.speakers_in(found, frame)
        self._schedule = schedule_in(found, frame)
        self._listing: float = 0
        """Depth of the item whose inner items are only a list: 学习内容参考：（一）…"""

    def drafts(self) -> list[Draft]:
        index = 0
        while index < len(self._found) and len(self._made) < MOST_TASKS:
            par = self._found[index]
            if self.told.zones[index] != BODY or index in self._speakers:
                self._aside(index)
                index += 1
                continue
            if self._programme(index):
                index += 1
                continue
            table = self._table_at(index)
            if table and table.rows:
                self._table(table)
                index = table.end
                continue
            self._paragraph(par, self._found[index + 1] if index + 1 < len(self._found) else None)
            index += 1
        self._close(0)
        return self._made

    def cut(self) -> bool:
        """Whether there is more of the notice than is read."""
        return len(self._text) > MOST_CHARS or len(self._found) >= MOST_PARAGRAPHS or len(self._made) >= MOST_TASKS

    def _programme(self, index: int) -> bool:
        """A line of a programme, or the day that stands above such lines."""
        par = self._found[index]
        if lesson(par, self._schedule, self._made, self.context):
            told = whens(par.folded, self.context.frame)
            tell(par, 0, [replace(one, ignored=one.ignored or LESSON) for one in told], self.context)
            return True
        draft = programme_line(par, self._day, self.context, self._found[0].folded) if self._day else None
        if draft:
            self._add([draft], "programme")
            return True
        self._day = day_alone(par, self.context) or (self._day if leads_with_hour(par) else None)
        below = self._found[index + 1 : index + 2] if self._day and not leads_with_hour(par) else ()
        return any(leads_with_hour(one) for one in below)

    def _table_at(self, index: int) -> Table | None:
        signed = next((at for at, zone in enumerate(self.told.zones) if at > index and zone == SIGNED), None)
        found = self._found[:signed]
        told = table_at(found, index) or in_line_at(found, index)
        told = told or records_at(found, index) or unrolled_at(found, index, self._dated)
        return told or fields_at(found, index)

    def _dated(self, text: str) -> bool:
        return any(not one.ignored for one in whens(text, self._frame)) if len(text) <= 24 else False

    def _aside(self, index: int) -> None:
        """Dates of the head, the signature and the annexes are told, and are no deadlines."""
        par, zone = self._found[index], self.told.zones[index]
        why = _WHY_ASIDE.get(zone, "附件里的日期")
        for one in whens(par.folded, self._frame):
            if one.deadline or one.start or one.ignored:
                words = par.text[one.first : one.last].strip()
                said = one.ignored if one.ignored in ("文号", "空白表格") else why
                self.context.ignored.append(IgnoredDate(words, par.lines[one.first], said))

    # -- prose

    def _paragraph(self, par: Paragraph, below: Paragraph | None) -> None:
        context = self.context
        depth, start = depth_of(par)
        if self._on_month(par, depth, below):
            return
        listing = bool(context.headings) and _LISTING.search(par.folded) is not None
        if not depth and not listing and (label := label_depth(par, below)):
            self._label(par, label)
            return
        if depth:
            self._close(depth)
            heading = heading_of(par, depth, start)
            heading.aside = below is not None and MEASURE_LINE.match(below.folded) is not None
            if self._listing and depth > self._listing:
                heading.about = "scope"
            else:
                self._listing = 0
            self._open(heading)
            alone = heading.last >= len(par.folded.rstrip()) and heading.last > start
            party = party_of(heading)
            if party and heading.last > start:
                context.parties[depth] = party
            start = self._after_heading(heading, start, alone)
        elif on_timeline := timeline(par, depth_of(below)[0] if below else 0, self._frame):
            self._on_timeline(*on_timeline)
            return
        elif line := _SCOPE_LINE.match(par.folded):
            self._close(_LINE)
            self._open(Heading(_LINE, par.text[: line.end() - 1].strip(), 0, line.end(), par, "scope"))
            start = line.end()
        elif (line := _BRACKETED.match(par.text)) and about(line[1]) == "time":
            self._close(_LINE)
            self._open(Heading(_LINE, line[1], 0, line.end(), par, "time"))
            start = line.end()
        elif context.headings:
            context.headings[-1].below += par.folded
            if _LISTING.search(par.folded):
                self._listing = context.headings[-1].depth
            start = line.end() if (line := MEASURE_LINE.match(par.folded)) else start
        if self._remark(par):
            return
        made = read_paragraph(par, start, context)
        self._add(*self._scheduled(par, made))

    def _label(self, par: Paragraph, depth: float) -> None:
        """A line that only names what stands below it: a party's name, or 每季度."""
        self._close(depth)
        heading = Heading(depth, words := par.text.strip(" 【】:："), 0, len(par.folded), par, about(words))
        self._open(heading)
        if (party := party_of(heading)) and not _TELLS.search(words):
            self.context.parties[depth] = party
        if (rhythm := stage_of(heading, self._frame)) and rhythm.form == "repeat":
            self.context.stages[depth] = rhythm

    def _on_timeline(self, heading: Heading, when: When) -> None:
        """The stage's own sentences stand behind its name, or on the lines below it."""
        self._close(heading.depth)
        self._open(heading)
        self.context.stages[heading.depth] = when
        if heading.last < len(heading.par.folded.rstrip()):
            self._add(read_paragraph(heading.par, heading.last, self.context))
            self._close(heading.depth)

    def _scheduled(self, par: Paragraph, made: list[Draft]) -> tuple[list[Draft], str]:
        behind = self._schedule.get(par.line)
        return schedule_tasks(par, behind, made, self.context) if behind else (made, "stage")

    def _on_month(self, par: Paragraph, depth: float, below: Paragraph | None) -> bool:
        """Whether the line is nothing but the month of what stands below it."""
        if not self._month(par, depth) or depth or self._month_own:
            return False
        if of_month := month_heading(par, depth_of(below)[0] if below else 0, self.context.frame):
            self._on_timeline(*of_month)
        return True

    def _month(self, par: Paragraph, depth: float) -> bool:
        """Whether the line names a month: the days below it are that month's."""
        context = self.context
        told = month_line(par.folded, context.frame)
        if told:
            context.frame, self._month_own = replace(context.frame, month=told.first), told.own
        elif depth in (1, 2) or self._month_own:
            context.frame, self._month_own = replace(context.frame, month=self._frame.month), False
        return told is not None

    def _after_heading(self, heading: Heading, start: int, alone: bool) -> int:
        """Where the item's own sentences begin: behind a heading that only names, else at the heading."""
        stage = stage_of(heading, self._frame) if heading.last > start else None
        if stage and not (alone and stands_alone(heading, stage)) and not _PUT_OFF.search(heading.words):
            self.context.stages[heading.depth] = stage
            return heading.last
        told = whens(heading.par.folded[start : heading.last], self._frame)
        if not alone and told and not stage and only_named(heading, start, self._frame):
            tell(heading.par, start, [replace(one, ignored=one.ignored or _NAME_ONLY) for one in told], self.context)
            return heading.last
        if alone and told and len(heading.words) <= 8 and all(one.form == "event" and one.open for one in told):
            return heading.last  # 会前准备 names a stage
        if (
            heading.last == start
            or follows(heading.words)
            or any(not (one.ignored or (one.form == "event" and one.open)) for one in told)
        ):
            return start
        if alone and heading.par.folded.rstrip().endswith("。") and len(heading.words) > 12:
            return start
        tell(heading.par, start, told, self.context)
        return heading.last

    def _open(self, heading: Heading) -> None:
        if heading.about != "scope" or not self._listing:
            for one in self.context.headings:
                one.inner += 1
        heading.begin = len(self._made)
        self.context.headings.append(heading)

    def _close(self, depth: float) -> None:
        """Close the headings at this depth and deeper; a work item that made nothing is a task itself."""
        context = self.context
        while context.headings and (depth == 0 or context.headings[-1].depth >= depth):
            heading = context.headings[-1]
            guessed = [one for one in self._made[heading.begin :] if one.guessed]
            lone = heading.made == len(guessed) or self._day_left(heading)
            if lone and not heading.inner and context.about() not in ("requirements", "scope", "story"):
                draft = behind_time(heading, context) or heading_task(heading, context)
                if self._add([draft] if draft else [], "heading"):
                    if heading.made == len(guessed) + 1:
                        self._likelier(guessed)
                elif draft is None and heading.whole() and not heading.made:
                    self._add(asked_without_date(heading.par, (heading.first, heading.last), context))
            context.headings.pop()
            context.stages.pop(heading.depth, None)
            context.parties.pop(heading.depth, None)

    def _likelier(self, guessed: Sequence[Draft]) -> None:
        """Either the item's own words are the task or what stands below them: one work, one task."""
        own = self._made.pop()
        if own.likely >= min(LIKELY, max((one.likely for one in guessed), default=0)):
            self._made = [*(one for one in self._made if one not in guessed), own]

    def _day_left(self, heading: Heading) -> bool:
        """集中述职（12月25日）。述职PPT于12月22日前提交: the stage's own day is of none of its tasks."""
        stage = self.context.stages.get(heading.depth)
        if stage is None or stage.form != "point" or stage.until or not HELD.search(heading.words):
            return False
        return all(one.when is None or one.when.deadline != stage.deadline for one in self._made[heading.begin :])

    def _add(self, made: Iterable[Draft], said: str = "stage") -> bool:
        made = [
            kept
            for one in made
            if (kept := one if one.weighed or one.follows else weigh_alone(one, said, self.context))
        ]
        self._made += made
        for heading in self.context.headings:
            heading.made += len(made)
        return bool(made)

    # -- tables

    def _table(self, table: Table) -> None:
        for heading in self.context.headings:
            heading.inner += 1
        for row in table.rows:
            if self.context.timed and lecture(row):
                set_aside(row, LESSON, self.context)
                continue
            made = row_tasks(row, self.context, self._made, self._rows)
            number = row.cells["no"].text.strip(" .、") if "no" in row.cells else ""
            if len(made) == 1 and number:
                self._rows[number] = len(self._made)
            self._add(in_month(row, made, asked_beside(row, self.context), self.context), ROW)

    def _remark(self, par: Paragraph) -> bool:
        """Whether the line only speaks of the table's rows; they are changed then."""
        changed = list(remarked(par.folded, self._made, self._rows)) if self._rows else []
        for at, draft in changed:
            self._made[at] = draft
        return bool(changed)


_PUT_OFF = regex(r"(?:延长|延期|推迟|提前|顺延|截止[^,。;]{0,4}(?:调整|改))(?:至|到|为|在)")
"""名单报送截止时间延长至4月17日 is no stage."""
_TELLS = regex(r"[告通]知|提[醒示]|发布|消息|公告|来[信函]|转发")
"""【党委办公室告知】 is who speaks, not who is asked."""
