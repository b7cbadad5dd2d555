"""The rehearsal: what would go out in a span of days, worked out by the same jobs that will do it. Changes nothing.

It runs on a copy from this very moment on, so that what is said before the span is not said again within it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.jobs import moments_between, tick
from handlers.knowledge import Knowledge
from handlers.render import Renderer
from storage.database import Database
from storage.outbox import Pushed
from storage.work import Work

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """One push that would go out, and the paths of the units whose duties it is about."""

    push: Pushed
    about: tuple[str, ...]


def _unwatched(done: int, of: int) -> None:
    return


def rehearsal(
    database: Database,
    know: Knowledge,
    renderer: Renderer,
    now: datetime,
    first: datetime,
    last: datetime,
    progress: Progress = _unwatched,
    paths: Sequence[str] = ("/",),
) -> list[Planned]:
    """Every push between the two moments, in order. ``progress`` is told after each moment; what it raises ends it.

    ``paths``: only what goes on under these. On the copy the rest of the institution is closed for that, so that one
    house of a city's is rehearsed as fast as if it were alone.
    """

    def unit(work: Work) -> list[Planned]:
        work.units.close_outside(paths, now)
        before = work.outbox.newest_id()
        moments = list(moments_between(know, min(now, first), last, work))
        for done, moment in enumerate(moments, 1):
            tick(work, know, renderer, moment)
            work.outbox.suppose_sent(moment)
            progress(done, len(moments))
        rows = [row for row in work.outbox.pushed_since(before) if first < row.line.next_at <= last]
        stand = _paths(work, rows)
        return [Planned(row, tuple(dict.fromkeys(stand[duty] for duty, _ in row.about))) for row in rows]

    return database.look(unit, writes=True)


def _paths(work: Work, rows: list[Pushed]) -> dict[int, str]:
    """The path of each duty's unit."""
    units = {unit.id: unit.path for unit in work.units.everything()}
    ids = sorted({duty_id for row in rows for duty_id, _ in row.about})
    found: dict[int, str] = {}
    for begin in range(0, len(ids), 5000):
        for duty in work.duties.many(ids[begin : begin + 5000]):
            found[duty.id] = units.get(duty.unit_id, "")
    return found
