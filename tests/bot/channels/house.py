"""The settings, keys and moments that the channels' tests share. Every secret is a word to look for."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels import make_channels
from bot.channels.channel import Channel
from bot.channels.outbound import Outbound
from config.settings import Settings
from tests.fakes.callers import DingtalkCaller, WecomAibotCaller, WecomAppCaller

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=8)
CORP, AGENT, BOT = "ww0123456789abcdef", 1000002, "aib-helper"
TOKEN = "canaryCallbackToken"
AES_KEY = base64.b64encode(b"canary-key-of-exactly-32-bytes!!").decode()[:43]
APP_SECRET, WEBHOOK_KEY = "canary-app-secret", "canary-webhook-key"
CLIENT_SECRET, ACCESS_TOKEN, SIGN_SECRET = "canary-client-secret", "canary-access-token", "SECcanary"
SECRETS = (TOKEN, AES_KEY, APP_SECRET, WEBHOOK_KEY, CLIENT_SECRET, ACCESS_TOKEN, SIGN_SECRET, "canary", "token-")
NAMES = ("支部助手", "支部助手 二号")

QYAPI = "https://qyapi.weixin.qq.com"


def settings(wecom: str = QYAPI, dingtalk: str = "https://oapi.dingtalk.com", **more: Any) -> Settings:
    """Every platform configured once, with its addresses on the fakes."""
    return Settings(
        console={"enabled": True},
        wecom={
            "app": {
                "main": {
                    "corp_id": CORP,
                    "agent_id": AGENT,
                    "secret": APP_SECRET,
                    "token": TOKEN,
                    "aes_key": AES_KEY,
                    "api_base": wecom,
                }
            },
            "aibot": {
                "helper": {"bot_id": BOT, "token": TOKEN, "aes_key": AES_KEY, "names": NAMES, "media_hosts": [wecom]}
            },
            "webhook": {"org": {"key": WEBHOOK_KEY, "api_base": wecom}},
        },
        dingtalk={
            "robot": {
                "main": {
                    "client_id": "ding-client",
                    "client_secret": CLIENT_SECRET,
                    "api_base": dingtalk,
                    "oapi_base": dingtalk,
                    "media_hosts": [dingtalk],
                }
            },
            "webhook": {"org": {"access_token": ACCESS_TOKEN, "secret": SIGN_SECRET, "oapi_base": dingtalk}},
        },
        **more,
    )


def channels(outbound: Outbound | None = None, **bases: str) -> dict[str, Channel]:
    made = make_channels(settings(**bases), outbound or Outbound(), lambda: NOW)
    return {channel.name: channel for channel in made}


app_caller = WecomAppCaller(TOKEN, AES_KEY, CORP, AGENT)
bot_caller = WecomAibotCaller(TOKEN, AES_KEY, BOT)
ding_caller = DingtalkCaller(CLIENT_SECRET)
