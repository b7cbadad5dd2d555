"""What a kept notice says of something, in its own lines. Nothing is put into other words; where the notice is silent,
that is the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.patterns import regex
from handlers.reading import fold
from handlers.scope import Speaker
from storage.notices import Notice
from storage.tasks import Task
from storage.work import Work

LOOKED_AT = 5
"""Notices, from the newest, in which something is looked for."""
_FORMAT = regex(
    r"格式|模板|样式|样表|表样|版式|字体|字号|仿宋|宋体|黑体|楷体|行距|页边距|A4|word|wps|docx?|pdf|excel|xlsx?|ppt|电子[版档稿]|纸质|一式|盖章|"
    r"签[字名章]|命名|文件名|压缩包|字以?[内左]|不少于|不超过|像素|jpe?g|mp4|\d+ ?mb|双面|装订|份数|扫描",
)
_ANNEX = regex(r"附件 *(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?!\d)")
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line of the notice: its number from 1, and its words."""

    number: int
    words: str


def notices_for(work: Work, speaker: Speaker, units: Sequence[int]) -> list[Notice]:
    """The notices that asked something of these units, or of those whom the speaker organizes; the newest first."""
    tasks = [task for task in work.tasks.published() if task.notice_id]
    mine = {duty.requirement for duty in work.duties.one_off(units, _ANY)} if units and tasks else set()
    reach = speaker.reach()
    ids = {
        task.notice_id
        for task in tasks
        if task.requirement in mine or (reach and work.units.get(task.unit_id).path.startswith(reach))
    }
    found = (work.notices.get(one) for one in sorted((id for id in ids if id), reverse=True)[:LOOKED_AT])
    return [one for one in found if one]


_ANY = ("open", "done", "late", "excused")


def title_of(notice: Notice) -> str:
    """What the notice is called: its title and number."""
    return "，".join(part for part in (f"《{notice.title}》" if notice.title else "那份通知", notice.number) if part)


def line_of(work: Work, task: Task) -> Quoted | None:
    """The line of its notice that asks for the task."""
    notice = work.notices.get(task.notice_id) if task.notice_id and task.line else None
    lines = notice.text.splitlines() if notice else []
    if task.line is None or not 0 < task.line <= len(lines):
        return None
    return Quoted(task.line, lines[task.line - 1].strip())


def about(notice: Notice, what: str, most: int = 3) -> tuple[list[Quoted], bool]:
    """The lines that speak of it, those first that also say something of a format; whether any of them does."""
    matched = [one for one in _lines(notice) if _speaks_of(one.words, what)]
    formal = [one for one in matched if _FORMAT.search(fold(one.words).lower())]
    return sorted((formal or matched)[:most], key=lambda one: one.number), bool(formal)


def on_format(notice: Notice, most: int = 2) -> list[Quoted]:
    """The lines that say something of formats in general."""
    return [one for one in _lines(notice) if _FORMAT.search(fold(one.words).lower())][:most]


def _lines(notice: Notice) -> list[Quoted]:
    return [Quoted(n, one.strip()) for n, one in enumerate(notice.text.splitlines(), 1) if one.strip()]


def _speaks_of(line: str, what: str) -> bool:
    annex = _ANNEX.search(fold(what))
    if annex:
        return _number(annex["n"]) in {_number(one["n"]) for one in _ANNEX.finditer(fold(line))}
    return fold(what) in fold(line)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _NUMERALS.index(word) if len(word) == 1 else 10 + _NUMERALS.index(word[1])
