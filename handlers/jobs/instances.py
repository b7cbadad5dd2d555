"""The moments of duties and terms: which day of which matter is told of when, to whom. Pure; what has been said is
the reminders' matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from config.holidays import YearUnknown
from config.plans import DUTY, TASK, TERM, THEME_DAY
from handlers.applies import vacation_of
from handlers.due import add_months, end_of_day, moments, period_from
from handlers.knowledge import Knowledge
from handlers.plans import Plans, Settled, farthest
from handlers.theme_days import ThemeDays
from storage.duties import Duty
from storage.units import Unit
from storage.work import Work

DUE, EVE, ASKED, NEW, OVERDUE, ESCALATED, ENDS = "due", "eve", "asked", "new", "overdue", "escalated", "ends"
"""What a moment tells: a last day, the eve of a theme day, whether it was held, a task that is new, what was not done
in time (to the branch; to its organizer), the end of a term of office."""
WITH_TERM = ("committee", "college_committee", "general_branch", "direct_branch", "branch")
ASKED_FOR = timedelta(days=3)
TERM_LIVES = timedelta(days=30)
ESCALATED_FOR = timedelta(days=7)
"""How long these stay worth saying."""
AT_ONCE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Instance:
    """One moment of one duty, or of a unit's term. ``day`` is the theme day or the term's end that it tells of."""

    unit: Unit
    what: str
    step: str
    due_at: datetime
    valid_until: datetime
    to: tuple[str, ...]
    duty: Duty | None = None
    day: date | None = None
    waited: bool = False
    """It was held back for something else to be said with it."""

    @property
    def about(self) -> tuple[int, str]:
        """What it is of: the duty's number, or of a term the unit's below zero, and the step."""
        return (self.duty.id if self.duty else -self.unit.id, self.step)

    @property
    def private(self) -> bool:
        """Whether it is for people only, whatever group the branch has."""
        return "group" not in self.to


class Timetable:
    """Works out moments. Make one for a run: thousands of duties share a handful of days, each worked out once."""

    def __init__(self, work: Work, know: Knowledge, plans: Plans | None = None) -> None:
        self.plans = plans or Plans(work, know)
        self._know = know
        self._theme_days = ThemeDays(work, know)
        self._end = cache(lambda day: end_of_day(day, know.zone))
        self._before = cache(self._work_out)
        self._after = cache(self._work_out_overdue)

    @property
    def reach(self) -> int:
        """How many days ahead of its last day something may be told of, days off before it included."""
        return max(31, farthest(self.plans) + 12)

    def instances(
        self, duty: Duty, unit: Unit, after: datetime | None = None, until: datetime | None = None
    ) -> list[Instance]:
        """The moments of a duty that its plan makes it have, those after ``after`` and up to ``until``.

        What was to be told before the plan was made is not in it: a changed plan neither repeats nor floods.
        """
        kind, matter = self._kinds(duty)
        found = [*self._last_day(duty, unit, kind), *self._overdue(duty, unit)]
        if matter == THEME_DAY:
            found += self._theme_day(duty, unit)
        return [
            one for one in found if (after is None or one.due_at > after) and (until is None or one.due_at <= until)
        ]

    def of_term(self, unit: Unit) -> list[Instance]:
        """The moments of the unit's term of office."""
        if unit.term_ends is None or unit.kind not in WITH_TERM:
            return []
        plan, ends, found = self.plans.of(unit, TERM), unit.term_ends, []
        for months in plan.months:
            moment = self._at(self._worked(add_months(ends, -months), ends, plan.day_off), plan.at)
            until = min(moment + TERM_LIVES, self._end(ends))
            # Each hearer's own: it may come along with whatever else that chat is told.
            found += [
                Instance(unit, ENDS, f"-{months}m@{ends}:{hearer}", moment, until, (hearer,), day=ends)
                for hearer in plan.to
            ]
        return [one for one in found if plan.since is None or one.due_at > plan.since]

    def _kinds(self, duty: Duty) -> tuple[str, str]:
        """The kind of plan that holds for the duty, and its matter."""
        if duty.requirement.startswith("task:"):
            return TASK, ""
        requirement = self._know.catalogue.by_id(duty.requirement)
        matter = requirement.matter if requirement else ""
        return matter if matter != THEME_DAY and matter in self._know.reminders.plan else DUTY, matter

    def _last_day(self, duty: Duty, unit: Unit, kind: str) -> Iterator[Instance]:
        plan, until = self.plans.of(unit, kind), self._end(duty.due_on)
        known = duty.made_at if kind == TASK else None
        steps = []
        for days, step, plain, shifted in self._before(duty.due_on, plan, kind == TASK):
            # A task that came too late for the working day before is told of on the day itself.
            moment = plain if known and shifted <= known else shifted
            if kind == TASK or self._local(moment) >= duty.opens_on or not days:
                steps.append(Instance(unit, DUE, step, moment, until, plan.to, duty))
        if kind == TASK:
            steps += self._new(duty, unit, plan, [one.due_at for one in steps])
        return (one for one in steps if _holds(one, plan, known))

    def _new(self, duty: Duty, unit: Unit, plan: Settled, moments_: list[datetime]) -> Iterator[Instance]:
        """A task that came after its first moment is made known the next morning; where that is the last day or later,
        at once."""
        made = duty.made_at
        if not moments_ or min(moments_) > made:
            return
        morning = self._at(self._worked(self._local(made) + _DAY, duty.due_on, "later"), plan.at)
        if self._local(morning) >= duty.due_on:
            morning = made + AT_ONCE
        if not any(made < one <= morning for one in moments_):
            yield Instance(unit, NEW, "new", morning, self._end(duty.due_on), plan.to, duty)

    def eves(self, unit: Unit, day: date) -> list[datetime]:
        """When the unit would be told beforehand of a theme day on this day."""
        return [moment for _, _, _, moment in self._before(day, self.plans.of(unit, THEME_DAY), False)]

    def _theme_day(self, duty: Duty, unit: Unit) -> Iterator[Instance]:
        month = period_from(duty.period).first
        day, moved = self._theme_days.of(unit, month), self._theme_days.moved(unit, month)
        if day is None:
            return
        plan = self.plans.of(unit, THEME_DAY)
        # Moved, these are other moments: who heard of the old day hears of the new one. Whoever a moment that lay
        # behind us would have told was told when it was moved.
        mark, known = (f":{moved.day}", moved.at) if moved else ("", None)
        for days, step, _, moment in self._before(day, plan, False):
            # "eve" is what the step was called when there was but one.
            name = "eve" if days == 1 else f"eve{step}"
            one = Instance(unit, EVE, name + mark, moment, self._end(day), plan.to, duty, day)
            if _holds(one, plan, known):
                yield one
        asked = self._asked_at(day, plan)
        if asked:
            until = self._end(self._local(asked) + ASKED_FOR)
            one = Instance(unit, ASKED, "asked" + mark, asked, until, ("secretary",), duty, day)
            if _holds(one, plan, known):
                yield one

    def _asked_at(self, day: date, plan: Settled) -> datetime | None:
        """When the secretary is asked whether it was held; nobody is asked in a vacation that is kept."""
        if plan.follow_up == "off" or (plan.vacation == "pause" and vacation_of(day, self._know)):
            return None
        if plan.follow_up == "evening":
            return self._at(day, self._know.reminders.evening)
        return self._at(self._workday(day, 1), plan.at)

    def _overdue(self, duty: Duty, unit: Unit) -> Iterator[Instance]:
        """The line to the branch the working day after, and to its organizer some working days later."""
        for what, step, moment, until in self._after(duty.due_on):
            to = ("secretary",) if what == OVERDUE else ("organizer",)
            one = Instance(unit, what, step, moment, until, to, duty)
            since = self.plans.since_overdue()
            known = duty.made_at if duty.period == "once" else None
            if (since is None or moment > since) and (known is None or moment > known):
                yield one

    # -- days, each worked out once ----------------------------------------------------------------------------------

    def _work_out(self, due_on: date, plan: Settled, task: bool) -> list[tuple[int, str, datetime, datetime]]:
        """(days before, step, the moment by the calendar, the moment with days off and vacations heeded)."""
        found = []
        for days in sorted(set(plan.days), reverse=True):
            day = due_on - timedelta(days=days)
            worked = self._worked(day, due_on, plan.day_off)
            if not task and plan.vacation == "pause":
                worked = self._out_of_vacation(worked, due_on)
            step = f"-{days}d" if days else "+0d"
            found.append((days, step, self._at(day, plan.at), self._at(worked, plan.at)))
        return found

    def _work_out_overdue(self, due_on: date) -> list[tuple[str, str, datetime, datetime]]:
        settings, found = self._know.reminders, []
        for what, after, lives in (
            (OVERDUE, settings.overdue_after, ASKED_FOR),
            (ESCALATED, settings.escalate_after, ESCALATED_FOR),
        ):
            if after:
                day = self._workday(due_on, after)
                if self._know.rules.vacation == "pause" and (vacation := vacation_of(day, self._know)):
                    day = self._workday(vacation[1], 1)
                found.append((what, what, self._at(day, settings.at), self._end(day + lives)))
        return found

    def _worked(self, day: date, due_on: date, day_off: str) -> date:
        """The day, or the working day before or after it; never past the last day."""
        if day_off == "same":
            return day
        try:
            if day_off == "later":
                later = self._know.workdays.next(day)
                return later if later <= due_on else day
            return day if self._know.workdays.is_workday(day) else self._know.workdays.add(day, -1)
        except YearUnknown:
            return day

    def _out_of_vacation(self, day: date, due_on: date) -> date:
        """What falls into a vacation is told of right after it; what is due in the vacation, right before."""
        vacation = vacation_of(day, self._know)
        if vacation is None:
            return day
        first, last = vacation
        return self._workday(last, 1) if due_on > last else self._workday(first, -1)

    def _workday(self, day: date, n: int) -> date:
        """The n-th working day from a day; where the year is not known yet, weekends alone are off."""
        try:
            return self._know.workdays.add(day, n)
        except YearUnknown:
            step, left = (_DAY if n > 0 else -_DAY), abs(n)
            while left:
                day += step
                left -= day.weekday() < 5
            return day

    def _at(self, day: date, at: time) -> datetime:
        return moments(day, (0,), at, self._know.zone)[0][1]

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self._know.zone).date()


def _holds(one: Instance, plan: Settled, known: datetime | None = None) -> bool:
    """Whether the moment came after the plan was made, and after the task or the day was known."""
    return (plan.since is None or one.due_at > plan.since) and (known is None or one.due_at > known)


def still_so(work: Work, duty: Duty, step: str) -> bool:
    """Whether a moment that tells of a theme day tells of the day that holds now."""
    if not step.startswith(("eve", "asked")):
        return True
    moved = work.theme_days.of_unit(duty.unit_id).get(duty.period)
    return step.partition(":")[2] == (moved.day.isoformat() if moved else "")
