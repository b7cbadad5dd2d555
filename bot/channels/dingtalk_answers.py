"""What DingTalk's answers mean, old API (``errcode`` with HTTP 200) and new (``code`` with HTTP 4xx), as NotSent.

Judged by number or code word, never by text. The DingTalk channels share it.
"""

from datetime import timedelta
from typing import Any

from bot.channels.channel import NotSent
from bot.channels.outbound import Answered

STALE_TOKEN = frozenset((40001, 40014, 42001))
SESSION_GONE = 300001
NO_MEDIA = ("invalidparameter.robotcode.downloadcode", "invalidparameter.downloadcode")

SECOND, MINUTE, PENALTY = timedelta(seconds=1), timedelta(minutes=1), timedelta(minutes=10)
QUOTA = "本月的钉钉调用量用完了，请管理员在钉钉开发者后台的资源管理里查看和扩容"
MODERATED = "钉钉的内容审核没有放行这条消息，请改写后再发"

_FAST = {90018: SECOND, 90002: MINUTE, 410100: PENALTY, 130101: PENALTY}
_BUSY = frozenset((-1, 15))
_ADVICE = {
    90020: QUOTA,
    20001: QUOTA,
    60011: "应用没有这个接口的权限，请管理员在钉钉开发者后台开通“企业内机器人发送消息”",
    60020: "服务器的出口 IP 不在应用的服务器出口 IP 名单里，请管理员添加",
    310000: "群机器人的安全设置没有放行：请核对关键词、加签密钥、IP 白名单和服务器时间",
    400013: "这个群已经解散",
    400101: "群机器人的 access_token 无效，请在群里重新复制 webhook 地址",
    400102: "群机器人被停用，请群主或管理员重新启用",
    400105: "消息类型不被接受，请把日志交给开发者",
    400106: "机器人已不在这个群里，请重新添加",
    430101: MODERATED,
    430102: MODERATED,
    430103: MODERATED,
    430104: MODERATED,
    460101: "消息太长",
    300001: "群会话已过期，请在群里@机器人说一句话",
    40035: "参数不被接受，请把日志交给开发者",
    43004: "参数不被接受，请把日志交给开发者",
    88: "钉钉的鉴权没有通过，请核对应用凭证",
}
# Code words of the new API: what they begin with, how long to pause (None: final), what to tell.
_WORDS: tuple[tuple[str, timedelta | None, str], ...] = (
    ("send.too.fast", MINUTE, ""),
    ("send.bytoken.toofast", MINUTE, ""),
    ("too.many.", MINUTE, ""),
    ("contain.", None, MODERATED),
    ("forbidden.accessdenied.qps", SECOND, ""),
    ("forbidden.accessdenied.qpm", MINUTE, ""),
    ("forbidden.accessdenied.apicountlimitfororg", None, QUOTA),
    ("forbidden.accessdenied.ipnotinwhitelist", None, _ADVICE[60020]),
    ("invalidclientidorsecret", None, "钉钉应用的 client_id 或 client_secret 不对，请重新复制"),
    ("staffid.notexisted", None, "钉钉里没有这个成员，请核对人员绑定"),
    ("robot.oto.notexist", None, "机器人还没有发布或没有单聊能力，请管理员发布应用"),
    ("chatbotid.notallow.sendoto", None, "机器人没有单聊能力，请管理员在钉钉开发者后台开启"),
    ("invalid.openconversationid", None, "群编号无效，请在群里@机器人说一句话"),
    ("conversation.org.notmatch", None, "这个群不属于本组织，企业机器人发不进去"),
    ("group.disbanded", None, "这个群已经解散"),
    ("bot.stopped", None, "机器人被停用，请管理员重新启用"),
    ("bot.forbidden.sendmessage", None, "机器人被禁止发言，请管理员检查"),
    ("invalidparameter.robotcode", None, "robot_code 不对，或机器人不在这个群里"),
    ("resource.not.found", None, "机器人不在这个群里，或群不属于这个应用"),
    ("invalidparameter.msgparam.toolong", None, "消息太长"),
)


def check(answered: Answered) -> None:
    """The old API and the robots' addresses: only ``errcode`` 0 is success."""
    code = answered.number()
    if code == 0:
        return
    if answered.number("status") == 1111:  # the gate in front of the platform, not the platform
        raise NotSent("banned by source address", after=timedelta(minutes=5))
    if code is None:
        raise NotSent("no errcode", ambiguous=answered.status < 300)
    reason = f"errcode {code}"
    if code in _BUSY or code in STALE_TOKEN:
        raise NotSent(reason)
    if code in _FAST:
        raise NotSent(reason, after=_FAST[code])
    raise NotSent(reason, final=True, advice=_ADVICE.get(code, f"钉钉拒绝了这条消息（错误码 {code}）"))


def check_new(answered: Answered) -> None:
    """The new API: success is HTTP 2xx without a code word."""
    code = code_word(answered)
    if answered.status < 300 and not code:
        return
    if answered.number("status") == 1111:
        raise NotSent("banned by source address", after=timedelta(minutes=5))
    if stale(answered):
        raise NotSent("the token was refused twice")
    reason = f"HTTP {answered.status} {code}"
    for start, pause, advice in _WORDS:
        if code.lower().startswith(start):
            raise NotSent(reason, final=pause is None, after=pause, advice=advice)
    raise NotSent(reason, final=True, advice=_scopes(answered) or f"钉钉拒绝了这条消息（{code or answered.status}）")


def media_id(answered: Answered) -> str:
    """The number under which the platform holds a file that was just uploaded."""
    value = answered.fields.get("media_id")
    if not isinstance(value, str) or not value:
        raise NotSent("an answer without a media_id")
    return value


def stale(answered: Answered) -> bool:
    """Whether the token was refused and a fresh one may help."""
    return answered.status == 401 or code_word(answered).lower().startswith("invalidauthentication")


def code_word(answered: Answered) -> str:
    """``code`` or ``Code``: at most 80 plain characters of it, so that it may be shown."""
    value = _either(answered, "code")
    return value[:80] if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def _scopes(answered: Answered) -> str:
    detail = _either(answered, "accessdenieddetail")
    scopes = detail.get("requiredScopes") if isinstance(detail, dict) else None
    if not isinstance(scopes, list):
        return ""
    return "应用缺少权限，请管理员在钉钉开发者后台开通：" + "、".join(str(one)[:60] for one in scopes[:5])


def _either(answered: Answered, name: str) -> Any:
    return next((value for key, value in answered.fields.items() if key.lower() == name), None)
