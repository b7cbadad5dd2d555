"""What a person says to a numbered list, and whether two notices are the same matter: words only."""

from datetime import date, datetime

import pytest

from handlers.edits import edits, line_meant
from handlers.line_deeds import (
    ALSO,
    DROP,
    DUE,
    EXCEPT,
    FOR,
    KEEP,
    ONLY_THESE,
    RECIPIENT,
    SHIFT,
    TITLE,
    UNTIL,
    WHICH,
    Edit,
)
from handlers.repeats import days_until
from handlers.versions import Head, Thing, same_notice, same_thing, speaks_of

NOW = datetime(2026, 11, 23, 9)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2 改到12月17日", Edit(DUE, (2,), day=date(2026, 12, 17))),
        ("2改到12月17日17:00", Edit(DUE, (2,), day=date(2026, 12, 17), time="17:00")),
        ("２到４月１７日", Edit(DUE, (2,), day=date(2027, 4, 17))),
        ("二 截止改成12月5号下午3点", Edit(DUE, (2,), day=date(2026, 12, 5), time="15:00")),
        ("1 12月9日", Edit(DUE, (1,), day=date(2026, 12, 9))),
        ("1 改到11月2日", Edit(DUE, (1,), day=date(2026, 11, 2))),
        ("2 改到下午5点", Edit(DUE, (2,), time="17:00")),
        ("都改到5月10日", Edit(DUE, (1, 2, 3, 4, 5, 6), day=date(2027, 5, 10))),
        ("1、3不要", Edit(DROP, (1, 3))),
        ("1，3不要", Edit(DROP, (1, 3))),
        ("1-3不要了", Edit(DROP, (1, 2, 3))),
        ("第二项和第四项去掉吧", Edit(DROP, (2, 4))),
        ("把3删了", Edit(DROP, (3,))),
        ("不要第3项", Edit(DROP, (3,))),
        ("只要2和4", Edit(ONLY_THESE, (2, 4))),
        ("就发1、2", Edit(ONLY_THESE, (1, 2))),
        ("除了2都不要", Edit(ONLY_THESE, (2,))),
        ("3恢复", Edit(KEEP, (3,))),
        ("3照发", Edit(KEEP, (3,))),
        ("2标题改成年度总结，含附件", Edit(TITLE, (2,), "年度总结，含附件")),
        ("4交给党委办公室", Edit(RECIPIENT, (4,), "党委办公室")),
        ("4 报送组织部", Edit(RECIPIENT, (4,), "组织部")),
        ("3 只给学生支部", Edit(FOR, (3,), "学生支部")),
        ("3只给教工一支部和学生支部", Edit(FOR, (3,), "教工一支部和学生支部")),
        ("3 发给党总支", Edit(FOR, (3,), "党总支")),
        ("6 也给离退休支部", Edit(ALSO, (6,), "离退休支部")),
        ("3 加上离退休支部", Edit(ALSO, (3,), "离退休支部")),
        ("3 也发给学生支部吧", Edit(ALSO, (3,), "学生支部")),
        ("3 离退休支部也要交", Edit(ALSO, (3,), "离退休支部")),
        ("3 除了教工二支部", Edit(EXCEPT, (3,), "教工二支部")),
        ("3 除了教工二支部，其他都发", Edit(EXCEPT, (3,), "教工二支部")),
        ("3 除了教工二支部都要交", Edit(EXCEPT, (3,), "教工二支部")),
        ("6 不给离退休", Edit(EXCEPT, (6,), "离退休")),
        ("6 离退休支部不用交", Edit(EXCEPT, (6,), "离退休支部")),
        ("恢复全部", Edit(KEEP, (1, 2, 3, 4, 5, 6))),
        ("全部恢复", Edit(KEEP, (1, 2, 3, 4, 5, 6))),
        ("恢复2", Edit(KEEP, (2,))),
        ("5不要，其他发布", Edit(DROP, (5,))),
        ("5不要，其余的都照发", Edit(DROP, (5,))),
        ("第1条不要了，本来就有主题党日的", Edit(DROP, (1,))),
        ("最后一项不要", Edit(DROP, (6,))),
        ("6改回12月18日下午2点半", Edit(DUE, (6,), day=date(2026, 12, 18), time="14:30")),
        ("第3条17点改成中午12点", Edit(DUE, (3,), time="12:00")),
        ("3. 改到12月8日", Edit(DUE, (3,), day=date(2026, 12, 8))),
        ("1 提前到12月1日，给自己留一天", Edit(DUE, (1,), day=date(2026, 12, 1))),
        ("全部提前两天", Edit(SHIFT, (1, 2, 3, 4, 5, 6), by=-2)),
        ("2 晚一天", Edit(SHIFT, (2,), by=1)),
        ("2往后推一周", Edit(SHIFT, (2,), by=7)),
        ("5 标题 报送述职报告", Edit(TITLE, (5,), "报送述职报告")),
        ("4标题改成：缴纳党费并交《明细表》", Edit(TITLE, (4,), "缴纳党费并交《明细表》")),
        ("4标题改成“缴纳党费”", Edit(TITLE, (4,), "缴纳党费")),
        ("1 收件人 张敏", Edit(RECIPIENT, (1,), "张敏")),
        ("1 交到我这儿就行", Edit(RECIPIENT, (1,), "我")),
        ("1 交给我", Edit(RECIPIENT, (1,), "我")),
        ("3 发到明年6月", Edit(UNTIL, (3,), day=date(2027, 6, 30))),
        ("3 每月发到年底", Edit(UNTIL, (3,), day=date(2026, 12, 31))),
    ],
)
def test_one_thing_said_to_a_list(said: str, meant: Edit) -> None:
    assert edits(said, 6, NOW) == [meant]


