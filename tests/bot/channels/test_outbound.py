"""The one way out: where it goes, and what it says became of a request."""

import asyncio

import pytest

from bot.channels.channel import NotSent
from bot.channels.outbound import Outbound, _Resolver, is_public
from tests.fakes.faults import Fault
from tests.fakes.platforms import WECOM_TOKEN, WECOM_WEBHOOK, FakeWecom


async def test_it_goes_nowhere_but_to_the_settings_addresses(wecom: FakeWecom, outbound: Outbound) -> None:
    with pytest.raises(NotSent) as caught:
        await outbound.post(f"{wecom.url}{WECOM_WEBHOOK}?key=k", {})
    assert caught.value.final and not wecom.heard
    outbound.allow(f"{wecom.url}/some/base")
    assert (await outbound.get(f"{wecom.url}{WECOM_TOKEN}")).number() == 40001
    for other in ("http://127.0.0.1:9/", wecom.url.replace("http", "https"), "http://evil.example/", "nonsense"):
        with pytest.raises(NotSent):
            await outbound.get(other)


async def test_the_environments_proxies_are_not_asked(
    wecom: FakeWecom, outbound: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    outbound.allow(wecom.url)
    assert (await outbound.get(f"{wecom.url}{WECOM_TOKEN}")).status == 200


async def test_a_redirect_is_not_followed(wecom: FakeWecom, outbound: Outbound) -> None:
    outbound.allow(wecom.url)
    wecom.faults[WECOM_TOKEN].append(Fault(status=307, headers={"Location": f"{wecom.url}{WECOM_WEBHOOK}"}))
    with pytest.raises(NotSent):
        await outbound.get(f"{wecom.url}{WECOM_TOKEN}")
    assert [one.path for one in wecom.heard] == [WECOM_TOKEN]


async def test_a_question_is_never_ambiguous(wecom: FakeWecom, outbound: Outbound) -> None:
    outbound.allow(wecom.url)
    for fault in (Fault(drop=True), Fault(status=500), Fault(body=b"<html>")):
        wecom.faults[WECOM_TOKEN].extend([fault] * 3)  # the client may ask a question again by itself
        with pytest.raises(NotSent) as caught:
            await outbound.get(f"{wecom.url}{WECOM_TOKEN}")
        assert not caught.value.ambiguous
        wecom.faults[WECOM_TOKEN].clear()


async def test_a_name_that_does_not_exist_is_no_connection(outbound: Outbound) -> None:
    outbound.allow("http://no-such-host.invalid")
    with pytest.raises(NotSent) as caught:
        await outbound.post("http://no-such-host.invalid/?key=canary", {})
    assert not caught.value.ambiguous and "invalid" not in caught.value.reason and "canary" not in str(caught.value)


async def test_a_cancelled_send_stays_cancelled(wecom: FakeWecom, outbound: Outbound) -> None:
    outbound.allow(wecom.url)
    wecom.faults[WECOM_WEBHOOK].append(Fault(hang=True))
    task = asyncio.create_task(outbound.post(f"{wecom.url}{WECOM_WEBHOOK}", {}))
    while not wecom.heard:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(("value", "seconds"), [("7", 7), ("", 60), ("soon", 60), ("99999", 3600), ("-1", 60)])
async def test_retry_after_is_honoured_within_reason(
    value: str, seconds: int, wecom: FakeWecom, outbound: Outbound
) -> None:
    outbound.allow(wecom.url)
    wecom.faults[WECOM_WEBHOOK].append(Fault(status=429, headers={"Retry-After": value}))
    with pytest.raises(NotSent) as caught:
        await outbound.post(f"{wecom.url}{WECOM_WEBHOOK}", {})
    assert caught.value.after is not None and caught.value.after.total_seconds() == seconds


async def test_the_body_is_compact_utf8_and_half_characters_do_no_harm(wecom: FakeWecom, outbound: Outbound) -> None:
    outbound.allow(wecom.url)
    await outbound.post(f"{wecom.url}{WECOM_WEBHOOK}", {"a": "党\ud800", "b": [1]})
    assert wecom.heard[0].raw == '{"a":"党?","b":[1]}'.encode()
    assert wecom.heard[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.12.0.1", True),
        ("2400:3200::1", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("2002:0a00:0001::", False),
    ],
)
def test_private_addresses_are_known_in_every_disguise(address: str, public: bool) -> None:
    assert is_public(address) is public


class _Names:
    """A name server that answers what it is told to."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int, family: int) -> list[dict[str, str]]:
        return [{"hostname": host, "host": one} for one in self.addresses]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_public_platforms_name_never_leads_into_a_private_net() -> None:
    resolver = _Resolver()
    resolver._inner = _Names("10.0.0.1", "1.12.0.1", "::ffff:127.0.0.1")  # type: ignore[assignment]
    assert [one["host"] for one in await resolver.resolve("qyapi.weixin.qq.com", 443)] == ["1.12.0.1"]
    # Where the operator named another host, that is where it is.
    assert len(await resolver.resolve("wecom-gateway.school.example", 443)) == 3
    resolver._inner = _Names("10.0.0.1")  # type: ignore[assignment]
    with pytest.raises(OSError, match="public"):
        await resolver.resolve("oapi.dingtalk.com", 443)
    await resolver.close()
