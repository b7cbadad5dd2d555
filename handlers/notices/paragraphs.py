"""From lines to paragraphs: what a page broke is joined again, and every character still knows where it stood.

Extracted text is broken at the paper's edge, inside words and numbers, often with an empty line after each line.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from config.patterns import regex
from handlers.written.text import fold

_ENDS = "。！？；：;!?:…】"
ITEM = regex(
    r" *(?:"
    r"(?P<l1>[一二三四五六七八九十]{1,3} *[、.]|[壹贰叁肆伍陆柒捌玖拾]{1,2}(?:[、.]| +(?=[^ ]))|"
    r"第[一二三四五六七八九十]{1,3}(?:部分|[条章项])|"
    r"[一二三四五六七八九]是(?=[^一-九]))|"
    r"(?P<l2>\([一二三四五六七八九十甲乙丙丁戊己庚]{1,3}\) *、?|[▍▎▌█┃] ?(?=\w))|"
    r"(?P<l3>[甲乙丙丁戊己庚辛壬癸]、|\d{1,2} *[、.](?!\d)|\d{1,2}、(?=\d{1,2} *[月日号])|"
    r"\d{1,2} {2}(?=[^\d ])|第[一二三四五六七八九十]{1,2}(?:[,、:]|[步批阶](?:骤|"
    r"段)?[,:、 ])|\d{1,2}(?=[^\d.:、,年月日号时点个名份次人学天周/%)\-級级届期条款项篇万千百元 \ufe0f\u20e3]"
    r"[^\d]{3}))|"
    r"(?P<l4>\(\d{1,2}\) *、?|\d{1,2}\.\d{1,2} {2}(?=[^\d ])|\d{1,2}\))|"
    r"(?P<l5>[①-⑳❶-❿➀-➓⑴-⒇]|\d\ufe0f?\u20e3|[-•●◆■·▪※★*+☆◇□○▶►➢➤✔✅→▲△▼✦✧❖🔸🔹🔶🔷📌📍👉🔔⭐✨📢] ?"
    r"(?=[^-*\s\d])|-{2} ?(?=[^-*\s\d])|[-*+] )"
    r")"
)
"""The mark of an item, by depth."""
_CIRCLED = regex(r"[①-⑳❶-❿➀-➓⑴-⒇]|\d\ufe0f?\u20e3")
_NEW = regex(
    r" *(?:附件|附表|附:|联系|电话|邮箱|特此|抄送|主题词|注:|备注|时间|地点|参会|参加|对象|各[^,。]{1,20}:|【|#|"
    r"\||>|@)"
)
_PAGE = regex(r" *-? *\d{1,3} *-? *|第 *\d+ *页.*|- *\d+ *-")
_HEAD = regex(r".{0,40}(?:文件|通知|办法|方案|意见|细则|要点|通报|函)$|.{0,30}[〔\[(]\d{4}[〕\])].{0,3}\d+ *号$")
_SIGN = regex(
    r"(?:中共)?.{2,30}(?:委员会|党委|组织部|总支|支部|办公室|人事处|工作部|党校|团委)$|"
    r"(?:\d{4}|二.{3})[年./-].{1,8}日?$"
)
MOST_CHARS, MOST_PARAGRAPHS, LONGEST = 200_000, 4_000, 2_500
"""A longer text is no notice; the rest is not read. A longer line is read in pieces."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One logical line. ``at`` gives each character's place in the whole text, ``lines`` its 1-based line."""

    text: str
    folded: str
    at: Sequence[int]
    lines: Sequence[int]

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def is_row(self) -> bool:
        return _cells(self.text)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    offset: int
    text: str


def paragraphs(text: str) -> list[Paragraph]:
    """The logical lines of a text, empty ones left out."""
    lines = list(_lines(text[:MOST_CHARS]))
    counted = any(_COUNT.fullmatch(line.text.strip()) for line in lines)
    filled = [line for line in lines if line.text.strip() and not _page_mark(line.text.strip(), counted)]
    width = _page_width(filled)
    gap = _usual_gap(filled)
    found: list[list[_Line]] = []
    for line in filled:
        if found and _goes_on(found[-1], line, width, gap):
            found[-1].append(line)
        else:
            found.append([line])
    return _marked([_paragraph(group) for group in found[:MOST_PARAGRAPHS]])


def _page_mark(words: str, counted: bool) -> bool:
    """— 3 —; a bare number is one, but where a column of numbers has its heading on a line of its own."""
    return not (counted and words.isdigit()) and _PAGE.fullmatch(fold(words)) is not None


_COUNT = regex(r"序 *号|编 *号|No\.?")


