"""A branch is dissolved, merged into another, or brought back: 撤销 教工二支部; 教工二支部并入教工一支部; 恢复 教工二支部."""

from dataclasses import dataclass

from config.patterns import regex
from handlers.written.text import fold

_BRANCH = r"(?!我们|本(?:党?支部|院|校)|咱|把|将|这个)[\u4e00-\u9fff\d]{2,30}?(?:党支部|支部|党总支|总支|党委)"
_UNIT, _INTO = rf"(?P<unit>{_BRANCH})", rf"(?P<into>{_BRANCH})"
_END = r"(?:建制|这个支部)?(?:了|吧|掉|。|!| )*"
_GOES = r"(?:撤销|解散|撤掉|撤并|停用)"
_JOINS = r"(?:整体|全部|党员)?(?:都)?(?:并入|合并到|合并进|合并入|并到|并给|划入|划归|归入)(?:到)?"
_PATTERNS = (
    ("merge", regex(rf"(?:请)?(?:{_GOES}|把|将)?[ ]*{_UNIT}(?:{_GOES})?(?:了|后)?[ ,，]*{_JOINS}[ ]*{_INTO}{_END}")),
    ("close", regex(rf"(?:请)?{_GOES}(?:掉)?[ ]*{_UNIT}{_END}")),
    ("close", regex(rf"(?:请)?(?:把|将)?{_UNIT}(?:现在|已经?|要)?{_GOES}{_END}")),
    ("which", regex(rf"(?:请)?(?:把|将)?{_UNIT}(?:和|与|跟){_INTO}(?:要|已)?合并(?:成一个|到一起)?(?:支部)?{_END}")),
    ("restore", regex(rf"(?:恢复|还原)(?:建制)?[ ]*{_UNIT}{_END}")),
    ("restore", regex(rf"(?:把|将)?{_UNIT}(?:要)?恢复(?:建制)?{_END}")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dissolving:
    """``op``: close, merge (into another), restore; ``which`` where two merge and nobody said which stays."""

    op: str
    unit: str
    into: str = ""


def read_dissolving(text: str) -> Dissolving | None:
    """What is said of a branch's end; None for any other message."""
    folded = fold(text).strip()
    if not 4 <= len(folded) <= 80:
        return None
    for op, pattern in _PATTERNS:
        if found := pattern.fullmatch(folded):
            said = found.groupdict()
            return Dissolving(op, said["unit"], said.get("into") or "")
    return None
