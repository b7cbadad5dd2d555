"""Tables in lines of text: a row is a line, its cells are parted by tabs, bars or wide gaps; or a cell is a line.

Which column tells the time, the work or the party is read from the headings. A cell that a merge left empty has the
value of the row above.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.patterns import regex
from handlers.notices.actors import actor_named
from handlers.notices.paragraphs import STROKES, Paragraph
from handlers.notices.structure import FOOT

SPEAKER = regex(r"(?:主讲|授课|讲课|任课)(?:人员?|教师|老师|嘉宾|专家)?|讲师|教师")
_HEADERS = (
    ("speaker", SPEAKER),
    ("problem", regex(r".{0,4}(?<!答疑)问题(?:表现|描述|清单|类别)?")),
    ("state", regex(r"(?:整改|工作|目前|最新)?(?:进展|状态)(?:情况)?|(?:完成|落实|办理)情况")),
    ("start", regex(r"(?:开始|起始|启动|开工)(?:时间|日期)?|起")),
    ("no", regex(r"序号|编号|No\.?|号")),
    (
        "time",
        regex(
            r".{0,6}(?:时间|日期|时限|期限|节点|进度|月份|截止|时段|周次).{0,4}|(?:什么|啥)时候.{0,2}|"
            r"何时.{0,2}|星\s*期|周\s*几|哪[天日].{0,2}|几[号日].{0,4}"
        ),
    ),
    (
        "contact",
        regex(
            r"(?:对接|接收|收件|收取|经办)人|(?:提交|接收|报至|交至|送至)(?:单位|部门|处|对象|方)?|(?:报送|"
            r"上报)(?:至|对象|到)|(?:报送)?去向|收件方|[交报发送]?给谁|[交报发送]给|[交报发送]到哪.{0,2}|报送邮箱"
        ),
    ),
    (
        "actor",
        regex(
            r".{0,4}(?:责任|负责|承办|牵头|准备|参加|参与|实施|组织|报送|执行|完成|主办)?(?:单位|"
            r"主体|部门|(?<!联系)人员?|党支部|支部|党组织|对象|范围|责任人|负责人)(?:\(.{1,8}\))?|"
            r"(?:谁|由谁|哪[个些].{0,4})(?:来)?(?:做|负责|干|办|参加|牵头|去|交|落实|管|准备|出|报|写|供稿|提供|撰稿)?|承办|主办|责任|(?:承担|执行|落实|经办|参加|办理|完成|实施|主责)[者方人]|牵头|"
            r"分工|负责"
        ),
    ),
    (
        "task",
        regex(
            r".{0,4}(?:工作|内容|事项|任务|项目|活动|环节|阶段|步骤|主题|议题|会议|班次|课题)(?:内容|名称|"
            r"安排|任务|事项|要点)?.{0,4}|(?:做|干|办|交)(?:什么|啥|哪些).{0,2}|(?:什么|啥)事情?|课程|议程"
        ),
    ),
    ("paper", regex(r".{0,4}(?:材料|成果|报送内容|提交内容|资料).{0,4}")),
    ("note", regex(r".{0,4}(?:备注|说明|地点|要求|形式|方式|标准|标志|措施|说明事项).{0,4}")),
)
_PAPER_FIRST = regex(r"(?:报送|提交|上报)(?:内容|材料)|材料")
_GAP = regex(r"\t| {2,}|\u3000{1,}")
_BAR = regex(r"[|｜]")
_RULE = regex(r"[\s|:：+\-—=]+")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    first: int
    last: int
    par: Paragraph


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column kind; ``own`` says which stand in this row and were not taken over from above."""

    par: Paragraph
    cells: dict[str, Cell]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    end: int
    """The first paragraph behind it."""


def table_at(found: Sequence[Paragraph], index: int) -> Table | None:
    """The table whose headings stand here, if there is one."""
    cells = _respelled(cells_of(found[index]))
    if headings := _headings(cells):
        return _rows(found, index, headings)
    for gap in (_BLANK, _SLASH):
        if headings := _headings(_words(found[index], gap)):
            return _rows(found, index, headings, gap)
    return None


