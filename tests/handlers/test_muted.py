"""A muted group: what would be said there goes to the secretary one to one, and in the end it is said what."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.channels.channel import NotSent
from handlers.reading.muting import read_muting
from storage.work import Work
from tests.fakes.house import House

GROUP, CHAT = "计算机学院教工第一党支部群", "demo-jsj-jg1"
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(house: House, to: str, state: str = "") -> list[str]:
    return [row["text"] for row in house.rows("outbox", to_whom=to) if state in ("", row["state"])]


@pytest.mark.parametrize(
    ("words", "on", "until"),
    [
        ("静音到周五", False, "11-27"),
        ("静音三天", False, "11-22"),
        ("这周别提醒", False, "11-22"),
        ("暂停提醒到下周一", False, "11-23"),
        ("免打扰到12月1号", False, "12-01"),
        ("这个群先别提醒了", False, ""),
        ("考试周先不要在群里发通知", False, ""),
        ("群里别发消息了", False, ""),
        ("恢复提醒", True, ""),
        ("取消静音", True, ""),
        ("可以提醒了", True, ""),
    ],
)
def test_how_long_is_read(words: str, on: bool, until: str) -> None:
    muting = read_muting(words, NOW)
    assert muting and (muting.on, f"{muting.until:%m-%d}" if muting.until else "") == (on, until)


@pytest.mark.parametrize("words", ["别提醒我", "怎么取消提醒", "别忘了提醒张三", "提醒一下没交的", "恢复 12"])
def test_other_words_of_reminding_are_none(words: str) -> None:
    assert read_muting(words, NOW) is None


async def test_what_is_due_goes_to_the_secretary_and_the_group_hears_of_it_in_the_end(house: House) -> None:
    said = await house.say("张敏", "静音到周五", CHAT)
    assert "11月27日（周五）当天结束" in said and "私信张敏" in said
    house.tick("2026-11-24 09:00")
    assert told(house, GROUP) == []
    (line,) = told(house, "张敏")
    assert "静音中，先发给您" in line and "明天11月25日" in line
    assert "还差2项" in await house.say("张敏", "还差什么", CHAT), "who asks in the group is answered there"
    for at in ("2026-11-25 09:00", "2026-11-27 09:00", "2026-11-28 00:01"):
        house.tick(at)
    assert told(house, GROUP) == ["静音结束，恢复提醒。这期间没在群里发的：支部提醒3条，已私信张敏。"]
    house.tick("2026-11-28 09:00")
    assert len(told(house, GROUP)) == 1
    house.tick("2026-11-30 09:00")
    assert "就是今天" in told(house, GROUP)[-1]


async def test_nothing_withheld_nothing_said(house: House) -> None:
    await house.say("张敏", "静音两天", CHAT)
    house.tick("2026-11-22 09:00")
    assert told(house, GROUP) == []
    assert "没有静音" in await house.say("张敏", "恢复提醒", CHAT)


async def test_until_somebody_says_so(house: House) -> None:
    await house.say("张敏", "这个群先别提醒了", CHAT)
    for at in ("2026-11-24 09:00", "2026-11-27 09:00"):
        house.tick(at)
    said = await house.say("张敏", "恢复提醒", CHAT)
    assert "支部提醒2条，已私信张敏" in said and told(house, GROUP) == []
    house.tick("2026-11-30 09:00")
    assert len(told(house, GROUP)) == 1


async def test_what_waited_already_is_held_back_too(house: House) -> None:
    house.clock.set("2026-11-24 22:30")
    house.tick()
    assert told(house, GROUP, "waiting")
    await house.say("张敏", "静音三天", CHAT)
    assert not told(house, GROUP) and told(house, "张敏", "waiting")


async def test_an_organizer_s_word_to_the_group_is_held_back_too(house: House) -> None:
    await house.say("张敏", "静音三天", CHAT)
    shown = await house.say("李伟", "把教工一支部这个月主题党日改到27号")
    assert "私信张敏" in shown
    await house.say("李伟", "好")
    assert not told(house, GROUP) and "11月27日（周五）" in told(house, "张敏")[-1]


async def test_a_summary_that_its_readers_have_anyway_is_not_sent_twice(house: House) -> None:
    def alone(work: Work) -> None:
        unit = work.units.named("计算机学院党总支")[0]
        work.people.dismiss(work.people.holding(unit.id, "secretary")[0].id, house.clock())

    house.do(alone)
    await house.say("李伟", "计算机学院党支部书记群静音一周")
    house.tick("2026-11-23 08:30")
    assert len([text for text in told(house, "李伟") if "上周小结" in text]) == 1
    house.tick("2026-11-27 00:10")
    assert "上周小结1条，已私信李伟" in told(house, "计算机学院党支部书记群")[-1]


async def test_who_may_and_which_group(house: House) -> None:
    assert "书记、支委或组织员" in await house.say("田甜", "静音", CHAT)
    assert "请在要静音的群里" in await house.say("刘洋", "静音")
    assert "没有找到" in await house.say("张敏", "机械工程学院教工第一党支部群静音三天")
    assert "是哪个群" in await house.say("李伟", "静音")
    assert "11月22日" in await house.say("张敏", "静音三天"), "the branch has one group"
    assert "没有绑定" in await house.say("张敏", "静音", "elsewhere")
    assert len(house.rows("mutes")) == 1


async def test_a_group_that_the_platform_forbids_is_told_to_its_organizer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def __getattr__(self, name: str) -> object:
            return getattr(channel, name)

        async def send(self, address: str, push: object) -> None:
            if address == f"chat:{CHAT}":
                raise NotSent("robot removed", final=True, advice="请把机器人重新加进群")

    channel = house.app.delivery._channels["console"]
    house.tick("2026-11-24 09:00")
    await house.say("李伟", "把教工一支部这个月主题党日改到27号")
    await house.say("李伟", "好")
    monkeypatch.setitem(house.app.delivery._channels, "console", Gone())  # type: ignore[arg-type]
    await house.deliver()
    (line,) = [text for text in told(house, "李伟") if "没有发出去" in text]
    assert GROUP in line and "请把机器人重新加进群" in line