def test_several_things_in_one_breath() -> None:
    said = "1标题改成党员花名册，含照片，1交给党委办公室；2，3不要"
    assert edits(said, 4, NOW) == [
        Edit(TITLE, (1,), "党员花名册，含照片"), Edit(RECIPIENT, (1,), "党委办公室"), Edit(DROP, (2, 3)),
    ]  # fmt: skip
    assert edits("6 改到12月16日，只给教工", 6, NOW) == [
        Edit(DUE, (6,), day=date(2026, 12, 16)), Edit(FOR, (6,), "教工"),
    ]  # fmt: skip
    assert edits("2要，其他不要", 4, NOW) == [Edit(KEEP, (2,)), Edit(ONLY_THESE, (2,))]


@pytest.mark.parametrize(
    "words",
    [
        *("", "好", "你好", "发布", "5月6日前交", "5号要交什么", "2026年的通知", "9不要", "12月5日改到12月8日"),
        *(
            "今天开了支委会，应到5人实到4人",
            "2个支部还没交",
            "谁还没交",
            "3月份的党课开了",
            "1 不要，谢谢，另外帮我查一下党课要求",
            "2 截止时间改早一点",
        ),
    ],
)
def test_what_is_said_to_something_else(words: str) -> None:
    assert edits(words, 6, NOW) == []


TITLES = ("报送年度工作总结", "报送主题党日典型案例", "提交书记抓党建述职报告", "报送党课典型案例")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("总结改到12月8号", Edit(DUE, (1,), day=date(2026, 12, 8))),
        ("述职那个只给教工", Edit(FOR, (3,), "教工")),
        ("把述职报告那项去掉", Edit(DROP, (3,))),
        ("主题党日典型案例那个就叫 报送支部典型案例", Edit(TITLE, (2,), "报送支部典型案例")),
        ("案例那个晚一天", Edit(WHICH, (2, 4), "案例")),
        ("年度总结交给党委办公室", Edit(RECIPIENT, (1,), "党委办公室")),
    ],
)
def test_a_line_by_a_word_of_its_title(said: str, meant: Edit) -> None:
    assert edits(said, 4, NOW, TITLES) == [meant]


@pytest.mark.parametrize("said", ["主题党日改到12月8日", "党课不要", "总结写好了吗", "谁还没交总结", "报送改到12月8日"])
def test_no_line_is_named(said: str) -> None:
    assert edits(said, 4, NOW, TITLES) == []


