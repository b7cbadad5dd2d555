"""What an organizer asks to see as a list (谁还没交, 统计, 小结), worked out once for the answer in words and for the
table; the commands that say them do not know each other."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers import duties
from handlers.answers import source_of
from handlers.due import period_of, previous, say_day, say_period, week_of
from handlers.errors import UserError
from handlers.matters import Matter, Owing, scope_path
from handlers.message import TABLE, Enclosed
from handlers.reading import KINDS, UMBRELLAS, fold
from handlers.reading.kinds import mentions
from handlers.router import Request
from handlers.sheets import counted_sheet, owing_sheet, summary_sheet
from handlers.standing import Scope
from handlers.summary import NEXT, Span, ready
from handlers.ways import way_for
from storage.units import Unit
from storage.work import Work


def scope_of(request: Request, work: Work, path: str = "") -> Scope:
    """The organisation that is asked after: the asker's own, or the one named within it; or the one at this path."""
    path = path or scope_path(request, work)
    return Scope.of(work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])))


def sendable(request: Request, work: Work, kind: str = TABLE) -> bool:
    """Whether what is asked for here can be sent to the asker."""
    return way_for(work, request.know, request.message, request.speaker.person.id, kind) is not None


def owing_table(request: Request, work: Work, matter: Matter, found: Owing) -> Enclosed:
    today = request.know.today(request.now)
    source = matter.task.source if matter.task else source_of(matter.rule) if matter.rule else ""
    due = f"{say_day(matter.due, today)}截止" if matter.due else ""
    return owing_sheet(work, matter.title, due, source, [unit for unit, _ in found.owed], today)


# -- how often ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each kind was held, of each branch, in the days that the words name."""

    scope: Scope
    when: str
    branches: list[Unit]
    held: dict[int, Counter[str]]
    kinds: list[str]

    def table(self, work: Work, today: date) -> Enclosed:
        return counted_sheet(work, self.scope.name, self.when, self.kinds, self.branches, self.held, today)


def counted(request: Request, work: Work, words: str, scope: Scope) -> Counted:
    """Raises UserError for a time that is still to come."""
    today = request.know.today(request.now)
    named = request.past_period(words)
    month = period_of("monthly", today)
    first, last = (named.first, min(named.last, today)) if named else (month.first, today)
    if first > today:
        raise UserError(f"{named.words if named else ''}还没有到。")
    wanted = _kinds(words)
    branches = work.units.branches_within(scope.path)
    by_unit = work.records.evidence_within(scope.path, first, last, wanted)
    held = {unit.id: Counter(kind for one in by_unit.get(unit.id, ()) for kind in one.kinds) for unit in branches}
    kinds = [kind for kind in wanted or KINDS if kind in wanted or any(count[kind] for count in held.values())]
    return Counted(scope, named.words if named else say_period(month, today), branches, held, kinds)


def _kinds(words: str) -> tuple[str, ...]:
    folded = fold(words)
    umbrella = next((kinds for name, kinds in UMBRELLAS.items() if name in folded), ())
    return umbrella or tuple(dict.fromkeys(kind for kind, *_ in mentions(folded)))


# -- which days --------------------------------------------------------------------------------------------------------


def span_meant(request: Request, work: Work, words: str) -> Span:
    """The days that a summary is asked for: this week where nothing is said. Raises UserError for what nobody can
    know: days to come, and those before records were kept here."""
    span, today = _span(request, words), request.know.today(request.now)
    if begins := duties.before_records(work, span.last):
        raise UserError(f"活动从{say_day(begins, today)}起才在这里记，{span.title[:-2]}的我不知道。")
    return span


def _span(request: Request, words: str) -> Span:
    today = request.know.today(request.now)
    if "周" in words or "星期" in words:
        back = 7 if "上" in words else 0
        monday, sunday, _ = week_of(today - timedelta(days=back))
        return Span(monday, sunday, "上周小结" if back else "本周小结")
    month = period_of("monthly", today)
    if "上个月" in words or "上月" in words:
        over = previous(month)
        return Span(over.first, over.last, "上月小结", long=True)
    if "本月" in words or "这个月" in words or "这月" in words:
        return Span(month.first, month.last, "本月小结", long=True)
    named = request.past_period(words)
    if named and (named.last - named.first).days > 7:
        if named.first > today:
            raise UserError(f"{named.words}还没有到。")
        return Span(named.first, named.last, f"{named.words}小结", long=True)
    monday, sunday, _ = week_of(today)
    return Span(monday, sunday, "本周小结")


def summary_table(request: Request, work: Work, words: str, scope: Scope) -> Enclosed:
    """Who has not done what fell due in the days that the words name; for a week, and in the next two. Raises
    UserError where nothing did."""
    span, today = span_meant(request, work, words), request.know.today(request.now)
    ready(work, request.know, scope.path, span.last, request.now)
    last = span.last if span.long else max(span.last, today + NEXT)
    due = work.tallies.matters(scope.path, (span.first, last), max(span.last, today))
    if not due:
        raise UserError(f"{scope.name}{span.title[:-2]}没有到期的事项，没有表格可以发。")
    return summary_sheet(work, request.know, scope, span.title, due, today)


def short(lines: list[Any], shown: int, many: int) -> tuple[list[Any], int]:
    """As many lines as are said, and how many are not."""
    return (lines, 0) if len(lines) <= many else (lines[:shown], len(lines) - shown)