def cells_of(par: Paragraph) -> list[Cell]:
    """The cells of a line; one cell where it is no row."""
    text = par.text
    bars = len(_BAR.findall(text)) if par.is_row else 0
    if bars > 1 and (text.strip()[0] not in "|｜" or text.rstrip()[-1] not in "|｜"):
        return _split(par, _BAR, 0, len(text))
    if bars and text.strip()[0] in "|｜":
        first = text.index(text.strip()[0]) + 1
        return _split(par, _BAR, first, len(text.rstrip()) - (text.rstrip()[-1] in "|｜"))
    if "\t" in text:
        return _split(par, _TAB, 0, len(text))
    if par.is_row:
        return _split(par, _SLASH if STROKES.search(text) else _GAP, len(text) - len(text.lstrip()), len(text))
    return [Cell(text.strip(), 0, len(text), par)]


_TAB = regex(r"\t")


def _words(par: Paragraph, gap: re.Pattern[str]) -> list[Cell]:
    """A line whose cells are parted by single blanks or strokes: only a table's headings tell that it is one."""
    return _split(par, gap, 0, len(par.text)) if gap.search(par.text.strip()) and len(par.text) < 80 else []


_BLANK, _SLASH = regex(r"[ \u3000]+"), regex(r" +[/／] +")


def _split(par: Paragraph, pattern: re.Pattern[str], first: int, last: int) -> list[Cell]:
    cells, at = [], first
    for gap in pattern.finditer(par.text, first, last):
        cells.append(_cell(par, at, gap.start()))
        at = gap.end()
    return [*cells, _cell(par, at, last)]


def _cell(par: Paragraph, first: int, last: int) -> Cell:
    words = par.text[first:last]
    left = len(words) - len(words.lstrip())
    return Cell(words.strip(), first + left, first + left + len(words.strip()), par)


def _headings(cells: Sequence[Cell]) -> dict[int, str]:
    """Column kinds by place; empty where this is no row of headings."""
    if len(cells) < 2:
        return {}
    kinds: dict[int, str] = {}
    twice = 0
    for index, cell in enumerate(cells):
        kind = header(cell.text)
        twice += kind not in (None, "note") and kind in kinds.values()
        before = next((at for at, known in kinds.items() if known == "time"), None)
        if kind == "time" and before is not None and (other := farther(cells[before].text, cell.text)) is not None:
            kinds[before] = other
        if kind == "actor" and _DOER.search(cell.text) and (met := _met(kinds, cells)) is not None:
            del kinds[met]  # 对象 | 责任人: who does it counts
        if kind == "task" and (stage := _stage_column(kinds, cells)) is not None:
            del kinds[stage]  # 阶段 | 做什么: what is done counts
        if kind and kind not in kinds.values():
            kinds[index] = kind
        elif kind == "note" and "more" not in kinds.values():
            kinds[index] = "more"
    named = set(kinds.values())
    filled = [cell for cell in cells if cell.text]
    if "start" in named and "time" not in named:
        kinds = {at: "time" if kind == "start" else kind for at, kind in kinds.items()}
        named = set(kinds.values())
    if "time" in named and "hour" not in named and (hour := _hour_column(kinds, cells)) is not None:
        kinds[hour] = "hour"
    if "time" in named and named & {"task", "actor", "paper", "note"} and len(kinds) + twice >= len(filled) - 2:
        return _with_task(kinds, cells)
    return {}


def _stage_column(kinds: dict[int, str], cells: Sequence[Cell]) -> int | None:
    return next((at for at, kind in kinds.items() if kind == "task" and STAGE.fullmatch(cells[at].text)), None)


STAGE = regex(r"(?:工作)?(?:阶\s*段|环\s*节|步\s*骤|类\s*别)|项目类别")


def _respelled(cells: Sequence[Cell]) -> Sequence[Cell]:
    """时  间 | 承  办: a heading whose letters were set apart is one cell."""
    merged: list[Cell] = []
    for cell in cells:
        before = merged[-1] if merged else None
        if before and len(cell.text) == 1 and len(before.text) == 1:
            merged[-1] = Cell(before.text + cell.text, before.first, cell.last, cell.par)
        else:
            merged.append(cell)
    return merged


