"""The picture: of the right size, not blank, the same for the same values, and nothing that people named can harm it.
And the table: text is text."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image, ImageFont

from bot import fonts
from bot.charts import SCALE, WIDTH, draw, shown
from bot.enclosures import label
from bot.fonts import chinese_font
from bot.workbooks import write

HOSTILE = (
    "\u202e反过来", "a\x00b\x1f", "\ud800", "😀🎉表情", "Z" + "\u0301" * 500, "长" * 5000, "\n\n换\n行", "", " ",
    "=1+1", "<script>", "\uffff", "\u200b\u200d", "支\u3000部",
)  # fmt: skip


def font() -> Path:
    found = chinese_font()
    assert found is not None, "make test installs fonts-wqy-microhei"
    return found


def bar(**more: Any) -> dict[str, Any]:
    return {"name": "主题党日", "due": "11月30日", "done": 5, "late": 0, "all": 8, **more}


def chart(*bars: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "计算机党总支上周小结", "note": "8个支部\n数字", "bars": list(bars), "more": "", **more}


def opened(content: dict[str, Any]) -> Image.Image:
    return Image.open(BytesIO(draw(content, font()))).convert("RGB")


def test_the_font_that_is_found_has_chinese_in_it() -> None:
    face = ImageFont.truetype(str(font()), 40)
    assert face.getbbox("支") != face.getbbox("") and bytes(face.getmask("支")) != bytes(face.getmask("部"))


def test_without_any_font_none_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    assert fonts.chinese_font.__wrapped__() is None
    (tmp_path / "NotoSansCJK-Bold.ttc").touch()
    (tmp_path / "DejaVuSans.ttf").touch()
    assert fonts.chinese_font.__wrapped__() == tmp_path / "NotoSansCJK-Bold.ttc"
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert fonts.chinese_font.__wrapped__() == tmp_path / "NotoSansCJK-Regular.ttc"


def test_it_is_as_wide_as_a_phone_and_small_enough_for_every_platform() -> None:
    data = draw(chart(*(bar(name=f"第{n}项") for n in range(8))), font())
    picture = Image.open(BytesIO(data))
    assert picture.format == "PNG" and picture.width == WIDTH * SCALE
    assert picture.height < 2 * picture.width and len(data) < 200_000


def test_it_is_not_blank_and_words_stand_in_every_line() -> None:
    picture = opened(chart(bar(), bar(name="支委会")))
    grey = picture.convert("L")
    for top in (18, 52, 71, 105, 151):
        strip = grey.crop((0, top * SCALE, 250 * SCALE, (top + 18) * SCALE))
        assert strip.getextrema()[0] < 140, top  # type: ignore[operator]


def test_a_bar_is_as_long_as_what_is_done() -> None:
    def blue(done: int, late: int = 0) -> int:
        picture = opened(chart(bar(done=done, late=late)))
        return sum(1 for r, g, b in picture.get_flattened_data() if b > r + 60)  # type: ignore[misc,operator]

    none, half, whole = blue(0), blue(4), blue(8)
    assert none == 0 and 0.45 < half / whole < 0.55


def test_nothing_is_red_or_green() -> None:
    picture = opened(chart(bar(done=0), bar(done=8), bar(done=2, late=3)))
    for r, g, b in picture.get_flattened_data():  # type: ignore[misc]
        assert r <= b + 12 and g <= b + 12


def test_the_same_values_make_the_same_bytes() -> None:
    assert draw(chart(bar(late=1)), font()) == draw(chart(bar(late=1)), font())


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_people_called_it_the_picture_keeps_its_form(words: str) -> None:
    plain = opened(chart(bar(), bar()))
    found = opened(chart(bar(name=words), bar(done=8, all=4000, due=words[:10]), title=words, more=""))
    assert found.size == plain.size
    edge = found.crop((found.width - 15 * SCALE, 0, found.width, found.height))
    assert edge.convert("L").getextrema() == (255, 255)  # nothing runs over the edge


def test_signs_that_show_nothing_are_left_out() -> None:
    assert [shown(words) for words in HOSTILE[:4]] == ["反过来", "ab", "", "表情"]


def test_more_done_than_asked_stays_in_its_track() -> None:
    assert opened(chart(bar(done=9, all=8))).size == opened(chart(bar())).size


# -- tables


def book(**more: Any) -> Any:
    content = {
        "title": "名单",
        "notes": ["依据：某文件", "截至今天"],
        "heads": ["序号", "支部"],
        "rows": [[1, "甲"]],
        **more,
    }
    return openpyxl.load_workbook(BytesIO(write(content))).active


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]
)
def test_what_looks_like_a_formula_is_text(words: str) -> None:
    page = book(title=words, notes=[words], heads=[words, "b"], rows=[[words, 1]])
    cells = [cell for row in page.iter_rows() for cell in row if cell.value == words]
    assert len(cells) == 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


@pytest.mark.parametrize("words", [*HOSTILE, "长" * 40_000], ids=range(len(HOSTILE) + 1))
def test_whatever_people_called_it_the_table_opens(words: str) -> None:
    page = book(title=words, rows=[[1, words]])
    said = page.cell(page.max_row, 2).value or ""
    assert len(said) <= 32_767 and (len(words) < 40_000 or said.endswith("（截断）"))


def test_it_reads_well(words: str = "计算机学院教工第一党支部") -> None:
    page = book(heads=["序号", "支部", "备注"], rows=[[n, words, "长" * 100] for n in range(1, 4)])
    assert [cell.value for cell in page[5]] == ["序号", "支部", "备注"]
    assert [cell.value for cell in page[6]][:2] == [1, words]
    assert page.freeze_panes == "A6"
    assert page.column_dimensions["B"].width >= 2 * len(words) and page.column_dimensions["C"].width <= 62


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("某总支上周小结", "某总支上周小结"),
        ("../../etc/passwd", "etc_passwd"),
        ('a"\r\nb', "a_b"),
        ("\u202exlsx.exe", "xlsx_exe"),
        ("", "附件"),
        ("长" * 200, "长" * 60),
    ],
)
def test_a_file_s_name_is_of_our_making(name: str, safe: str) -> None:
    assert label(name) == safe
