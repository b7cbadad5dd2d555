"""A photo that did not arrive: its sender is told once, and what to do. And what no record wants is let go."""

from datetime import date, datetime, timedelta

from handlers import duties
from handlers.due import out_of_quiet
from handlers.files import BY_FILE, present, refusal
from handlers.knowledge import Destination, Knowledge
from handlers.message import Reply
from handlers.render import Renderer
from handlers.ways import private_way
from storage.attachments import EXPIRED, StoredFile
from storage.outbox import NORMAL
from storage.work import Work

AT_ONCE = timedelta(hours=1)
"""So soon after a photo was sent, the words about it are an answer and need not wait for the morning."""
LIVES = timedelta(days=3)
HELD = timedelta(days=3)
"""No platform hands a file out for longer."""


def tell_lost(work: Work, know: Knowledge, renderer: Renderer, now: datetime) -> int:
    """One message to each sender for all that did not arrive since the last."""
    work.wishes.expire(now - HELD - AT_ONCE, now)
    lost: dict[tuple[int, str, str], list[StoredFile]] = {}
    for file in work.attachments.untold():
        lost.setdefault((file.person_id, file.channel, file.chat), []).append(file)
    return sum(_tell(work, know, renderer, files, now) for files in lost.values())


def _tell(work: Work, know: Knowledge, renderer: Renderer, files: list[StoredFile], now: datetime) -> bool:
    if not work.attachments.told([file.id for file in files], now):
        return False
    to = _way(work, know, files[0])
    if to is None:
        return False
    settings = know.reminders
    soon = now - files[-1].at <= AT_ONCE
    return work.outbox.add(
        f"file:{files[0].id}",
        channel=to.channel,
        address=to.address,
        lane=to.lane,
        to_whom=work.people.get(files[0].person_id).name,
        title="照片没有收到",
        text=renderer.words(Reply("file_lost", {"lines": _lines(work, know, files, now)})),
        urgency=NORMAL,
        now=now,
        next_at=now if soon else out_of_quiet(now, settings.quiet_from, settings.quiet_until, know.zone),
        expires_at=now + LIVES,
    )


def _way(work: Work, know: Knowledge, file: StoredFile) -> Destination | None:
    """To the sender alone, on the platform that the photo came by; else however the person is reached, or where it
    was said."""
    family = file.channel.split(".")[0]
    external = work.people.identity(file.person_id, family)
    own = know.reach.person(family, external) if external else None
    if own and own.channel == file.channel and not file.chat and file.address:
        return know.reach.known(file.channel, file.address)  # the same person, perhaps without a paid call
    return own or private_way(work, know, file.person_id) or know.reach.known(file.channel, file.address)


def _lines(work: Work, know: Knowledge, files: list[StoredFile], now: datetime) -> list[dict[str, object]]:
    """What is to be said, once for all that share day, fate and record, and whether they are to be read."""
    alike: dict[tuple[date, str, int | None, str, bool, bool], int] = {}
    for file in files:
        why = "" if file.state == EXPIRED else file.why
        picture = file.media_type.startswith("image/")
        notice = not picture and work.readings.of_file(file.id) is not None
        task = _task_of(work, know, file, now)
        key = (know.today(file.at), why, file.record_id, task, picture, notice)
        alike[key] = alike.get(key, 0) + 1
    today = know.today(now)
    return [
        {
            "day": "刚才" if day == today else f"{day.month}月{day.day}日",
            "what": _what(count, picture),
            "why": refusal(why, know.files) if why else "",
            "record": record,
            "notice": notice,
            "task": task,
        }
        for (day, why, record, task, picture, notice), count in alike.items()
    ]


def _task_of(work: Work, know: Knowledge, file: StoredFile, now: datetime) -> str:
    """The task that the file was to be for; where nothing else was handed in for it, it is open again: what did not
    arrive is not handed in."""
    duty = next(iter(work.duties.many([file.duty_id])), None) if file.duty_id is not None else None
    if duty is None:
        return ""
    there = present(work.attachments.of_duties([duty.id]))
    if duty.state in ("done", "late") and (duty.note or "").endswith(BY_FILE) and not there:
        work.duties.settle(duty, "open", record_id=None, done_at=None)
        work.audit.note(now, None, "task.undone", duty.requirement, unit=duty.unit_id, file=file.id)
    return duties.title_of(work, know, duty)


def _what(count: int, picture: bool) -> str:
    many = "" if count == 1 else f"{count}张" if picture else f"{count}个"
    return many + ("照片" if picture else "文件")
