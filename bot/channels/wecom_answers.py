"""What WeCom's answers mean: its error numbers as :class:`NotSent`, each with a line for the organizer.

Judged by number, never by text. The three WeCom channels share it.
"""

import re
from datetime import timedelta

from bot.channels.channel import NotFetched, NotLodged, NotSent
from bot.channels.outbound import Answered

STALE_TOKEN = frozenset((40001, 40014, 42001))

MINUTE = timedelta(minutes=1)
_BUSY = frozenset((-1, 45033))  # too busy, too many at once
_FAST = frozenset((45009,))
_NO_MEDIA = frozenset((40004, 40007, 41006))  # its number is wrong, or its three days are over
_ADVICE = {
    40001: "企业微信不认应用的 secret，请在管理后台重新复制",
    40003: "企业微信里没有这个成员账号，请核对人员绑定",
    40008: "消息类型不被接受，请把日志交给开发者",
    40013: "corp_id 不对，请在管理后台“我的企业”里重新复制",
    40033: "文字里有企业微信不接受的字符",
    40035: "参数不被接受，请把日志交给开发者",
    40056: "agent_id 不对，请在管理后台核对应用编号",
    44004: "消息是空的，请把日志交给开发者",
    45002: "消息太长",
    48002: "应用没有这个接口的权限，请管理员在后台开通",
    60020: "服务器的出口 IP 不在企业可信 IP 里，请先设可信域名或接收消息服务器，再添加这个 IP",
    60111: "企业微信里没有这个成员账号，请核对人员绑定",
    81013: "成员不在应用的可见范围里，请管理员调整可见范围",
    82001: "没有收件人，请核对人员绑定",
    93000: "群机器人的 key 无效或机器人已被移出群，请在群里重新复制 webhook 地址",
    93006: "群编号无效，请让机器人在群里重新收到一条消息",
    93019: "bot_id 不对，请在管理后台核对智能机器人",
    301002: "应用没有权限向这个 agent_id 发消息",
    853000: "智能机器人的 secret 不对，请重新复制",
}
_PERMISSION = frozenset((48002, 48005, 48009, 50002, 50003))
_SEEN_ADDRESS = re.compile(r"from ip: ?([0-9a-fA-F.:]{3,45})")


def check(answered: Answered) -> None:
    """Only ``errcode`` 0 is success."""
    code = answered.number()
    if code != 0:
        raise refusal(code, answered)


def token(answered: Answered) -> tuple[str, float]:
    """A fresh access token and its life in seconds."""
    code = answered.number()
    if code == 40001:
        raise NotSent("errcode 40001 for a token", final=True, advice=_ADVICE[40001])
    check(answered)
    value = answered.fields.get("access_token")
    if not isinstance(value, str) or not value:
        raise NotSent("an answer without a token")
    return value, float(answered.number("expires_in") or 7200)


def media_id(answered: Answered) -> str:
    """The number under which the platform holds a file that was just uploaded."""
    value = answered.fields.get("media_id")
    if not isinstance(value, str) or not value:
        raise NotSent("an answer without a media_id")
    return value


def check_lodged(answered: Answered) -> None:
    """Raises NotLodged where the platform holds nothing under the number any more."""
    if answered.number() == 40007:
        raise NotLodged("errcode 40007")


def no_media(answered: Answered) -> NotFetched:
    """What came in a file's place."""
    code = answered.number()
    after = MINUTE if code in _FAST else None
    return NotFetched(f"errcode {code}", gone=code in _NO_MEDIA, too_large=code == 830002, after=after)


def refusal(code: int | None, answered: Answered) -> NotSent:
    reason = f"errcode {code}"
    if code is None:
        # An object without a number is no word of the platform's: it may have acted.
        return NotSent("no errcode", ambiguous=answered.status < 300)
    if code in _BUSY:
        return NotSent(reason)
    if code in _FAST:
        return NotSent(reason, after=MINUTE)
    if code in STALE_TOKEN:
        return NotSent(reason)
    return NotSent(reason, final=True, advice=_advice(code, answered))


def _advice(code: int, answered: Answered) -> str:
    if code == 60020:
        seen = _SEEN_ADDRESS.search(str(answered.fields.get("errmsg", "")))
        return _ADVICE[code] + (f"：{seen[1]}" if seen else "")
    if code in _PERMISSION:
        return _ADVICE[48002]
    return _ADVICE.get(code, f"企业微信拒绝了这条消息（错误码 {code}），请查企业微信开发文档的全局错误码")
