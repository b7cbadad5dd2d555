"""An organizer accepts or returns what was filed; the branch is told one to one; nobody reviews an own record."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Rules
from handlers.message import Attachment
from storage.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.house import House, demo_settings

TOLD = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章"


async def filed(house: House, who: str = "张敏") -> int:
    await house.say(who, TOLD)
    assert "记好了" in await house.say(who, "好")
    return house.newest_record().id


def last_told(house: House) -> dict[str, Any]:
    return [{"to_whom": "", "text": ""}, *house.rows("outbox")][-1]


@pytest.mark.parametrize(
    "words",
    ["退回 {n} 缺签到表，应到18对不上", "把{n}号退回，缺签到表，应到18对不上", "{n}退回 缺签到表，应到18对不上"],
)
async def test_a_record_is_returned_with_a_reason_and_filed_again_when_mended(house: House, words: str) -> None:
    number = await filed(house)
    shown = await house.say("李伟", words.format(n=number))
    assert f"要退回 **#{number}**" in shown and "> 缺签到表，应到18对不上" in shown and "张敏" in shown
    assert house.record(number).state == "submitted"
    said = await house.say("李伟", "好")
    assert "已退回" in said and "又变为未完成" in said and "已私信告诉张敏" in said
    assert house.record(number).state == "returned"
    told = last_told(house)
    assert told["to_whom"] == "张敏" and "缺签到表" in told["text"] and f"更正 {number}" in told["text"]
    assert "已重新提交" in await house.say("张敏", f"更正 {number} 应到17实到17")
    assert house.record(number).state == "submitted"


async def test_accepted_records_are_closed_to_the_branch(house: House) -> None:
    number = await filed(house)
    said = await house.say("李伟", f"通过 {number}")
    assert f"已通过：**#{number}**" in said and last_told(house)["to_whom"] == "张敏"
    assert "已经通过审核" in await house.say("张敏", f"更正 {number} 实到17")
    assert "之前已经通过" in await house.say("李伟", f"#{number}通过")
    assert "要退回" in await house.say("李伟", f"退回 {number} 签到表不清楚")
    await house.say("李伟", "好")
    assert "已重新提交" in await house.say("张敏", f"更正 {number} 应到17实到17")


async def test_a_return_needs_a_reason_and_a_yes(house: House) -> None:
    number = await filed(house)
    assert "写明原因" in await house.say("李伟", f"退回 {number}")
    await house.say("李伟", f"退回 {number} 缺照片")
    assert "没有退回" in await house.say("李伟", "算了")
    assert house.record(number).state == "submitted" and last_told(house)["to_whom"] != "张敏"


async def test_who_may_review(house: House) -> None:
    number = await filed(house)
    assert "只有组织员" in await house.say("张敏", f"通过 {number}")
    other = house.do(lambda work: [p for p in work.people.everybody() if any(r.role == "organizer" for r in p.roles)])
    stranger = next(one for one in other if one.name != "李伟")
    assert "没有找到您能审核的" in await house.say(stranger.name, f"通过 {number}")
    assert "没有找到您能审核的" in await house.say("李伟", "通过 99999")
    await house.say(
        "李伟", "计算机学院教工第二党支部昨天下午3点在301开了主题党日，刘洋主持，何静记录，应到14实到14，主题学习党章"
    )
    await house.say("李伟", "好")
    assert "您自己记的" in await house.say("李伟", f"通过 {house.newest_record().id}")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_where_the_institution_reviews_each_record(new_url: Any, tmp_path: Path, clock: FakeClock) -> None:
    url = new_url("demo")
    house = House(demo_settings(url, tmp_path, rules=Rules(review=True)), Database(url), clock)
    await house.say("张敏", TOLD)
    assert "等组织员审核" in await house.say("张敏", "好")
    number = house.newest_record().id
    waiting = await house.say("李伟", "待审")
    assert f"#{number}" in waiting or "后面还有" in waiting
    await house.close()


async def test_where_it_does_not_nothing_waits(house: House) -> None:
    assert "没有开启" in await house.say("李伟", "待审")


async def test_what_was_returned_for_a_photo_is_filed_again_with_it(house: House) -> None:
    number = await filed(house)
    await house.say("李伟", f"退回 {number} 缺签到表照片")
    await house.say("李伟", "好")
    person = house.person("张敏").id
    file = house.do(
        lambda work: house.app.files.note(
            work,
            name="签到表.jpg",
            media_type="image/jpeg",
            size=3,
            sha256="0" * 64,
            person_id=person,
            now=house.clock(),
        )
    )
    photo = Attachment(file.name, file.media_type, file.size, file.id, stored=True)
    said = await house.say("张敏", f"补到{number}", attachments=(photo,))
    assert "已重新提交" in said and house.record(number).state == "submitted"
