"""What the console shows of the people, the groups and the rows behind it: storage's values made the seam's.

Knows storage and the seam; no clock, no delivery, no listeners.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.console_seam import FileLine, Line, PersonLine, PushLine, Side
from bot.enclosures import described
from handlers.files import name_of
from handlers.scope import ROLE_WORDS
from storage.attachments import StoredFile
from storage.chats import Chat
from storage.enclosures import PICTURE, Enclosure
from storage.inbox import Heard
from storage.people import Person
from storage.pushes import Line as OutboxLine
from storage.units import Unit
from storage.work import Work

NAME = "支部助手"
ENCLOSURE = "enclosure."
"""Begins the id of what the bot itself sent."""
_MENTIONS = (f"@{NAME}", f"＠{NAME}")
_ABOVE = ("secretary", "deputy", "organizer", "department")
"""Roles whose holders also sit in the group of the unit just above theirs."""
_WORDS = {"general_branch": "党总支", "college_committee": "党委", "committee": "党委"}


def person_line(person: Person) -> PersonLine:
    first = person.roles[0]
    word = ROLE_WORDS[first.role]
    if first.role in ("secretary", "deputy"):
        word = f"{'党支部' if first.unit.is_branch else _WORDS.get(first.unit.kind, '')}{word}"
    return PersonLine(person.id, person.name, word, first.unit.name)


def spoken_to_the_bot(text: str) -> tuple[bool, str]:
    """Whether the words mention the bot, wherever in the sentence, and the words without the mention."""
    for mention in _MENTIONS:
        before, found, after = text.partition(mention)
        if found:
            return True, f"{before.rstrip()} {after.lstrip()}".strip()
    return False, text


# Who sits where


def groups_of(work: Work, person: Person) -> list[Chat]:
    """The console's groups in which the person sits: of the own units, of the unit just above, for organizers below."""
    return [chat for chat, unit in _groups(work) if _sits(person, unit)]


def members(work: Work, chat: str, person: int) -> set[int]:
    """Who sits in the console's group; the person alone in a one-to-one chat."""
    return {one.id for one in _sitting(work, chat)} if chat else {person}


def _groups(work: Work) -> list[tuple[Chat, Unit]]:
    chats = [chat for chat in work.chats.everything() if chat.channel == "console"]
    return [(chat, work.units.get(chat.unit_id)) for chat in chats if chat.unit_id is not None]


def _sits(person: Person, unit: Unit) -> bool:
    for role in person.roles:
        if unit.id == role.unit.id or (role.role in _ABOVE and unit.id == role.unit.parent_id):
            return True
        if role.role == "organizer" and unit.below(role.unit):
            return True
    return False


def _sitting(work: Work, chat: str) -> list[Person]:
    units = [unit for group, unit in _groups(work) if group.external == chat]
    return [one for one in work.people.everybody() if any(_sits(one, unit) for unit in units)]


def _reader(work: Work, chat: str) -> int:
    """As whom to look at a group: its unit's secretary or organizer, else whoever sits in it; 0 for nobody."""
    known = work.chats.known("console", chat)
    people = work.people.holding(known.unit_id, "secretary", "organizer") if known and known.unit_id else []
    people = people or _sitting(work, chat)
    return people[0].id if people else 0


# What was said


def exchange(work: Work, heard: Heard, person: int) -> list[Line]:
    """What was said, and what was answered, as this person sees it."""
    who = work.people.get(heard.person_id).name if heard.person_id else ""
    files = [file for id in heard.beside.get("files", ()) if (file := work.attachments.get(id))]
    text = f"@{NAME} {heard.text}" if heard.chat else heard.text
    quote = heard.beside.get("quote", "")
    side: Side = "me" if heard.person_id == person else "other"
    lines = [Line(f"i{heard.id}", side, who, text, heard.at, "said", tuple(map(file_line, files)), quote)]
    if heard.reply:
        lines.append(Line(f"r{heard.id}", "bot", NAME, heard.reply, heard.at, "reply"))
    return lines


def seen_by(person: int, speaker: int, line: Line) -> Line:
    """A line that somebody said, from where this person sits."""
    return line if person == speaker or line.side == "bot" else replace(line, side="other")


def file_line(file: StoredFile) -> FileLine:
    return FileLine(file.id, file.name or name_of(file), file.size, file.media_type, name_of(file))


def own_files(work: Work, person: int, files: Iterable[str]) -> list[StoredFile]:
    """The files that this person has sent ahead. Raises KeyError for any other."""
    kept = []
    for id in files:
        file = work.attachments.get(id)
        if file is None or file.person_id != person:
            raise KeyError(id)
        kept.append(file)
    return kept


# What was pushed


def push_line(work: Work, row: OutboxLine) -> Line:
    """A row as it is shown; a picture or a table in place of the words that name it."""
    at = row.sent_at or row.made_at
    enclosure = work.enclosures.get(row.enclosure_id) if row.enclosure_id else None
    if enclosure is None:
        return Line(f"o{row.id}", "bot", NAME, row.text, at, "push")
    return Line(f"o{row.id}", "bot", NAME, "", at, "push", (enclosure_line(enclosure),))


def last_words(lines: Sequence[Line]) -> str:
    """What the list of chats shows of the newest line."""
    if not lines:
        return ""
    newest = lines[-1]
    return newest.text or (f"[{newest.files[0].name}]" if newest.files else "")


def enclosure_line(enclosure: Enclosure) -> FileLine:
    ours, media_type = described(enclosure)
    name = enclosure.name if enclosure.kind == PICTURE else ours
    return FileLine(f"{ENCLOSURE}{enclosure.id}", name, enclosure.size or 0, media_type, ours)


def pushed_since(work: Work, before: int) -> list[PushLine]:
    """What the console has been sent of the rows made after this one."""
    people = {person.key: person.id for person in work.people.everybody()}
    readers: dict[str, int] = {}
    found = []
    for row in work.pushes.made_since(before):
        if row.channel != "console" or row.state != "sent" or row.enclosure_id:
            continue  # a picture goes with the words before it
        kind, _, name = row.address.partition(":")
        chat = name if kind == "chat" else ""
        if chat and chat not in readers:
            readers[chat] = _reader(work, chat)
        person = readers[chat] if chat else people.get(name, 0)
        found.append(PushLine(row.sent_at or row.made_at, row.to_whom, chat, row.text, person))
    return found


def is_waiting(work: Work, before: int, at: datetime) -> bool:
    """Whether anything for the console, of the rows made after this one, should be out by now and is not."""
    rows = work.pushes.made_since(before)
    return any(row.channel == "console" and row.state == "waiting" and row.next_at <= at for row in rows)


def just_sent(work: Work, address: str, key: str) -> tuple[set[int], str, Line | None]:
    """Who sees what delivery has just handed over, in which chat, as which line."""
    rows = [row for row in work.pushes.said("console", address, 20) if row.key == key]
    line = push_line(work, rows[-1]) if rows else None
    kind, _, name = address.partition(":")
    if kind == "chat":
        return members(work, name, 0), name, line
    return {person.id for person in work.people.named(name) if person.key == name}, "", line


def chat_before(work: Work, person: int, chat: str, files: Sequence[str]) -> tuple[Person, list[StoredFile], str]:
    """Who speaks, with which files, and the group's title."""
    known = work.chats.known("console", chat) if chat else None
    return work.people.get(person), own_files(work, person, files), known.title if known else ""
