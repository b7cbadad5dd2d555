"""A whole month of the demo school, played with the clock moved: what each branch hears, counted and read."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database
from tests.fakes.clock import FakeClock, local
from tests.fakes.house import House, demo_settings, fill_demo

BEGIN, END = local("2026-11-01 10:00"), local("2026-11-30 23:00")
HOURS = (8.0, 8.5, 9.0, 12.0, 14.0, 19.5, 21.75)
GROUP_MOST, PRIVATE_MOST = 6, 8

SAID = {
    "2026-11-05 10:00": [
        ("李伟", "任务 支部品牌申报表 11月20日前报送党总支", "好"),
        ("王芳", "任务 主题教育总结 11月27日前报送组织部", "好"),
    ],
    "2026-11-13 16:40": [
        ("吴倩", "今天下午2点半在学生活动中心201开了主题党日，我主持，马骏记录，应到20实到20，主题学习党章", "好")
    ],
    "2026-11-17 11:00": [("张敏", "已完成 支部品牌申报表", "")],
    "2026-11-25 17:10": [
        ("张敏", "今天下午2点半在信息楼302开了主题党日，我主持，林晓燕记录，应到18实到18，主题学习党章", "好")
    ],
}


@pytest_asyncio.fixture
async def school(new_url: Callable[[str], str], tmp_path: Path) -> AsyncIterator[House]:
    """The demo school as of the month's first day."""
    url = new_url("migrated")
    fill_demo(url, BEGIN)
    built = House(demo_settings(url, tmp_path), Database(url), FakeClock(BEGIN))
    yield built
    await built.close()


def moments() -> Iterator[datetime]:
    day = BEGIN.replace(hour=0) - timedelta(hours=8)
    while day <= END:
        for hour in HOURS:
            moment = day + timedelta(hours=hour + 8 - 8)
            if BEGIN < moment <= END:
                yield moment
        day += timedelta(days=1)


async def lived(house: House) -> list[str]:
    """The month as its people live it; what was said and sent, in order."""
    told: list[str] = []
    talk = {local(at): lines for at, lines in SAID.items()}
    for moment in sorted({*moments(), *talk}):
        house.clock.now = moment
        before = max((row["id"] for row in house.rows("outbox")), default=0)
        house.tick()
        await house.deliver()
        told += [_shown(row) for row in house.rows("outbox", state="sent") if row["id"] > before]
        for who, *words in talk.get(moment, ()):
            for one in filter(None, words):
                told.append(
                    f"[{moment + timedelta(hours=8):%m-%d %H:%M}] {who}：{one}\n助手：{await house.say(who, one)}"
                )
            await house.deliver()
    return told


def _shown(row: dict[str, object]) -> str:
    sent = row["sent_at"]
    assert isinstance(sent, datetime)
    return f"[{sent + timedelta(hours=8):%m-%d %H:%M}] 发给 {row['to_whom']}\n{row['text']}"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_month_of_the_demo_school_says_little(school: House) -> None:
    """At most six messages in a branch's group and eight to its secretary, whatever is left undone."""
    told = await lived(school)
    if transcript := os.environ.get("ZHIBU_MONTH"):
        Path(transcript).write_text("\n\n".join(told), "utf-8")
    rows = [row for row in school.rows("outbox") if row["state"] == "sent" and not row["key"].startswith("reply:")]
    units = school.do(lambda work: work.units.branches_within("/"))
    chats = {chat.title: chat.unit_id for chat in school.do(lambda work: work.chats.everything())}
    secretaries = {
        person.name: unit.id
        for unit in units
        for person in school.do(lambda work, id=unit.id: work.people.holding(id, "secretary"))
    }
    groups = Counter(chats[row["to_whom"]] for row in rows if row["to_whom"] in chats)
    private = Counter(secretaries[row["to_whom"]] for row in rows if row["to_whom"] in secretaries)
    names = {unit.id: unit.short for unit in units}
    counts = {name: (groups[id], private[id]) for id, name in names.items()}
    if transcript:
        with Path(transcript).open("a", encoding="utf-8") as file:
            file.write("\n\n" + "\n".join(f"{name}：群 {group}，私信 {own}" for name, (group, own) in counts.items()))
    assert {unit: count for unit, count in counts.items() if count[0] > GROUP_MOST or count[1] > PRIVATE_MOST} == {}
    assert sum(groups.values()) > 10 and all(row["state"] == "sent" for row in rows)
