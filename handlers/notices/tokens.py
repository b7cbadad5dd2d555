"""The single days, months and parts of a month that a notice writes, each as a stretch with its first and last day.

Only the form is read here; whether it is a deadline is decided by what stands around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from config.patterns import regex
from handlers.due import add_months
from handlers.notices.reckon import first_after, last_of, month_of, numbered, safe, written_year
from handlers.notices.when import Claims, Frame, last_workday
from handlers.written.numbers import number

_CN = "一二三四五六七八九十"
_Y = (
    r"(?:(?:(?P<y>(?:19|20)\d\d|20 \d\d|二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{2}|"
    r"一九[〇零○Oo0一二三四五六七八九]{2}) *年|"
    r"(?P<yw>今年|本年度?|明年|次年|翌年|来年|去年|上一?年|当年)的?) *)?"
)
_M = r"(?<![\d个几半零一二三四五六七八九十])(?P<m>1[0-2]|0?[1-9]|1 [0-2]|十[一二]?|[一二三四五六七八九]|元) *月"
_DIGITS = r"[0-3] ?\d|\d|[一二三四五六七八九十廿]{1,3}"
_D = rf"(?P<d>{_DIGITS})(?: *[日号](?![程常子内]|期(?!间))|(?=日内))"
_WEEKDAY = regex(r" *(?:[(,]? *(?:星期|周|礼拜)|\((?=[一二三四五六日天]\)))(?P<w>[一二三四五六日天]) *\)?")
_AHEAD = (
    r"(?= *(?:\([^)]{1,4}\) *)?(?:凌晨|早上?|[上下中]午|傍晚|晚上?)? *"
    r"(?:\d{1,2}(?::\d\d|点(?:半|\d{1,2}分?)?))? *(?:下班)?(?:之?前|截止|止))"
)
_UNIT = r"(?! *(?:小时|学时|课时|万|元|千|米|公里|倍|分(?!别)|个|级|岁|版|%|以上|以内|左右|票|多数|的))"
_WHEN_NEXT = (
    rf"(?:{_AHEAD}|(?= *[日号至到-]{_UNIT})(?! *- *\d+\.\d+ *(?:小时|万|元|分|倍|米|个|%|学时))|"
    r"(?= *\(?(?:周|星期|礼拜)[一二三四五六日天])| *(?=\d{1,2}:\d\d)|(?= *(?:[上下中]午|早上|晚上?)))"
)
"""What stands behind a short date and behind no other number."""
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: day, month, part, stretch. ``year`` says that the year is written or hangs on a written one."""

    kind: str
    first: int
    last: int
    begin: date | None
    end: date | None
    year: bool = False
    month: int | None = None
    doubts: tuple[str, ...] = ()
    end_only: bool = False
    """月底, 年底: one moment, not a stretch."""


def tokens(folded: str, frame: Frame, claims: Claims) -> list[Token]:
    """Every plain date of a sentence in order; what another part of the grammar has claimed is left alone."""
    found: list[Token] = []
    for needs, pattern, read in _GRAMMAR:
        if not any(char in folded for char in needs):
            continue
        for match in pattern.finditer(folded):
            if not claims.free(*match.span()):
                continue
            token = read(match, frame)
            if token is not None:
                claims.take(token.first, token.last)
                found.append(token)
    found.sort(key=lambda token: token.first)
    return [_with_weekday(folded, token) for token in found]


def _with_weekday(folded: str, token: Token) -> Token:
    match = _WEEKDAY.match(folded, token.last) if token.kind == "day" else None
    if not match or token.begin is None:
        return token
    said = WEEKDAYS.index(match["w"].replace("天", "日"))
    doubts = token.doubts
    if said != token.begin.weekday():
        right = WEEKDAYS[token.begin.weekday()]
        doubts += (f"{token.begin.month}月{token.begin.day}日是周{right}，不是周{match['w']}",)
    return replace(token, last=match.end(), doubts=doubts)


# ---- readers


def _day(match: re.Match[str], frame: Frame) -> Token | None:
    month, day = month_of(match["m"]), number(match["d"].replace(" ", ""))
    if month is None or day is None:
        return None
    said = written_year(match, frame.base)
    if said is None:
        when, doubts = first_after(month, day, frame.base)
        doubts = () if when and month <= frame.coming else doubts
        return Token("day", match.start(), match.end(), when, when, month=month, doubts=doubts)
    when = safe(said, month, day)
    doubts = () if when else ("没有这一天",)
    return Token("day", match.start(), match.end(), when, when, year=True, month=month, doubts=doubts)