def farther(before: str, later: str) -> str | None:
    """What an earlier column of times is where the later one binds; None where it binds itself.

    月份 | 完成时限: the month of bare days. 时间 | 报名截止: when it is held. 学校时间 | 学院时间: others' time.
    """
    first = before.strip()
    if _LOOSE_TIME.fullmatch(first):
        return "month" if _CLOSER.search(later) else None
    if _ANY_TIME.fullmatch(first):
        return "held" if _CLOSES.search(later) else None
    return "" if _UPPER.match(first) and not _UPPER.match(later.strip()) else None


_CLOSER = regex(r"时限|截止|期限|节点|日期|完成|时间")
_LOOSE_TIME = regex(r"月\s*份|周\s*次|时段|阶段|学期|月|周")
_ANY_TIME = regex(r"(?:工作|计划|活动|培训|开班|举办|安排|办班)?(?:时\s*间|日\s*期)")
_CLOSES = regex(r"时限|截止|期限|(?:完成|报送|提交|上报)时间")
_UPPER = regex(r"学校|校级|校党委|校里|上级|省|组织部|党委")


def _hour_column(kinds: dict[int, str], cells: Sequence[Cell]) -> int | None:
    """日期 | 时间: the second tells the hour of the first's day."""
    day = next(at for at, kind in kinds.items() if kind == "time")
    later = (at for at, cell in enumerate(cells) if at > day and at not in kinds)
    if not _DAYS.search(cells[day].text):
        return None
    return next((at for at in later if _HOURS.fullmatch(cells[at].text)), None)


def hours_of(day: Paragraph, hour: Paragraph) -> bool:
    """日期 and below it 时间, each a heading."""
    return bool(_DAYS.search(day.text) and _HOURS.fullmatch(hour.text.strip()))


_HOURS = regex(r"(?:具体|起止|上课|活动|会议)?(?:时\s*间|时\s*段|钟点)")
_DAYS = regex(r"日\s*期|月\s*份|哪天|几号|星\s*期|周\s*几|天")


_DOER = regex(r"责任|负责|承办|牵头|实施|报送|执行|完成|主办|组织单位")
_MET = regex(r"(?:工作|走访|慰问|参加|参与|培训)?(?:对象|范围|人员)")


def _met(kinds: dict[int, str], cells: Sequence[Cell]) -> int | None:
    return next((at for at, kind in kinds.items() if kind == "actor" and _MET.fullmatch(cells[at].text.strip())), None)


def _with_task(kinds: dict[int, str], cells: Sequence[Cell]) -> dict[int, str]:
    """A column of work is needed: the first that is not told apart."""
    measure = next((at for at, kind in kinds.items() if kind == "note" and MEASURES.search(cells[at].text)), None)
    if "task" not in kinds.values() and measure is not None:
        kinds[measure] = "task"  # 问题 | 整改措施: what is done about it
    paper = next((index for index, kind in kinds.items() if kind == "paper"), None)
    if "task" not in kinds.values() and paper is not None and _THINGS.search(cells[paper].text):
        kinds[paper] = "task"
    if "task" not in kinds.values():
        spare = [at for at in range(len(cells)) if at not in kinds and not _PERSON.fullmatch(cells[at].text.strip())]
        other = next((index for index in spare), None)
        if other is None:
            other = next((index for index, kind in kinds.items() if kind == "paper"), None)
        if other is None and "actor" not in kinds.values():
            other = next((index for index, kind in kinds.items() if kind == "note"), None)
        if other is not None:
            kinds[other] = "task"
    return kinds


MEASURES = regex(r"措施|举措|做法")
_PERSON = regex(r".{0,6}人|组别|电话|联系方式|批次|分组|场次|工号|学号")
_THINGS = regex(r"名称|^材料$|内容")


