# ruff: noqa: E501 - tables of messages, one on a line
"""The contract's conventions (design.md 5.1), one by one."""

from datetime import date

import pytest

from handlers.reading import Absentee, clean, find_days, find_period, fold, kind_of, read_form
from handlers.written.numbers import number
from tests.handlers.reading.reading_score import NOW, context, read, the_record


# ---- 1. days
@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("上周三", "2026-04-01"), ("下周三", "2026-04-15"), ("本周三", "2026-04-08"), ("上上周五", "2026-03-27"), ("这周一", "2026-04-06"),
        ("周五", "2026-04-03"), ("星期二", "2026-04-07"), ("礼拜天", "2026-04-05"), ("昨天", "2026-04-07"), ("大前天", "2026-04-05"),
        ("4月22日", "2026-04-22"), ("12月30日", "2025-12-30"), ("11月1日", "2025-11-01"), ("四月三号", "2026-04-03"), ("4.3", "2026-04-03"),
        ("3/25", "2026-03-25"), ("3-18", "2026-03-18"), ("20260325", "2026-03-25"), ("2026.3.25", "2026-03-25"), ("二〇二六年三月十日", "2026-03-10"),
        ("26年3月5日", "2026-03-05"), ("４月３日", "2026-04-03"), ("4 月 1 7 日", "2026-04-17"), ("25号", "2026-03-25"), ("8号", "2026-04-08"),
        ("上个月28号", "2026-03-28"), ("本月2日", "2026-04-02"), ("去年12月30日", "2025-12-30"), ("3天前", "2026-04-05"), ("4月8日（周三）", "2026-04-08"),
        ("上周五4月3日", "2026-04-03"), ("昨天(4月7日)", "2026-04-07"),
    ],
)  # fmt: skip
def test_a_day_of_a_report(words: str, day: str) -> None:
    assert [(found.date, found.flags) for found in find_days(f"我们{words}", NOW)] == [(date.fromisoformat(day), ())]


@pytest.mark.parametrize(
    ("words", "day"),
    [("5月6日", "2026-05-06"), ("3月20日", "2027-03-20"), ("25号", "2026-04-25"), ("5号", "2026-05-05"), ("周五", "2026-04-10"), ("周三", "2026-04-08")],
)  # fmt: skip
def test_in_a_plan_a_day_is_the_first_on_or_after_today(words: str, day: str) -> None:
    assert [found.date for found in find_days(words, NOW, past=False)] == [date.fromisoformat(day)]


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("2月30日", "invalid_date"), ("13月5日", "invalid_date"), ("2026年4月31日", "invalid_date"), ("2月29日", "invalid_date"),
        ("前几天", "ambiguous_date"), ("上周", "ambiguous_date"), ("4月3日或4日", "ambiguous_date"), ("周三", "ambiguous_date"),
        ("4月上旬", "ambiguous_date"), ("上周末", "ambiguous_date"), ("3月18日至20日", "ambiguous_date"), ("昨天4月6日", "ambiguous_date"),
    ],
)  # fmt: skip
def test_a_day_that_is_not_certain_is_flagged_and_never_guessed(words: str, flag: str) -> None:
    assert [(found.date, found.flags) for found in find_days(f"我们{words}", NOW)] == [(None, (flag,))]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("上午9点在302开了支委会，应到5实到5", "2026-04-08"), ("在302刚开完支委会，应到5实到5", "2026-04-08"),
        ("那天上午9点在302开了支委会，应到5实到5", None), ("晚上11点在302开了支委会，应到5实到5", None),
        ("在302开了支委会，应到5实到5", None), ("3月上午9点在302开了支委会，应到5实到5", None),
        ("昨天上午9点在302开了支委会，应到5实到5", "2026-04-07"), ("上周上午9点在302开了支委会，应到5实到5", None),
        ("支委会上午9点，应到5实到5，王志刚主持", None),
    ],
)  # fmt: skip
def test_what_is_told_as_over_without_a_day_was_today_once_its_hour_is_over(words: str, day: str | None) -> None:
    record = the_record(words)
    assert record.date == (date.fromisoformat(day) if day else None)
    assert ("date" in record.missing) == (day is None)
    assert ("没写哪天，按今天" in record.shown) == (day == "2026-04-08")