def _digits(match: re.Match[str], frame: Frame) -> Token | None:
    when = safe(int(match["y"]), int(match["m"]), int(match["d"]))
    return Token("day", match.start(), match.end(), when, when, year=True, month=int(match["m"])) if when else None


def _short(match: re.Match[str], frame: Frame) -> Token | None:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    when, doubts = first_after(month, day, frame.base)
    return Token("day", match.start("m"), match.end(), when, when, month=month, doubts=doubts)


def _damaged(match: re.Match[str], frame: Frame) -> Token | None:
    """11月1816:30, 525日: a sign was lost in copying. Read, and shown to a person."""
    month, day = month_of(match["m"]), int(match["d"])
    if month is None or not 1 <= day <= 31:
        return None
    when, _ = first_after(month, day, frame.base)
    words = match[0]
    if len(match["m"] + match["d"]) == 3 and match["m"] == "1" and match["d"][0] in "012" and match["d"][1] != "0":
        return _lost_year(match, frame)  # 119日: 1月19日 or 11月9日
    return Token("day", match.start(), match.end(), when, when, month=month, doubts=(f"原文写作“{words}”，可能漏字",))


def _lost_year(match: re.Match[str], frame: Frame) -> Token:
    """20215月: which sign was lost cannot be told, so nothing is guessed."""
    return Token("lost", match.start(), match.end(), None, None, doubts=(f"原文写作“{match[0]}”，可能漏字",))


def _month(match: re.Match[str], frame: Frame) -> Token | None:
    month = month_of(match["m"])
    if month is None:
        return None
    said = written_year(match, frame.base)
    base = frame.base
    at = said if said is not None else base.year + (month < base.month)
    gone = said is None and at > base.year and base.month - month <= 4 and month > frame.coming
    doubts = (f"{month}月在发文日之前，请核对年份",) if gone else ()
    return _part_of(match, date(at, month, 1), said is not None, doubts)


def _part_of(match: re.Match[str], first: date, said: bool, doubts: tuple[str, ...] = ()) -> Token:
    """A month or its part: 上旬 1–10, 中旬 11–20, 下旬 21–end; 初 and 底 are looser."""
    part = match.groupdict().get("part") or ""
    end = last_of(first.year, first.month)
    days = {
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, end.day),
        "中下旬": (11, end.day),
        "上中旬": (1, 20),
        "初": (1, 5),
        "中": (11, 20),
    }.get(part)
    if part in ("底", "末"):
        return Token("part", match.start(), match.end(), end, end, said, first.month, doubts, end_only=True)
    if days is None:
        return Token("month", match.start(), match.end(), first, end, said, first.month, doubts)
    if part in ("初", "中"):
        doubts += (f"“{match[0].strip()}”没有写明哪一天",)
    begin, last = first.replace(day=days[0]), first.replace(day=days[1])
    return Token("part", match.start(), match.end(), begin, last, said, first.month, doubts)


def _month_week(match: re.Match[str], frame: Frame) -> Token | None:
    """3月第一周: which days those are is not certain."""
    first = _month(match, frame)
    nth = number(match["n"])
    if first is None or first.begin is None or not nth:
        return None
    monday = first.begin - timedelta(first.begin.weekday()) + timedelta(weeks=nth - 1)
    doubts = (f"“{match[0].strip()}”从哪天算起，请核对",)
    return Token("stretch", match.start(), match.end(), monday, monday + timedelta(6), first.year, first.month, doubts)


def _month_word(match: re.Match[str], frame: Frame) -> Token | None:
    """本月25日, 下月5日, 月底, 本月内, 下月上旬."""
    said = match.groupdict()
    step = {"下": 1, "次": 1, "上": -1}.get((said.get("word") or "")[:1], 0)
    own = frame.base if said.get("word") not in (None, "当") else frame.month or frame.base
    first = add_months(own.replace(day=1), step)
    if said.get("word") == "当" and (
        told := _MONTHS_TOLD.findall(match.string[max(0, match.start() - 60) : match.start()])
    ):
        month = int(told[-1])  # 7月5日前开展，当月25日前上传
        first = date(frame.base.year + (month < frame.base.month), month, 1)
    if said.get("d"):
        day = number(match["d"].replace(" ", ""))
        when = safe(first.year, first.month, day)
        return Token("day", match.start(), match.end(), when, when, True, first.month, () if when else ("没有这一天",))
    return _part_of(match, first, True)


