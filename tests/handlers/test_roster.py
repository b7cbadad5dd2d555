"""The roster file: what the template gives, how mistakes are told, and what hostile files come to."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from config.demo import demo_roster
from config.roster import Roster, RosterChat, RosterRole
from handlers.roster import RosterError, read_roster, write_template
from handlers.roster.columns import CHATS, PEOPLE, SHEETS, UNITS

Lines = list[dict[str, Any]]

SCHOOL = {"名称": "某校党委", "类别": "党委"}
BRANCH = {"名称": "某学院教工第一党支部", "简称": "教工一支部", "类别": "党支部", "上级组织": "某校党委"}
PERSON = {"姓名": "王某某", "组织": "教工一支部", "角色": "书记"}
CHAT = {"群名称": "教工一支部群", "组织": "教工一支部", "用途": "提醒、工作"}


@pytest.fixture
def filled(tmp_path: Path) -> Callable[..., Path]:
    """The template, filled in with these lines from row 4 on."""

    def fill(units: Lines, people: Lines = [], chats: Lines = []) -> Path:  # noqa: B006
        file = tmp_path / "roster.xlsx"
        write_template(file)
        book = load_workbook(file)
        for sheet, lines in zip(SHEETS, (units, people, chats), strict=True):
            titles = [column.title for column in sheet.columns]
            for number, line in enumerate(lines, 4):
                for title, value in line.items():
                    book[sheet.title].cell(number, titles.index(title) + 1).value = value
        book.save(file)
        return file

    return fill


def problems(file: Path) -> list[str]:
    with pytest.raises(RosterError) as refused:
        read_roster(file)
    return refused.value.problems


# ── the template ─────────────────────────────────────────


def test_the_template_filled_with_the_demo_reads_back_as_the_demo(tmp_path: Path) -> None:
    write_template(tmp_path / "demo.xlsx", demo_roster())
    assert read_roster(tmp_path / "demo.xlsx") == demo_roster()


def test_an_empty_template_has_only_examples_and_is_no_roster(tmp_path: Path) -> None:
    write_template(tmp_path / "empty.xlsx")
    assert problems(tmp_path / "empty.xlsx") == ["《组织》还没有填写任何组织（标记为“示例”的行不导入）"]


def test_the_template_explains_itself(tmp_path: Path) -> None:
    write_template(tmp_path / "empty.xlsx")
    book = load_workbook(tmp_path / "empty.xlsx")
    assert book.sheetnames == ["组织", "人员", "群"]
    for sheet in SHEETS:
        worksheet = book[sheet.title]
        assert all(worksheet.cell(2, place).comment for place in range(1, len(sheet.columns) + 1))
        assert worksheet.cell(3, 1).value == "示例"
        assert len(worksheet.data_validations.dataValidation) == sum(bool(column.choices) for column in sheet.columns)
        assert len(sheet.example) == len(sheet.columns)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_example_rows_would_be_right_if_they_were_meant(sheet: Any, filled: Callable[..., Path]) -> None:
    lines = {one.title: dict(zip([c.title for c in one.columns][1:], one.example[1:], strict=True)) for one in SHEETS}
    above = {"名称": "某某学院党总支", "类别": "党总支"}
    roster = read_roster(filled([above, lines[UNITS.title]], [lines[PEOPLE.title]], [lines[CHATS.title]]))
    assert (len(roster.units), len(roster.people), len(roster.chats)) == (2, 1, 1)


def test_what_looks_like_a_formula_is_written_as_a_string(tmp_path: Path) -> None:
    roster = Roster("某校", demo_roster().units[:1], (), (RosterChat('=HYPERLINK("http://x")', "school", ("work",)),))
    write_template(tmp_path / "formula.xlsx", roster)
    cell = load_workbook(tmp_path / "formula.xlsx")["群"]["B4"]
    assert cell.data_type == "s"
    assert read_roster(tmp_path / "formula.xlsx").chats[0].title == '=HYPERLINK("http://x")'


# ── reading ──────────────────────────────────────────────


def test_cells_are_read_as_people_write_them(filled: Callable[..., Path]) -> None:
    roster = read_roster(
        filled(
            [
                # A child before its parent, and numbers and days in all their shapes.
                BRANCH
                | {
                    "支部类型": " 教师 ",
                    "正式党员数": "１７人",
                    "预备党员数": 1.0,
                    "有无支委会": "是",
                    "有无党小组": "无",
                    "主题党日": "每月最后一个周三",
                    "任期届满日期": datetime(2027, 5, 20),
                    "别名": "教工支部、一支部，一支部",
                },
                SCHOOL | {"任期届满日期": "2030年5月20日"},
            ],
            [PERSON | {"角色": "支部书记", "企业微信账号": "wangmm"}, PERSON | {"组织": "某校党委", "角色": "组织员"}],
            [CHAT, CHAT | {"群名称": "智能机器人群", "渠道": "wecom.aibot.helper", "群标识": "wr1", "用途": "小结"}],
        )
    )
    school, branch = roster.units
    assert roster.name == "某校"
    assert (school.key, school.term_ends) == ("某校党委", date(2030, 5, 20))
    assert (branch.parent, branch.branch_type, branch.theme_day) == ("某校党委", "staff", "last-wed")
    assert (branch.full_members, branch.probationary_members) == (17, 1)
    assert (branch.has_committee, branch.has_groups, branch.term_ends) == (True, False, date(2027, 5, 20))
    assert branch.aliases == ("教工支部", "一支部")
    (person,) = roster.people
    assert (person.key, person.wecom, person.dingtalk) == ("wangmm", "wangmm", "")
    assert person.roles == (RosterRole("secretary", branch.key), RosterRole("organizer", school.key))
    assert [(chat.channel, chat.id, chat.purposes) for chat in roster.chats] == [
        ("console", "教工一支部群", ("reminders", "work")),
        ("wecom.aibot.helper", "wr1", ("summary",)),
    ]


def test_every_mistake_is_told_at_once_by_sheet_and_row(filled: Callable[..., Path]) -> None:
    file = filled(
        [
            SCHOOL,
            BRANCH | {"类别": "俱乐部", "正式党员数": "十几个", "主题党日": "看情况"},
            BRANCH | {"名称": "", "简称": ""},
            {"名称": "某学院第二党支部", "类别": "党支部", "上级组织": "某校党尾", "任期届满日期": "2027-02-30"},
        ],
        [
            PERSON | {"组织": "某学院教工第一支部"},
            PERSON | {"角色": "大队长"},
            {"姓名": "", "组织": "某校党委", "角色": "组织员"},
        ],
        [CHAT | {"用途": "聊天"}, CHAT | {"渠道": "微信"}, CHAT | {"渠道": "wecom.aibot.helper"}],
    )
    assert problems(file) == [
        "《组织》第5行：“类别”里的“俱乐部”看不懂，可选：党委、职能部门、学院党委、党总支、直属党支部、党支部、党小组",
        "《组织》第5行：“正式党员数”里的“十几个”看不懂，请填整数，例如 18",
        "《组织》第5行：“主题党日”里的“看情况”看不懂，"
        "请写成：每月最后一个星期三、每月第二个星期五、每月25日、每月最后一个工作日",
        "《组织》第6行：没有填“名称”",
        "《组织》第7行：“任期届满日期”里的“2027-02-30”看不懂，请写成 2027-05-20",
        "《组织》第7行：找不到上级组织“某校党尾”，是不是“某校党委”？",
        "《人员》第4行：找不到组织“某学院教工第一支部”，是不是“某学院教工第一党支部”？",
        "《人员》第5行：“角色”里的“大队长”看不懂，可选：书记、副书记、支委、组织员、组织部门、党员",
        "《人员》第6行：没有填“姓名”",
        "《群》第4行：“用途”里的“聊天”看不懂，可选：提醒、汇总、工作",
        "《群》第5行：没有“微信”这种渠道，例如 console、wecom.aibot.helper、dingtalk.robot.main",
        "《群》第6行：没有填“群标识”：只有群机器人（webhook）可以不填",
    ]


@pytest.mark.parametrize(
    ("units", "people", "problem"),
    [
        ([SCHOOL, SCHOOL], [], "《组织》第5行：名称“某校党委”出现了不止一次，请写全称加以区分"),
        ([SCHOOL | {"编号": "1"}, BRANCH | {"编号": 1}], [], "《组织》第5行：编号“1”有好几个组织在用，请改成各不相同"),
        ([BRANCH | {"上级组织": ""}], [], "《组织》第4行：党支部要写上级组织"),
        (
            [
                SCHOOL | {"类别": "党总支", "上级组织": "乙总支"},
                {"名称": "乙总支", "类别": "党总支", "上级组织": "某校党委"},
            ],
            [],
            "《组织》第4行：“某校党委”的上级绕了一圈又回到自己",
        ),
        (
            [SCHOOL, BRANCH, BRANCH | {"名称": "另一学院教工第一党支部"}],
            [PERSON],
            "《人员》第4行：有好几个组织叫“教工一支部”，请写全称或编号",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON, PERSON | {"组织": "某校党委", "角色": "党员"}],
            "《人员》第5行：“王某某”在第4行也有：同一个人请填相同的账号，不是同一个人请填各自的账号",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON | {"企业微信账号": "w"}, PERSON | {"姓名": "李某", "企业微信账号": "w"}],
            "《人员》第5行：账号“w”在第4行是“王某某”，这里是“李某”",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON | {"企业微信账号": "w"}, PERSON | {"企业微信账号": "v"}, PERSON],
            "《人员》第6行：有好几位“王某某”，请填写账号加以区分",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON | {"企业微信账号": "w", "钉钉账号": "d"}, PERSON | {"姓名": "李某", "钉钉账号": "d"}],
            "《人员》第5行：钉钉账号“d”有好几个人在用",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON | {"角色": "组织员"}],
            "《人员》第4行：组织员要放在二级党组织或学校党委，不能放在党支部“某学院教工第一党支部”",
        ),
        (
            [SCHOOL, BRANCH | {"正式党员数": "=1+1"}],
            [],
            "《组织》第5行：“正式党员数”是公式或错误值，请改成直接填写的值",
        ),
        (
            [SCHOOL, BRANCH],
            [PERSON | {"姓名": "王某某110101199003078515"}],
            "《人员》第4行：“姓名”一格像是身份证号，请删除",
        ),
        ([SCHOOL, BRANCH | {"简称": "长" * 101}], [], "《组织》第5行：“简称”太长（上限100字）"),
    ],
)
def test_contradictions_name_their_row(filled: Callable[..., Path], units: Lines, people: Lines, problem: str) -> None:
    assert problem in problems(filled(units, people))


def test_two_people_of_one_name_are_told_apart_by_their_accounts(filled: Callable[..., Path]) -> None:
    people = [PERSON | {"企业微信账号": "w"}, PERSON | {"组织": "某校党委", "角色": "党员", "企业微信账号": "v"}]
    assert [person.key for person in read_roster(filled([SCHOOL, BRANCH], people)).people] == ["w", "v"]


def test_what_cannot_be_seen_is_dropped_from_names(filled: Callable[..., Path]) -> None:
    roster = read_roster(filled([SCHOOL | {"名称": "某\u202e校\u200b党委 "}]))
    assert roster.units[0].name == "某校党委"


def test_notes_beside_the_table_are_not_rows(filled: Callable[..., Path]) -> None:
    file = filled([SCHOOL])
    book = load_workbook(file)
    book["组织"]["R9"] = "请周五前填好"
    book["组织"]["A12"] = "   "
    book.save(file)
    assert len(read_roster(file).units) == 1


def edited(file: Path, edit: Callable[[Any], None]) -> Path:
    book = load_workbook(file)
    edit(book)
    book.save(file)
    return file


def test_a_column_of_id_numbers_is_refused(filled: Callable[..., Path]) -> None:
    file = edited(filled([SCHOOL]), lambda book: book["人员"].cell(2, 7, "身份证号码"))
    assert problems(file) == ["《人员》有“身份证号码”一列：用不到，请删掉这一列"]


def test_missing_sheets_columns_and_headings_are_told(filled: Callable[..., Path]) -> None:
    file = edited(filled([SCHOOL]), lambda book: book.remove(book["人员"]))
    assert problems(file) == ["缺少工作表《人员》：请用模板填写"]
    file = edited(filled([SCHOOL]), lambda book: book["组织"].delete_cols(5))
    assert problems(file) == ["《组织》缺少“类别”一列：请不要改动模板的表头"]
    file = edited(filled([SCHOOL]), lambda book: book["组织"].delete_rows(2))
    assert problems(file) == ["《组织》找不到表头“名称”：请不要改动模板的表头"]


def test_a_file_without_groups_is_a_roster(filled: Callable[..., Path]) -> None:
    file = edited(filled([SCHOOL]), lambda book: book.remove(book["群"]))
    assert read_roster(file).chats == ()