def _marked(found: list[Paragraph]) -> list[Paragraph]:
    """3.27日下午 behind an item 2. is the third item and the 27th, not a day in March."""
    told: list[Paragraph] = []
    before = 0
    calendar = sum(1 for par in found if _WEEKDAY.match(par.folded)) > 1
    for par in found:
        if calendar and (day := _WEEKDAY.match(par.folded)):
            lead = f"{' ' * day.end('week')} {day['m']}月{day['d']}日"
            par = replace(par, folded=lead + par.folded[day.end() :])
        if week := _WEEK_DAY.match(par.folded):
            par = replace(par, folded=" " * week.end("week") + par.folded[week.end("week") :])
        if ring := _RING.match(par.text):
            par = replace(par, folded=" " * (ring.end() - 1) + "•" + par.folded[ring.end() :])
        if head := _HEADED.match(par.text):
            par = replace(par, folded=par.folded[: head.start("gap")] + ":" + par.folded[head.start("gap") + 1 :])
        if label := _SPACED_LABEL.match(par.folded):
            words = "".join(label["words"].replace("\ufffc", " ").split())
            par = replace(par, folded=words.rjust(label.end("words")) + par.folded[label.end("words") :])
        mark = _MARK.match(par.folded)
        number = int(mark["n"]) if mark else 0
        if mark and mark["day"] and number == before + 1 and (number > 1 or mark["month"]):
            at = mark.end("n")
            par = replace(par, folded=par.folded[:at] + "、" + par.folded[at + 1 :])
        before = number or before
        told.append(par)
    return told


_SPACED_LABEL = regex(r" *(?P<words>[^\W\d]{1,2}(?:[ \ufffc]+[^\W\d]){1,3})[ \ufffc]*:")
"""时  间: is a label whose letters were set apart."""
_WEEKDAY = regex(r" *(?P<week>[一二三四五六日天]) (?P<m>\d{1,2})[./](?P<d>\d{1,2}) ")
"""四 7.2  组织部来院督导: a line of a week's calendar."""
_WEEK_DAY = regex(r" *(?P<week>(?:本?周|星期)[一二三四五六日天末]) *(?=\d{1,2} *[日号](?![\d间]))")
"""周五 18日 15:00: the day of the month tells which, the day of the week only says so again."""
_RING = regex(r"[ \u3000]*[○〇](?=[^零〇一二三四五六七八九十百\d]|[ \u3000])")
"""○ 三月: a mark, and no nought."""
_MARK = regex(r" *(?P<n>\d{1,2}) *[.、](?P<day>\d{1,2}(?: *[日号]|(?P<month>[./])\d{1,2}(?=[日前之(周])))?")


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        pieces = range(0, max(1, len(line)), LONGEST)
        found += [_Line(number, offset + at, line[at : at + LONGEST]) for at in pieces]
        offset += len(line) + 1
    return found


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text.strip())