def _bare_part(match: re.Match[str], frame: Frame) -> Token | None:
    """中旬 below a line that names the month, or behind a month in its own sentence: 6月上旬自查，下旬报送."""
    told = [*_MONTHS_TOLD.finditer(match.string, max(0, match.start() - 60), match.start())]
    month = int(told[-1][1]) if told else 0
    first = date(frame.base.year + (month < frame.base.month), month, 1) if month else frame.month
    return _part_of(match, first.replace(day=1), True) if first else None


_MONTHS_TOLD = regex(r"(?<!\d)(1[0-2]|[1-9]) *月")


def _day_only(match: re.Match[str], frame: Frame) -> Token | None:
    words = match["d"].replace(" ", "")
    day = number(words)
    if day is None or not 1 <= day <= 31:
        return None
    if len(words) == 1 and not words.isdigit() and not _MEANT.match(match.string, match.end()):
        return None  # 三号 is a size of letters, too
    since = frame.month or frame.base
    for step in range(3):
        first = add_months(since.replace(day=1), step)
        when = safe(first.year, first.month, day)
        if when and when >= since:
            return Token("day", match.start(), match.end(), when, when, month=first.month)
    return None


_MEANT = regex(r" *(?:之?前|以前|[上下中]午|晚|截止|到|至|-)")


def _relative(match: re.Match[str], frame: Frame) -> Token:
    step = {"明": 1, "次": 1, "翌": 1, "第": 1, "后": 2, "大": 3}.get(match["word"][0], 0)
    when = frame.received + timedelta(step)
    return Token("day", match.start(), match.end(), when, when, year=True)


def _two_days(match: re.Match[str], frame: Frame) -> Token:
    """今明两天."""
    today = frame.received
    return Token("stretch", match.start(), match.end(), today, today + timedelta(1), year=True, end_only=True)


def _week(match: re.Match[str], frame: Frame) -> Token:
    """本周五 is of this week, 下周三 of the next; a bare 周五 the next one."""
    today = frame.received
    word, day = match.groupdict().get("word") or "", match["d"]
    monday = today - timedelta(today.weekday())
    weeks = 2 if word.startswith("下下") else 1 if word.startswith("下") else 0
    monday += timedelta(weeks=weeks)
    if not day:
        end = last_workday(frame, monday + timedelta(6))
        begin, last = max(monday, today), match.end()
        if match.string.startswith("末", last):  # 趁这个周末回家盖好
            end, last = monday + timedelta(6), last + 1
        return Token("stretch", match.start(), last, begin, max(end, begin), year=True, end_only=True)
    at = WEEKDAYS.index(day.replace("天", "日"))
    when = monday + timedelta(at)
    if not word and when < today:
        when += timedelta(7)
    doubts = (f"{match[0]}已经过去",) if word and when < today else ()
    token = Token("day", match.start(), match.end(), when, when, True, doubts=doubts)
    if not match.groupdict().get("n"):
        return token
    told, wrong = numbered(match, today, when, exact=bool(word))
    return replace(token, begin=told, end=told, month=told.month, doubts=doubts + wrong)


def _quarter(match: re.Match[str], frame: Frame) -> Token:
    base = frame.base
    said = written_year(match, base)
    current = (base.month - 1) // 3 + 1
    if match["q"]:
        nth = "一二三四1234".index(match["q"]) % 4 + 1
    else:
        nth = current + {"下": 1, "上": -1}.get(match["qw"][:1], 0)
    at = (said if said is not None else base.year + (bool(match["q"]) and nth < current)) * 4 + nth - 1
    year_, quarter = at // 4, at % 4
    end = last_of(year_, quarter * 3 + 3)
    begin, edge = date(year_, quarter * 3 + 1, 1), bool(match["edge"])
    return Token("stretch", match.start(), match.end(), begin, end, said is not None, end_only=edge)


