"""Files from the platforms: the three that hand any out, each on a fake that judges, and everything that goes wrong."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.channels.channel import Channel, Fetching, NotFetched
from bot.channels.outbound import Outbound, _Resolver
from bot.channels.wire import file_name
from tests.bot.channels.house import AES_KEY, NOW, SECRETS, app_caller, bot_caller, ding_caller
from tests.fakes.faults import BROKEN, BUSY, HALF, LOST, MOVED, RESET, Fault, code, errcode
from tests.fakes.pictures import picture
from tests.fakes.platforms import (
    DINGTALK_FILES,
    DINGTALK_TOKEN,
    STORE,
    WECOM_MEDIA,
    WECOM_TOKEN,
    FakeDingtalk,
    FakePlatform,
    FakeWecom,
    sealed,
)

APP, BOT, DING = "wecom.app.main", "wecom.aibot.helper", "dingtalk.robot.main"
LIMIT = 20 << 20
PHOTO = picture(width=600, height=400)
every = pytest.mark.parametrize("name", [APP, BOT, DING])


class Shelf:
    """One platform with a photo on it, and how the channel is asked for it."""

    def __init__(self, name: str, joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk) -> None:
        self.platform: FakePlatform = dingtalk if name == DING else wecom
        self.channel = joined[name]
        self.path = {APP: WECOM_MEDIA, BOT: f"{STORE}m1", DING: f"{STORE}m1"}[name]
        self.reference = {APP: "m1", BOT: f"{wecom.url}{STORE}m1?sign=canary", DING: "m1"}[name]
        self._name = name
        self.lies(PHOTO)

    def lies(self, content: bytes | int) -> None:
        whole = isinstance(content, bytes) and self._name == BOT
        self.platform.media["m1"] = sealed(content, AES_KEY) if whole else content  # type: ignore[arg-type]

    async def fetch(self, reference: str = "", limit: int = LIMIT) -> tuple[bytes, str]:
        got = bytearray()
        assert isinstance(self.channel, Fetching)
        name = await self.channel.fetch(reference or self.reference, got.extend, limit)
        return bytes(got), name

    async def fails(self, reference: str = "", limit: int = LIMIT) -> NotFetched:
        with pytest.raises(NotFetched) as caught:
            await self.fetch(reference, limit)
        told = f"{caught.value!r} {caught.value.reason}"
        assert not any(secret in told for secret in (*SECRETS, "127.0.0.1", "m1"))
        assert caught.value.__cause__ is None
        return caught.value


@pytest.fixture
def shelf(joined: dict[str, Channel], wecom: FakeWecom, dingtalk: FakeDingtalk) -> Callable[[str], Shelf]:
    return lambda name: Shelf(name, joined, wecom, dingtalk)


@every
async def test_a_photo_comes_as_it_was_sent(name: str, shelf: Callable[[str], Shelf]) -> None:
    one = shelf(name)
    for content in (PHOTO, b"x", b"a" * 31, b"a" * 32, b"a" * 200_000):
        one.lies(content)
        got, told = await one.fetch()
        assert got == content
        assert told == ("0123.file" if name == BOT else ""), "a number is no name"


def test_only_those_who_can_are_asked(joined: dict[str, Channel]) -> None:
    assert {name for name, one in joined.items() if isinstance(one, Fetching)} == {APP, BOT, DING}


@every
@pytest.mark.parametrize(
    "fault", [LOST, RESET, BROKEN, HALF, MOVED, BUSY], ids=["lost", "reset", "5xx", "half", "moved", "429"]
)
async def test_what_goes_wrong_on_the_way_is_tried_again(
    name: str, fault: Fault, shelf: Callable[[str], Shelf]
) -> None:
    one = shelf(name)
    one.platform.faults[one.path].extend([fault] * 2)  # the client may ask a question twice by itself
    failed = await one.fails()
    assert not failed.gone and not failed.too_large
    assert failed.after == (timedelta(seconds=7) if fault is BUSY else None)
    one.platform.faults.clear()
    assert (await one.fetch())[0] == PHOTO


@every
async def test_what_is_not_there_is_gone(name: str, shelf: Callable[[str], Shelf]) -> None:
    one = shelf(name)
    del one.platform.media["m1"]
    assert (await one.fails()).gone


@every
async def test_one_byte_over_the_limit_is_too_large_and_the_limit_is_not(
    name: str, shelf: Callable[[str], Shelf]
) -> None:
    one = shelf(name)
    one.lies(b"a" * 100_000)
    assert len((await one.fetch(limit=100_000))[0]) == 100_000
    assert (await one.fails(limit=99_000)).too_large


@every
async def test_a_hundred_megabytes_are_not_waited_for(name: str, shelf: Callable[[str], Shelf]) -> None:
    one = shelf(name)
    one.lies(100 << 20)
    got = bytearray()
    assert isinstance(one.channel, Fetching)
    with pytest.raises(NotFetched) as caught:
        await one.channel.fetch(one.reference, got.extend, LIMIT)
    assert caught.value.too_large and len(got) <= LIMIT


@every
async def test_a_packed_answer_is_not_unpacked(name: str, shelf: Callable[[str], Shelf]) -> None:
    one = shelf(name)
    one.platform.faults[one.path].append(Fault(body=b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"}))
    assert not (await one.fails()).gone


@pytest.mark.parametrize(
    ("number", "gone", "too_large"),
    [(40007, True, False), (40004, True, False), (830002, False, True), (-1, False, False), (60020, False, False)],
)
async def test_an_error_with_http_200_is_not_the_file(
    shelf: Callable[[str], Shelf], number: int, gone: bool, too_large: bool
) -> None:
    one = shelf(APP)
    one.platform.faults[WECOM_MEDIA].append(errcode(number))
    failed = await one.fails()
    assert (failed.gone, failed.too_large) == (gone, too_large)


async def test_an_old_token_is_renewed_for_the_next_time(shelf: Callable[[str], Shelf]) -> None:
    one = shelf(APP)
    await one.fetch()
    one.platform.expire_token()
    assert not (await one.fails()).gone
    assert (await one.fetch())[0] == PHOTO and one.platform.tokens_given == 2


async def test_dingtalk_renews_its_token_at_once(shelf: Callable[[str], Shelf]) -> None:
    one = shelf(DING)
    await one.fetch()
    one.platform.expire_token()
    assert (await one.fetch())[0] == PHOTO and one.platform.tokens_given == 2


@pytest.mark.parametrize(("name", "path"), [(APP, WECOM_TOKEN), (DING, DINGTALK_TOKEN)])
async def test_without_a_token_it_is_tried_again(name: str, path: str, shelf: Callable[[str], Shelf]) -> None:
    one = shelf(name)
    one.platform.faults[path].extend([BROKEN] * 2)
    assert not (await one.fails()).gone


@pytest.mark.parametrize(
    ("fault", "gone"),
    [
        (code("invalidParameter.robotCode.downloadCode"), True),
        (code("invalidParameter.robotCode.auth"), False),
        (code("Forbidden.AccessDenied.ApiCountLimitForOrg", 403), False),
        (code("Forbidden.AccessDenied.QpsLimitForApi", 403), False),
        (Fault(body={"downloadUrl": "http://169.254.169.254/latest"}), False),
        (Fault(body={"downloadUrl": "file:///etc/passwd"}), False),
        (Fault(body={"downloadUrl": "nonsense"}), False),
        (Fault(body={"downloadUrl": None}), False),
        (Fault(body={"downloadUrl": "http://evil.example/x"}), False),
    ],
)
async def test_dingtalks_first_step_says_what_became_of_it(
    shelf: Callable[[str], Shelf], fault: Fault, gone: bool
) -> None:
    one = shelf(DING)
    one.platform.faults[DINGTALK_FILES].append(fault)
    assert (await one.fails()).gone is gone
    assert [heard.path for heard in one.platform.heard] == [DINGTALK_TOKEN, DINGTALK_FILES]


async def test_a_file_for_another_robot_is_asked_for_with_that_robots_code(shelf: Callable[[str], Shelf]) -> None:
    one = shelf(DING)
    content = {"msgtype": "picture", "content": {"downloadCode": "m1"}}
    for robot, known in (("ding-client", True), ("another", False)):
        received = one.channel.receive(ding_caller.message({**content, "robotCode": robot}, "z", NOW), NOW)
        assert received.message
        (file,) = received.message.attachments
        if known:
            assert file.reference == "m1"
            continue
        await one.fails(file.reference)
        one.platform.robots.add("another")  # type: ignore[attr-defined]
        assert (await one.fetch(file.reference))[0] == PHOTO


@pytest.mark.parametrize("damage", ["cut", "another key", "flipped end", "empty", "plain"])
async def test_what_cannot_be_unsealed_is_no_file(shelf: Callable[[str], Shelf], damage: str) -> None:
    one = shelf(BOT)
    whole = sealed(PHOTO, AES_KEY)
    other = base64.b64encode(b"another-key-of-exactly-32-bytes!").decode()[:43]
    one.platform.media["m1"] = {
        "cut": whole[:-7],
        "another key": sealed(PHOTO, other),
        "flipped end": whole[:-1] + bytes([whole[-1] ^ 1]),
        "empty": b"",
        "plain": PHOTO[: len(PHOTO) // 16 * 16],
    }[damage]
    assert (await one.fails()).gone


@pytest.mark.parametrize(
    "reference",
    [
        "http://evil.example/x",
        "https://ww-aibot-img-1.cos.myqcloud.com.evil.example/x",
        "https://ww-aibot-img-1.myqcloud.com:8443/x",
        "ftp://ww-aibot-img-1.myqcloud.com/x",
        "https://evil.myqcloud.com/x",
        "//127.0.0.1/x",
        "",
        "\x00",
    ],
)
async def test_a_smart_bots_photo_is_fetched_from_the_platforms_store_alone(
    joined: dict[str, Channel], reference: str
) -> None:
    bot = joined[BOT]
    bot._media_hosts = ("ww-aibot-*.myqcloud.com",)  # type: ignore[attr-defined]
    assert isinstance(bot, Fetching)
    with pytest.raises(NotFetched):
        await bot.fetch(reference, bytearray().extend, LIMIT)


class _Names:
    async def resolve(self, host: str, port: int, family: int) -> list[dict[str, str]]:
        return [{"hostname": host, "host": "169.254.0.47"}]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_store_that_leads_into_a_private_net_is_fetched_from_only_if_the_operator_names_it() -> None:
    outbound = Outbound()
    resolver = _Resolver(outbound._anywhere)
    resolver._inner = _Names()  # type: ignore[assignment]
    store = "ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com"
    with pytest.raises(OSError, match="public"):
        await resolver.resolve(store, 443)
    outbound.allow(f"https://{store}")
    assert len(await resolver.resolve(store, 443)) == 1
    await resolver.close()


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.xlsx"', "a.xlsx"),
        ("attachment; filename*=UTF-8''%E8%A1%A8.xlsx", "表.xlsx"),
        ("attachment", ""),
        ("", ""),
        ("nonsense; =;;", ""),
    ],
)
def test_the_name_that_a_store_tells(disposition: str, name: str) -> None:
    assert file_name(disposition) == name


def test_the_platforms_files_come_without_a_made_up_name(joined: dict[str, Channel]) -> None:
    body = "<PicUrl>u</PicUrl><MediaId>m1</MediaId><MsgId>7</MsgId>"
    app = joined[APP].receive(app_caller.message("image", body, "z", NOW), NOW).message
    bot = joined[BOT].receive(bot_caller.message("image", {"image": {"url": "u"}}, "z", NOW), NOW).message
    assert app and bot and [one.name for one in (*app.attachments, *bot.attachments)] == ["", ""]
