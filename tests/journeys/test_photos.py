"""Photos as the platforms bring them: by callback, fetched from the platform, opened in the console by who may."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.channels.house import AES_KEY, SECRETS, app_caller, bot_caller, ding_caller
from tests.fakes.faults import BROKEN, HALF, LOST, errcode
from tests.fakes.house import dump
from tests.fakes.pictures import MAKER, SERIAL, picture
from tests.fakes.platforms import DINGTALK_FILES, STORE, WECOM_MEDIA, sealed
from tests.journeys.server import Served

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
APP, BOT, DING = "/wecom/app/main", "/wecom/aibot/helper", "/dingtalk/robot/main"
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"


async def say(served: Served, words: str, sender: str = "zhangmin") -> str:
    status, answer = await served.call(APP, app_caller.text(sender, words, served.at))
    assert status == 200
    return app_caller.read(answer)["Content"] if answer.body else ""


async def photo(served: Served, media_id: str, content: bytes | None = None, sender: str = "zhangmin") -> str:
    """To the app; what its sealed answer says."""
    if content is not None:
        served.wecom.media[media_id] = content
    body = f"<PicUrl>http://p</PicUrl><MediaId>{media_id}</MediaId><MsgId>9{served.wecom.tokens_given}{media_id[1:]}</MsgId>"
    status, answer = await served.call(APP, app_caller.message("image", body, sender, served.at))
    assert status == 200
    return app_caller.read(answer)["Content"]


async def ding(served: Served, sender: str = "zhangmin", **more: Any) -> str:
    status, answer = await served.call(DING, ding_caller.message(more, sender, served.at))
    assert status == 200
    body = json.loads(answer.body)
    return str(body.get("markdown", {}).get("text") or body.get("text", {}).get("content") or "")


async def opens(served: Served, who: str) -> int:
    (file,) = served.rows("attachments", state="kept")
    person = served.person(who).id
    async with served.client.get(f"{served.url}/console/files/{file['id']}?person={person}") as answer:
        return answer.status


def kept(served: Served, folder: Path) -> bytes:
    (row,) = served.rows("attachments", state="kept")
    return (folder / "files" / row["sha256"][:2] / row["sha256"]).read_bytes()


async def test_wecom_a_photo_after_its_record(served: Served, tmp_path: Path) -> None:
    await say(served, WHOLE)
    number = (await say(served, "好")).split("#")[1].split(" ")[0].rstrip("*")
    assert f"已放到 #{number}" in await photo(served, "m1", picture(orientation=6))
    assert await served.fetch() == 1
    assert "照片1.jpg" in await say(served, f"记录 {number}")
    whole = kept(served, tmp_path)
    assert MAKER.encode() not in whole and SERIAL.encode() not in whole
    async with served.client.get(
        f"{served.url}/console/files/{served.rows('attachments')[0]['id']}?person={served.person('张敏').id}"
    ) as answer:
        assert (answer.status, await answer.read()) == (200, whole)
        assert (
            answer.headers["Content-Type"] == "image/jpeg"
            and 'filename="file"' in answer.headers["Content-Disposition"]
        )
    assert [await opens(served, who) for who in ("张敏", "李伟", "刘洋")] == [200, 200, 404]


async def test_wecom_photos_before_their_record(served: Served) -> None:
    assert "是哪次活动的" in await photo(served, "m1", picture())
    assert "一共2个" in await photo(served, "m2", picture("PNG"))
    await served.fetch()
    await say(served, WHOLE)
    filed = await say(served, "好")
    number = int(filed.split("#")[1].split(" ")[0].rstrip("*"))
    assert [row["record_id"] for row in served.rows("attachments", state="kept")] == [number, number]
    assert "照片1.jpg、照片2.png" in await say(served, f"记录 {number}")


async def test_wecom_an_expired_photo_is_asked_for_again_and_goes_where_it_belongs(served: Served) -> None:
    await say(served, WHOLE)
    number = (await say(served, "好")).split("#")[1].split(" ")[0].rstrip("*")
    await photo(served, "m1")
    for _ in range(4):
        await served.fetch()
        served.clock.advance(minutes=5)
    assert [row["state"] for row in served.rows("attachments")] == ["expired"]
    served.tick("2026-11-21 10:00")
    await served.deliver()
    expected = f"您11月20日发的照片平台已过期，麻烦再发一次，我会补到#{number}。"
    assert served.wecom.texts("zhangmin").count(expected) == 1
    for _ in range(3):
        served.clock.advance(minutes=1)
        served.tick()
        await served.deliver()
    assert served.wecom.texts("zhangmin").count(expected) == 1, "told once"
    assert f"已放到 #{number}" in await photo(served, "m2", picture())
    await served.fetch()
    assert "附件：照片2.jpg" in await say(served, f"记录 {number}")


@pytest.mark.parametrize(
    "faults",
    [[errcode(-1)], [BROKEN, BROKEN], [HALF], [LOST, LOST], [errcode(40007)], [errcode(42001)], [errcode(45009)]],
    ids=["busy", "5xx", "half", "lost", "unknown at first", "old token", "too fast"],
)
async def test_wecom_a_photo_arrives_whatever_went_wrong_at_first(
    served: Served, faults: list[Any], tmp_path: Path
) -> None:
    served.wecom.faults[WECOM_MEDIA].extend(faults)
    await photo(served, "m1", picture())
    for _ in range(10):
        await served.fetch()
        served.clock.advance(minutes=1)
    assert kept(served, tmp_path).startswith(b"\xff\xd8\xff")
    assert len([one for one in (tmp_path / "files").rglob("*") if one.is_file()]) == 1
    assert served.rows("wishes") == [] and list((tmp_path / "incoming").iterdir()) == []


async def test_wecom_a_repeated_callback_makes_one_wish(served: Served) -> None:
    served.wecom.media["m1"] = picture()
    body = "<PicUrl>http://p</PicUrl><MediaId>m1</MediaId><MsgId>77</MsgId>"
    callback = app_caller.message("image", body, "zhangmin", served.at)
    answers = [app_caller.read((await served.call(APP, callback))[1])["Content"] for _ in range(4)]
    assert len(set(answers)) == 1
    assert len(served.rows("wishes")) == len(served.rows("attachments")) == 1
    await served.fetch()
    assert len(served.wecom.bodies(WECOM_MEDIA)) == 1


async def test_wecom_a_smart_bots_photo_is_fetched_and_unsealed(served: Served, tmp_path: Path) -> None:
    served.wecom.media["abc"] = sealed(picture("PNG"), AES_KEY)
    items = [
        {"msgtype": "text", "text": {"content": f"@支部助手 {WHOLE}"}},
        {"msgtype": "image", "image": {"url": f"{served.wecom.url}{STORE}abc?sign=canary"}},
    ]
    status, answer = await served.call(
        BOT, bot_caller.message("mixed", {"mixed": {"msg_item": items}}, "zhangmin", served.at, "wr1")
    )
    assert status == 200 and "草稿#" in bot_caller.read(answer)["stream"]["content"]
    await served.fetch()
    (row,) = served.rows("attachments", state="kept")
    assert (row["record_id"], row["media_type"]) == (served.newest_record().id, "image/png")
    assert kept(served, tmp_path).startswith(b"\x89PNG")


async def test_what_a_smart_bot_cannot_fetch_any_more_is_told_by_another_way(served: Served) -> None:
    content = {"image": {"url": f"{served.wecom.url}{STORE}gone?sign=canary"}}
    await served.call(BOT, bot_caller.message("image", content, "zhangmin", served.at))
    for _ in range(4):
        await served.fetch()
        served.clock.advance(minutes=1)
    served.tick()
    await served.deliver()
    assert [one for one in served.wecom.texts("zhangmin") if "平台已过期" in one] == [
        "您刚才发的照片平台已过期，麻烦再发一次，并告诉我是哪次活动的。"
    ]


async def test_dingtalk_a_photo_after_its_record_and_a_file_with_a_name(served: Served) -> None:
    assert "草稿#" in await ding(served, msgtype="text", text={"content": WHOLE})
    assert "记好了" in await ding(served, msgtype="text", text={"content": "好"})
    number = served.newest_record().id
    served.dingtalk.media |= {"d1": picture("PNG", 3), "d2": "签到：张敏".encode()}
    assert f"#{number}" in await ding(served, msgtype="picture", content={"downloadCode": "d1"})
    said = await ding(served, msgtype="file", content={"downloadCode": "d2", "fileName": "签到\u202e表.txt"})
    assert "文件2（签到表.txt）" in said
    await served.fetch()
    listed = await ding(served, msgtype="text", text={"content": f"记录 {number}"})
    assert "照片1.png、文件2.txt（签到表.txt）" in listed
    assert "去掉照片1.png" in await ding(served, msgtype="text", text={"content": "删掉照片1"})
    assert "附件：文件2.txt" in await ding(served, msgtype="text", text={"content": f"记录 {number}"})


async def test_dingtalk_words_and_pictures_in_one_message(served: Served) -> None:
    served.dingtalk.media |= {"d1": picture(), "d2": picture("WEBP")}
    rich = {
        "richText": [
            {"text": WHOLE},
            {"type": "picture", "downloadCode": "d1"},
            {"type": "picture", "downloadCode": "d2"},
        ]
    }
    assert "草稿#" in await ding(served, msgtype="richText", content=rich)
    await served.fetch()
    assert [row["media_type"] for row in served.rows("attachments", record_id=served.newest_record().id)] in (
        ["image/jpeg", "image/webp"], ["image/webp", "image/jpeg"],
    )  # fmt: skip


async def test_dingtalk_an_expired_code_and_a_wrong_type_are_told_to_the_sender_alone(served: Served) -> None:
    served.dingtalk.media["d2"] = b"MZ\x90\x00\x03"
    await ding(served, msgtype="picture", content={"downloadCode": "d1"})
    await ding(served, msgtype="file", content={"downloadCode": "d2", "fileName": "a.exe"})
    for _ in range(4):
        await served.fetch()
        served.clock.advance(minutes=1)
    served.tick()
    await served.deliver()
    (told,) = served.dingtalk.texts("zhangmin")
    assert "您刚才发的照片平台已过期，麻烦再发一次，并告诉我是哪次活动的。" in told
    assert "您刚才发的文件不是我能收的种类（只收图片（JPG、PNG、GIF、WebP）、PDF、" in told
    assert len(served.dingtalk.bodies(DINGTALK_FILES)) == 4


async def test_no_row_and_no_words_hold_what_opens_a_file(served: Served) -> None:
    served.wecom.media["abc"] = sealed(picture(), AES_KEY)
    content = {"image": {"url": f"{served.wecom.url}{STORE}abc?sign=canary"}}
    await served.call(BOT, bot_caller.message("image", content, "zhangmin", served.at))
    held = dump(served.database, "wishes")
    assert not [one for table in held.values() for one in table if "canary" in one]
    await served.fetch()
    assert not [
        one for table in dump(served.database).values() for one in table if any(secret in one for secret in SECRETS)
    ]