def _half(match: re.Match[str], frame: Frame) -> Token:
    said = written_year(match, frame.base)
    year_ = said if said is not None else frame.base.year
    first = 1 if match["half"] == "上" else 7
    year_ += frame.coming > 0 and said is None and last_of(year_, first + 5) < frame.base
    end = last_of(year_, first + 5)
    return Token("stretch", match.start(), match.end(), date(year_, first, 1), end, said is not None)


def _year(match: re.Match[str], frame: Frame) -> Token:
    said = written_year(match, frame.base)
    year_ = said if said is not None else frame.base.year
    end = date(year_, 12, 31)
    return Token("stretch", match.start(), match.end(), date(year_, 1, 1), end, said is not None, end_only=True)


_PART = r"(?P<part>中下旬|上中旬|[上中下]旬|初|底|末|中(?=[,。;前)]|之前|$))"
_WORD = r"(?P<word>本|当|这个?|下个?|次|上个?)"

_NUMBERED = r"(?: *(?:(?P<nm>1[0-2]|[1-9]) *月)? *(?P<n>\d{1,2}) *[日号])?"
_MD = r"(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d)"
_MD_SLASH = r"(?P<m>1[0-2]|0?[1-9])/(?P<d>[0-3]?\d)"

_WRITTEN = (
    ("月", rf"{_Y}{_M} *(?P<d>[0-3]\d|[1-9])(?=(?:[01]\d|2[0-4]) *:\d\d)", _damaged),
    ("月", rf"{_Y}{_M} *(?P<d>[0-3]\d|[1-9])(?=\d *:\d\d)", _damaged),
    ("月", rf"{_Y}{_M} *份? *{_D}", _day),
    (
        "月",
        rf"{_Y}{_M} *(?P<d>[0-3]?\d)(?![\d.:%个名人项次份级届])(?= *(?:\([^)]{{1,4}}\) *)?(?:[上下"
        r"中]午|晚上|之?前|截止|\d{1,2}:\d\d|[填交报发送收开来去办完]))",
        _day,
    ),
    ("月", r"(?<!\d)(?P<y>20\d\d) ?(?P<m>1[0-2]|0?[1-9])月(?! *\d+ *[日号])", _lost_year),
    ("日", r"(?<![\d.月])(?P<m>[1-9])(?P<d>[0-2]\d|3[01])日(?=前|之前|\()", _damaged),
    (
        "-/.",
        r"(?<![\d.])(?P<y>20\d\d)(?P<s>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>[0-3]?\d)(?![\d.]\d| *[-/.] *\d)",
        _digits,
    ),
    (
        "2",
        r"(?:(?<=[于在至到])|(?<=时间:)|(?<=截止)|(?=\d{8}"
        + _AHEAD
        + r"))(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)",
        _digits,
    ),
    ("月", rf"{_WORD}月(?:份)? *(?:{_D}|{_PART}|(?P<whole>内|份?(?=完成|开展|[,。;])))", _month_word),
    ("月", rf"(?<![\d个几半零一二三四五六七八九十每当])(?<!\d )月{_PART}", _month_word),
    ("月", r"(?<![\d个几每一二三四五六七八九十动传育治习设案学评务])(?<!\d )月(?=内)", _month_word),
    ("旬", r"(?:^|(?<=[,;:、。 )部位委支院员组于在]))(?P<part>中下旬|上中旬|[上中下]旬)", _bare_part),
    ("月", rf"{_Y}{_M}份?的?第(?P<n>[一二三四五1-5])个?(?:周|星期)(?![一二三四五六日])", _month_week),
    ("月", rf"{_Y}{_M}份?(?:{_PART})?(?! *\d)(?!以上|一[课片次])", _month),
    ("季", rf"{_Y}(?:第?(?P<q>[一二三四1-4])季度|(?P<qw>本|下|上)个?季度)(?P<edge>[末底]?)", _quarter),
    ("半年", rf"{_Y}(?<![每近])(?P<half>[上下])半年", _half),
    (
        "年",
        r"(?:(?P<y>20\d\d) *年|(?P<yw>今年|本年度?|明年|当年)?)(?:年底|(?<=年)底|年末|(?<=年)末|"
        r"(?<!周)(?<!\d)年内|(?<=年)内|全年|年终前)",
        _year,
    ),
    (
        "今明后当",
        r"(?<![目])(?P<word>今|明|大后|(?<![然以之前今])后|(?<=[于在,。;:部记员委应])当|^当)(?:天|日)(?!起|"
        r"制|往返|来回|有效)",
        _relative,
    ),
    (
        "次翌同第",
        r"(?P<word>(?<![每\d一两三几多层])次|翌|同|第二)(?:日(?![程常期志])|(?<=第二)天)(?![起制)])",
        _relative,
    ),
    (
        "今明当",
        rf"(?P<word>今|明|当)(?:(?=[早晚夜晨][上里]? *(?:\d|[{_CN}两]))|(?:[晚早]上?|夜里?)(?![报餐会\d{_CN}两]))",
        _relative,
    ),
    ("今", r"今明(?:两|2)?[天日]", _two_days),
    (
        "周星礼",
        r"(?P<word>本|这个?|下下个?|下个?)(?:周|星期|礼拜)(?:(?P<d>[一二三四五六日天])(?!周)"
        rf"{_NUMBERED}|"
        r"(?![一二三四五六日天]|就|又|是(?!否)|要到|\d|[七八九十]*周))",
        _week,
    ),
    (
        "周星礼",
        r"(?<![每第\d双个逢一二三四五六七八九十(末今前后])(?<!(?<!名)单)(?:周|"
        rf"星期|礼拜)(?P<d>[一二三四五六日天])(?!年|边|期|次){_NUMBERED}"
        r"(?= *(?:[上下中]午|晚|之?前|下班|\d|截止|"
        r"[,。(]|[报交给发送收还带拿取补填转寄]|开(?!始)|集合|来|到))",
        _week,
    ),
    ("周星", r"^ *(?:[①-⑳•·●*-] *)?(?:周|星期)(?P<d>[一二三四五六日天])(?=[ :]+\S)", _week),
    ("/.", rf"(?<![\dA-Za-z.:/%第-]){_MD}(?![\d.:/%A-Za-z]){_WHEN_NEXT}[日号]?", _short),
    ("/.", rf"(?<=[-至到]){_MD}(?![\d.:/%A-Za-z]){_UNIT}[日号]?", _short),
    ("/.", rf"^ *(?:[①-⑳•·●\-*]|\d{{1,2}}[、)])? *(?!\d\.\d ){_MD} +(?=[\u4e00-\u9fff“《]){_UNIT}", _short),
    ("/", rf"(?<![\dA-Za-z.:/%第-]){_MD_SLASH}(?![\d.:/%A-Za-z]){_UNIT}(?=[各交报开发给在请\u4e00-\u9fff])", _short),
    (".", rf"(?<![\dA-Za-z.:/%第-]){_MD}(?=[交报发给开截]|召开|举行|集合|到[场会]|提交|上[交传])", _short),
    ("/.", r"(?<=\()(?P<m>1[0-2]|0?[1-9])[./](?P<d>[0-3]?\d)(?=\))", _short),
    ("0123", rf"(?<![\dA-Za-z.:/-])(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01]){_AHEAD}", _short),
    (
        "日号",
        r"(?<![\d月第#.年零一二三四五六七八九十] )(?<![\d月第#.年零一二三四五六七八九十共每路街巷弄道楼栋座幢])(?P<d>"
        r"[1-3]?\d|[一二三四五六七八九十廿]{1,3}) *(?:日|号(?![厅馆室门院线厂教机车桌座展窗]))"
        r"(?!楼|程|常|文|公告|令|期(?!间)|子|游|会|以内|内)",
        _day_only,
    ),
)
_GRAMMAR = tuple((needs, regex(pattern), read) for needs, pattern, read in _WRITTEN)


def elisions(folded: str) -> Iterator[re.Match[str]]:
    """Ranges that write the unit once: 5月22-24日, 4-6月, 10月17、18日."""
    return _ELIDED.finditer(folded)


_ELIDED = regex(
    rf"{_Y}(?P<m>(?<![\d个])(?:1[0-2]|0?[1-9]|十[一二]?|"
    rf"[{_CN[:-1]}])) *(?:月 *(?P<d>{_DIGITS}) *(?P<sep>-+|至|到|、|和) *"
    rf"(?P<d2>{_DIGITS}) *[日号]|份? *(?P<msep>-+|至|到) *(?P<m2>1[0-2]|0?[1-9]|十[一二]?|"
    rf"[{_CN[:-1]}]) *月(?! *(?:\d|[上中下]旬|[底末初]))份?)"
)