@pytest.mark.parametrize("words", ["4月1日（周四）", "上周五（4月1日）", "周四4月1日", "周四四月一日"])
def test_a_date_that_contradicts_its_weekday_stays_as_said_and_is_flagged(words: str) -> None:
    record = the_record(f"{words}开了支委会，应到5实到5")
    assert (record.date, record.flags) == (date(2026, 4, 1), ("weekday_mismatch",))


@pytest.mark.parametrize(
    "words",
    ["3号楼201", "12号记录", "16/18", "第3卷", "每周三", "一周一次", "三号教学楼", "4月主题党日", "5日内", "版本1.2.3"],
)
def test_what_only_looks_like_a_day_is_none(words: str) -> None:
    assert [found.date for found in find_days(words, NOW) if found.date] in (
        [],
        [date(2026, 4, 5)] if words == "5日内" else [],
    )


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("4月", "2026-04"), ("四月份", "2026-04"), ("12月", "2025-12"), ("本月", "2026-04"), ("上个月", "2026-03"), ("下个月", "2026-05"),
        ("二季度", "2026-Q2"), ("第一季度", "2026-Q1"), ("上季度", "2026-Q1"), ("去年四季度", "2025-Q4"), ("上半年", "2026-H1"), ("今年", "2026"),
        ("2025年度", "2025"), ("本周", "2026-W15"), ("上周", "2026-W14"), ("2025年12月", "2025-12"),
        ("这个月和下个月", "2026-04/2026-05"), ("5月、6月", "2026-05/2026-06"), ("二季度和三季度", "2026-Q2/2026-Q3"),
        ("去年11月到12月", "2025-11/2025-12"), ("4月到12月", "2026-04/2026-12"), ("本周跟下周", "2026-W15/2026-W16"),
    ],
)  # fmt: skip
def test_a_period(words: str, key: str) -> None:
    period = find_period(f"看看{words}的情况", NOW)
    assert period is not None
    assert (period.key, period.words) == (key, words)


# ---- 2. times
@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("下午3点", "15:00", None), ("3点", "15:00", None), ("6:30", "18:30", None), ("7点", "07:00", None), ("上午3点", "03:00", None),
        ("上午9点到10点半", "09:00", "10:30"), ("14:30-16:00", "14:30", "16:00"), ("下午2-4点", "14:00", "16:00"), ("晚上7点到9点", "19:00", "21:00"),
        ("中午12点半", "12:30", None), ("上午11点到1点", "11:00", "13:00"), ("15时30分", "15:30", None), ("两点一刻", "14:15", None),
        ("下午三点二十", "15:20", None), ("１４：００—１５：００", "14:00", "15:00"), ("3点开始，4点半结束", "15:00", "16:30"), ("十点", "10:00", None),
        ("下午3点到5点", "15:00", "17:00"), ("14点到4点", "14:00", "16:00"), ("下午", None, None),
    ],
)  # fmt: skip
def test_a_time_of_day(words: str, start: str | None, end: str | None) -> None:
    record = the_record(f"昨天{words}，开了支委会，应到5实到5")
    assert (record.start, record.end, record.flags) == (start, end, ())


def test_an_hour_taken_for_afternoon_is_shown() -> None:
    assert the_record("昨天3点开了支委会，应到5实到5").shown == ("3点按下午15:00",)
    assert the_record("昨天下午3点开了支委会，应到5实到5").shown == ()


@pytest.mark.parametrize("words", ["三四点", "3点或4点", "晚上12点", "25:00", "03:00"])
def test_a_time_that_is_not_certain_is_flagged(words: str) -> None:
    record = the_record(f"昨天{words}开了支委会，应到5实到5")
    assert (record.start, record.flags) == (None, ("ambiguous_time",))


def test_an_end_before_the_start_is_flagged() -> None:
    record = the_record("昨天16:00到14:30开了支委会，应到5实到5")
    assert (record.start, record.end, record.flags) == ("16:00", "14:30", ("end_before_start",))


