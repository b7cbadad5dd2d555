"""Words to commands: an ordinary value, made from the tuples at the foot of each commands file."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from config.patterns import regex
from handlers.card import spoken
from handlers.knowledge import Knowledge
from handlers.message import Message, Reply
from handlers.reading import Context, PeriodWords, Understanding, find_period, fold, understand
from handlers.reading.lines import names_a_line
from handlers.reading.mending import CUE
from handlers.reading.run_together import looks_run_together
from handlers.scope import Speaker
from storage.chats import Chat
from storage.dialogues import Dialogue
from storage.tasks import Task
from storage.units import Unit
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One moment at which tasks would be told of: how many groups and people would hear, of which tasks, and the words
    that the first of them would get."""

    at: datetime
    groups: int
    people: int
    titles: tuple[str, ...]
    words: str


@dataclass(slots=True)
class Request:
    """One message, ready for a command. ``rest`` is what follows an explicit command word."""

    message: Message
    text: str
    speaker: Speaker
    now: datetime
    know: Knowledge
    chat: Chat | None = None
    rest: str = ""
    meaning: Understanding = field(default_factory=lambda: Understanding("none"))
    dialogue: Dialogue | None = None
    looked: bool = False
    """The dialogue was asked for: None then means that there is none."""
    asked: bool = False
    """Something was asked here by this message."""
    left_over: Sequence[str] = ()
    """Other matters of the same message, which are not done with it."""
    answering: Mapping[str, Any] | None = None
    """The question that this message is being taken as the answer to."""
    foresee: Callable[[Work, Sequence[Task]], Sequence[Foreseen]] | None = None
    """What these tasks would send, and when; whatever it writes is to be taken back."""

    eves: Callable[[Work, Unit, date], Sequence[datetime]] = lambda work, unit, day: ()
    """When the unit would be told beforehand of a theme day on this day, by its reminder plan."""

    def look(self, work: Work) -> Dialogue | None:
        """What waits in this chat for this person, and the record touched last; read once."""
        if not self.looked:
            self.dialogue = work.dialogues.get(self.speaker.person.id, self.message.channel, self.message.chat)
            self.looked = True
            self._forget_what_was_answered_elsewhere(work)
        return self.dialogue

    def share(self, work: Work, channel: str) -> None:
        """Let what was asked last here wait in the person's own chat on this channel too."""
        here = work.dialogues.get(self.speaker.person.id, self.message.channel, self.message.chat)
        if here is None or not here.waiting:
            return
        for where, chat in ((channel, ""), (self.message.channel, self.message.chat)):
            known = here if chat else work.dialogues.get(self.speaker.person.id, where, chat)
            open_ = known.waiting if known and known.expires_at > self.now else {}
            beneath = open_.get("below", {}) if chat else open_
            asked = {key: value for key, value in here.waiting.items() if key != "below"} | {"shared": True}
            waiting = asked | ({"below": beneath} if beneath else {})
            work.dialogues.put(
                self.speaker.person.id, where, chat,
                waiting=waiting, record_id=here.record_id, expires_at=here.expires_at,
            )  # fmt: skip

    def _forget_what_was_answered_elsewhere(self, work: Work) -> None:
        """A draft that was shown in two chats is filed or dropped in one of them."""
        open_, pruned = [], False
        for one in self.questions():
            numbers = one.get("records", ()) if one.get("shared") else ()
            states = [record.state for number in numbers if (record := work.records.get(number))]
            if numbers and "draft" not in states:
                pruned = True
            else:
                open_.append(one)
        if pruned and self.dialogue:
            self.dialogue = replace(self.dialogue, waiting=_stack(open_))

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.know.zone)

    def past_period(self, words: str) -> PeriodWords | None:
        """The period that the words name, taken as past where they leave the year open: 一季度 said in November."""
        found = find_period(words, self.local)
        if found and found.first > self.local.date() and not re.search(r"\d{4}|明年|下", found.words):
            return find_period(words, self.local.replace(year=self.local.year - 1, day=1))
        return found

    @property
    def waiting(self) -> Mapping[str, Any]:
        """What was asked here last and waits for an answer; empty where nothing does."""
        if self.dialogue is None or self.dialogue.expires_at <= self.now:
            return {}
        return self.dialogue.waiting

    def questions(self) -> list[Mapping[str, Any]]:
        """All that waits for an answer here, the newest first: a draft waits on while something else is asked."""
        return below(self.waiting)

    def question(self, command: str) -> Mapping[str, Any]:
        """What this command asked and waits for; empty where it does not."""
        return next((one for one in self.questions() if one.get("command") == command), {})

    def stacked(self, waiting: Mapping[str, Any], closes: Collection[str]) -> dict[str, Any]:
        """What waits from now on: this question on top of those that are open still.

        ``closes`` names the commands whose earlier questions are thereby done with; so is the one that is being
        answered. Choices are offered in passing: they do not outlive the next question.
        """
        beneath = self.questions() if self.answering is None else below(self.answering)[1:]
        open_ = [one for one in beneath if one.get("command") not in closes and not one.get("passing")][:_DEEP]
        return _stack([*([waiting] if waiting else []), *open_])


def _roll(work: Work, unit: Unit) -> tuple[str, ...]:
    return tuple(person.name for person in work.people.holding(unit.id))


