"""Who may read the organizer's pages and a calendar feed, and the secrets that let them in.

What was given out for a role ends with the role. Of every secret only the hash is kept.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from handlers.errors import NotAllowed, UserError
from handlers.knowledge import Knowledge
from handlers.scope import LEADING, Speaker
from storage.feeds import Held
from storage.people import Person
from storage.units import Unit
from storage.work import Work

KEY_LIVES = timedelta(minutes=10)
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
SEEN = timedelta(minutes=1)
"""How exactly it is known when somebody was last there."""


def hashed(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash is enough, and looking it up tells nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def held_by(person: Person) -> Held:
    return tuple(sorted((role.role, role.unit.id) for role in person.roles))


def still_holds(person: Person, held: Held) -> bool:
    """Whether every role for which something was given out is in force; new ones do not matter."""
    return bool(held) and set(held) <= set(held_by(person))


def paths_of(speaker: Speaker) -> tuple[str, ...]:
    """Under which paths the person sees everybody's pushes and deadlines; empty for most people."""
    reach = speaker.reach()
    found = [reach] if reach else []
    found += [role.unit.path for role in speaker.person.roles if role.role in LEADING and role.unit.is_branch]
    return tuple(
        path for path in dict.fromkeys(found) if not any(path != one and path.startswith(one) for one in found)
    )


def places_of(work: Work, speaker: Speaker) -> list[Unit]:
    """The units at these paths."""
    return [work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])) for path in paths_of(speaker)]


def require_place(speaker: Speaker) -> None:
    """Raises NotAllowed for who has nothing to look after."""
    if not paths_of(speaker):
        raise NotAllowed("这是书记、组织员和组织部用的功能。看本支部的情况，请发：还差什么")


def require_address(know: Knowledge) -> str:
    """Where the server is reached. Raises UserError with what the administrator must do."""
    if not know.address:
        raise UserError("服务器还没有设置对外地址，给不了链接。请管理员在配置的 server.public_url 里填好。")
    return know.address


# -- secrets ----------------------------------------------------------------------------------------------------------


def give_key(work: Work, person: Person, now: datetime) -> str:
    """A key that opens the organizer's pages once, for a few minutes."""
    key = secrets.token_hex(32)
    work.sessions.give_key(hashed(key), person.id, now + KEY_LIVES)
    work.audit.note(now, person.id, "desk.invited", f"person:{person.id}")
    return key


def enter(work: Work, key: str, now: datetime) -> str | None:
    """A new session for a key that is good: its id, which only the browser keeps. None: the key opens nothing."""
    person_id = work.sessions.use_key(hashed(key), now)
    person = work.people.get(person_id) if person_id is not None else None
    if person is None or not paths_of(Speaker(person)):
        return None
    session = secrets.token_hex(32)
    work.sessions.begin(hashed(session), person.id, held_by(person), now)
    work.audit.note(now, person.id, "desk.entered", f"person:{person.id}")
    return session


def admitted(work: Work, session: str, now: datetime) -> Speaker | None:
    """Who is behind a session that is still good; one that is not is ended."""
    known = work.sessions.known(hashed(session))
    if known is None:
        return None
    person = work.people.get(known.person_id)
    over = now - known.seen_at > IDLE or now - known.made_at > LONGEST
    if over or not still_holds(person, known.roles) or not paths_of(Speaker(person)):
        work.sessions.end(hashed(session))
        return None
    if now - known.seen_at > SEEN:
        work.sessions.seen(hashed(session), now)
    return Speaker(person)


def give_feed(work: Work, person: Person, now: datetime) -> str:
    """The token of a new calendar address; the one before leads nowhere."""
    token = secrets.token_hex(32)
    work.feeds.add(hashed(token), person.id, held_by(person), now)
    work.audit.note(now, person.id, "feed.given", f"person:{person.id}")
    return token