def test_an_end_comes_from_a_said_length_only_and_is_shown() -> None:
    record = the_record("昨天下午3点开的支委会，开了两个小时，应到5实到5")
    assert (record.end, record.sums) == ("17:00", ("15:00起两个小时 → 结束17:00",))
    assert the_record("昨天下午3点开的支委会，开了快两个小时，应到5实到5").end is None
    assert the_record("昨天下午3点开的支委会，李伟提了3点要求，应到5实到5").end is None


# ---- 3. numbers
@pytest.mark.parametrize(
    ("words", "expected", "present", "sums"),
    [
        ("应到20缺2", 20, 18, ("应到20缺2 → 实到18",)), ("应到二十人，实到十九人", 20, 19, ()), ("实到16，缺席2人", 18, 16, ("实到16缺2 → 应到18",)),
        ("应到5，全到", 5, 5, ("应到5全到 → 实到5",)), ("18人应到16人实到", 18, 16, ()), ("应到/实到：18/16", 18, 16, ()), ("实到/应到 16/18", 18, 16, ()),
        ("应到18人，实到16人，列席3人", 18, 16, ()), ("应到18，16人参加（含列席2人）", 18, 14, ("16人含列席2 → 实到14",)),
        ("全体党员20人到会", 20, 20, ()), ("应到18，除刘洋出差外全部到会", 18, 17, ("应到18，除1人外全到 → 实到17",)), ("应到5实到6", 5, 6, ()),
        ("应到20，刘洋出差", 20, None, ()), ("应到18人，实到16人，实到17人", 18, None, ()),
    ],
)  # fmt: skip
def test_numbers_come_from_the_message_and_sums_are_shown(
    words: str, expected: int | None, present: int | None, sums: tuple[str, ...]
) -> None:
    record = the_record(f"4月3日开了主题党日，{words}")
    assert (record.expected, record.present, record.sums) == (expected, present, sums)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("18", 18),
        ("十八", 18),
        ("二十", 20),
        ("一百零五", 105),
        ("两", 2),
        ("廿五", 25),
        ("零", 0),
        ("一二", None),
        ("十百", None),
        ("", None),
    ],
)
def test_a_number_is_one_or_none(words: str, value: int | None) -> None:
    assert number(words) == value


def test_observers_are_not_present_and_voters_are_not_the_expected() -> None:
    record = the_record(
        "4月2日支部党员大会，应到20实到19，列席2人，应到会有表决权党员16人，实到会有表决权15人，14票赞成，0票反对，1票弃权"
    )
    assert (record.expected, record.present, record.observers) == (20, 19, 2)
    assert record.votes is not None
    assert (record.votes.eligible, record.votes.eligible_present) == (16, 15)
    assert (record.votes.favour, record.votes.against, record.votes.abstain) == (14, 0, 1)


# ---- 4. kinds
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("党日", "主题党日"), ("主体党日", "主题党日"), ("党员大会", "支部党员大会"), ("支部大会", "支部党员大会"), ("上党课", "党课"), ("党颗", "党课"),
        ("支委回", "支委会"), ("支部委员会会议", "支委会"), ("谈心", "谈心谈话"), ("民主评议", "民主评议党员"), ("政治学习", "集中学习"),
        ("组织生活", None), ("民主生活会", None), ("开会", None), ("党课和支委会", None),
    ],
)  # fmt: skip
def test_what_people_call_the_nine_kinds(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3月25日开了主题党日暨党课，应到18实到18", ("主题党日", "党课")),
        ("3月25日开了主题党日，也算党课，应到18实到18", ("主题党日", "党课")),
        ("3月25日主题党日上李伟讲了党课，应到18实到18", ("主题党日",)),
        ("昨天支委会研究了主题党日方案，应到5实到5", ("支委会",)),
        ("我们昨天没开支委会，开的是党小组会，应到7实到7", ("党小组会",)),
    ],
)
def test_several_kinds_only_where_the_sender_says_so(text: str, kinds: tuple[str, ...]) -> None:
    assert the_record(text).kinds == kinds


