"""Tables whose columns were lost: every cell a line of its own, or every row a block of labelled lines.

时间 / 责任主体 / 工作内容 / 9月11日前 / 党总支 / …      or      1．编制计划 / 责任主体：各党支部 / 完成时限：3月13日
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.patterns import regex
from handlers.notices.actors import actor_at, actor_named
from handlers.notices.paragraphs import ITEM, Paragraph
from handlers.notices.tables import MEASURES, STAGE, Cell, Row, Table, farther, header, hours_of, row_of
from handlers.written.text import fold

Dated = Callable[[str], bool]
"""Whether a cell tells a time."""


def unrolled_at(found: Sequence[Paragraph], index: int, dated: Dated) -> Table | None:
    """The table that begins here with its headings, one below the other."""
    kinds, sure = _columns(found, index)
    if "no" in kinds[1:2] or (kinds[:2] == ["task", "time"] and _named_below(found[index + 1 : index + len(kinds)])):
        return None  # 工作提示单, and below it 序号 or 事项: a title
    if len(kinds) < 3 or not {"time", "task"} <= set(kinds):
        return None
    cells: list[tuple[dict[str, Cell], int]] = []
    for wide in range(sure, len(kinds) + 1):
        # The last headings may be cells already, or name a column as an earlier one did: what fits all rows is right.
        at, columns = index + wide, kinds[:wide]
        if cells := _even(found, at, columns, dated):
            break
    if not cells:
        at, columns = index + sure, kinds[:sure]
        cells = list(_cells(found, at, columns, dated, _close(found[index : at + 1])))
    rows: list[Row] = []
    above: dict[str, Cell] = {}
    for own, _ in cells:
        rows.append(row_of(next(iter(own.values())).par, own, above))
        above = rows[-1].cells
    return Table(tuple(rows), at + sum(many for _, many in cells))


def _named_below(headings: Sequence[Paragraph]) -> bool:
    return any(header(one.text.strip()) == "task" for one in headings)


def _close(headings: Sequence[Paragraph]) -> bool:
    """No empty line stands between the headings: one between the cells is an empty cell."""
    return all(later.line - one.lines[-1] == 1 for one, later in pairwise(headings))


_MOST_COLUMNS = 12


def _columns(found: Sequence[Paragraph], index: int) -> tuple[list[str], int]:
    """What the lines name as headings, one kind each; how many of them are headings for certain."""
    kinds: list[str] = []
    sure, at = 0, index
    end = min(len(found), index + _MOST_COLUMNS)
    while at < end and not found[at].is_row and (kind := _column(found, at, kinds)) is not None:
        kind, twice = _told_apart(kind, kinds, found[index:at], found[at])
        kinds.append(kind)
        sure = sure if twice else len(kinds)
        at += 1
    if "task" not in kinds and "paper" in kinds:
        kinds[kinds.index("paper")] = "task"
    return kinds, sure


def _told_apart(kind: str, kinds: list[str], before: Sequence[Paragraph], heading: Paragraph) -> tuple[str, bool]:
    """The same, or what the column is whose kind one of those before it has; whether one has."""
    if kind not in kinds:
        return kind, False
    first = before[kinds.index(kind)]
    if kind == "task" and STAGE.fullmatch(first.text.strip()):
        kinds[kinds.index(kind)] = ""
        return kind, False  # 阶段 / 任务: what is done counts
    if kind == "time" and (other := farther(first.text, heading.text)) is not None:
        kinds[kinds.index(kind)] = other
        return kind, False
    if kind == "time" and "hour" not in kinds and hours_of(first, heading):
        return "hour", True
    return "more" if kind == "note" and "more" not in kinds else "", True


def _column(found: Sequence[Paragraph], at: int, kinds: Sequence[str]) -> str | None:
    """Which column a heading names; "" where it names none that is known, yet stands among such as are."""
    text = found[at].text.strip()
    kind = header(text)
    if kind:
        return "task" if kind == "note" and "task" not in kinds and MEASURES.search(text) else kind
    after = header(found[at + 1].text.strip()) if at + 1 < len(found) else None
    strange = kinds and len(text) <= 6 and not _STOPS.search(found[at].folded)
    return "" if strange and after and after not in kinds else None


_STOPS = regex(r"[\d,。;:()]")


def _even(found: Sequence[Paragraph], at: int, kinds: Sequence[str], dated: Dated) -> list[tuple[dict[str, Cell], int]]:
    """The rows where each has all its cells, so that every so many lines begin one; else none."""
    wide, time = len(kinds), kinds.index("time")
    end = next((index for index in range(at, len(found)) if _ends(found[index])), len(found))
    rows: list[tuple[dict[str, Cell], int]] = []
    for first in range(at, end - wide + 1, wide):
        lines = found[first : first + wide]
        words = lines[time].text.strip()
        if not (dated(words) or _TIMELY.fullmatch(lines[time].folded) or _MOMENT.fullmatch(words)):
            break
        if any(dated(one.text) and len(one.text) < 12 for place, one in enumerate(lines) if kinds[place] == "task"):
            break
        cells = {kind: Cell(one.text.strip(), 0, len(one.text), one) for kind, one in zip(kinds, lines, strict=True)}
        cells.pop("", None)
        rows.append((cells, wide))
    return rows if len(rows) > 1 and end - at - wide * len(rows) < wide else []


_TIMELY = regex(
    r" *(?:[同如]上|同前|[同与]第? *\d{1,2} *[项条](?:相同|一致)?|"
    r"〃|″|待定|另行通知|时间[未待]定|未定|长期|常态化?|全年|即日起|及时|随时|每.{1,8}|"
    r"长期.{0,3}|[视由按待].{1,10}|.{0,8}(?:[前后内底初旬]|假|期间|学期|当[天日]).{0,3})"
)
"""同上, 会后及时, 寒假前: a cell of the column of times that tells no day."""


def _cells(
    found: Sequence[Paragraph], at: int, kinds: Sequence[str], dated: Dated, close: bool
) -> Iterator[tuple[dict[str, Cell], int]]:
    """Each row's cells by kind, and how many lines they take."""
    own: dict[str, Cell] = {}
    place, line, many = 0, found[at - 1].lines[-1], 0
    for par in found[at:]:
        if _ends(par):
            break
        text = par.text.strip()
        if "time" in own and kinds[place - 1] == "time" and _HOUR.fullmatch(par.folded):
            own["time"] = _joined(own["time"], par)
            line, many = par.lines[-1], many + 1
            continue
        blanks = par.line - line - 1 if close else 0
        where = _fits(text, kinds, place + blanks, dated)
        if where is None:
            if own:
                yield own, many
            own, many, where = {}, 0, _fits(text, kinds, 0, dated) or 0
        own[kinds[where]] = Cell(text, 0, len(par.text), par)
        place, line, many = where + 1, par.lines[-1], many + 1
    if own:
        yield own, many


