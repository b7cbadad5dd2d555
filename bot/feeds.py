"""The private calendar feeds: an address that nobody can guess, and the calendar behind it.

An unknown address, one that was ended and one whose role has ended are told the same: nothing. A calendar is worked
out at most every few minutes however often it is asked for, and unchanged it is not sent again.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from aiohttp import web

from bot.clock import Clock
from bot.ical import MEDIA_TYPE, written
from handlers.admission import hashed, places_of, still_holds
from handlers.calendar import Calendar, calendar_of, span, versions_of
from handlers.knowledge import Knowledge
from handlers.scope import Speaker
from storage.database import Database
from storage.feeds import Feed
from storage.work import Work

PATH = "/calendar/{name}"
FRESH = timedelta(minutes=5)
KEPT = 2000
"""Calendars held in memory; a few kilobytes each."""
_NAME = re.compile(r"([0-9a-f]{64})\.ics")
HEADERS = {
    "Cache-Control": "private, max-age=900",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True, slots=True)
class _Made:
    body: bytes
    tag: str
    at: datetime


class Feeds:
    def __init__(self, database: Database, know: Knowledge, clock: Clock) -> None:
        self._database = database
        self._know = know
        self._clock = clock
        self._made: OrderedDict[int, _Made] = OrderedDict()
        self._making = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.feed)]

    async def feed(self, request: web.Request) -> web.Response:
        named = _NAME.fullmatch(request.match_info["name"])
        # Also what cannot be an address is looked up: an answer's haste must not tell what addresses look like.
        token = named[1] if named else request.match_info["name"]
        feed = await self._database.run(lambda work: _known(work, hashed(token)))
        if feed is None or named is None:
            return web.Response(status=404, headers=HEADERS | {"Cache-Control": "no-store"})
        made = await self._calendar(feed)
        headers = HEADERS | {"ETag": made.tag}
        if made.tag in re.split(r",\s*", request.headers.get("If-None-Match", "").replace("W/", "")):
            return web.Response(status=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="zhibu.ics"'
        return web.Response(body=made.body, content_type=MEDIA_TYPE, charset="utf-8", headers=headers)

    async def _calendar(self, feed: Feed) -> _Made:
        async with self._making:
            made, now = self._made.get(feed.id), self._clock()
            if made and timedelta(0) <= now - made.at < FRESH:
                self._made.move_to_end(feed.id)
                return made
            calendar, shown = await asyncio.to_thread(
                self._database.look, lambda work: _read(work, self._know, feed, now)
            )
            if shown != feed.shown:
                await self._database.run(lambda work: work.feeds.show(feed.id, shown))
            body = await asyncio.to_thread(written, calendar, self._know.zone, now)
            made = self._made[feed.id] = _Made(body, f'"{sha256(body).hexdigest()[:32]}"', now)
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
            return made


def _known(work: Work, token_hash: str) -> Feed | None:
    """The feed, while the roles for which it was given are held; afterwards it is ended."""
    feed = work.feeds.known(token_hash)
    if feed and not still_holds(work.people.get(feed.person_id), feed.roles):
        work.feeds.end(feed.person_id)
        return None
    return feed


def _read(work: Work, know: Knowledge, feed: Feed, now: datetime) -> tuple[Calendar, dict[str, list[object]]]:
    speaker = Speaker(work.people.get(feed.person_id))
    calendar = calendar_of(work, know, places_of(work, speaker), *span(know.today(now)), now)
    versions, shown = versions_of(calendar, feed.shown, now)
    return replace(calendar, versions=versions), shown
