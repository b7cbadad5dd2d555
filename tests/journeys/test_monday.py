"""A Monday on real platforms, played: words, then the picture, each to each chat once, whatever went wrong."""

import asyncio
import io
import threading
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import pytest_asyncio

import bot.enclosures
from tests.bot.channels.house import WEBHOOK_KEY, app_caller, ding_caller
from tests.fakes.clock import FakeClock
from tests.fakes.faults import BROKEN, GARBLED, LOST, RESET, Fault, code, errcode
from tests.fakes.platforms import (
    DINGTALK_GROUP,
    DINGTALK_UPLOAD,
    WECOM_SEND,
    WECOM_UPLOAD,
    WECOM_WEBHOOK,
)
from tests.journeys.server import Served, serving

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
MONDAY = "2026-11-23 08:30"
SCHOOL = "校党委"


@pytest_asyncio.fixture
async def monday(new_url: Any, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Served]:
    """The school's organizers are on WeCom, one organisation's group has a robot, the other's is on DingTalk."""
    async with serving(new_url("demo"), tmp_path, clock) as served:

        def settle(work: Any) -> None:
            for name, id in (("李伟", "liwei"), ("王芳", "wangfang"), ("韩冰", "hanbing"), ("赵静", "zhaojing")):
                work.people.identify(work.people.named(name)[0].id, "wecom", id)
            units = {unit.short: unit.id for unit in work.units.everything()}
            for chat in work.chats.everything():
                work.chats.bind(chat.channel, chat.external, title=chat.title, unit_id=chat.unit_id, purposes=(),
                                push_channel="", push_address="")  # fmt: skip
            reach = served.app.know.reach
            for channel, external, to, unit in (
                ("wecom.webhook.org", "", reach.robot("org"), units["计算机党总支"]),
                ("dingtalk.robot.main", "cidJX", reach.group("dingtalk.robot.main", "cidJX"), units["机械学院党委"]),
            ):
                assert to is not None
                work.chats.bind(channel, external, title="群", unit_id=unit, purposes=("summary",),
                                push_channel=to.channel, push_address=to.address)  # fmt: skip

        served.do(settle)
        yield served


def order(served: Served) -> dict[str, list[str]]:
    """What each chat got to see, in order: the first words of a text, or what kind of file."""
    found: dict[str, list[str]] = {}
    for one in (*served.wecom.shown, *served.dingtalk.shown):
        found.setdefault(one.destination, []).append(one.file.kind if one.file else one.text.strip("*").split("（")[0])
    return found


async def test_words_then_the_picture_to_each_chat_once(monday: Served) -> None:
    monday.tick(MONDAY)
    await monday.deliver()
    seen = {to: [one for one in what if "小结" in one or one == "image"] for to, what in order(monday).items()}
    for to, name in ((WEBHOOK_KEY, "计算机党总支"), ("cidJX", "机械学院党委"), ("liwei", "计算机党总支"),
                     ("zhaojing", "机械学院党委"), ("wangfang", SCHOOL), ("hanbing", SCHOOL)):  # fmt: skip
        assert [one.strip("*") for one in seen[to]] == [f"{name}上周小结", "image"], to
    pictures = {one.content for one in (*monday.wecom.pictures(), *monday.dingtalk.pictures())}
    assert len(pictures) == 3 and all(one.startswith(b"\x89PNG") for one in pictures)
    # 计算机 and the school by WeCom's app, 机械 by the app and by DingTalk: four are left there, none twice.
    assert (len(monday.wecom.uploads), len(monday.dingtalk.uploads)) == (3, 1)
    monday.tick("2026-11-23 09:30")
    await monday.deliver()
    assert all(what.count("image") == 1 for what in order(monday).values() if "image" in what)
    assert all(Counter(what).most_common(1)[0][1] == 1 for what in order(monday).values())


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        (WECOM_UPLOAD, [RESET, LOST, BROKEN]),
        (WECOM_UPLOAD, [errcode(42001), GARBLED]),
        (WECOM_SEND, [RESET, RESET, RESET]),
        (WECOM_WEBHOOK, [RESET, errcode(-1)]),
        (DINGTALK_UPLOAD, [LOST, errcode(-1), BROKEN]),
        (DINGTALK_GROUP, [RESET, code("send.too.fast")]),
    ],
)
async def test_whatever_went_wrong_at_first_all_is_seen_once(monday: Served, path: str, faults: list[Fault]) -> None:
    there = monday.dingtalk if path.startswith(("/media", "/v1.0")) else monday.wecom
    there.faults[path].extend(faults)
    monday.tick(MONDAY)
    for _ in range(12):
        await monday.deliver()
        monday.clock.advance(minutes=7)
    for what in order(monday).values():
        assert Counter(what).most_common(1)[0][1] == 1
    assert {row["state"] for row in monday.rows("outbox") if "summary:" in row["key"]} == {"sent"}
    assert sum(what.count("image") for what in order(monday).values()) == 6