_HOUR = regex(
    r" *(?:[上下]午|中午|晚上?)? *(?:\d{1,2}[:点](?:\d\d分?)?|下班|中午|\d{1,2}时)(?:之?前|截止|-\d{1,2}:\d\d|"
    r"起|开始)? *"
)


def _joined(cell: Cell, more: Paragraph) -> Cell:
    """10月12日（周一）and below it 10:00前: one cell."""
    par = cell.par
    both = Paragraph(par.text + more.text, par.folded + more.folded, [*par.at, *more.at], [*par.lines, *more.lines])
    return Cell(cell.text + more.text.strip(), 0, len(both.text), both)


def _ends(par: Paragraph) -> bool:
    return (
        bool(_END.match(par.folded.strip()))
        or (par.is_row and ":" in par.folded)
        or (len(par.text) > 40 and par.folded.rstrip().endswith("。"))
    )


_END = regex(
    r"[一二三四五六七八九十]{1,2}、|附件|联系人|特此|(?:备注|注|说明|提示|附|[^,。;:]{0,4}事项) *\d? *[:：]|"
    r"(?:以上|请各|各单位)[^。]{4,}。$"
)
_MOMENT = regex(
    r"[^,。;]{2,14}(?:\d{1,3}|[一两二三四五六七八九十]{1,2})个?(?:工作日|天|日|周|月)(?:之?内|前|后)|"
    r"[^,。;]{2,8}(?:当天|当日|次日)"
)
"""收到请示5个工作日内, 选举日当天."""


