"""Compares what was read with what a case says: tasks found, invented and missed, and each of their fields."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from handlers.notices import Notice, Task, read_notice
from tests.handlers.notices.notice_corpus import Case, Wanted

Reader = Callable[[Case], Notice]


def read(case: Case) -> Notice:
    return read_notice(case.text, case.day)


@dataclass
class Score:
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    harmful: list[str] = field(default_factory=list)
    """A deadline that is none, or a wrong one that claims to be sure."""

    def share(self, name: str) -> float:
        return self.right[name] / max(1, self.asked[name])

    def lines(self) -> list[str]:
        return [f"{name}: {self.right[name]}/{self.asked[name]} = {self.share(name):.3f}" for name in self.asked]


def score(cases: Sequence[Case], reader: Reader = read) -> Score:
    result = Score()
    for case in cases:
        _score(case, reader(case), result)
    return result


def _score(case: Case, notice: Notice, result: Score) -> None:
    pairs, left = paired(case.tasks, list(notice.tasks))
    for wanted in case.tasks:
        task = pairs.get(id(wanted))
        if wanted.optional and task is None:
            continue
        if not wanted.optional:
            _count(result, case, "recall", task is not None, f"missed {'/'.join(wanted.words)} {wanted.deadlines}")
        if task is not None and not wanted.optional:
            _fields(result, case, wanted, task)
    found = len(notice.tasks) - sum(1 for wanted in case.tasks if wanted.optional and id(wanted) in pairs)
    result.asked["precision"] += found
    result.right["precision"] += found - len(left)
    for task in left:
        result.differences.append(
            f"{case.name}: invented {task.title} {task.deadline} L{task.line} {task.quote[:50]!r}"
        )
        if task.deadline and not task.needs_review:
            result.harmful.append(f"{case.name}: {task.deadline} of nothing: {task.quote[:60]!r}")
    for words in case.ignored:
        seen = any(words in one.text or one.text in words for one in notice.ignored_dates)
        _count(result, case, "ignored dates", seen, f"not told as ignored: {words}")
    for name, value in case.head.items():
        has = getattr(notice, name)
        _count(result, case, "head", str(has) == value, f"{name}: {has!r} instead of {value!r}")


def _count(result: Score, case: Case, name: str, right: bool, words: str) -> None:
    result.asked[name] += 1
    result.right[name] += right
    if not right:
        result.differences.append(f"{case.name}: {name}: {words}")


def _named(wanted: Wanted, text: str) -> bool:
    return (any if wanted.any_word else all)(word in text for word in wanted.words)


def paired(wanted: Sequence[Wanted], tasks: list[Task]) -> tuple[dict[int, Task], list[Task]]:
    """Each expected task with the one read: same words and deadline first, then same words, then the quote's."""
    pairs: dict[int, Task] = {}
    left = list(tasks)
    looks: tuple[Callable[[Wanted, Task], bool], ...] = (
        lambda want, task: _named(want, f"{task.title}{task.deliverable}") and _due(want, task),
        lambda want, task: _named(want, task.quote) and _due(want, task),
        lambda want, task: _on_line(want, task) and _due(want, task),
        lambda want, task: _named(want, f"{task.title}{task.deliverable}"),
        lambda want, task: _named(want, task.quote) and (task.responsible_level in want.levels),
    )
    for looked in looks:
        for optional in (False, True):
            for want in (one for one in wanted if one.optional == optional and id(one) not in pairs):
                task = next((one for one in left if looked(want, one)), None)
                if task is not None:
                    pairs[id(want)] = task
                    left.remove(task)
    return pairs, left


def _on_line(wanted: Wanted, task: Task) -> bool:
    """Whether it was read in the line that people marked, where they marked one."""
    first, _, last = wanted.more.get("line", "").partition("-")
    return first != "" and int(first) <= task.line <= int(last or first)


def _due(wanted: Wanted, task: Task) -> bool:
    said = task.deadline.isoformat() if task.deadline else "-"
    return said in wanted.deadlines or "any" in wanted.deadlines


def _fields(result: Score, case: Case, wanted: Wanted, task: Task) -> None:
    title = f"{'/'.join(wanted.words)}"
    right = _due(wanted, task)
    _count(result, case, "deadline", right, f"{title}: {task.deadline} instead of {wanted.deadlines}")
    if not right and task.deadline and not task.needs_review:
        result.harmful.append(f"{case.name}: {title}: {task.deadline} claims to be sure")
    level = task.responsible_level
    _count(result, case, "level", level in wanted.levels, f"{title}: {level} instead of {wanted.levels}")
    more = wanted.more
    if "time" in more or task.time:
        _count(
            result, case, "time", task.time == more.get("time"), f"{title}: {task.time} instead of {more.get('time')}"
        )
    if "start" in more:
        _count(
            result, case, "start", str(task.start) == more["start"], f"{title}: {task.start} instead of {more['start']}"
        )
    if "rec" in more:
        _count(result, case, "recurrence", task.recurrence is not None, title)
    if "rel" in more:
        _count(result, case, "relative", task.relative is not None, title)
    if "to" in more:
        _count(
            result,
            case,
            "recipient",
            more["to"] in (task.recipient or ""),
            f"{title}: {task.recipient} instead of {more['to']}",
        )
    if "kind" in more:
        _count(
            result,
            case,
            "kind",
            task.kind in more["kind"].split(","),
            f"{title}: {task.kind} instead of {more['kind']}",
        )
    if "look" in more:
        _count(result, case, "needs_review", task.needs_review == (more["look"] == "1"), f"{title}: {task.why!r}")
    if task.deadline is None:
        _count(result, case, "needs_review", task.needs_review, f"{title}: no date and nothing said")
