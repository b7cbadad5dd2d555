"""Files to lines: every form that a notice comes in, and the same tasks from each of them."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.papers import Paper, read_bytes, read_paper
from handlers.notices import Notice, read_notice
from tests.bot.papers.made import W, as_docx, as_html, as_xlsx, paragraph, word
from tests.handlers.notices.notice_corpus import CASES, Case

BY_NAME = {case.name: case for case in CASES}
PROSE = ("t01-annual-appraisal", "t07-statistics", "t19-july-first", "h03-admission-second-half")
TABLES = ("t03-development-table", "h06-wrapped-table", "n05-table-no-number")


def told(notice: Notice) -> list[tuple[object, ...]]:
    return [(task.responsible_level, task.deadline, task.time, task.start, task.kind) for task in notice.tasks]


def lines(content: bytes) -> tuple[str, ...]:
    return read_bytes(content).lines


def same_tasks(paper: Paper, case: Case) -> None:
    has, want = read_notice(paper.text, case.day), read_notice(case.text, case.day)
    assert told(has) == told(want), [task.title for task in has.tasks]
    for task in has.tasks:
        assert task.quote in paper.text
        assert any(part in paper.lines[task.line - 1] for part in task.quote.split("\n"))


@pytest.mark.parametrize("name", PROSE + TABLES)
def test_a_docx_gives_the_tasks_of_its_text(name: str) -> None:
    same_tasks(read_bytes(as_docx(BY_NAME[name].text)), BY_NAME[name])


def test_a_docx_of_a_writing_program_gives_the_tasks_of_its_text() -> None:
    file = Path(__file__).parent / "files" / "t03-development-table.docx"
    same_tasks(read_paper(file), BY_NAME[file.stem])


@pytest.mark.parametrize("name", TABLES)
def test_an_xlsx_gives_the_tasks_of_its_text(name: str) -> None:
    same_tasks(read_bytes(as_xlsx(BY_NAME[name].text)), BY_NAME[name])


@pytest.mark.parametrize("name", PROSE + TABLES)
def test_a_pdf_gives_the_tasks_of_its_text(name: str, printed: Callable[[str], bytes]) -> None:
    same_tasks(read_bytes(printed(as_html(BY_NAME[name].text))), BY_NAME[name])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    assert lines("各党支部：\r\n名单5月6日前报送。".encode(encoding)) == ("各党支部：", "名单5月6日前报送。")


# ---- Word


def test_merged_cells_are_carried_down_and_stand_once_across() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    wide, first, rest = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("工作安排", '<w:gridSpan w:val="3"/>'),
        cell("内容", wide) + cell("时间"),
        cell("自查", first) + cell("支部") + cell("5月6日前"),
        cell("", rest) + cell("总支") + cell("5月8日前"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert lines(word(table)) == ("工作安排", "内容\t\t时间", "自查\t支部\t5月6日前", "自查\t总支\t5月8日前")


def test_automatic_numbers_are_written_out() -> None:
    levels = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    abstract = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">{abstract}</w:abstractNum>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def item(text: str, level: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')

    body = item("总体", 0) + item("目标", 1) + item("任务", 1) + item("自查", 2) + item("要求", 0) + item("纪律", 1)
    assert lines(word(body, numbering=numbering)) == (
        "一、总体",
        "（一）目标",
        "（二）任务",
        "1.自查",
        "二、要求",
        "（一）纪律",
    )


def test_text_boxes_headers_and_tracked_changes_are_read_as_they_are_seen() -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框里：5月6日前')}</w:txbxContent></w:pict></w:r></w:p>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    changed = (
        "<w:p><w:r><w:t>名单</w:t></w:r><w:del><w:r><w:delText>5月1日</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5月8日</w:t></w:r></w:ins><w:r><w:t>前报送</w:t></w:r></w:p>"
    )
    header = f'<w:hdr xmlns:w="{W}">{paragraph("校党委文件")}{paragraph("1")}</w:hdr>'
    body = f"<w:p><w:r>{twice}</w:r></w:p>{changed}"
    assert [line for line in lines(word(body, header1=header)) if line] == [
        "校党委文件",
        "框里：5月6日前",
        "名单5月8日前报送",
    ]


def test_a_line_break_is_a_line_and_a_tab_is_a_blank() -> None:
    body = "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
    assert lines(word(body)) == ("甲", "乙 丙")


# ---- Excel


def test_a_sheet_carries_merged_cells_down_and_says_dates_as_people_do() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工作", "单位", "时间"])
    sheet.append(["自查", "党支部", datetime(2026, 5, 6)])
    sheet.append(["初验", None, datetime(2026, 5, 8, 17, 0)])
    sheet.merge_cells("B2:B3")
    hidden = book.create_sheet("草稿")
    hidden.sheet_state = "hidden"
    hidden.append(["不看"])
    out = io.BytesIO()
    book.save(out)
    assert lines(out.getvalue()) == (
        "工作\t单位\t时间",
        "自查\t党支部\t2026年5月6日",
        "初验\t党支部\t2026年5月8日 17:00",
    )


# ---- pdf


def test_a_ruled_table_of_a_pdf_is_read_by_its_cells(printed: Callable[[str], bytes]) -> None:
    rows = (
        "<tr><td>序号</td><td>内容</td><td>时间</td></tr>"
        "<tr><td>1</td><td rowspan=2>自查<br>自纠</td><td>5月6日前</td></tr><tr><td>2</td><td>5月8日前</td></tr>"
    )
    style = "<style>table{border-collapse:collapse}td{border:1px solid;padding:6px}</style>"
    page = f"{style}<p>安排如下：</p><table>{rows}</table><p>党委组织部</p>"
    assert lines(printed(page)) == (
        "安排如下：",
        "序号\t内容\t时间",
        "1\t自查自纠\t5月6日前",
        "2\t自查自纠\t5月8日前",
        "党委组织部",
    )


def test_the_text_of_a_paper_has_a_line_for_each_of_its_lines() -> None:
    paper = read_bytes(as_docx(BY_NAME["t03-development-table"].text))
    assert paper.text.split("\n") == list(paper.lines)
    assert not any(re.search(r"[\r\n]", line) for line in paper.lines)
