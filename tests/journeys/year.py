"""A school's year with processes that die, sleep and disagree about the clock; and a judge with arithmetic of its own.

The judge asks of every duty which moments it had, from its last day, the days off and the hours at which the school
was served, and compares that with what is in the database and what the platform showed.
"""

import asyncio
import json
import random
import signal
from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import chinese_calendar
import sqlalchemy as sa

from bot.app import build
from config.catalogue import load_catalogue
from config.roster import Roster, RosterPerson, RosterRole, RosterUnit
from config.settings import load
from handlers.institution import load_roster
from storage.database import Database
from storage.tables import metadata
from storage.work import Work
from tests.bot.channels.house import AES_KEY, AGENT, APP_SECRET, CORP, TOKEN
from tests.fakes.clock import SHANGHAI, FakeClock
from tests.fakes.platforms import FakeWecom
from tests.journeys.process import Servers

TASK_DAYS, RECURRING_DAYS, LOOK_BACK = (7, 1, 0), (3, 0), timedelta(days=14)
KNOWN = 2026
OVERDUE_AFTER, ESCALATED_AFTER = 1, 3
DAY, NINE = timedelta(days=1), time(9)
DAYS = ("last-wed", "2-fri", "day-25", "1-wed", "workday-last")
PLACES = ("tick.after_commit", "outbox.after_lease", "outbox.after_send", "outbox.after_mark", "inbox.before_commit")
THEME_DAYS = {one.id for one in load_catalogue().requirements if one.matter == "theme_day"}
DELIVERING = PLACES[1:4]
KINDS = ("主题党日", "支委会", "党员大会", "党课")
CONFIG = """
database = "{database}"
folder = "{folder}"
demo = false
log_level = "error"
[console]
enabled = false
[wecom.app.main]
corp_id = "{corp}"
agent_id = {agent}
secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{base}"
"""


@dataclass
class Kept:
    """What the judge notes for himself while the year goes by."""

    steps: list[datetime] = field(default_factory=list)
    """When the school was served: at these moments what was due had its chance."""
    kills: Counter[str] = field(default_factory=Counter)
    in_doubt: int = 0
    """Rows that were on their way when their sender was killed."""
    filed: int = 0
    tasks: int = 0
    refused: list[str] = field(default_factory=list)