async def test_a_lost_answer_to_a_picture_costs_one_copy_at_most_and_no_words(monday: Served) -> None:
    """The group robot has no way to tell a copy (I8)."""
    monday.tick(MONDAY)
    await monday.app.delivery.round()
    monday.wecom.faults[WECOM_WEBHOOK].append(LOST)
    for _ in range(4):
        await monday.deliver()
        monday.clock.advance(minutes=2)
    what = order(monday)[WEBHOOK_KEY]
    assert what.count("image") == 2 and len(what) == 3


async def test_asked_for_by_the_organizer_on_the_app(monday: Served) -> None:
    monday.clock.set(MONDAY)
    status, answer = await monday.call("/wecom/app/main", app_caller.text("liwei", "上周小结", monday.at))
    assert status == 200 and "计算机党总支上周小结" in app_caller.read(answer)["Content"]
    assert not monday.wecom.pictures()
    monday.clock.advance(seconds=3)
    await monday.deliver()
    assert [one.kind for one in monday.wecom.pictures("liwei")] == ["image"]


async def test_a_table_asked_for_on_the_app_opens_in_excel(monday: Served) -> None:
    monday.clock.set(MONDAY)
    words = "导出 谁还没交 本月主题党日"
    _, answer = await monday.call("/wecom/app/main", app_caller.text("liwei", words, monday.at))
    assert "马上发来" in app_caller.read(answer)["Content"]
    monday.clock.advance(seconds=3)
    await monday.deliver()
    (file,) = monday.wecom.pictures("liwei")
    assert (file.kind, file.name) == ("file", "11月主题党日未完成名单.xlsx")
    page: Any = openpyxl.load_workbook(io.BytesIO(file.content)).active
    cells = [cell.value for row in page.iter_rows() for cell in row if cell.value]
    assert "计算机学院教工第一党支部" in cells and any("依据：" in str(one) for one in cells)


async def test_asked_for_in_a_dingtalk_group_the_picture_comes_to_the_group(monday: Served) -> None:
    monday.clock.set(MONDAY)
    person = monday.person("赵静").id
    monday.do(lambda work: work.people.identify(person, "dingtalk", "staffZ"))
    callback = ding_caller.text("staffZ", "小结", monday.at, chat="cidJX")
    status, answer = await monday.call("/dingtalk/robot/main", callback)
    assert status == 200 and "机械学院党委本周小结" in answer.body.decode()
    monday.clock.advance(seconds=3)
    await monday.deliver()
    assert [one.kind for one in monday.dingtalk.pictures("cidJX")] == ["image"]


async def test_drawing_does_not_hold_up_the_loop_or_the_writer(monday: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a picture is drawn the loop turns and units of work are run."""

    drawing, loop = asyncio.Event(), asyncio.get_running_loop()
    may_end = threading.Event()
    draw = bot.enclosures.draw

    def slow(content: Any, font: Path) -> bytes:
        loop.call_soon_threadsafe(drawing.set)
        assert may_end.wait(30)
        return draw(content, font)

    monkeypatch.setattr(bot.enclosures, "draw", slow)
    monday.tick(MONDAY)
    delivering = asyncio.ensure_future(monday.deliver())
    await drawing.wait()
    assert await monday.app.database.run(lambda work: work.pushes.newest_id()) > 0
    may_end.set()
    await delivering
    assert monday.wecom.pictures()
