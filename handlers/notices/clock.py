"""The hour that stands after a day in a notice: 17:00前, 下午五点, 中午前, 下班前."""

from config.patterns import regex
from handlers.notices.when import Frame
from handlers.written.numbers import number

_PART = r"(?P<part>凌晨|早上|早晨|早|上午|中午|正午|下午|傍晚|晚上|晚)?"
_HOURS = r"\d{1,2}|[零一二两三四五六七八九十]{1,3}"
_AFTER = regex(
    rf" *(?:\(?(?:当日|当天)\)? *|(?:,[^(),。;]{{0,8}})?\) *(?=[上中下\d一二三四五六七八九十]))?{_PART} *(?:"
    rf"(?P<h>\d{{1,2}}) *: *(?P<m>\d\d)(?: *-+ *\d{{1,2}} *: *\d\d)?(?!\d)(?: *[点时])?|"
    rf"(?P<H>{_HOURS}) *[点时](?!间|段|限|代|候|点|节)(?: *(?P<M>\d{{1,2}}|"
    r"[零一二三四五][十零]?[一二三四五六七八九]?) *分|(?P<half>半)|"
    r"(?P<M2>[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])(?![月日个人天])|整|钟)?|"
    rf"(?P<noon>(?<=中午)|(?<=正午))(?= *(?:[之以]?前|$|[,。;)]|[交报收发送]))|(?P<off>下班)(?=[之以]?前|$|[,。;)])|"
    rf"(?P<only>(?<=上午)|(?<=下午)|(?<=晚上)|(?<=晚)(?= *(?:[之以]?前|[,。;)]|$))))"
)
_AT_DAWN, _NEAR = regex(r"升国?旗|早操|晨[跑练读]"), 40
"""10月1日6:10举行升国旗仪式 is not in the evening."""


def time_at(folded: str, at: int, frame: Frame) -> tuple[str | None, int]:
    """The hour that stands at this place and where it ends; (None, at) where none does."""
    found = _AFTER.match(folded, at)
    if not found:
        return None, at
    if found["off"]:
        return "12:00" if found["part"] == "上午" else frame.calendar.closing, found.end()
    if found["h"] or found["H"]:
        hour = number(found["h"] or found["H"])
        minute = 30 if found["half"] else number((found["m"] or found["M"] or found["M2"] or "0").lstrip("零") or "零")
        part = found["part"] or ("早" if _AT_DAWN.search(folded, at, at + _NEAR) else "")
        told = _told(hour, minute, part)
        return (told, found.end()) if told else (None, at)
    if found["part"] in ("中午", "正午") and found["noon"] is not None:
        return "12:00", found.end()
    return None, found.end()


def _told(hour: int | None, minute: int | None, part: str) -> str | None:
    if hour is None or minute is None or minute > 59 or hour > 24:
        return None
    if hour == 12 and part in ("晚上", "晚"):
        hour = 24
    if hour == 24:
        return "23:59" if minute == 0 else None
    if (
        (part in ("下午", "傍晚", "晚上", "晚") and hour < 12)
        or (part == "中午" and hour < 4)
        or (not part and 1 <= hour <= 6)
    ):
        hour += 12
    return f"{hour:02d}:{minute:02d}"