@pytest.mark.parametrize(
    ("said", "line"),
    [
        *(("第3条弄一下", 3), ("3 帮我弄早点", 3), ("第三项太紧了", 3), ("7、改短点", 7), ("3 这样可以", 3)),
        *(
            ("3月份的党课开了", 0),
            ("2个支部还没交", 0),
            ("5号要交什么", 0),
            ("12.5 开了支委会", 0),
            ("三会一课是什么", 0),
            ("六有", 0),
            ("五个到位", 0),
        ),
        *(
            ("第一党支部换届", 0),
            ("第一季度小结", 0),
            ("12人参加", 0),
            ("2", 2),
            ("4和5合并", 4),
            ("一共几个支部", 0),
            ("两个都要", 0),
        ),
    ],
)
def test_the_line_with_which_words_begin(said: str, line: int) -> None:
    assert line_meant(said) == line


@pytest.mark.parametrize(
    ("words", "first", "last", "days"),
    [
        ("每月25日前", (2026, 11, 25), (2027, 2, 28), ["11-25", "12-25", "01-25", "02-25"]),
        ("每月月底前", (2026, 11, 30), (2027, 2, 28), ["11-30", "12-31", "01-31", "02-28"]),
        ("每季度末", (2026, 12, 31), (2027, 6, 30), ["12-31", "03-31", "06-30"]),
        ("每周五", (2026, 11, 27), (2026, 12, 11), ["11-27", "12-04", "12-11"]),
        ("定期", (2026, 11, 27), (2027, 12, 11), ["11-27"]),
    ],
)
def test_the_days_of_a_rhythm(
    words: str, first: tuple[int, int, int], last: tuple[int, int, int], days: list[str]
) -> None:
    assert [day.isoformat()[5:] for day in days_until(words, date(*first), date(*last))] == days


def head(title: str, number: str = "", on: date | None = date(2026, 4, 20)) -> Head:
    return Head(title, number, on)


def test_the_same_notice_by_number_or_by_title_within_a_season() -> None:
    one = head("关于报送2026年度主题党日典型案例的通知", "江组〔2026〕12号")
    assert same_notice(one, head("别的名字", "江组 (2026) 12号".replace("(", "〔").replace(")", "〕")))
    assert same_notice(one, head("转发《关于报送2026年度主题党日典型案例的通知》"))
    assert not same_notice(one, head("关于报送2025年度主题党日典型案例的通知"))
    assert not same_notice(one, head("关于报送2026年度主题党日典型案例的通知", on=date(2026, 11, 1)))
    assert not same_notice(one, head("关于开展2026年党员培训的通知"))
    assert not same_notice(head(""), head(""))


def thing(title: str, due: str, deliverable: str = "", level: str = "branch") -> Thing:
    return Thing(title, deliverable, date.fromisoformat(due), level)


def test_the_same_thing_by_what_is_handed_in_and_a_near_day() -> None:
    case = thing("报送典型案例", "2026-05-06", "典型案例")
    assert same_thing(case, thing("提交典型案例材料", "2026-05-10", "典型案例"), within_one=False)
    assert not same_thing(case, thing("报送典型案例", "2026-06-06"), within_one=False), "next month's"
    assert same_thing(case, thing("报送典型案例", "2026-06-06"), within_one=True)
    assert not same_thing(case, thing("报送典型案例", "2026-05-10", level="second"), within_one=False)
    assert not same_thing(thing("报送总结", "2026-05-06"), thing("报送总结", "2026-05-08"), within_one=False)
    assert not same_thing(thing("报送4月台账", "2026-05-06"), thing("报送5月台账", "2026-05-08"), within_one=True)


def test_a_change_speaks_of_its_task() -> None:
    assert speaks_of("原定5月6日前报送的典型案例，现延期至5月10日", thing("报送典型案例", "2026-05-06"))
    assert not speaks_of("原定5月6日前报送的自查报告取消", thing("报送典型案例", "2026-05-06"))
