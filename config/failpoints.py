"""Named places where a test may stop, slow or kill the process: ``FAULT=name:kill|raise|sleep[@N]``.

Inert unless the variable is set (several faults are joined by commas; ``@N`` waits for the Nth passage). They stand
in the lowest layer because every layer above has places worth breaking (reliability.md section 4).
"""

import os
import signal
import time
from collections import Counter


class FaultInjected(Exception):
    """A failpoint was told to raise."""


def _read(words: str) -> dict[str, tuple[str, int]]:
    faults = {}
    for word in filter(None, words.split(",")):
        name, _, action = word.partition(":")
        action, _, nth = action.partition("@")
        faults[name] = (action or "kill", int(nth or 1))
    return faults


_FAULTS = _read(os.environ.get("FAULT", ""))
_PASSED: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Do here what ``FAULT`` orders for this name; nothing where it orders nothing."""
    if not _FAULTS or name not in _FAULTS:
        return
    action, nth = _FAULTS[name]
    _PASSED[name] += 1
    if _PASSED[name] != nth:
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "sleep":
        time.sleep(1)
    else:
        raise FaultInjected(name)
