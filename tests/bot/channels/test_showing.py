"""Pictures and tables on their way out: each channel that shows any, on a fake that judges, and what goes wrong."""

import pytest

from bot.channels.channel import Channel, NotLodged, NotSent, Paper, Showing
from handlers.message import PICTURE, TABLE, Push
from tests.bot.channels.house import SECRETS, WEBHOOK_KEY
from tests.fakes.faults import BROKEN, BUSY, CUT, GARBLED, LOST, RESET, Fault, code, errcode
from tests.fakes.pictures import picture
from tests.fakes.platforms import (
    DINGTALK_GROUP,
    DINGTALK_PEOPLE,
    DINGTALK_UPLOAD,
    WECOM_SEND,
    WECOM_UPLOAD,
    WECOM_WEBHOOK,
    FakeDingtalk,
    FakePlatform,
    FakeWecom,
)

APP, ROBOT, DING = "wecom.app.main", "wecom.webhook.org", "dingtalk.robot.main"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = Paper(PICTURE, "计算机党总支上周小结.png", "image/png", picture("PNG", width=300, height=200))
SHEET = Paper(TABLE, "11月主题党日未完成名单.xlsx", XLSX, b"PK\x03\x04" + bytes(range(256)) * 8)
PERSON = {APP: "user:zhangmin", DING: '{"user":"staff1"}'}
PUSH = Push("[图片]", "summary:1/file", (), "上周小结")


def showing(joined: dict[str, Channel], name: str) -> Showing:
    channel = joined[name]
    assert isinstance(channel, Showing)
    return channel


def platform(name: str, wecom: FakeWecom, dingtalk: FakeDingtalk) -> FakePlatform:
    return dingtalk if name == DING else wecom


def test_who_shows_what(joined: dict[str, Channel]) -> None:
    assert showing(joined, APP).takes("user:zhangmin") == (PICTURE, TABLE)
    assert showing(joined, APP).takes("chat:x") == ()
    assert showing(joined, ROBOT).takes("group") == (PICTURE,)
    assert showing(joined, DING).takes('{"chat":"cid1"}') == showing(joined, DING).takes(PERSON[DING]) != ()
    assert showing(joined, DING).takes('{"user":"$:LWCP_v1:$abc"}') == ()  # an outsider has no door at the API
    assert showing(joined, "console").takes("user:张敏") == (PICTURE, TABLE)
    assert not isinstance(joined["wecom.aibot.helper"], Showing)
    assert not isinstance(joined["dingtalk.webhook.org"], Showing)


