"""Who signed a pasted text and when: 李伟 11.24 under it. The day of a signature is nobody's new day. Knows words only."""

from config.patterns import regex

_DAY = (
    r"(?:(?:20\d\d|二[〇零○O]\S{2}) *[年./-] *)?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) *[月./-] *"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}) *[日号]?"
)
_WHO = r"(?!.*(?:[改延推到至前后截止交报为是在]|提前))[\u4e00-\u9fff·（）()]{2,24}"
_SIGNATURE = regex(rf"(?:\s*\n\s*|(?<=[。！!;；])[^\S\n]*)(?:{_WHO}[\s,，、]*)?{_DAY}[\s。]*\Z")
"""Behind a full stop or on lines of its own: a name with a day, or the day alone."""
_SIGNED = regex(rf"\s*\n\s*(?:[—\-]+ *)?(?:{_WHO})\s*\Z")


_ANY_DAY = regex(r"\d *[月日号天周/.-]|[一二三四五六七八九十两] *[月日号天周]|[周期拜][一二三四五六日天]|[明后]天|月底")
_OPEN = regex(r"[到至为成是在改:：,，、][ ]*\Z")


def unsigned(text: str) -> str:
    """The text without the name and the day under it; the whole where it has none, or is nothing else."""
    found = _SIGNATURE.search(text)
    if found is None:
        return text
    body = text[: found.start()]
    name = _SIGNED.search(body)
    body = (body[: name.start()] if name else body).rstrip()
    # 改到, and the day on the next line: that is the new day itself.
    return body if _ANY_DAY.search(body) and not _OPEN.search(body) else text
