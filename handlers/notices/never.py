"""What can never be a date to act on: document numbers, telephone numbers, periods, lengths, forms, signatures."""

from collections.abc import Iterator

from config.patterns import regex
from handlers.notices.when import Claims, When

_ANY_DATE = r"(?:(?:19|20)\d\d *年 *(?:\d{1,2} *月 *(?:\d{1,2} *日)?)?|\d{1,2} *月 *(?:\d{1,2} *日)?)"
NUMBER = r"[^\s,。;:()\"“”《》]{0,12}[〔\[(【] *(?:19|20)\d\d *[〕\])】] *(?:第? *)?\d+ *号"

# What is blanked before anything else is read, with the reason.
_HARD = (
    ("文号", regex(NUMBER)),
    ("文件名里的日期", regex(r"《[^《》\n]{1,80}》")),
    ("文件的日期", regex(rf"(?<=》) *\([^()《》]{{0,12}}?{_ANY_DATE}[^()《》]{{0,12}}\)")),
    (
        "文件的日期",
        regex(rf"(?:讲话|会议|决定|精神|公报|全会|条例|规定)(?:精神)? *\( *{_ANY_DATE}[^()至到~-]{{0,6}}\)"),
    ),
    ("空白表格", regex(r"(?:(?:19|20)\d?\d? *)?年 +月(?: +日)?|(?:20\d?|_+) *年 *_* *月 *_* *日?(?=\s*$)")),
    (
        "号码，不是日期",
        regex(r"(?:账 *号|帐号|卡号|电话|手机|传真|邮编|QQ|微信号|热线|学号|证号)(?:号码)?:? *\(?[\d -]{6,}"),
    ),
    (
        "号码，不是日期",
        regex(r"(?<!\d)(?:\d{4}[ -]){2,}\d{2,4}(?!\d)|(?<![\d-])\d{3,4}-\d{4} ?\d{3,4}(?!\d)|(?<!\d)1\d{10}(?!\d)"),
    ),
    ("", regex(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+|https?://[^\s,。;]+")),
)

_DATE_IN = regex(rf"{_ANY_DATE}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}")

_PERIOD = regex(
    r"(?:20\d\d *[-至—] *20\d\d *学年|(?:20\d\d|[上本去今明]) *(?:年度|学年|届|级)(?!完成)|"
    r"20\d\d *年(?=[^\d 底末内初前,。;至到-])(?! *(?:\d|[一二三四五六七八九十]|"
    r"[上下]半年|全年|第?[一二三四]季|元月|春季|秋季|暑|寒|年))|20\d\d *[-至—] *20\d\d *年度?(?! *\d))"
)
_LENGTH = regex(
    r"(?:(?:不少于|不低于|至少|不超过|不多于|不得少于|至少要|为期|历时|共计?|累计|连续|满|近|"
    r"以上)(?:公示|学习|为)?|有效期(?:一般)?(?:不超过|为)?|"
    r"保留(?:时间)?(?:一般)?(?:不超过)?|时长|周期(?:一般)?(?:为)?|公示(?:时间|期)?(?:为|不少于)?) *"
    r"(?!20\d\d *年)(?:\d{1,4}|[一两二三四五六七八九十半]{1,3}) *(?:个月|个?(?:工作日|天|日(?!前)|周|年|学期|小时|"
    r"学时|分钟))(?!前|内)"
    r"|(?:\d{1,3}|[一两二三四五六七八九十半]{1,3}) *个?(?:学时|小时|分钟|周岁)|"
    r"(?:\d{1,3}|[一两二三四五六七八九十半]{1,3}) *个?(?:工作日|天|日|周|个?月|年|学期|小时)之?内(?=均?有效|"
    r"(?:一律)?不(?:得|再|予|接)|免)|"
    r"\d{1,2} *年(?:及)?以上|满[一两半\d]年|[一两三]年内(?=[^,。;]{0,8}的)|"
    r"(?<!\d)\d{1,2} *(?:个?工作日|天|个月)(?:左右)?(?=,|。|;|\)|$)"
)


def hard(folded: str, claims: Claims) -> Iterator[When]:
    """What can never be a date to act on. It claims its stretch; only what looks like a date is worth telling."""
    for why, pattern in _HARD:
        for match in pattern.finditer(folded):
            if not claims.free(*match.span()):
                continue
            claims.take(*match.span())
            if not why or why.startswith("号码"):
                continue
            inner = match if why == "文号" or why == "空白表格" else _DATE_IN.search(folded, match.start(), match.end())
            if inner:
                yield When(inner.start(), inner.end(), ignored=why)
    for match in _PERIOD.finditer(folded):
        if claims.free(*match.span()):
            claims.take(*match.span())
            if any(char.isdigit() for char in match[0]) and "级" not in match[0] and "届" not in match[0]:
                yield When(match.start(), match.end(), ignored="年度或时间段，不是截止时间")


def lengths(folded: str, claims: Claims) -> Iterator[When]:
    """How long something lasts: 不少于5个工作日, 有效期60天, 24学时."""
    for match in _LENGTH.finditer(folded):
        if claims.free(*match.span()):
            claims.take(*match.span())
            if _DAY.search(match[0]):
                yield When(match.start(), match.end(), ignored="是时长，不是截止时间")


_DAY = regex(r"工作日|天|月|年|日")


def signature(folded: str) -> bool:
    """Whether a line is nothing but a date: the day of the notice."""
    return _SIGNED.fullmatch(_BROKEN.sub("", folded)) is not None or _SIGNED_BADLY.fullmatch(folded) is not None


_BROKEN = regex(r"(?<=\d) +(?=\d)")
_SIGNED_BADLY = regex(r"\s*\d{4,6} *年? *\d{1,4} *月? *\d{0,4} *日?\s*")
"""20265年10月19日: what was copied badly is still nothing but a date."""


_SIGNED = regex(
    r"\s*(?:(?:20\d\d|二[〇零○Oo0][一二三四五六七八九〇零○Oo0]{2}) *[年./-])? *(?:\d{1,2}|"
    r"[一二三四五六七八九十]{1,2}) *[月./-] *"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}) *日?(?: *(?:印发?|印制|发|制))?\s*"
)
