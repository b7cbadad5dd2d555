"""What may go wrong between us and a platform: the scripted faults of :mod:`tests.fakes.platforms`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. ``shown``: the platform does its work first, and only the answer is spoilt."""

    shown: bool = False
    status: int = 200
    body: bytes | dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    """The connection is reset instead of an answer."""
    hang: bool = False
    """No answer until the platform is closed."""
    half: bool = False
    """The answer breaks off in the middle."""


LOST = Fault(shown=True, drop=True)
RESET = Fault(drop=True)
HANGING = Fault(shown=True, hang=True)
BROKEN = Fault(status=502, body=b"<html>bad gateway</html>")
HALF = Fault(half=True)
GARBLED = Fault(shown=True, body=b"<html>ok</html>")
CUT = Fault(shown=True, body=b'{"errcode":0,"errm')
HUGE = Fault(shown=True, body=b'{"errcode":0,"errmsg":"' + b"x" * (2 << 20) + b'"}')
BUSY = Fault(status=429, body=b"{}", headers={"Retry-After": "7"})
MOVED = Fault(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"})


def errcode(code: int | str, errmsg: str = "no") -> Fault:
    return Fault(body={"errcode": code, "errmsg": errmsg})


def code(word: str, status: int = 400, **more: Any) -> Fault:
    """DingTalk's new API says no with a code word."""
    return Fault(status=status, body={"code": word, "message": "no", "requestid": "r", **more})
