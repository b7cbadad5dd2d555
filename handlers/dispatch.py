"""THE SPINE: one message, one transaction, one reply.

Everything that a message brings about (records, audit, dialogue, the reply's words) is done inside one unit of work,
or not at all. A repeat is answered with the stored words and changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from config.patterns import regex
from handlers import files, filing, naming, pending
from handlers.errors import UserError
from handlers.identity import claim, welcome
from handlers.jobs.foresee import foreseen
from handlers.jobs.instances import Timetable
from handlers.knowledge import Destination, Knowledge
from handlers.message import SILENCE, Enclosed, Message, Reply
from handlers.muting import hold_back
from handlers.one_by_one import first_of, with_rest
from handlers.reading import Context, Understanding, clean, find_days, fold, understand
from handlers.reading.intents import LABELLED
from handlers.render import Renderer
from handlers.router import Command, Request, Router
from handlers.scope import speaking
from handlers.search import asks
from handlers.telling import tell
from handlers.understood import understood
from handlers.ways import private_way, way_for
from storage.outbox import FOLLOWS, URGENT
from storage.people import Person
from storage.work import Instead, Work

LONGEST = 5000
"""Characters of one message that are read; minutes of a meeting fit, a book does not."""
REPLY_LIVES = timedelta(hours=1)
AFTER_WORDS = timedelta(seconds=2)
"""In which the words have been said in the platform's own answer."""
_SMALL = regex(
    r"(?:好的?|嗯+|哦+|ok|收到|多?谢谢?你?您?了?|感谢|辛苦了?|太好了|真?棒|厉害|你好|您好|早上?好?|再见|哈+|啦|3q|麻烦了|下班了|没事了?|知道了|明白了?|"
    r"[,，.。!！~\s]|\[[^\]]{1,6}\])+",
    re.IGNORECASE,
)
_INVENTING = regex(r"编|凑|造|代写|补一份|写一[份段篇]|生成|随便")
_NOT_KEPT = "（涉及个人的内容，不保留原话）"
_WARMING = (
    "昨天下午3点在301开了支委会，应到5人实到4人，张三请假，主题：学习",
    "实到改成15",
    "6个正式党员要不要开支委会",
)
_PUT = regex(r"(?:[补放附加]到|给)? *第?#?(\d{1,9})? *[号条]?(?:记录)?[里上]?")
"""What is written with a file to say where it belongs; nothing at all counts too."""
_NEVER_MIND = regex(
    r"(?:那|先|还是)*(?:取消|算了|不用了|不要了|不办了|不弄了|不发了|别发了|不改了|没事了?)[了吧啊啦。! ]*"
)
_BARE, _LONG = 16, 40
"""Characters up to which a sentence that means nothing else is tried as a question: any, and one that clearly asks."""
_GUESSED = {"kinds", "topic", "place"}
"""Fields that nearly any words can be taken for."""
_EXCUSE = "对不起，我这边出错了，这条没有处理，内容也没有改动。请稍后再发一次；还不行请告诉管理员：{key}"
_NOT_HERE = "“{name}”只有组织员和组织部能用。看本支部的情况，请发：还差什么"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is answered: the stored words, and what ``talk --json`` wants to know besides."""

    text: str
    repeat: bool = False
    queued: bool = False
    """The words go through the outbox: the platform's answer cannot carry them."""
    record: tuple[int, str] | None = None
    understood: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = "answered"
    follows: bool = False
    """A picture or table is promised besides."""