class Year:
    """``processes`` serve side by side; each order goes to all of them at once."""

    def __init__(self, folder: Path, database: str, wecom: FakeWecom, branches: int, processes: int, seed: int) -> None:
        self.folder, self.database, self.wecom = folder, database, wecom
        self.branches, self.processes = branches, processes
        self.dice = random.Random(seed)
        self.kept = Kept()
        self.servers = Servers(folder)
        self.now = datetime.min
        self._engine = sa.create_engine(database, poolclass=sa.NullPool)
        self._said = 0
        self._door: asyncio.Server | None = None
        self._pids: list[int] = []
        self._lines: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._callers: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    # -- the school -----------------------------------------------------------------------------------------------

    def roster(self) -> Roster:
        units = [
            RosterUnit("root", "某大学党委", "校党委", "committee"),
            RosterUnit("org", "组织部", "组织部", "department", "root"),
        ]
        people = [RosterPerson("dept", "王处长", (RosterRole("department", "org"),), wecom="dept")]
        for n in range(self.branches):
            college = f"c{n // 10}"
            if n % 10 == 0:
                units.append(
                    RosterUnit(college, f"第{n // 10}学院党总支", f"第{n // 10}总支", "general_branch", "root")
                )
                people.append(
                    RosterPerson(f"org{college}", "沈组织", (RosterRole("organizer", college),), wecom=f"org{college}")
                )
            units.append(
                RosterUnit(
                    f"b{n}", f"第{n}教工党支部", f"第{n}支部", "branch", college, "staff", full_members=12 + n % 9,
                    probationary_members=n % 2, has_committee=True, has_groups=n % 4 == 0,
                    theme_day=DAYS[n % len(DAYS)],
                )
            )  # fmt: skip
            people.append(RosterPerson(f"s{n}", "方书记", (RosterRole("secretary", f"b{n}"),), wecom=f"s{n}"))
        return Roster("某大学", tuple(units), tuple(people))

    async def open(self, first: date) -> None:
        """Found the school on its first day, and start whoever serves it."""
        values = {"database": self.database, "folder": self.folder, "corp": CORP, "agent": AGENT, "secret": APP_SECRET}
        config = CONFIG.format(**values, token=TOKEN, aes_key=AES_KEY, base=self.wecom.url)
        (self.folder / "zhibu.toml").write_text(config, "utf-8")
        self.now = _at(first, time(8))
        self.wecom.clock = lambda: self.now.timestamp()
        database = Database(self.database, threads=1)
        app = build(load(self.folder / "zhibu.toml"), FakeClock(self.now), database=database)
        database.do(lambda work: load_roster(work, app.know, self.roster(), self.now))
        await app.close()
        self._door = await asyncio.start_unix_server(self._come_in, str(self.folder / "steer"))
        await self.servers.open()
        for _ in range(self.processes):
            await self._start("")

    async def _come_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._callers.put((reader, writer))

    async def _start(self, fault: str) -> None:
        words = (str(self.folder / "zhibu.toml"), str(self.folder / "steer"))
        pid = await self.servers.start(*words, fault=fault, main="tests.journeys.steered:main")
        line = await self._callers.get()
        line[1].write(f"{self.now.isoformat()}\n".encode())
        if await line[0].readline() != b"ready\n":  # its doom was in starting
            assert await self.servers.wait(pid) == -signal.SIGKILL and fault, self.servers.log()
            line[1].close()
            await self._start("")
            return
        self._pids.append(pid)
        self._lines.append(line)

    async def close(self) -> None:
        for _, writer in self._lines:
            writer.close()
            await writer.wait_closed()
        await self.servers.close()
        if self._door:
            self._door.close()

    # -- steering -------------------------------------------------------------------------------------------------

    async def order(self, at: datetime, **what: Any) -> list[dict[str, Any] | None]:
        """Everyone who serves does this as of that moment; None from whom it killed, who are replaced."""
        self.now = at
        answers = await asyncio.gather(*(self._ask(line, at, what) for line in self._lines))
        for index in reversed([n for n, one in enumerate(answers) if one is None]):
            code = await self.servers.wait(self._pids.pop(index))
            assert code == -signal.SIGKILL, (code, self.servers.log())
            self._lines.pop(index)[1].close()
            self.kept.in_doubt += self._rows(
                "SELECT count(*) FROM outbox WHERE state='waiting' AND lease_token IS NOT NULL"
            )[0][0]
            await self._start("")
        return answers

    async def _ask(
        self, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], at: datetime, what: dict[str, Any]
    ) -> Any:
        reader, writer = line
        try:
            writer.write(json.dumps({"at": at.isoformat(), **what}, ensure_ascii=False).encode() + b"\n")
            await writer.drain()
            answer = await reader.readline()
        except ConnectionError:
            return None
        return json.loads(answer) if answer else None

    async def serve(self, at: datetime) -> None:
        """What falls due by this moment, promised and delivered; whoever dies over it is replaced, and tries again
        when the dead one's leases are over."""
        self.kept.steps.append(at)
        while None in await self.order(at):
            at += timedelta(minutes=2)

    async def say(self, at: datetime, *said: tuple[str, str]) -> list[str]:
        """What people are answered. Repeated, as the platform does, until somebody has acknowledged it."""
        numbered = []
        for person, words in said:
            self._said += 1
            numbered.append((person, words, f"m{self._said}"))
        line = self._lines[self.dice.randrange(len(self._lines))]
        found = None
        while found is None:
            self.now = at
            found = await self._ask(line, at, {"say": numbered})
            if found is None:
                await self.order(at)
                line = self._lines[0]
        return list(found["said"])

    async def doom(self, places: tuple[str, ...] = PLACES, passages: int = 3) -> None:
        """Let one of them die somewhere on its way through the next orders."""
        place = self.dice.choice(places)
        self.kept.kills[place] += 1
        index = self.dice.randrange(len(self._pids))
        await self.servers.end(self._pids.pop(index), signal.SIGKILL)
        self._lines.pop(index)[1].close()
        await self._start(f"{place}:kill@{self.dice.randint(1, passages)}")

    # -- a year ---------------------------------------------------------------------------------------------------

    async def live(self, first: date, last: date, kills: int) -> None:
        days = (last - first).days
        deaths = Counter(self.dice.randrange(days) for _ in range(kills))
        away_until = first
        for n in range(days + 1):
            day = first + timedelta(days=n)
            if day < away_until:
                continue
            for _ in range(deaths[n]):
                await self.doom()
            if self.dice.random() < 0.02:
                away_until = day + timedelta(days=self.dice.randint(1, 5))
                continue
            await self._day(day)
        await self.serve(_at(last + timedelta(days=1), time(7, 30)))
        await self.serve(_at(last + timedelta(days=1), time(8)))  # what an answer was not heard of is tried again

    async def _day(self, day: date) -> None:
        for at in (time(8, 30), time(9, 0))[day.weekday() > 0 :]:
            if self.dice.random() < 0.95:
                await self.serve(_at(day, at) + timedelta(seconds=self.dice.randint(0, 40)))
        if self.dice.random() < 0.05:  # somebody sets the clock back, and forth again
            await self.serve(_at(day, time(9)) - timedelta(hours=self.dice.randint(1, 30)))
            await self.serve(_at(day, time(9, 5)))
        if day.day in (2, 12):
            await self._task(day)
        for n in range(self.branches):
            if self.dice.random() < 0.12:
                await self._file(n, day, self.dice.choice(KINDS))
            if self.dice.random() < 0.03:
                await self.say(_at(day, time(16)), (f"s{n}", "已完成"))
        await self.serve(_at(day, time(20)))

    async def _task(self, day: date) -> None:
        self.kept.tasks += 1
        due = day + timedelta(days=self.dice.randint(3, 20))
        words = f"任务 第{self.kept.tasks}号材料 {due.year}年{due.month}月{due.day}日前报送组织部"
        who = self.dice.choice(["dept", f"orgc{self.dice.randrange((self.branches + 9) // 10)}"])
        *_, last = await self.say(_at(day, time(11)), (who, words), (who, "好"))
        assert "已发布" in last, last

    async def _file(self, n: int, day: date, kind: str) -> None:
        words = f"今天下午3点在{300 + n}开了{kind}，我主持，王华记录，应到12实到12，主题学习第{self.kept.filed}讲"
        *_, last = await self.say(_at(day, time(17)), (f"s{n}", words), (f"s{n}", "好"))
        self.kept.filed += 1
        if "记好了" not in last:
            self.kept.refused.append(last)

    # -- a flood ----------------------------------------------------------------------------------------------------

    def promise(self, rows: int) -> None:
        """So many reminders, each to somebody else, all due now."""
        database = Database(self.database, threads=1)

        def unit(work: Work) -> None:
            for n in range(rows):
                work.outbox.add(
                    f"flood:{n}", channel="wecom.app.main", address=f"user:p{n}", to_whom=f"p{n}", text=f"第{n}条提醒",
                    now=self.now, expires_at=self.now + timedelta(hours=12),
                )  # fmt: skip

        database.do(unit)
        database.close()

    async def drain(self, kills: int) -> float:
        """Serve until nothing waits, dying so often on the way; how many seconds of the clock on the wall."""
        begun = monotonic()
        for _ in range(kills):
            await self.doom(DELIVERING, 400)
            await self.serve(self.now + timedelta(minutes=2))
        while self._rows("SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0]:
            await self.serve(self.now + timedelta(minutes=2))
        return monotonic() - begun

    def judge_flood(self, rows: int) -> None:
        """Each is there, sent, and was shown once."""
        assert self._rows("SELECT state, count(*) FROM outbox WHERE key LIKE 'flood:%' GROUP BY state") == [
            ("sent", rows)
        ]
        shown = Counter(one.text for one in self.wecom.shown)
        assert len(shown) == rows, f"{rows - len(shown)} lost"
        assert sum(shown.values()) - rows <= self.kept.in_doubt

    # -- the judge ------------------------------------------------------------------------------------------------

    def _rows(self, words: str) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.text(words)))

    def _table(self, name: str) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(metadata.tables[name])))

    def judge(self) -> dict[str, int]:
        """Raise AssertionError for anything missing, double or stale; else what there was."""
        duties = {one.id: one for one in self._table("duties")}
        units = {one.id: one for one in self._table("units")}
        reminders = {(one.duty_id, one.step): one for one in self._table("reminders")}
        outbox = [one for one in self._table("outbox") if one.key.startswith("remind:")]
        expected = self._expected(duties.values(), units)
        missing = [
            (duties[key[0]].requirement, duties[key[0]].period, key, moment)
            for key, moment in expected.items()
            if key not in reminders
        ]
        assert missing == [], f"{len(missing)} missing, e.g. {missing[:5]}"
        promised = Counter(tuple(pair) for row in outbox for pair in row.about)
        assert {pair for pair, n in promised.items() if n > 1} == set(), "promised twice"
        said = {key for key, one in reminders.items() if one.state == "promised"}
        assert said == set(promised), "a moment that was taken has no words, or words no moment"
        left = [row for row in outbox if row.state not in ("sent", "dropped")]
        assert left == [], f"{len(left)} not out, e.g. {[dict(row._mapping) for row in left[:3]]}"
        stale = [
            row.key
            for row in outbox
            if row.state == "sent" and all(_over(duties[i], row.sent_at) for i, _ in row.about)
        ]
        assert stale == [], f"{len(stale)} said after all was done, e.g. {stale[:3]}"
        late = [row.key for row in outbox if row.state == "sent" and row.sent_at > row.expires_at]
        assert late == [], "said past its use"
        copies = self._copies()
        assert 0 <= copies <= self.kept.in_doubt, f"{copies} copies, {self.kept.in_doubt} in doubt"
        states = Counter(one.state for one in reminders.values())
        return {"duties": len(duties), "expected": len(expected), "messages": len(outbox), "copies": copies, **states}

    def _expected(self, duties: Any, units: Any) -> dict[tuple[int, str], datetime]:
        """Every moment of every duty at which somebody had to be told, with the moment."""
        steps = sorted(self.kept.steps)
        begun = steps[0]
        found = {}
        for duty in duties:
            since = max(begun, duty.made_at) if duty.period == "once" else begun
            for step, moment in _moments(duty, units[duty.unit_id]):
                index = bisect_left(steps, moment)
                if moment <= since or index == len(steps):
                    continue
                served = steps[index]
                if served - moment >= LOOK_BACK:
                    continue
                if duty.state in ("excused", "not_applicable") or _over(duty, served + timedelta(minutes=10)):
                    continue
                found[duty.id, step] = moment
        return found

    def _copies(self) -> int:
        sent = self._rows("SELECT count(*) FROM outbox WHERE state = 'sent'")[0][0]
        return len(self.wecom.shown) - int(sent)