@pytest.mark.parametrize("name", [APP, DING])
@pytest.mark.parametrize("paper", [PNG, SHEET], ids=["picture", "table"])
async def test_it_is_left_with_the_platform_and_shown(
    name: str, paper: Paper, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    channel, there = showing(joined, name), platform(name, wecom, dingtalk)
    number = await channel.lodge(paper)
    assert there.uploads[number].content == paper.content and not there.shown
    assert (there.uploads[number].name, there.uploads[number].media_type) == (paper.name, paper.media_type)
    await channel.show(PERSON[name], paper, number, PUSH)
    (shown,) = there.pictures("staff1" if name == DING else "zhangmin")
    assert shown.content == paper.content


async def test_dingtalk_shows_a_picture_in_a_group(joined: dict[str, Channel], dingtalk: FakeDingtalk) -> None:
    channel = showing(joined, DING)
    await channel.show('{"chat":"cid1"}', PNG, await channel.lodge(PNG), PUSH)
    assert [one.content for one in dingtalk.pictures("cid1")] == [PNG.content]
    assert dingtalk.bodies(DINGTALK_GROUP)[0]["msgKey"] == "sampleImageMsg"


async def test_a_group_robot_sends_the_picture_itself(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    channel = showing(joined, ROBOT)
    assert await channel.lodge(PNG) == "" and not wecom.heard
    await channel.show("group", PNG, "", PUSH)
    assert [one.content for one in wecom.pictures(WEBHOOK_KEY)] == [PNG.content]


async def test_a_group_robot_takes_neither_a_table_nor_a_large_picture(
    joined: dict[str, Channel], wecom: FakeWecom
) -> None:
    for paper in (SHEET, Paper(PICTURE, "大.png", "image/png", b"\x89PNG" + bytes(2 << 20))):
        with pytest.raises(NotSent) as caught:
            await showing(joined, ROBOT).show("group", paper, "", PUSH)
        assert caught.value.final and not wecom.heard


@pytest.mark.parametrize("name", [APP, DING])
async def test_the_name_of_a_file_cannot_break_out_of_its_line(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    paper = Paper(TABLE, 'a"\r\nContent-Type: text/html\r\n\r\n<b>/../..xlsx', XLSX, SHEET.content)
    number = await showing(joined, name).lodge(paper)
    kept = platform(name, wecom, dingtalk).uploads[number]
    assert kept.content == SHEET.content and kept.media_type == XLSX
    assert "/" not in kept.name and "\n" not in kept.name and '"' not in kept.name


@pytest.mark.parametrize("fault", [LOST, RESET, BROKEN, GARBLED, CUT, Fault(body={"errcode": 0})])
@pytest.mark.parametrize("name", [APP, DING])
async def test_a_lost_upload_is_never_in_doubt_nobody_has_seen_it(
    name: str, fault: Fault, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    there = platform(name, wecom, dingtalk)
    there.faults[DINGTALK_UPLOAD if name == DING else WECOM_UPLOAD].append(fault)
    with pytest.raises(NotSent) as caught:
        await showing(joined, name).lodge(PNG)
    assert not caught.value.ambiguous and not caught.value.final and not there.shown
    told = f"{caught.value!r} {caught.value.reason}"
    assert not any(secret in told for secret in (*SECRETS, "127.0.0.1"))
    assert await showing(joined, name).lodge(PNG)


@pytest.mark.parametrize("name", [APP, DING])
async def test_a_busy_platform_pauses_us(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    platform(name, wecom, dingtalk).faults[DINGTALK_UPLOAD if name == DING else WECOM_UPLOAD].append(BUSY)
    with pytest.raises(NotSent) as caught:
        await showing(joined, name).lodge(PNG)
    assert caught.value.after is not None and caught.value.after.total_seconds() == 7


@pytest.mark.parametrize("name", [APP, DING])
async def test_a_token_that_is_good_no_more_is_renewed_once(
    name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    channel, there = showing(joined, name), platform(name, wecom, dingtalk)
    first = await channel.lodge(PNG)
    there.expire_token()
    assert await channel.lodge(PNG) != first and there.tokens_given == 2
    there.expire_token()
    await channel.show(PERSON[name], PNG, first, PUSH)
    assert len(there.pictures()) == 1 and there.tokens_given == 3


async def test_wecom_a_number_that_is_known_no_more_is_told_apart(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    with pytest.raises(NotLodged):
        await showing(joined, APP).show("user:zhangmin", PNG, "@gone", PUSH)
    assert not wecom.shown


async def test_wecom_the_same_picture_again_is_shown_once(joined: dict[str, Channel], wecom: FakeWecom) -> None:
    """What the platform compares is the body; the number stays, so that it is the same."""
    channel = showing(joined, APP)
    number = await channel.lodge(PNG)
    wecom.faults[WECOM_SEND].append(LOST)
    with pytest.raises(NotSent) as caught:
        await channel.show("user:zhangmin", PNG, number, PUSH)
    assert caught.value.ambiguous
    await channel.show("user:zhangmin", PNG, number, PUSH)
    assert len(wecom.pictures()) == 1 and len(wecom.bodies(WECOM_SEND)) == 2


@pytest.mark.parametrize(
    ("name", "path", "address"),
    [(ROBOT, WECOM_WEBHOOK, "group"), (DING, DINGTALK_PEOPLE, PERSON[DING]), (APP, WECOM_SEND, PERSON[APP])],
)
async def test_an_answer_that_is_never_seen_is_in_doubt(
    name: str, path: str, address: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    channel, there = showing(joined, name), platform(name, wecom, dingtalk)
    number = await channel.lodge(PNG)
    there.faults[path].append(LOST)
    with pytest.raises(NotSent) as caught:
        await channel.show(address, PNG, number, PUSH)
    assert caught.value.ambiguous and len(there.pictures()) == 1


async def test_what_the_platform_refuses_is_final(
    joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    wecom.faults[WECOM_WEBHOOK].append(errcode(93000))
    dingtalk.faults[DINGTALK_GROUP].append(code("contain.notAllowed.picture"))
    for name, address in ((ROBOT, "group"), (DING, '{"chat":"cid1"}')):
        with pytest.raises(NotSent) as caught:
            await showing(joined, name).show(address, PNG, await showing(joined, name).lodge(PNG), PUSH)
        assert caught.value.final and caught.value.advice