def header(text: str) -> str | None:
    """Which kind of column such a heading names."""
    words = "".join(text.split()).replace("（", "(").replace("）", ")")
    if not (1 < len(words) <= 10 or words == "谁") or _NUMBERED.match(words):
        return None
    if _PAPER_FIRST.match(words):
        return "paper"
    return next((kind for kind, pattern in _HEADERS if pattern.fullmatch(words)), None)


_NUMBERED = regex(r"[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、]")


def _rows(
    found: Sequence[Paragraph], index: int, headings: dict[int, str], gap: re.Pattern[str] | None = None
) -> Table:
    rows: list[Row] = []
    above: dict[str, Cell] = {}
    at = index + 1
    while at < len(found):
        par = found[at]
        cells = cells_of(par)
        if len(cells) <= max(headings) and len(whole := _split(par, _BAR, 0, len(par.text))) == max(headings) + 1:
            cells = whole  # | 重温誓词 | 各支部 |: the bars part cells, and the outer ones are empty
        if not par.is_row and _as_row(words := _words(par, gap or _BLANK), par, max(headings) + 1, gap is not None):
            cells = words
        if _RULE.fullmatch(par.text):
            at += 1
            continue
        if FOOT.fullmatch(par.folded.strip()):
            break
        if len(cells) < 2 and not (at + 1 < len(found) and found[at + 1].is_row and len(par.text) <= 40):
            break
        if len(cells) < 2 and _headings(_respelled(cells_of(found[at + 1]))) not in ({}, headings):
            break  # the title of another table
        if len(cells) < 2 or _headings(cells) == headings or _SUM.match(cells[0].text):
            at += 1
            continue
        own = {headings[place]: cell for place, cell in enumerate(cells) if place in headings and _says(cell)}
        if len(cells) < max(headings) + 1 and "\t" not in par.text and "|" not in par.text:
            own = _aligned(cells, headings)
        rows.append(row_of(par, own, above))
        above = rows[-1].cells
        at += 1
    return Table(tuple(rows), at)


def _says(cell: Cell) -> bool:
    return bool(cell.text) and _RULE.fullmatch(cell.text) is None


_SUM = regex(r"(?:合|总|小)\s*计")


def _as_row(words: Sequence[Cell], par: Paragraph, wide: int, spaced: bool) -> bool:
    """A line whose cells are parted by single blanks, below headings that are parted so too."""
    if _LABELLED.match(par.folded):
        return False
    return len(words) == wide or (spaced and 1 < len(words) < wide and not par.folded.rstrip().endswith("。"))


_LABELLED = regex(r" *(?:[^,。;:()\d ]{2,4} *: *[^\d ]|(?:填表|制表|更新|打印)[^,。;:()\d ]{0,3} *:)")
"""填表：党办, below a table."""


def _aligned(cells: Sequence[Cell], headings: dict[int, str]) -> dict[str, Cell]:
    """A row of fewer cells, parted by gaps: each goes where its words fit."""
    kinds = [headings.get(place, "") for place in range(max(headings) + 1)]
    own: dict[str, Cell] = {}
    for cell in cells:
        wanted = "actor" if actor_named(cell.text) and "actor" not in own and "task" in own else None
        timeless = not _TIME_WORDS.search(cell.text)
        left = (one for one in kinds if one and one not in own and not (one in TIMES and timeless))
        kind = wanted or next(left, None)
        if kind and _says(cell):
            own[kind] = cell
    return own


TIMES = ("time", "month")
_TIME_WORDS = regex(r"\d|[一二三四五六七八九十] *[月日号]|[前后底初旬]|周|星期|每|即日|待定|另行|未定|全年|常年|季")


_SAME = regex(r"[同如]上|同前|[〃″”\"]")


def row_of(par: Paragraph, own: dict[str, Cell], above: dict[str, Cell]) -> Row:
    """The row, with what a merge left empty taken over from the row above."""
    cells = dict(own)
    for kind in ("time", "month", "actor", "speaker"):
        same = kind in own and _SAME.fullmatch(own[kind].text.strip())
        if (same or kind not in cells) and kind in above and "task" in own:
            cells[kind] = above[kind]
    return Row(par, cells, frozenset(own))