def test_two_activities_in_one_message_are_two_records() -> None:
    records = read("今天开了支委会和党小组会，支委会应到5实到5，党小组会应到7实到6").records
    assert [(record.kinds, record.expected, record.present) for record in records] == [
        (("支委会",), 5, 5),
        (("党小组会",), 7, 6),
    ]
    assert {record.date for record in records} == {date(2026, 4, 8)}


# ---- 5. branch and host
def test_the_branch_only_as_named_and_i_am_the_sender() -> None:
    assert the_record("我们支部昨天开了支委会，我主持，应到5实到5").branch is None
    assert the_record("教工二支部昨天开了支委会，应到5实到5").branch == "教工二支部"
    assert the_record("昨天开了支委会，我主持，应到5实到5").host == "张敏"
    assert the_record("昨天开了支委会，我主持，应到5实到5", sender="").host is None


@pytest.mark.parametrize(
    ("words", "host", "recorder"),
    [
        ("李伟主持，王芳记录", "李伟", "王芳"), ("主持：李伟，记录：王芳", "李伟", "王芳"), ("主持李伟记录王芳", "李伟", "王芳"), ("李伟主持王芳记录", "李伟", "王芳"),
        ("支部书记李伟同志主持，王芳同志负责记录", "李伟", "王芳"), ("由李××主持，王××作记录", "李××", "王××"), ("书记主持，组织委员记录", "书记", "组织委员"),
        ("张敏主持并记录", "张敏", "张敏"), ("欧阳明主持，小王记录", "欧阳明", "小王"), ("李书记主持", "李书记", None), ("主讲李伟", None, None),
        ("记录一下", None, None), ("李伟、王芳分别主持、记录", "李伟", "王芳"),
    ],
)  # fmt: skip
def test_who_hosted_and_who_wrote(words: str, host: str | None, recorder: str | None) -> None:
    record = the_record(f"昨天开了支委会，应到5实到5，{words}")
    assert (record.host, record.recorder) == (host, recorder)


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        ("张××请假出差、赵××病假", {"张××": "出差", "赵××": "病假"}), ("陈刚、赵磊出差", {"陈刚": "出差", "赵磊": "出差"}), ("缺陈刚、赵磊", {"陈刚": None, "赵磊": None}),
        ("缺席：陈刚（出差）；赵磊（病假）", {"陈刚": "出差", "赵磊": "病假"}), ("缺席2人：陈刚、赵磊（均出差）", {"陈刚": "出差", "赵磊": "出差"}),
        ("缺席陈刚、赵磊（出差）", {"陈刚": None, "赵磊": "出差"}), ("请假：陈刚-出差，赵磊-病假", {"陈刚": "出差", "赵磊": "病假"}), ("王磊病假李雷事假", {"王磊": "病假", "李雷": "事假"}),
        ("请假2人，分别是王磊（出差）和李雷（陪产假）", {"王磊": "出差", "李雷": "陪产假"}), ("2人因公出差（王磊、李雷）", {"王磊": "因公出差", "李雷": "因公出差"}),
        ("陈刚因病请假", {"陈刚": "因病"}), ("陈刚没来", {"陈刚": None}), ("刘洋缺席，没请假", {"刘洋": None}), ("缺席1人，赵磊，事由：住院", {"赵磊": "住院"}), ("缺席：无", {}),
        ("请假2人", {}),
    ],
)  # fmt: skip
def test_the_absent_and_their_reasons(words: str, absent: dict[str, str | None]) -> None:
    record = the_record(f"4月3日开了主题党日，应到18实到16，{words}")
    assert record.absentees == tuple(Absentee(name, reason) for name, reason in absent.items())


# ---- 6. missing
def test_what_is_missing_is_told_at_once_and_in_order() -> None:
    assert the_record("昨天开了个会，应到5实到4").missing == (
        "kind",
        "start",
        "place",
        "host",
        "recorder",
        "absentees",
        "topic",
    )
    assert the_record("昨天开了支委会，应到5实到5").missing == ("start", "place", "host", "recorder", "topic")


