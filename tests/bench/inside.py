"""What is measured without a server: reading a message, one branch's status, a tick, the Monday summaries."""

import signal
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.app import App
from bot.charts import draw
from bot.fonts import chinese_font
from config.catalogue import Catalogue, load_catalogue
from handlers import duties
from handlers.catalogue import Finder
from handlers.jobs import tick
from handlers.jobs.summaries import moment_of_week, summarize
from handlers.message import Message
from handlers.reading import Context, understand
from handlers.standing import Scope
from handlers.summary import Span, summary
from storage.work import Work
from tests.bench.messages import MOMENT
from tests.handlers.reading.corpus import CASES

TIMES = 200
ENTRIES = 2_000
STATES = ("open", "done", "late", "not_applicable")
PATIENCE = 60.0
ORGANIZER = "benchorg1"
"""The organizer of the first college of the bench's school."""


def reading() -> float:
    """µs for one message of the corpus, on average."""
    context = Context(now=MOMENT, sender="张敏", branch="计算机学院教工第一党支部")
    texts = [case.text for case in CASES]
    spans = []
    for _ in range(5):
        begun = time.perf_counter()
        for text in texts:
            understand(text, context)
        spans.append((time.perf_counter() - begun) / len(texts))
    return 1e6 * min(spans)


def finding() -> float:
    """ms for one question asked of 2 000 entries: the shipped ones, and copies of them under other names."""
    shipped = load_catalogue()
    copies = [
        replace(one, id=f"{one.id}-{copy}", matter=f"{one.matter}_{copy}", title=f"{one.title}{copy}号校")
        for copy in range(9)
        for one in shipped.requirements
    ]
    finder = Finder(Catalogue(copies[:ENTRIES], shipped.words))
    questions = [case.text for case in CASES if case.intent == "requirement"]
    spans = []
    for question in questions:
        begun = time.perf_counter()
        finder.find(question)
        spans.append(time.perf_counter() - begun)
    return 1e3 * statistics.median(spans)


def status(app: App, sender: str) -> float:
    """ms for one branch's status, from the message to its words; taken back afterwards."""

    def unit(work: Work) -> float:
        spans = []
        for n in range(TIMES):
            message = Message("wecom.app.main", f"inside{n}", sender, "还差什么", MOMENT)
            begun = time.perf_counter()
            spoken = app.dispatcher.handle(work, message, MOMENT)
            spans.append(time.perf_counter() - begun)
            assert spoken.outcome == "answered", spoken
        return 1e3 * statistics.median(spans)

    return app.database.look(unit, writes=True)


def one_summary(app: App) -> float:
    """ms for one college's week, asked for by its organizer in chat, from the message to its words."""

    def unit(work: Work) -> float:
        spans = []
        for n in range(TIMES // 4):
            message = Message("wecom.app.main", f"week{n}", ORGANIZER, "小结", MOMENT)
            begun = time.perf_counter()
            spoken = app.dispatcher.handle(work, message, MOMENT)
            spans.append(time.perf_counter() - begun)
            assert "小结" in spoken.text, spoken
        return 1e3 * statistics.median(spans)

    return app.database.look(unit, writes=True)


def drawing(app: App) -> float:
    """ms for the picture of the whole school's week, from its values to its PNG."""

    def unit(work: Work) -> Mapping[str, Any]:
        today = app.know.today(MOMENT)
        root = next(unit for unit in work.units.organizations() if unit.parent_id is None)
        span = Span(today - timedelta(days=today.weekday()), today, "本周小结")
        found = summary(work, app.know, Scope.of(root), span, MOMENT).picture
        assert found is not None
        return found.content

    content, font = app.database.look(unit, writes=True), chinese_font()
    assert font is not None
    spans = []
    for _ in range(5):
        begun = time.perf_counter()
        draw(content, font)
        spans.append(time.perf_counter() - begun)
    return 1e3 * statistics.median(spans)


def ticking(app: App) -> float:
    """ms for one tick in which nothing falls due: the writer does nothing else meanwhile."""
    app.database.do(lambda work: tick(work, app.know, app.renderer, MOMENT))
    return min(_timed(app, lambda work: tick(work, app.know, app.renderer, MOMENT))[0] for _ in range(3))


def year(app: App) -> tuple[float, int]:
    """s for the duties of every branch in the twelve months up to now, made from nothing and settled; how many."""

    def unit(work: Work) -> int:
        work.marks.put("begins_on", "2025-01-01")
        branches = [one for one in work.units.everything() if one.is_branch]
        before = len(work.duties.due_between(date.min, date.max, states=STATES))
        day = MOMENT.date()
        for _ in range(12):
            duties.ensure(work, app.know, branches, day, MOMENT)
            day = day.replace(day=1) - timedelta(days=1)
        return len(work.duties.due_between(date.min, date.max, states=STATES)) - before

    spent, made = _timed(app, unit)
    return spent / 1e3, made


def summaries(app: App) -> tuple[float, int]:
    """ms for next Monday's summaries of every second-level organisation and the school, and how many there are.

    Given up after ``PATIENCE`` seconds: then that many, and none.
    """
    monday = moment_of_week(app.know, MOMENT + timedelta(days=7)) + timedelta(minutes=1)
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        return _timed(app, lambda work: _all(lambda: summarize(work, app.know, app.renderer, monday)))
    except _TooLong:
        return 1e3 * PATIENCE, 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _all(part: Callable[[], tuple[int, bool]]) -> int:
    """Every part of it, one after the other; how many messages that promised."""
    made, more = part()
    while more:
        also, more = part()
        made += also
    return made


class _TooLong(Exception):
    pass


def _give_up(*_: object) -> None:
    raise _TooLong


def _timed(app: App, unit: Callable[[Work], int]) -> tuple[float, int]:
    def run(work: Work) -> tuple[float, int]:
        begun = time.perf_counter()
        made = unit(work)
        return 1e3 * (time.perf_counter() - begun), made

    return app.database.look(run, writes=True)