_PART = regex(r" *(?:全天|[上下]午|晚上?|中午)? *(?:\d{1,2}[:点时].{0,12})?")
_MONTH = regex(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?")


def _fits(text: str, kinds: Sequence[str], place: int, dated: Dated) -> int | None:
    timely = dated(text) or _MOMENT.fullmatch(text) is not None
    for index in range(place, len(kinds)):
        kind = kinds[index]
        if kind == "no":
            fits = text.isdigit()
        elif kind == "hour":
            fits = timely or _PART.fullmatch(fold(text)) is not None
        elif kind in ("month", "held"):
            fits = timely or _MONTH.fullmatch(text) is not None
        elif kind == "time":
            fits = timely or (index == place > 0 and _TIMELY.fullmatch(text) is not None)
        elif kind == "actor":
            named = actor_named(text)
            fits = named is not None and len(text) <= 16
        else:
            fits = not (timely and len(text) < 16 and "time" in kinds) and not text.isdigit()
        if fits:
            return index
    return None


# ---- a table is a run of records: 时间：… / 事项：… / 责任：…, and the same labels again


@dataclass(frozen=True, slots=True)
class _Field:
    label: Paragraph
    cell: Cell
    lines: int

    @property
    def name(self) -> str:
        """活动 for 活动一 and 活动二."""
        return _COUNTED.sub("", "".join(self.label.text.split()))


def records_at(found: Sequence[Paragraph], index: int) -> Table | None:
    """The records that begin here, each with the labels of the first: on the line of what they tell, or above it."""
    records: list[list[_Field]] = []
    at, labels = index, _labels(found, index)
    while (field := _field(found, at, labels)) is not None:
        if not records or field.name == records[0][0].name:
            records.append([])
        elif not _belongs(field, records):
            break
        records[-1].append(field)
        at += field.lines
    cells = [_by_kind(record) for record in records]
    whole = [own for own in cells if {"time", "task"} <= set(own)]
    if len(whole) < 2:
        return None
    if len(records[-1]) == 1:
        at -= records.pop()[0].lines  # the text goes on as prose
    rows = [Row(own["task"].par, own, frozenset(own)) for own in cells[: len(records)] if "task" in own]
    return Table(tuple(rows), at)


def _labels(found: Sequence[Paragraph], index: int) -> list[str]:
    """Every other line up to where the first of them stands again; none where it does not."""
    first = found[index].text.strip()
    places = range(index + 2, min(len(found), index + 2 * _MOST_COLUMNS), 2) if header(first) else ()
    again = next((at for at in places if found[at].text.strip() == first), index)
    return [found[at].text.strip() for at in range(index, again, 2)]


def _field(found: Sequence[Paragraph], at: int, labels: Sequence[str]) -> _Field | None:
    """A label and what it tells, on the same line or, below one of those labels, on the next."""
    if at >= len(found) or found[at].is_row or ITEM.match(found[at].folded):
        return None
    par = found[at]
    if field := _FIELD.match(par.folded):
        first, last = field.span("label")
        label = Paragraph(par.text[first:last], par.folded[first:last], par.at[first:last], par.lines[first:last])
        return _Field(label, Cell(par.text[field.end() :].strip(), field.end(), len(par.text.rstrip()), par), 1)
    if par.text.strip() not in labels or at + 1 >= len(found) or found[at + 1].text.strip() in labels:
        return None
    told = found[at + 1]
    return _Field(par, Cell(told.text.strip(), 0, len(told.text), told), 2)


def _belongs(field: _Field, records: Sequence[Sequence[_Field]]) -> bool:
    """Whether the label is one of the first record's, or stands for one of those: 报备截止 for 报送截止."""
    told = {one.name for one in records[-1]}
    if len(records) == 1 or field.name in {one.name for one in records[0]}:
        return field.name not in told
    kind, last = header(field.name), records[-1]
    known = [header(one.name) for one in records[0]]
    return kind is not None and known.count(kind) > [header(one.name) for one in last].count(kind)


def _by_kind(record: Sequence[_Field]) -> dict[str, Cell]:
    kinds: list[str] = []
    for place, field in enumerate(record):
        kind = header(field.name) or ""
        kinds.append(_told_apart(kind, kinds, [one.label for one in record[:place]], field.label)[0] if kind else "")
    own = {kind: field.cell for kind, field in zip(kinds, record, strict=True) if kind}
    if "task" not in own and "paper" in own:
        own["task"] = own.pop("paper")
    return own


_COUNTED = regex(r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})$")


# ---- a row is a block of labelled lines


