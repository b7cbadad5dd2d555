"""What an organisation owes of one-off tasks, and its being handed in: by a file, a record or a word; taken back again.

Shared by the commands that take files and words; late is a state, never a refusal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from handlers import files, filing
from handlers.due import say_day, say_moment
from handlers.naming import answered_by, fitting, is_title, named
from handlers.reading import find_days
from handlers.router import Request
from handlers.scope import FILING, LEADING, Speaker
from storage.attachments import StoredFile
from storage.duties import Duty
from storage.records import Record
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work

HAND_IN = "交材料"
"""The command that takes what is handed in, and the answers to questions about it."""
DONE = ("done", "late")
STANDING = ("open", "done", "late", "excused")
_WORDS = 60
_LEFT = 4


@dataclass(frozen=True, slots=True)
class Owed:
    """A task as one organisation has it."""

    task: Task
    duty: Duty
    unit: Unit


# -- whose, and which --------------------------------------------------------------------------------------------------


def answers_for(speaker: Speaker) -> list[Unit]:
    """The organisations for which the speaker hands in: the own branches, and the own second-level organisation."""
    found = []
    for role in speaker.person.roles:
        files_here = role.role in FILING and role.unit.is_branch
        leads = role.role in (*LEADING, "organizer") and role.unit.is_second_level
        if files_here or leads:
            found.append(role.unit)
    return list({unit.id: unit for unit in found}.values())


def owed(work: Work, units: Sequence[Unit], states: Sequence[str] = ("open",)) -> list[Owed]:
    """The published tasks that these units have in these states, the nearest day first."""
    by_id = {unit.id: unit for unit in units}
    found = work.duties.one_off(list(by_id), states) if by_id else []
    tasks = {task.requirement: task for task in work.tasks.published()} if found else {}
    return [Owed(tasks[one.requirement], one, by_id[one.unit_id]) for one in found if one.requirement in tasks]


def meant(words: str, among: Sequence[Owed]) -> list[Owed]:
    """Those that the words name."""
    return named(words, [(one.task, one) for one in among])


def fit(words: str, standing: Sequence[Owed]) -> list[Owed]:
    """Of what stands all that the words may mean, for a file would be put to it: the one of that very title; else those
    that are open; else any."""
    exact = [one for one in standing if is_title(words, one.task)]
    for among in (exact, [one for one in standing if one.duty.state == "open"], standing):
        if found := fitting(words, [(one.task, one) for one in among]):
            return found
    return []


def by_id(work: Work, duty_id: int) -> Owed | None:
    """The duty as it is now; None where its task stands no more."""
    duty = next(iter(work.duties.many([duty_id])), None)
    task = work.tasks.get(int(duty.requirement[5:])) if duty and duty.requirement.startswith("task:") else None
    if duty is None or task is None or task.state != "published":
        return None
    return Owed(task, duty, work.units.get(duty.unit_id))


# -- handed in ---------------------------------------------------------------------------------------------------------


def day_said(request: Request, words: str) -> date:
    """The day on which it was handed in: today, unless the words say a day before."""
    today = request.know.today(request.now)
    days = [one.date for one in find_days(words, request.local) if one.date and not one.flags]
    return days[0] if len(days) == 1 and days[0] < today else today


def settle(
    request: Request, work: Work, one: Owed, *, how: str, day: date | None = None, record_id: int | None = None
) -> str:
    """Mark it handed in on that day; ``how`` is kept as its note. The state: done, or late."""
    today = request.know.today(request.now)
    day = day or today
    state = "late" if day > one.duty.due_on else "done"
    noon = datetime.combine(day, time(12), request.know.zone)
    work.duties.settle(one.duty, state, record_id=record_id, done_at=request.now if day == today else noon, note=how)
    work.audit.note(
        request.now,
        request.speaker.person.id,
        "task.done",
        f"task:{one.task.id}",
        unit=one.unit.id,
        state=state,
        how=how,
    )
    return state


def how_by_words(request: Request) -> str:
    """The note of what somebody only said: who said what when."""
    at = say_moment(request.now, request.know.today(request.now), request.know.zone)
    return f"{request.speaker.person.name}{at}说：{' '.join(request.text.split())[:_WORDS]}"


def take_files(request: Request, work: Work, one: Owed, ids: Collection[str]) -> list[StoredFile]:
    """Put the files to the duty; what had not arrived for it is thereby made good. What is known of them."""
    person = request.speaker.person.id
    for file_id in ids:
        work.attachments.hand_in(file_id, one.duty.id)
    all_of_it = work.attachments.of_duties([one.duty.id])
    lost = [file.id for file in all_of_it if file not in files.present(all_of_it) and file.person_id == person]
    work.attachments.let_go(lost, request.now)
    work.audit.note(request.now, person, "task.file", f"task:{one.task.id}", unit=one.unit.id, files=list(ids))
    return [file for file in all_of_it if file.id in ids]


def reopen(request: Request, work: Work, one: Owed) -> list[str]:
    """Take back that it was handed in, with its files; their names."""
    gone = work.attachments.of_duties([one.duty.id])
    work.attachments.let_go([file.id for file in gone], request.now)
    work.duties.settle(one.duty, "open", record_id=None, done_at=None)
    work.audit.note(
        request.now, request.speaker.person.id, "task.undone", f"task:{one.task.id}", unit=one.unit.id,
        files={files.name_of(file): file.sha256 for file in gone},
    )  # fmt: skip
    return [files.shown(file) for file in files.present(gone)]


def offer(request: Request, work: Work, records: Sequence[Record]) -> tuple[dict[str, Any], str]:
    """The question whether what was just filed is also what an open task asked for, and the task's title; nothing where
    no task is plainly meant. Nobody is taken to have said it."""
    found = [
        (one, record)
        for record in records
        for one in owed(work, [work.units.get(record.unit_id)])
        if _fits(one, record)
    ]
    if len(found) != 1:
        return {}, ""
    (one, record), *_ = found
    return {"command": HAND_IN, "duties": [one.duty.id], "record": record.id, "passing": True}, one.task.title


def _fits(one: Owed, record: Record) -> bool:
    content = record.content
    said = f"{content.get('topic') or ''} {content.get('text') or ''}"
    day = record.held_on
    return day is not None and answered_by(one.task, one.duty.opens_on, content.get("kinds") or (), day, said)


# -- words -------------------------------------------------------------------------------------------------------------


def receipt(request: Request, work: Work, one: Owed, put: Sequence[StoredFile] = ()) -> dict[str, Any]:
    """Template values: what was handed in, in time or late, and what remains."""
    now = by_id(work, one.duty.id) or one
    today = request.know.today(request.now)
    done = request.know.today(now.duty.done_at) if now.duty.done_at else today
    left = [each for each in owed(work, [one.unit]) if each.duty.id != one.duty.id]
    return {
        "title": one.task.title,
        "number": one.task.id,
        "unit": ""
        if len(answers_for(request.speaker)) == 1 and one.unit in answers_for(request.speaker)
        else one.unit.short,
        "late": max(0, (done - now.duty.due_on).days) if now.duty.state == "late" else 0,
        "said_day": say_day(done, today) if done != today else "",
        "due": say_day(now.duty.due_on, today),
        "recipient": one.task.recipient,
        "files": [files.shown(file) for file in put],
        "count": len(files.present(work.attachments.of_duties([one.duty.id]))) if put else 0,
        "record": now.duty.record_id,
        "left": [f"{each.task.title}（{say_day(each.duty.due_on, today)}）" for each in left[:_LEFT]],
        "left_count": len(left),
        "waiting": (),
    }


def state_words(request: Request, work: Work, one: Owed) -> str:
    """Its state in a few words: 还没交, 11月20日（周五）交的, 补交，晚了2天, 免报（…）."""
    today, duty = request.know.today(request.now), one.duty
    if duty.state == "open":
        return "还没交" if duty.due_on >= today else f"还没交，已过{(today - duty.due_on).days}天"
    if duty.state in DONE and duty.done_at:
        day = request.know.today(duty.done_at)
        late = f"，晚了{(day - duty.due_on).days}天" if duty.state == "late" and day > duty.due_on else ""
        papers = len(files.present(work.attachments.of_duties([duty.id])))
        with_what = f"，#{duty.record_id}" if duty.record_id else f"，文件{papers}个" if papers else ""
        return f"{say_day(day, today)}{'补交' if late else '交了'}{late}{with_what}"
    return {"excused": f"免报（{duty.note}）", "not_applicable": "不用交"}.get(duty.state, "交了")


def touched(request: Request, work: Work) -> int | None:
    """The record that was touched last here, to stay so while tasks are spoken of."""
    dialogue = request.look(work)
    return dialogue.record_id if dialogue else None


def ask(request: Request, work: Work, question: dict[str, Any], *, closes: Sequence[str] = ()) -> None:
    """Leave a question about a task here; the record spoken of last is not forgotten over it."""
    filing.wait(request, work, question, touched(request, work), closes=closes)
