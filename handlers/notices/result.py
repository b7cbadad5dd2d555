"""From what the reader has found to what it says: the notice with its tasks, each with its line and its words."""

from collections.abc import Sequence

from handlers.notices.drafts import Context, Draft
from handlers.notices.paragraphs import Paragraph
from handlers.notices.settle import settled
from handlers.notices.structure import Outline
from handlers.notices.values import Change, Notice, Task
from handlers.notices.whose import level_of_task


def notice_of(drafts: Sequence[Draft], context: Context, told: Outline, text: str, *, cut: bool) -> Notice:
    """``text`` is what was read, ``cut`` whether there was more of it than is read."""
    tasks = sorted((task_of(one, context, told, text) for one in settled(drafts, context)), key=lambda task: task.line)
    changes = (
        Change(when.deadline, None, par.lines[first], _quote(text, par, first, last))
        for when, par, (first, last) in context.moved
    )
    ignored = sorted(dict.fromkeys(context.ignored), key=lambda one: one.line)
    head = (told.title, told.issuer, told.number, told.day, told.addressees)
    return Notice(*head, tuple(tasks), tuple(ignored), tuple(changes), cut)


def task_of(draft: Draft, context: Context, told: Outline, text: str) -> Task:
    when = draft.when
    doubts = tuple(dict.fromkeys(draft.doubts))
    mark = min(max(draft.mark, 0), len(draft.par.lines) - 1)
    return Task(
        title=draft.title,
        responsible=_responsible(draft, context),
        responsible_level=level_of_task(draft, context.actor, told),
        deadline=when.deadline if when else None,
        time=when.time if when else None,
        start=when.start if when else None,
        recurrence=when.recurrence if when else None,
        relative=when.relative if when else None,
        deliverable=draft.deliverable,
        recipient=draft.recipient,
        kind=draft.kind,
        line=draft.par.lines[mark],
        quote=_quote(text, draft.par, draft.first, draft.last),
        needs_review=bool(doubts),
        why="；".join(doubts),
        hard=draft.hard,
    )


def _responsible(draft: Draft, context: Context) -> str | None:
    """The party as the text names it; the addressees, where they are of the task's level."""
    addressed = context.actor
    if draft.actor:
        return draft.actor.words
    return addressed.words if addressed.words and draft.level == addressed.level else None


def _quote(text: str, par: Paragraph, first: int, last: int) -> str:
    first, last = max(0, first), min(last, len(par.at))
    while first < last and par.text[first].isspace():
        first += 1
    while last > first and par.text[last - 1].isspace():
        last -= 1
    return text[par.at[first] : par.at[last - 1] + 1] if first < last else ""