class Dispatcher:
    def __init__(self, router: Router, renderer: Renderer, know: Knowledge) -> None:
        self._router = router
        self._renderer = renderer
        self._know = know

    def warm_up(self, now: datetime) -> None:
        """What the first message would otherwise wait for: the reader's patterns and the index of the requirements."""
        for words in _WARMING:
            understand(words, Context(now=now, sender=""))
            self._know.finder.find(words)

    def handle(
        self, work: Work, message: Message, now: datetime, carries: Callable[[str], bool] = lambda text: True
    ) -> Spoken:
        """The unit of work of one message. ``carries`` says whether the platform's answer can hold these words.

        Raises Instead where the person's mistake is all that is to be kept, and whatever is our own failure; the
        caller then runs :meth:`excuse`.
        """
        if message.in_group and not message.addressed:
            return Spoken("", outcome="ignored")
        family = message.channel.split(".")[0]
        stored, person = work.people.arriving(message.key, family, message.sender)
        if stored is not None:
            return Spoken(stored, repeat=True, queued=not carries(stored))
        person = person or self._playing(work, message.sender)
        if person is None:
            return self._keep(work, message, now, Spoken(claim(work, message, family, now), outcome="stranger"), None)
        speaker = speaking(work, person, self._know.today(now))
        request = Request(message, clean(message.text), speaker, now, self._know)
        request.eves = lambda work, unit, day: Timetable(work, self._know).eves(unit, day)
        request.foresee = lambda work, tasks: foreseen(work, self._know, self._renderer, tasks, now)
        try:
            request.message = self._with_files(request, message, work)
            reply = self._reply(request, work)
        except UserError as error:
            raise Instead(partial(self._refused, request, message, error, carries)) from error
        return self._said(request, carries, "answered", reply, work)

    def _with_files(self, request: Request, message: Message, work: Work) -> Message:
        if not message.attachments:
            return message
        return files.arrived(work, message, request.speaker, request.now, self._know)

    def _refused(
        self, request: Request, message: Message, error: UserError, carries: Callable[[str], bool], work: Work
    ) -> Spoken:
        """The unit in place of one that met the person's mistake: nothing of it is left but the answer, and the files
        that came along, which wait for better words."""
        if message.attachments and request.message is not message:
            request.message = self._with_files(request, message, work)
            request.answering = None
            files.hold(request, work)
        request.asked = False
        flags, hold = error.flags, bool(request.meaning.records)
        reply = Reply("said", {"words": error.words}, understood(request.meaning, flags=flags, hold=hold))
        return self._said(request, carries, error.outcome, reply, work)

    def _said(self, request: Request, carries: Callable[[str], bool], outcome: str, reply: Reply, work: Work) -> Spoken:
        """Render, promise what the platform's answer cannot carry, and keep message and words."""
        pending.put_aside(request, work)
        self._tell_others(request, reply, work)
        text = self._in_group(request, reply, work) or self._renderer.words(reply)
        text = with_rest(text, request.left_over)
        queued = bool(text) and not carries(text)
        enclosed = self._enclosed(request, reply, work)
        here = request.know.reach.known(request.message.channel, request.message.address)
        then = enclosed[1] if queued and enclosed and enclosed[0] == here else None
        if queued:
            self._promise(request, work, text, then)
        if enclosed and reply.enclosed and not then:
            self._hand(request, work, reply.enclosed, *enclosed)
        spoken = Spoken(text, False, queued, reply.record, reply.understood, outcome, bool(enclosed))
        private = _sensitive(request.meaning, request.text)
        return self._keep(work, request.message, request.now, spoken, request.speaker.person.id, private=private)

    def _tell_others(self, request: Request, reply: Reply, work: Work) -> None:
        for told in reply.tells:
            tell(work, request.know, self._renderer, told, request.now)
        if reply.tells:
            hold_back(work, request.know, request.now)

    def _in_group(self, request: Request, reply: Reply, work: Work) -> str:
        """The short words for a group, the whole being promised one to one; empty where it is to be said here.

        The question waits in both chats: it may be answered in either.
        """
        if not (reply.brief and request.message.in_group):
            return ""
        person = request.speaker.person
        way = private_way(work, request.know, person.id)
        if way is None:
            return ""
        self._outbox(request, work, f"private:{request.message.key}", way, self._renderer.words(reply))
        request.share(work, way.channel)
        return self._renderer.words(Reply(reply.brief, reply.values))

    def _enclosed(self, request: Request, reply: Reply, work: Work) -> tuple[Destination, str] | None:
        """Where the reply's picture or table goes, and its row; None where there is none, or no way for it."""
        enclosed, message = reply.enclosed, request.message
        to = enclosed and way_for(work, request.know, message, request.speaker.person.id, enclosed.kind)
        if not (enclosed and to):
            return None
        key, content = f"reply:{message.key}", enclosed.content
        return to, work.enclosures.add(key, kind=enclosed.kind, name=enclosed.name, content=content, now=request.now)

    @staticmethod
    def _hand(request: Request, work: Work, enclosed: Enclosed, to: Destination, id: str) -> None:
        """Promise it for a moment after the words, which the platform's own answer carries."""
        work.outbox.add(
            f"reply:{request.message.key}{FOLLOWS}",
            channel=to.channel,
            address=to.address,
            lane=to.lane,
            to_whom=request.speaker.person.name,
            title=enclosed.name,
            text=enclosed.words,
            now=request.now,
            next_at=request.now + AFTER_WORDS,
            expires_at=request.now + REPLY_LIVES,
            urgency=URGENT,
            enclosure_id=id,
        )

    def excuse(self, work: Work, message: Message, now: datetime) -> Spoken:
        """The second, small unit after a failure of ours: the person gets words and a key to quote."""
        stored = work.inbox.answered(message.key)
        if stored is not None:
            return Spoken(stored, repeat=True)
        words = _EXCUSE.format(key=message.id[-12:])
        return self._keep(work, message, now, Spoken(words, outcome="failed"), None)

    def _playing(self, work: Work, sender: str) -> Person | None:
        """In the demo a name stands for the person: there is nobody to mistake."""
        found = work.people.named(sender) if self._know.demo else []
        return found[0] if len(found) == 1 else None

    def _reply(self, request: Request, work: Work) -> Reply:
        message, router = request.message, self._router
        if message.event:
            return welcome(request.speaker) if message.event == "enter" else SILENCE
        if len(request.text) > LONGEST:
            raise UserError(f"这条太长了（超过{LONGEST}字），我没有处理。请只发活动的要点，或者作为文件发给我。")
        if message.in_group:
            request.chat = work.chats.known(message.channel, message.chat)
        request.left_over = first_of(request, work, router)
        taker = router.taken(request, work)
        if taker:
            request.rest, request.meaning = request.text, Understanding(taker.intents[0] if taker.intents else "none")
            return self._run(taker, request, work)
        bare = not request.text and not message.attachments
        called = router.called("帮助" if bare else request.text, request.speaker.organizes)
        # "提交" alone, with a draft waiting, is the yes to it.
        if called and not (
            not called[1] and called[0].resume and request.look(work) and request.question(called[0].name)
        ):
            command, request.rest = called
            request.meaning = Understanding(command.intents[0] if command.intents else "help")
            return self._run(command, request, work)
        request.look(work)
        if message.attachments and (reply := self._with_its_file(request, work)):
            return reply
        request.meaning = router.understand(request, work)
        return self._resumed(request, work) or self._meant(request, work)

    def _with_its_file(self, request: Request, work: Work) -> Reply | None:
        """What the file itself is for: a notice to be read."""
        takers = (command.file for command in self._router.commands if command.file)
        return next((reply for take in takers if (reply := take(request, work))), None)

    def _resumed(self, request: Request, work: Work) -> Reply | None:
        if self._about_a_rule(request):
            request.meaning = self._fresh(request, work)
            return None
        for question in request.questions():
            request.answering = question
            command = self._router.named(str(question.get("command")))
            reply = command.resume(request, work, question) if command and command.resume else None
            if reply is not None:
                return reply
        request.answering = None
        if request.waiting:
            # No answer to the question: read it again as if none had been asked.
            request.meaning = self._fresh(request, work)
        return None

    def _fresh(self, request: Request, work: Work) -> Understanding:
        """What the message means where nothing waits for an answer."""
        dialogue, request.dialogue = request.dialogue, None
        meaning = self._router.understand(request, work)
        request.dialogue = dialogue
        return meaning

    def _about_a_rule(self, request: Request) -> bool:
        """Whether a question about a rule was taken for something to put into what waits: 支委会由几个人组成."""
        meaning = request.meaning
        if meaning.yes or meaning.no or not request.waiting or not meaning.changes:
            return False
        guessed = {change.field for change in meaning.changes} <= _GUESSED and not LABELLED.match(fold(request.text))
        return guessed and asks(request.text) and bool(self._know.finder.find(request.text).hits)

    def _meant(self, request: Request, work: Work) -> Reply:
        if request.meaning.intent == "refuse":
            sensitive = "privacy_group" in request.meaning.flags or not _INVENTING.search(request.text)
            return Reply("refuse", {"sensitive": sensitive}, understood(request.meaning, flags=()))
        done = str(request.meaning.slots.get("done_task") or "")
        if done and naming.named(done, [(task, task) for task in work.tasks.published()]):
            request.rest = done
            return self._run(self._router.commands_by_name["已完成"], request, work)
        intent = request.meaning.intent
        put = _PUT.fullmatch(fold(request.text).strip()) if request.message.attachments else None
        if put:
            intent, request.rest = "attach", put.group(1) or ""
        command = self._router.meant(intent)
        if command:
            return self._run(command, request, work)
        if request.message.attachments:
            # Words that mean nothing else are what somebody writes under a photo.
            request.meaning = Understanding("attach")
            return self._run(self._router.commands_by_name[filing.ATTACH], request, work)
        return self._small(request) or self._nothing_waits(request) or self._asked(request, work) or self._lost(request)

    @staticmethod
    def _nothing_waits(request: Request) -> Reply | None:
        waits = request.waiting and not request.waiting.get("passing")
        if waits or not _NEVER_MIND.fullmatch(fold(request.text).strip()):
            return None
        return Reply("said", {"words": "好的，没有在等您确认的事。"}, understood(request.meaning))

    def _small(self, request: Request) -> Reply | None:
        """Thanks and greetings get one friendly line, and nothing in a group."""
        if not _SMALL.fullmatch(fold(request.text).strip()):
            return None
        return Reply(
            "" if request.message.in_group else "small_talk",
            {"thanks": any(word in request.text for word in ("谢", "辛苦", "棒", "厉害", "太好"))},
            understood(request.meaning),
        )

    def _asked(self, request: Request, work: Work) -> Reply | None:
        """Bare words that the catalogue knows for certain (六有, 五个到位) are a question about them."""
        look_up = self._router.meant("requirement")
        asking = asks(request.text)
        if look_up is None or not 1 < len(request.text) <= (_LONG if asking else _BARE):
            return None
        if not asking and find_days(request.text, request.local):
            return None
        found = self._know.finder.find(request.text)
        words = fold(request.text).strip(" ?。!").replace("的", "")
        names = (name.replace("的", "") for one in found.hits for name in (one.title, *one.synonyms))
        named = any(words in name or name in words for name in names)
        asked = found.choices or named or (found.hits and asking)
        return self._run(look_up, request, work) if asked else None

    def _lost(self, request: Request) -> Reply:
        near = self._router.near(request.text) if len(request.text) <= 12 else []
        command = self._router.named(str(request.waiting.get("command")))
        values = {
            "near": near,
            "organizes": request.speaker.organizes and not request.speaker.files,
            "waits": bool(command and command.organizer and not request.waiting.get("passing")),
        }
        return Reply("unknown", values, understood(request.meaning))

    def _run(self, command: Command, request: Request, work: Work) -> Reply:
        if command.organizer and not request.speaker.organizes:
            if not request.rest and asks(request.text) and (answer := self._asked(request, work)):
                return answer
            raise UserError(_NOT_HERE.format(name=command.name))
        reply = command.run(request, work)
        return reply if reply.understood else replace(reply, understood=understood(request.meaning))

    def _keep(
        self, work: Work, message: Message, now: datetime, spoken: Spoken, person_id: int | None, private: bool = False
    ) -> Spoken:
        work.inbox.keep(
            message.key,
            channel=message.channel,
            chat=message.chat,
            person_id=person_id,
            text=_NOT_KEPT if private else clean(message.text)[:LONGEST],
            reply=spoken.text,
            outcome=spoken.outcome,
            at=now,
            beside=files.beside(message),
        )
        return spoken

    def _promise(self, request: Request, work: Work, text: str, then: str | None) -> None:
        message = request.message
        here = request.know.reach.known(message.channel, message.address)
        self._outbox(request, work, f"reply:{message.key}", here, text, then)

    @staticmethod
    def _outbox(request: Request, work: Work, key: str, to: Destination, text: str, then: str | None = None) -> None:
        work.outbox.add(
            key,
            channel=to.channel,
            address=to.address,
            lane=to.lane,
            to_whom=request.speaker.person.name,
            text=text,
            now=request.now,
            expires_at=request.now + REPLY_LIVES,
            urgency=URGENT,
            then_id=then,
        )


def _sensitive(meaning: Understanding, text: str) -> bool:
    """Whether the words themselves must not be kept: talks, and what is refused (design.md 2, contract rule 6)."""
    return meaning.intent == "refuse" or meaning.private or "谈心" in text or "谈话" in text
