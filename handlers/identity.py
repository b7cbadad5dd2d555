"""Who is behind a platform id: strangers claim theirs once, with a one-time code that an organizer gives them."""

import hashlib
import secrets
from datetime import datetime, timedelta

from config.patterns import regex
from handlers.message import Message, Reply
from handlers.reading import clean, fold
from handlers.scope import Speaker
from storage.people import Person
from storage.work import Work

CODE_LIVES = timedelta(hours=24)
_CLAIM = regex(r"^[/!]?\s*绑定\s*:?\s*(\d{8})$")
_STRANGER = (
    "您好，我是支部助手，还不认识您。\n请向所在党总支的组织员要一个绑定码（组织员对我说“绑定码 您的姓名”就有），"
    "然后在这里发：绑定 12345678"
)


def claim(work: Work, message: Message, family: str, now: datetime) -> str:
    """The words for somebody unknown; a right code makes the platform id theirs."""
    if message.event not in ("", "enter"):
        return ""
    found = _CLAIM.match(fold(clean(message.text)))
    if message.in_group:
        return "我还不认识您，请先和我单独聊一句，我会告诉您怎么绑定。"
    if not found:
        return _STRANGER
    person_id = work.people.redeem(_hash(found.group(1)), now)
    if person_id is None:
        return "这个绑定码不对或已过期，请向组织员再要一个。"
    work.people.identify(person_id, family, message.sender)
    work.audit.note(now, person_id, "identity.claimed", f"person:{person_id}", family=family)
    name = work.people.get(person_id).name
    return f"绑定好了，{name}，您好！发“帮助”看看我能做什么。"


def invite(work: Work, person: Person, by: Person, now: datetime) -> str:
    """A new one-time code for the person; an older one is void."""
    code = f"{secrets.randbelow(10**8):08d}"
    work.people.invite(person.id, _hash(code), now + CODE_LIVES)
    work.audit.note(now, by.id, "identity.invited", f"person:{person.id}")
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def welcome(speaker: Speaker) -> Reply:
    """What is said when somebody known opens the chat."""
    return Reply("welcome", {"name": speaker.person.name, "organizes": speaker.organizes})