def _over(duty: Any, at: datetime) -> bool:
    return duty.done_at is not None and duty.done_at <= at


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)


def _moments(duty: Any, unit: Any) -> Iterator[tuple[str, datetime]]:
    """The steps of a duty by the plans as shipped (README, "Reminder plans")."""
    yield from _of_a_task(duty) if duty.requirement.startswith("task:") else _ahead(duty.due_on, RECURRING_DAYS)
    yield "overdue", _at(_worked(duty.due_on, OVERDUE_AFTER), NINE)
    yield "escalated", _at(_worked(duty.due_on, ESCALATED_AFTER), NINE)
    if duty.requirement in THEME_DAYS:
        year, month = map(int, duty.period.split("-"))
        day = _theme_day(unit.theme_day, year, month)
        yield "eve", _at(_worked(day - DAY, 0), NINE)
        yield "asked", _at(_worked(day, 1), NINE)


def _ahead(due: date, offsets: tuple[int, ...]) -> Iterator[tuple[str, datetime]]:
    for days in offsets:
        yield f"-{days}d" if days else "+0d", _at(_worked(due - days * DAY, 0), NINE)


def _of_a_task(duty: Any) -> Iterator[tuple[str, datetime]]:
    """A task may come when some of its moments are over: on the day itself where the working day before is over; made
    known the next working morning where the first was missed; at once where that is the last day."""
    made, due = duty.made_at, duty.due_on
    day_made = made.astimezone(SHANGHAI).date()
    plain = {f"-{n}d" if n else "+0d": _at(due - n * DAY, NINE) for n in TASK_DAYS}
    found = {step: at if at > made else plain[step] for step, at in _ahead(due, TASK_DAYS)}
    yield from found.items()
    morning = _next_worked(day_made + DAY)
    morning = morning if morning <= due else day_made + DAY
    known = _at(morning, NINE) if morning < due else made + timedelta(minutes=1)
    if min(found.values()) <= made and not any(made < at <= known for at in found.values()):
        yield "new", known


def _worked(day: date, n: int) -> date:
    """The n-th working day after a day; for 0 the day itself, or the working day before it."""
    if n == 0:
        while not _is_worked(day):
            day -= DAY
    for _ in range(n):
        day = _next_worked(day + DAY)
    return day


def _next_worked(day: date) -> date:
    while not _is_worked(day):
        day += DAY
    return day


def _is_worked(day: date) -> bool:
    """Days off are announced a year at a time; beyond that no moment has come yet."""
    return chinese_calendar.is_workday(day) if day.year <= KNOWN else day.weekday() < 5


def _theme_day(rule: str, year: int, month: int) -> date:
    days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
    found = {
        "last-wed": lambda: [day for day in days if day.weekday() == 2][-1],
        "2-fri": lambda: [day for day in days if day.weekday() == 4][1],
        "day-25": lambda: days[24],
        "1-wed": lambda: next(day for day in days if day.weekday() == 2),
        "workday-last": lambda: [day for day in days if _is_worked(day)][-1],
    }
    return found[rule]()
