"""A small Room in memory for the console's own tests: a few people, two groups, set answers, a clock that is moved.

``python tests/bot/console_room.py`` serves the console over it, and prints its address first.
"""

import asyncio
import itertools
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.console import mount
from bot.console_seam import ChatLine, ClockMoved, Event, FileLine, Line, NewLine, PersonLine, PushLine
from config.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
BRANCH = "计算机学院教工第一党支部"
PEOPLE = (
    PersonLine(1, "张敏", "党支部书记", BRANCH),
    PersonLine(2, "赵强", "组织委员", BRANCH),
    PersonLine(3, "刘洋", "党员", BRANCH),
    PersonLine(4, "李伟", "组织员", "计算机学院党总支"),
    PersonLine(5, "陈晨", "党总支书记", "计算机学院党总支"),
    PersonLine(6, "王芳", "组织部", "校党委"),
)
GROUPS = {"g1": (f"{BRANCH}群", (1, 2, 3, 4)), "g2": ("计算机学院党总支工作群", (1, 4, 5))}
THEME_DAY = """**主题党日提醒**
本月主题党日定在 11月25日（周三）。
- 时间：15:00
- 地点：行政楼305
> 依据：本校《三会一课实施办法》第六条（校级）"""
MISSING = "你们支部的 **支委会** 本月还没有记录，月底前报一次就行。"
SUMMARY = """**本周小结**
1. 已交主题党日记录 11 个支部
2. 还差 2 个，名单见附表"""
REMINDERS = (
    (datetime(2026, 11, 23, 9, 0, tzinfo=ZONE), "g1", 1, THEME_DAY),
    (datetime(2026, 11, 23, 9, 0, tzinfo=ZONE), "", 1, MISSING),
    (datetime(2026, 11, 30, 8, 30, tzinfo=ZONE), "", 4, SUMMARY),
)
CARD = """**请核对这条记录**
- 类型：主题党日
- 时间：11月20日（周五）15:00
- 地点：行政楼305
- 主持：张敏
- 记录：赵强
- 应到实到：18 / 16
- 缺席：李静（出差）、王磊（病假）
- 主题：书香润心

回复 **对** 就存下来；要改哪一项直接说，比如“实到改成15”。"""
RULE = """**党课**：支部每季度至少组织一次，书记每年至少讲一次。
- 要有主题、主讲人、时间和应到实到人数
- 一次活动也可以同时算主题党日，由支部说了算
> 依据：《中国共产党支部工作条例（试行）》第十四条（中央）；“每季度一次”是本校要求"""
LEFT = """这个月还差 2 项：
1. **支委会**，月底前开一次
2. **主题党日**，定在 11月25日（周三）"""


class MemoryRoom:
    """See :class:`bot.console_seam.Room`."""

    def __init__(self, folder: Path, movable: bool = True) -> None:
        self.movable = movable
        self.times_said = 0
        self._folder = folder
        self._now = datetime(2026, 11, 20, 14, 6, tzinfo=ZONE)
        self._ids = itertools.count(1)
        self._lines: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        self._by_key: dict[str, list[Line]] = {}
        self._files: dict[str, tuple[FileLine, Path]] = {}
        self._ears: list[tuple[int, asyncio.Queue[Event]]] = []
        self._sent: set[int] = set()

    def now(self) -> datetime:
        return self._now

    async def people(self) -> Sequence[PersonLine]:
        return PEOPLE

    async def chats(self, person: int) -> Sequence[ChatLine]:
        found = [ChatLine("", "支部助手", "single", self._last(f"single {person}"))]
        for id, (title, members) in GROUPS.items():
            if person in members:
                found.append(ChatLine(id, title, "group", self._last(id), len(members) + 1))
        return found

    async def history(self, person: int, chat: str, limit: int = 200) -> Sequence[Line]:
        place = chat or f"single {person}"
        return [self._seen_by(person, speaker, line) for speaker, line in self._lines[place][-limit:]]

    async def say(
        self, person: int, chat: str, text: str, quote: str, files: Sequence[str], *, key: str = ""
    ) -> Sequence[Line]:
        if key and key in self._by_key:
            return self._by_key[key]
        kept = tuple(self._files[one][0] for one in files)
        self.times_said += 1
        name = next(one.name for one in PEOPLE if one.id == person)
        lines = [self._add(person, person, chat, Line("", "other", name, text, self._now, "said", kept, quote))]
        if not chat or "@支部助手" in text:
            lines.append(
                self._add(0, person, chat, Line("", "bot", "支部助手", answer(text, kept), self._now, "reply"))
            )
        self._by_key[key] = [replace(line, side="me") if line.kind == "said" else line for line in lines]
        return self._by_key[key]

    async def keep(self, name: str, media_type: str, content: Path, size: int) -> FileLine:
        line = FileLine(f"f{next(self._ids):08x}", name, size, media_type)
        path = self._folder / line.id
        shutil.move(content, path)
        self._files[line.id] = (line, path)
        return line

    async def open_file(self, id: str) -> tuple[FileLine, Path]:
        return self._files[id]

    async def move(self, to: datetime) -> Sequence[PushLine]:
        pushed = []
        for number, (at, chat, person, text) in enumerate(REMINDERS):
            if number in self._sent or at > to:
                continue
            self._sent.add(number)
            self._add(0, person, chat, Line("", "bot", "支部助手", text, at, "push"))
            name = next(one.name for one in PEOPLE if one.id == person)
            pushed.append(PushLine(at, GROUPS[chat][0] if chat else name, chat, text, person))
        self._now = to
        for _, ear in self._ears:
            ear.put_nowait(ClockMoved(to))
        return pushed

    async def next_moment(self) -> datetime | None:
        return min((one[0] for number, one in enumerate(REMINDERS) if number not in self._sent), default=None)

    async def listen(self, person: int) -> AsyncIterator[Event]:
        ear: asyncio.Queue[Event] = asyncio.Queue()
        self._ears.append((person, ear))
        try:
            while True:
                yield await ear.get()
        finally:
            self._ears.remove((person, ear))

    @property
    def listeners(self) -> int:
        return len(self._ears)

    def _add(self, speaker: int, person: int, chat: str, line: Line) -> Line:
        line = replace(line, id=f"m{next(self._ids)}")
        self._lines[chat or f"single {person}"].append((speaker, line))
        hearers = GROUPS[chat][1] if chat else (person,)
        for listener, ear in self._ears:
            if listener in hearers:
                ear.put_nowait(NewLine(chat, self._seen_by(listener, speaker, line)))
        return line

    def _last(self, place: str) -> str:
        return self._lines[place][-1][1].text if self._lines[place] else ""

    @staticmethod
    def _seen_by(person: int, speaker: int, line: Line) -> Line:
        return replace(line, side="me") if speaker == person else line


def answer(text: str, files: Sequence[FileLine]) -> str:
    if files:
        return f"收到 {len(files)} 个文件。要附在哪条记录上？"
    if "应到" in text:
        return CARD
    return RULE if "党课" in text else LEFT


def application(folder: Path) -> web.Application:
    app = web.Application()
    mount(app, MemoryRoom(folder), Settings(demo=True))
    return app


async def _serve(folder: Path) -> None:
    runner = web.AppRunner(application(folder), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    # Until whoever started us closes our standard input: no orphan is left by a killed test.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(_serve(Path(place)))