def test_a_talk_needs_no_recorder_and_no_counts_and_its_content_is_not_kept() -> None:
    record = the_record("昨天下午2点和陈刚谈心谈话，谈了谈近期思想情况和家庭困难")
    assert (record.topic, record.missing) == (None, ("place", "host", "topic"))


def test_a_talk_told_in_a_group_is_flagged() -> None:
    assert read("昨天下午2点和陈刚谈心谈话了，在办公室", in_group=True).flags == ("privacy_group",)


# ---- 8. corrections
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("更正记录12：实到15人", 12),
        ("更正 12 实到15", 12),
        ("#12 实到15", 12),
        ("12号实到改成15", 12),
        ("把12号记录的实到改成15", 12),
    ],
)
def test_a_correction_names_its_record(text: str, number: int) -> None:
    understood = read(text)
    assert understood.target is not None
    assert (understood.intent, understood.target.number) == ("amend", number)
    assert [(change.field, change.op, change.value) for change in understood.changes] == [("present", "to", 15)]


def test_a_quoted_message_is_the_target() -> None:
    target = read("作废", quote="已记录 #31：支委会").target
    assert target is not None
    assert (target.quoted, target.number) == (True, 31)


# ---- 9. not submissions
@pytest.mark.parametrize(
    "text",
    [
        "下周三准备开党课", "昨天的党课讲得真好", "谢谢", "通知：4月10日下午3点在305召开党员大会，请全体党员准时参加", "今天下午3点在305开支委会",
        "他们支部昨天开了党课，应到20实到20", "王芳：“昨天开了党课，应到20实到20”", "昨天没开成支委会", "好的，我下午把党课记录补上", "支委会请假缺席怎么办",
        "昨天开的支委会要不要补录", "昨天下午的党课我没参加", "定于4月15日下午2点在礼堂召开党员大会", "我们支部打算五一前搞一次主题党日",
    ],
)  # fmt: skip
def test_plans_praise_hearsay_and_questions_are_not_filed(text: str) -> None:
    understood = read(text)
    assert understood.intent != "submit_record"
    assert understood.records == ()


@pytest.mark.parametrize(
    "text",
    ["编一个发言", "帮我把实到人数凑成18", "补一份没开过的支委会记录", "替李伟签到一下", "帮我写个会议记录，就说大家都同意", "王磊为什么被评为不合格", "李雷政审有问题吗"],
)  # fmt: skip
def test_nothing_is_invented_and_nothing_sensitive_shown(text: str) -> None:
    assert read(text).intent == "refuse"


def test_yes_and_no_are_plain_or_they_are_none() -> None:
    assert read("好的，提交吧").yes
    assert read("算了，不报了").no
    assert not read("好，但是实到改成15").yes
    assert not read("不对").no
    assert not read("谢谢").yes


# ---- an open question
def test_bare_words_answer_what_the_bot_asked() -> None:
    changes = read("主持人：李伟\n记录人：王芳\n地点：305", draft_open=True).changes
    assert {(change.field, change.op, change.value) for change in changes} == {
        ("host", "set", "李伟"),
        ("recorder", "set", "王芳"),
        ("place", "set", "305"),
    }
    assert read("还差什么", draft_open=True).intent == "my_status"
    assert read("4月7日下午3点开了支委会，应到5实到5", draft_open=True).intent == "submit_record"


# ---- forms and text
def test_a_form_needs_three_labelled_lines() -> None:
    assert read_form("时间：4月3日\n地点：305", context()) is None
    form = read_form("类型：党课\n时间：4月3日 15:00-16:00\n地点：305\n主持人：李伟", context())
    assert form is not None
    assert (form.kinds, form.start, form.end, form.place, form.host) == (("党课",), "15:00", "16:00", "305", "李伟")


def test_the_text_boundary() -> None:
    assert clean("\ufeff a\r\nb\x00\u200b\u202e\ud800 ") == "a\nb"
    assert clean("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert fold("（１８：００）　ＡＢ") == "(18:00) AB"
    assert the_record("昨天开了支委会，应到５实到５").text == "昨天开了支委会，应到５实到５"