def _stack(questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Each question with those below it inside, the first on top."""
    found: dict[str, Any] = {}
    for one in reversed(questions):
        found = {**one, "below": found} if found else {key: one[key] for key in one if key != "below"}
    return found


_DEEP = 3
"""Questions kept under the newest one; nobody has more in mind."""


def below(waiting: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A question and those that wait beneath it, the newest first."""
    found = []
    while waiting:
        found.append(waiting)
        waiting = waiting.get("below") or {}
    return found


Run = Callable[[Request, Work], Reply]
Resume = Callable[[Request, Work, Mapping[str, Any]], Reply | None]


class Sentences(Protocol):
    """Which folded sentences call a command: a pattern, or a reader that judges as one."""

    def fullmatch(self, string: str) -> object:
        """None for a sentence that is none."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that may be asked. ``intents`` are the meanings that lead here (design.md 5.1).

    ``resume`` takes the answer to a question that this command left waiting; None means that the message is no
    answer to it. ``keep`` leaves the waiting question in place when the command is run beside it.
    """

    name: str
    usage: str
    summary: str
    run: Run
    aliases: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    resume: Resume | None = None
    organizer: bool = False
    file: Callable[[Request, Work], Reply | None] | None = None
    """Takes a message that brings a file, before its words are read; None where the file is not for it."""
    says: Sentences | None = None
    """Sentences that call it besides its words: 把12号退回，缺签到表. The whole sentence is then its rest."""
    takes: Callable[[Request, Work], bool] | None = None
    """Asked before all else whether the message is this command's because of what is stored: 撤回 典型案例 takes back
    what was handed in for a task of that name, 撤回 12 is a record's. It looks at the words first and is cheap."""


_UNITS = regex("支部|总支|党委|学院")


class Router:
    """Finds the command of a message. Two commands of one name, or for one intent, fail at the start."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self.commands = tuple(commands)
        self._by_word: dict[str, Command] = {}
        self._by_intent: dict[str, Command] = {}
        self.commands_by_name = {command.name: command for command in commands}
        for command in commands:
            for word in (command.name, *command.aliases):
                if self._by_word.setdefault(word, command) is not command:
                    raise ValueError(f"two commands are called {word}")
            for intent in command.intents:
                if self._by_intent.setdefault(intent, command) is not command:
                    raise ValueError(f"two commands take {intent}")
        self._takers = tuple(command for command in commands if command.takes)
        words = sorted(self._by_word, key=len, reverse=True)
        self._leading = regex(rf"^[/!]?({'|'.join(map(re.escape, words))})(?:$|[\s:,]+(.*))", re.DOTALL | re.IGNORECASE)

    def called(self, text: str, organizes: bool = True) -> tuple[Command, str] | None:
        """The command whose word the message starts with, and the rest; None for an ordinary sentence.

        Forgiving: full-width letters, a missing slash, odd spaces.
        """
        typed = fold(text).strip()
        may = (one for one in self.commands if one.says and (organizes or not one.organizer))
        said = next((one for one in may if one.says and one.says.fullmatch(typed)), None)
        if said:
            return said, typed
        found = self._leading.match(typed)
        if not found:
            return None
        return self._by_word[found.group(1).lower()], (found.group(2) or "").strip()

    def taken(self, request: Request, work: Work) -> Command | None:
        """The command that what is stored makes this message's."""
        may = (one for one in self._takers if request.speaker.organizes or not one.organizer)
        return next((one for one in may if one.takes and one.takes(request, work)), None)

    def named(self, name: str) -> Command | None:
        return self.commands_by_name.get(name)

    def meant(self, intent: str) -> Command | None:
        return self._by_intent.get(intent)

    def near(self, text: str) -> list[str]:
        """Command words that look like what was typed, the nearest first."""
        typed = fold(text).strip().lstrip("/!")[:12]
        hits = process.extract(typed, self._by_word.keys(), scorer=fuzz.ratio, score_cutoff=50, limit=3)
        return list(dict.fromkeys(self._by_word[word].name for word, *_ in hits))

    def understand(self, request: Request, work: Work) -> Understanding:
        """What the sentence means, read with what may be known of its sender."""
        home = request.speaker.home()
        numbered = names_a_line(request.text)
        about = self._about(request, work) if numbered or CUE.search(fold(request.text)) else {}
        return understand(
            request.text,
            Context(
                now=request.local,
                sender=request.speaker.person.name,
                branch=home.name if home else "",
                branches=tuple(work.units.names(request.now)) if _UNITS.search(request.text) else (),
                people=_roll(work, home) if home and looks_run_together(fold(request.text)) else (),
                in_group=request.message.in_group,
                quote=request.message.quote,
                draft_open=bool(request.waiting),
                card=tuple(spoken(about, request.know.today(request.now))) if about and numbered else (),
                about=about,
            ),
        )

    @staticmethod
    def _about(request: Request, work: Work) -> Mapping[str, Any]:
        """What a remark would be about: the content of the draft or correction that waits here, else of the record
        touched last."""
        request.look(work)
        waiting = next((one for one in request.questions() if one.get("records") or one.get("content")), {})
        content = waiting.get("content")
        if content is None:
            last = (waiting.get("records") or [request.dialogue and request.dialogue.record_id])[-1]
            record = work.records.get(last) if last else None
            content = record.content if record and record.state != "withdrawn" else {}
        return dict(content)