def in_line_at(found: Sequence[Paragraph], index: int) -> Table | None:
    """内容：修订议事规则；责任：各学院党委；时限：4月30日: a row whose cells are labelled, one behind the other."""
    par, own, at = found[index], {}, 0
    for part in par.folded.split(";"):
        label = _LABEL.match(part)
        kind = header(label["label"]) if label else None
        if label is None or kind is None or kind in own:
            return None
        last = at + len(part.rstrip(" 。"))
        own[kind] = Cell(par.text[at + label.end() : last].strip(), at + label.end(), last, par)
        at += len(part) + 1
    return Table((Row(par, own, frozenset(own)),), index + 1) if {"task", "time"} <= set(own) else None


_LABEL = regex(r" *(?P<label>[^\s,。:()\d]{2,8}) *: *(?=\S)")


def fields_at(found: Sequence[Paragraph], index: int) -> Table | None:
    """The item that begins here with its fields below it: 责任主体：…, 完成时限：…, 成果：…"""
    own = _item(found[index])
    if own is None:
        return None
    if "task" in own and index + 1 < len(found) and MEASURE_LINE.match(found[index + 1].folded):
        own = {"problem": own["task"]}
    firm, at = False, index + 1
    while at < len(found) and (field := _FIELD.match(found[at].folded)) and not ITEM.match(found[at].folded):
        par = found[at]
        label = par.text[field.start("label") : field.end("label")]  # 责任主体 is written 责任主题 when folded
        kind = header(label)
        if kind is None or (kind == "problem" and "problem" in own):
            break
        firm = firm or _FIRM.search(label) is not None
        kind = "task" if kind == "note" and MEASURES.search(label) and "task" not in own else kind
        if kind not in own:
            own[kind] = Cell(par.text[field.end() :].strip(), field.end(), len(par.text.rstrip()), par)
        at += 1
    if not firm or "task" not in own or not {"time", "actor"} & set(own):
        return None
    if "problem" in own and "time" not in own and own["task"].text.rstrip().endswith("。"):
        return None  # the measures are sentences, each with a time of its own
    return Table(tuple(Row(one["task"].par, one, frozenset(one)) for one in _parts(own)), at)


def _item(par: Paragraph) -> dict[str, Cell] | None:
    """What the first line of such a block says: the work, or the problem for which measures follow."""
    if par.is_row:
        return None
    if problem := _PROBLEM.match(par.folded):
        return {"problem": Cell(par.text[problem.end() :].strip(), problem.end(), len(par.text), par)}
    item = ITEM.match(par.folded)
    if item is None or len(par.text) > 40 or par.folded.rstrip().endswith("。"):
        return None
    return {"task": Cell(par.text[item.end() :].strip(), item.end(), len(par.text), par)}


def _parts(own: dict[str, Cell]) -> list[dict[str, Cell]]:
    """(1)自查；(2)培训 with 时限：(1)9月30日；(2)10月31日: as many tasks."""
    works, times = _numbered(own["task"]), _numbered(own["time"]) if "time" in own else []
    if len(works) < 2 or len(works) != len(times):
        return [own]
    parts: list[dict[str, Cell]] = []
    for work, time in zip(works, times, strict=True):
        does = actor_at(work.par.folded, work.first, work.last)
        named = {"actor": Cell(does.words, work.first, work.last, work.par)} if does else {}
        parts.append({**own, **named, "task": work, "time": time})
    return parts


def _numbered(cell: Cell) -> list[Cell]:
    marks = list(_PART_NO.finditer(cell.par.folded, cell.first, cell.last))
    ends = [mark.start() for mark in marks[1:]] + [cell.last]
    cells = zip(marks, ends, strict=False)
    return [Cell(cell.par.text[one.end() : end].strip(" ；;。"), one.end(), end, cell.par) for one, end in cells]


_PART_NO = regex(r"\(\d{1,2}\)|[①-⑳]")
_PROBLEM = regex(r" *(?:反馈|存在|主要)?问题(?:[一二三四五六七八九十]{1,3}|\d{1,2})? *:")
_FIELD = regex(r" *(?P<label>[^,。;:()\d ]{2,8}\d?) *: *(?=[^ ])")
MEASURE_LINE = regex(r" *(?:整改|改进|工作|具体)?(?:措施|举措) *:(?=.)")
"""整改措施：…, below the problem: what is asked is the measure."""
_FIRM = regex(r"责任|时限|期限|完成|牵头|承办|成果|截止|节点")
