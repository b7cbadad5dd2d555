"""The console of one real bot, as its page calls it; and a reader of the HTML that comes back."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient

from bot.app import App
from bot.clock import MovableClock
from bot.room import BotRoom
from tests.fakes.clock import local

Client = TestClient[web.Request, web.Application]
Open = Callable[..., Awaitable["Desk"]]
START = local("2026-11-20 14:06")
"""A Friday; the demo school was loaded that morning, and its next push is Monday's summary."""
BRANCH, ABOVE = "demo-jsj-jg1", "demo-jsj"
"""The groups of 张敏's branch and of the secretaries in its college."""
SENTENCE = "昨天下午3点在行政楼305开了主题党日，我主持，周海涛记录，应到18实到16，林晓燕出差、郭志强病假，主题书香润心"


def still(at: datetime = START) -> MovableClock:
    """A clock that only a hand moves."""
    return MovableClock(at, lambda: START)


@dataclass
class Desk:
    """The console of one bot, as its page calls it."""

    app: App
    client: Client

    @property
    def room(self) -> BotRoom:
        assert self.app.room is not None
        return self.app.room

    @cached_property
    def ids(self) -> dict[str, int]:
        """Everybody's id by name."""
        return {one.name: one.id for one in self.app.database.do(lambda work: work.people.everybody())}

    def ours(self, **more: str) -> dict[str, str]:
        """The headers of a request from our own page."""
        return {"Origin": f"http://{self.client.host}:{self.client.port}", **more}

    async def post(self, path: str, body: object, status: int = 200) -> Any:
        answer = await self.client.post(f"/console/api/{path}", json=body, headers=self.ours())
        assert answer.status == status, await answer.text()
        return await answer.json()

    async def say(self, text: str, status: int = 200, who: str = "张敏", **more: Any) -> Any:
        return await self.post("say", {"person": self.ids[who], "chat": "", "text": text, **more}, status)

    async def state(self, who: str = "张敏", chat: str = "") -> Any:
        answer = await self.client.get("/console/api/state", params={"person": self.ids[who], "chat": chat})
        assert answer.status == 200
        return await answer.json()

    async def upload(self, name: str, content: bytes, field: str = "file", who: str = "张敏") -> tuple[int, Any]:
        form = FormData(quote_fields=False)  # as browsers do
        form.add_field(field, io.BytesIO(content), filename=name, content_type="text/html")
        answer = await self.client.post(f"/console/api/files?person={self.ids[who]}", data=form, headers=self.ours())
        return answer.status, await answer.json()

    async def get_file(self, id: str, who: str = "张敏") -> ClientResponse:
        return await self.client.get(f"/console/files/{id}", params={"person": self.ids[who]})

    async def opens(self, who: str, id: str) -> bool:
        """Whether this visitor gets the file; if not, it is not there."""
        status = (await self.get_file(id, who)).status
        assert status in (200, 404)
        return status == 200


class Scan(HTMLParser):
    """Every tag with its attributes, and the text outside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", {}))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("declaration", {}))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("instruction", {}))
