"""Callbacks as WeCom would send them, made before the clock starts: signed, encrypted, ready for the wire.

The same moment every day (``MOMENT``), so that sentences, holidays and what is due do not change with the calendar.
"""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.envelope import Envelope

MOMENT = datetime(2026, 11, 18, 16, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Wednesday afternoon; the server's clock starts here."""
CORP, AGENT, TOKEN, AES_KEY = "ww0000bench", 1000002, "benchtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PATH = "/wecom/app/main"

KINDS = ("主题党日", "党课", "支委会", "集中学习")
TOPICS = (
    "学习贯彻党的二十届四中全会精神",
    "讨论本学期师德师风建设安排",
    "交流联系服务师生的做法",
    "学习身边榜样的事迹",
)
AWAY = (("郭志强出差、田甜病假", 2), ("潘越外出调研", 1), ("邹恺事假、石磊病假", 2))
SIGNS = {"limit": "收到", "requirement": "依据", "status": "这个月", "sentence": "草稿#", "yes": "记好了"}
"""What stands in the right answer to each."""

_numbers = itertools.count(7_000_000_000_000_000)
_envelope = Envelope(TOKEN, AES_KEY, CORP)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and what it is called in the report."""

    what: str
    wire: bytes


Item = tuple[Call, ...]
"""What one person says, strictly one after the other."""


def lookups(what: str, words: str, senders: list[str], count: int) -> list[Item]:
    """The same question by one person after the other."""
    return [(call(what, senders[n % len(senders)], words),) for n in range(count)]


def submissions(senders: list[str], count: int, start: int) -> list[Item]:
    """A whole sentence and its yes. ``start``: how many the senders have filed before, so that none is a repeat."""
    said: list[Item] = []
    for n in range(start, start + count):
        sender, turn = senders[n % len(senders)], n // len(senders)
        said.append((call("sentence", sender, sentence(turn, n)), call("yes", sender, "好")))
    return said


def sentence(turn: int, n: int) -> str:
    """The ``turn``-th activity of one person: a day and an hour of its own, working backwards from yesterday."""
    day, slot = _days()[turn % 12], turn // 12
    minutes = 8 * 60 + slot * 10
    away, absent = AWAY[n % len(AWAY)]
    return (
        f"{day.month}月{day.day}日{minutes // 60:02d}:{minutes % 60:02d}在信息楼302会议室开了"
        f"{KINDS[turn % len(KINDS)]}，"
        f"我主持，林晓燕记录，应到18人实到{18 - absent}人，{away}，主题是{TOPICS[n % len(TOPICS)]}"
    )


def _days() -> list[date]:
    yesterday = MOMENT.date() - timedelta(days=1)
    return [yesterday - timedelta(days=back) for back in range(12)]


def call(what: str, sender: str, words: str) -> Call:
    """One callback of the platform, header and all."""
    number = next(_numbers)
    plain = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(MOMENT.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content><MsgId>{number}</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )
    stamp, nonce = str(int(MOMENT.timestamp())), str(number)
    sealed = _envelope.seal(plain.encode())
    signature = _envelope.sign(stamp, nonce, sealed)
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt>"
        f"<AgentID><![CDATA[{AGENT}]]></AgentID></xml>"
    ).encode()
    head = (
        f"POST {PATH}?msg_signature={signature}&timestamp={stamp}&nonce={nonce} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Call(what, head.encode() + body)
