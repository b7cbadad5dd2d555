"""The organizer's pages: what is due, a month rehearsed, what was sent. Server-rendered; no script.

Every page shows what lies in the visitor's reach; that is asked of the database with each request, never of the form.
"""

import secrets
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.clock import Clock
from bot.desk_guard import Access, Guard, Problem, Visit
from bot.desk_view import front_view, rehearsal_view, seen_of, sending_view, units_view, who_view
from bot.rehearsals import Rehearsals, month_of, next_month
from config.settings import Settings
from handlers.admission import enter, hashed, paths_of
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, UserError
from handlers.knowledge import Knowledge
from handlers.pushes import STATES, Reach, again, reach_of, sendings, tallies
from handlers.render import Renderer
from storage.database import Database
from storage.work import Work

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "desk"
STATIC = {"desk.css": "text/css", "favicon.svg": "image/svg+xml"}
PATIENCE = 1.5
"""Seconds for which a page waits for its rehearsal before it shows how far that is."""
SHOWN = 100
LONGEST = timedelta(days=62)
_LAST_DAYS = timedelta(days=7)
AHEAD = 12
"""Months that may be rehearsed, from this one on."""


class Desk:
    def __init__(
        self, database: Database, know: Knowledge, renderer: Renderer, settings: Settings, clock: Clock
    ) -> None:
        self._database = database
        self._know = know
        self._clock = clock
        self._guard = Guard(database, settings, clock, self._told)
        self._static = {name: _static(FOLDER / name, media_type) for name, media_type in STATIC.items()}
        self.rehearsals = Rehearsals(database, know, renderer, clock)

    @cached_property
    def _pages(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip

    def table(self) -> list[tuple[web.RouteDef, Access]]:
        """Every route, with who may have it."""
        anybody, visitors = self._guard.anybody, self._guard.visitors
        return [
            (web.get("/desk/enter", anybody(self.door)), "anybody"),
            (web.post("/desk/enter", anybody(self.come_in)), "anybody"),
            (web.get("/desk/static/{name}", anybody(self.static)), "anybody"),
            (web.get("/desk", visitors(self.front)), "visitor"),
            (web.get("/desk/rehearse", visitors(self.rehearse)), "visitor"),
            (web.post("/desk/rehearse", visitors(self.rehearse_anew)), "visitor"),
            (web.get("/desk/pushes", visitors(self.pushes)), "visitor"),
            (web.post("/desk/pushes/{id}/again", visitors(self.push_again)), "visitor"),
            (web.post("/desk/leave", visitors(self.leave)), "visitor"),
        ]

    def routes(self) -> list[web.RouteDef]:
        return [route for route, _ in self.table()]

    # The door

    async def door(self, request: web.Request) -> web.Response:
        """A page with a button: chat apps look at links beforehand, and a look must not use the key up."""
        door = secrets.token_hex(16)
        key = request.query.get("key", "")
        response = self._page("enter.html.j2", key=key, csrf=self._guard.door_token(door))
        self._guard.show_door(response, door)
        return response

    async def come_in(self, request: web.Request) -> web.Response:
        fields = await self._guard.at_door(request)
        now = self._clock()
        session = await self._database.run(lambda work: enter(work, fields.get("key", ""), now))
        if session is None:
            raise Problem(403, "这个链接用过了，或者已经过期。请回到聊天里再对我说一次“网页”。")
        response = _to("/desk")
        self._guard.let_in(response, session)
        return response

    async def leave(self, request: web.Request, visit: Visit) -> web.Response:
        session = self._guard.session_of(request)
        await self._database.run(lambda work: work.sessions.end(hashed(session)))
        response = self._page("note.html.j2", words="已退出。要再进来，在聊天里对我说：网页")
        self._guard.let_out(response)
        return response

    async def static(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["name"] not in self._static:
            raise Problem(404, "没有这个文件。")
        body, media_type, tag = self._static[request.match_info["name"]]
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=media_type, charset="utf-8", headers=headers)

    # The pages

    async def front(self, request: web.Request, visit: Visit) -> web.Response:
        now = self._clock()

        def unit(work: Work) -> dict[str, Any]:
            return front_view(work, self._know, visit.speaker, reach_of(work, self._know, visit.speaker), now)

        return self._page("front.html.j2", visit, here="front", **await self._database.run(unit))

    async def rehearse(self, request: web.Request, visit: Visit) -> web.Response:
        return await self._rehearsed(visit, request.query.get("month", ""), request.query.get("unit", ""))

    async def rehearse_anew(self, request: web.Request, visit: Visit) -> web.Response:
        month, unit = visit.fields.get("month", ""), visit.fields.get("unit", "")
        first, last = self._month(month)
        await self.rehearsals.of(paths_of(visit.speaker), first, last, 0.05, anew=True)
        return _to("/desk/rehearse", month=f"{first:%Y-%m}", unit=unit)

    async def _rehearsed(self, visit: Visit, month: str, unit: str) -> web.Response:
        today = self._know.today(self._clock())
        first, last = self._month(month)
        reach, units = await self._reach(visit, unit)
        run = await self.rehearsals.of(paths_of(visit.speaker), first, last, PATIENCE)
        if run.failed:
            raise Problem(500, "预演没有做成，请稍后再试；还不行请管理员看看日志。")
        after = next_month(first)
        values = {
            "month": f"{first:%Y-%m}",
            "title": f"{first.year}年{first.month}月",
            "before": f"{(first - timedelta(days=1)):%Y-%m}" if first > today else "",
            "after": f"{after:%Y-%m}" if month_of(f"{after:%Y-%m}", today, AHEAD)[0] == after else "",
            "from_now": first <= today,
            "unit": unit,
            "units": units,
            "progress": None if run.planned is not None else (run.done, run.of),
        }
        if run.planned is not None:
            values |= rehearsal_view(seen_of(run.planned, reach), reach, self._know, today)
        return self._page("rehearse.html.j2", visit, here="rehearse", **values)

    def _month(self, words: str) -> tuple[date, date]:
        """This month or one of the next; what is over is in the delivery report."""
        today = self._know.today(self._clock())
        # In a month's last days it is the next one that people want to see.
        return month_of(words or f"{today + _LAST_DAYS:%Y-%m}", today, AHEAD)

    async def pushes(self, request: web.Request, visit: Visit, said: str = "", status: int = 200) -> web.Response:
        now = self._clock()
        today = self._know.today(now)
        asked = request.query
        last = _date(asked.get("to", ""), today, today)
        first = max(min(_date(asked.get("from", ""), last - timedelta(days=6), today), last), last - LONGEST)
        state = asked.get("state", "") if asked.get("state") in STATES else ""
        reach, units = await self._reach(visit, asked.get("unit", ""))

        def unit(work: Work) -> dict[str, Any]:
            found = sendings(work, self._know, reach, first, last, now, state=state, limit=SHOWN + 1)
            counted = tallies(work, self._know, reach, first, last)["states"]
            return {
                "rows": [sending_view(one, self._know, today) for one in found[:SHOWN]],
                "more": len(found) > SHOWN,
                "counts": [(code, words, counted.get(code, 0)) for code, words in STATES.items()],
            }

        values = await self._database.run(unit)
        values |= {"first": first.isoformat(), "last": last.isoformat(), "state": state, "units": units}
        values |= {
            "unit": asked.get("unit", ""),
            "said": said or _SAID.get(asked.get("said", ""), ""),
            "bad": status > 399,
        }
        response = self._page("pushes.html.j2", visit, here="pushes", organizes=visit.speaker.organizes, **values)
        response.set_status(status)
        return response

    async def push_again(self, request: web.Request, visit: Visit) -> web.Response:
        number = request.match_info["id"]
        now = self._clock()
        try:
            if not (number.isascii() and number.isdecimal() and len(number) < 19):
                raise NotFound("没有这条推送。")
            await self._database.run(lambda work: again(work, self._know, visit.speaker, int(number), now))
        except NotAllowed as error:
            raise Problem(403, error.words) from None
        except NotFound as error:
            raise Problem(404, error.words) from None
        except UserError as error:
            return await self.pushes(request, visit, said=error.words, status=409)
        back = {key: visit.fields.get(key, "") for key in ("state", "from", "to", "unit")}
        return _to("/desk/pushes", **back, said="again")

    async def _reach(self, visit: Visit, asked: str) -> tuple[Reach, list[dict[str, Any]]]:
        """What the visitor may see, or the part of it at the unit asked for; and the units to choose from."""

        def unit(work: Work) -> tuple[Reach, list[dict[str, Any]]]:
            reach = reach_of(work, self._know, visit.speaker)
            units = units_view(work, reach)
            if not asked:
                return reach, units
            found = next((one for one in work.units.everything() if str(one.id) == asked), None)
            if found is None or not found.path.startswith(reach.paths):
                raise NotFound("没有找到您能查看的这个组织。")
            return reach.at(found), units

        try:
            return await self._database.run(unit)
        except NotFound as error:
            raise Problem(404, error.words) from None

    # Words

    def _page(self, template: str, visit: Visit | None = None, **values: Any) -> web.Response:
        now = self._clock()
        who = who_view(visit.speaker) if visit else None
        shared = {
            "who": who,
            "csrf": visit.csrf if visit else "",
            "here": "",
            "now": say_day(self._know.today(now), date.min),
        }
        text = self._pages.get_template(template).render(shared | values)
        return web.Response(text=text, content_type="text/html")

    def _told(self, problem: Problem) -> web.Response:
        response = self._page("note.html.j2", words=problem.words)
        response.set_status(problem.status)
        return response


_SAID = {"again": "已放回待发，马上再试一次。"}


def _to(path: str, **query: str) -> web.Response:
    """After a form: look at the page anew, so that going back sends nothing twice."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return web.Response(status=303, headers={"Location": f"{path}?{asked}" if asked else path})


def _date(words: str, otherwise: date, today: date) -> date:
    """The day that was asked for, where it is one and not in another age."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return otherwise
    return found if abs((found - today).days) < 3660 else otherwise


def _static(file: Path, media_type: str) -> tuple[bytes, str, str]:
    body = file.read_bytes()
    return body, media_type, f'"{sha256(body).hexdigest()[:16]}"'