def _page_width(lines: Sequence[_Line]) -> float:
    """How wide a full line of the page is; 0 where the lines were not broken by a page."""
    widths = Counter(round(_width(line.text)) for line in lines)
    long = [width for width in widths.elements() if 12 <= width <= 60]
    if len(long) < 4:
        return 0
    top = sorted(long)[-max(1, len(long) // 5)]
    near = sum(1 for width in long if top - 3 <= width <= top + 2)
    longer = sum(1 for line in lines if _width(line.text) > top + 6)
    return top if near >= max(4, len(lines) // 6) and longer <= len(lines) // 20 else 0


def _usual_gap(lines: Sequence[_Line]) -> int:
    """2 where an empty line stands after nearly every line, else 1."""
    gaps = Counter(later.number - line.number for line, later in pairwise(lines))
    return 2 if gaps[2] > 2 * gaps[1] else 1


def _goes_on(group: list[_Line], line: _Line, width: float, gap: int) -> bool:
    before, after = group[-1].text.rstrip(), line.text.strip()
    if line.number == group[-1].number or sum(len(one.text) for one in group) + len(after) > LONGEST:
        return False
    if line.number - group[-1].number > gap or _cells(before) or _cells(after):
        return False
    folded, first = fold(after), fold(before.strip())
    if _MONTH.fullmatch(folded) or _MONTH.fullmatch(first) or (_DAY.match(folded) and not _CUT_RANGE.search(first)):
        return False
    if (ITEM.match(folded) and not _mid_number(first, folded)) or _CIRCLED.match(after) or _NEW.match(folded):
        return False
    if before[-1] in _ENDS and not (before[-1] in "：:" and width and _width(before) >= width - 1):
        return False
    if (
        _GOES_ON.match(folded)
        or _mid_number(first, folded)
        or _open(group)
        or (_DAY_ENDS.search(first) and (_DAY_GOES_ON.fullmatch(folded) or _BEFORE.match(folded)))
    ):
        return True
    if _SIGN.fullmatch(folded) or (_HEAD.fullmatch(first) and not _HEAD.match(first + folded)):
        return False
    if first.startswith("关于") and not _HEAD.fullmatch(first) and _HEAD.fullmatch(first + folded) and len(folded) < 30:
        return True
    if before[-1] in "，、,—" and (_width(before) >= 10 or _DATE_AHEAD.match(folded)):
        return True
    # A paragraph that runs over lines already ends with a mark, and nowhere else.
    full = _width(before) >= (width - 2.5 if _HEAD.fullmatch(first) else width * _NEARLY)
    return bool(width) and (full or (len(group) > 1 and not _HEAD.fullmatch(first)))


_MONTH = regex(r"\W?(?:20\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?\W{0,2}")
_DAY = regex(
    r" *\d{1,2}[日号](?:\([^()]{1,3}\))?(?: *[-至到] *\d{1,2}[日号](?:\([^()]{1,3}\))?)?(?:\d{1,2}:\d\d)?前? +\S"
)
"""五月, and 15日前    填报…: lines of a calendar stand alone."""
_NEARLY = 0.84
"""Digits and Latin letters are narrower than the half that they are counted for; a line of many of them looks short."""


def _cells(line: str) -> bool:
    """A row of a table: what stands in it goes on in no other line."""
    words = _SET_APART.sub("", line.strip())
    if _HEADED.match(words):
        return False
    if "\t" in words or _COLUMNS.search(words) or STROKES.search(words):
        return True
    return sum(words.count(bar) for bar in "|｜") > 1


STROKES = regex(r"\S +[/／] +\S.* [/／] +\S")
"""编号 / 任务 / 谁来做: cells that are parted by strokes."""
_COLUMNS = regex(r"[^\s:：](?: {3,}|\u3000{2,})[^\s]|^\|")
_SET_APART = regex(r"^[^\W\d]{1,2}(?:[ \u3000]+[^\W\d]){1,3}[ \u3000]*[:：][ \u3000]*")
"""时    间：9月17日: a label whose letters stand apart is no cell."""
_HEADED = regex(
    r"(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])[^\s，。；：（）,;:()]{2,8}"
    r"(?P<gap> {3,}|\u3000{2,})(?!.*(?: {3,}|\u3000{2}|[\t|｜])).*[。；：，;:,]"
)
"""一、时间安排　　开班式：…；结业考试：…: a heading that a gap parts from its text, and no row."""


_DAY_ENDS = regex(r"\d *[日号]$")
_DAY_GOES_ON = regex(
    r" *(?:\((?:星期|周)[一二三四五六日天]\))? *(?:[上下]午|中午|"
    r"晚上?)? *(?:\d{1,2}[:点] *\d{0,2}分?)? *(?:下班)?(?:之?前|截止|止)?"
)
"""1月20日 | (星期二)前: a cell that was broken in two."""
_BEFORE = regex(r"(?:之|以)?前(?=[向将把报送交提填上由各,。])(?!提)")
"""3月6日 | 前向组织部报送总结."""


def _mid_number(before: str, after: str) -> bool:
    """A date or number that the page cut: 4 月 1 | 7 日, 6月29日- | 7月3日, 5 | 月6日, 12月 | 6日前."""
    if _CUT_RANGE.search(before) and _DATE_AHEAD.match(after):
        return True
    if _CUT_HOUR.search(before) and after[:1].isdigit():
        return True
    if (_CUT_MONTH.search(before) and _DAY_AHEAD.match(after)) or (
        _CUT_YEAR.search(before) and _MONTH_AHEAD.match(after)
    ):
        return True
    if (month := _MONTH_AHEAD.match(after)) and (_WHOLE_HOUR.search(before) or int(_tail(before) + month[1]) > 12):
        return False  # 敬业楼A101 | 9月19日
    return before[-1:].isdigit() and bool(_REST.match(after)) and bool(_CUT.search(before))


def _tail(words: str) -> str:
    return words[len(words.rstrip("0123456789")) :][-3:]


_MONTH_AHEAD = regex(r"(\d{1,2}) *月 *\d{1,2} *[日号]")
_WHOLE_HOUR = regex(r"\d:\d\d$")


_GOES_ON = regex(r" *(?:如下|后|者|者的|的|等|以及|之内|之前|为止)[:。,]")
"""现将有关事项通知 | 如下：what never begins a line."""
_CUT_HOUR = regex(r"\d:\d?$")


_CUT_MONTH, _DAY_AHEAD = regex(r"[^\d\s:] *\d{1,2} *月$"), regex(r"\d{1,2} *[日号](?!程)")
_CUT_YEAR = regex(r"[^\d\s:] *20\d\d *年$")
_CUT_RANGE = regex(r"[日月周)\d] *[-至到]$")
_DATE_AHEAD = regex(r"\d{1,2} *[月日]|\d{4}年")
_REST = regex(r"\d? *[月日年号](?!程)|\d *(?:个|名|人|次|学时|:|点|时)")
_CUT = regex(r"(?:[年月于在至到-]|[^\d\s]) *\d{1,3}$")


def _open(group: list[_Line]) -> bool:
    """A title or bracket that was opened and not closed: no line ends there."""
    text = "".join(line.text for line in group)[-120:]
    return any(text.rfind(first) > text.rfind(last) for first, last in ("《》", "（）", "“”", "〔〕"))


def _paragraph(group: Sequence[_Line]) -> Paragraph:
    text: list[str] = []
    at: list[int] = []
    numbers: list[int] = []
    for index, line in enumerate(group):
        words = line.text.rstrip()
        left = 0 if index == 0 and "\t" in words else len(words) - len(words.lstrip())
        text.append(words[left:])
        at.extend(range(line.offset + left, line.offset + len(words)))
        numbers.extend([line.number] * (len(words) - left))
    joined = "".join(text)
    return Paragraph(joined, fold(joined), at, numbers)
