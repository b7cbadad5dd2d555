# ruff: noqa: E501 - sentences, one on a line
"""People in records: the host, the recorder and the absent in many wordings, and every kind of name in every frame."""

import pytest

from handlers.reading import Absentee
from tests.handlers.reading.people_variants import ANY, VARIANTS
from tests.handlers.reading.reading_score import the_record


@pytest.mark.parametrize(("text", "host", "recorder", "absent"), VARIANTS, ids=lambda value: str(value)[:30])
def test_people_are_read_however_they_are_told(
    text: str, host: str | None, recorder: str | None, absent: dict[str, str | None] | str
) -> None:
    record = the_record(text)
    if host != ANY:
        assert record.host == host
    if recorder != ANY:
        assert record.recorder == recorder
    if absent != ANY:
        assert {one.name: one.reason for one in record.absentees} == absent


NAMES = (
    *(
        "王华",
        "陈小红",
        "欧阳晨",
        "上官婉儿",
        "诸葛明",
        "区志强",
        "荀彧",
        "巴特尔",
        "其其格",
        "苏日娜",
        "扎西次仁",
        "阿依古丽",
    ),
    *("古丽娜尔", "阿依古丽·买买提", "买买提江·吐尔逊"),
)
REASONS = (
    "出差",
    "因公出差",
    "病假",
    "监考",
    "回西藏探亲",
    "去市里开会",
    "在国外访学",
    "家里老人住院",
    "指导学生竞赛",
    "党校培训",
    "带队比赛",
)
FRAMES = (
    "{a}{r}、{b}{s}", "{a}{r}，{b}{s}", "请假2人：{a}（{r}）、{b}（{s}）", "没来的是{a}（{r}）和{b}（{s}）", "缺席2人（{a}{r}、{b}{s}）",
    "{a}因{r}请假，{b}因{s}请假", "请假 {a} {r} {b} {s}", "缺席人员：{a}-{r}，{b}-{s}", "除{a}（{r}）、{b}（{s}）外都到了", "除了{a}{r}、{b}{s}，其他人都到了",
    "请假的有{a}，{r}；{b}，{s}", "没到的2位：{a}{r}，{b}{s}", "{a}同志{r}、{b}同志{s}", "{a}请假（{r}），{b}请假（{s}）", "缺席：{a}：{r}；{b}：{s}",
)  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
def test_any_name_in_any_frame(frame: str) -> None:
    for index, name in enumerate(NAMES):
        other = NAMES[(index + 4) % len(NAMES)]
        reason, second = REASONS[index % len(REASONS)], REASONS[(index + 3) % len(REASONS)]
        told = frame.format(a=name, b=other, r=reason, s=second)
        record = the_record(f"昨天下午3点党员大会，301，我主持，冯雪记录，应到18人，实到16人，{told}，议题换届")
        assert record.absentees == (Absentee(name, reason), Absentee(other, second)), told
        assert (record.host, record.recorder, record.topic) == ("张敏", "冯雪", "换届")


ROLES = (
    "{h}主持，{r}记录", "主持{h}，记录{r}", "主持人：{h}，记录人：{r}", "由{h}主持，{r}负责记录", "主持是{h}，记录是{r}", "{h}主持{r}记录", "主持{h}记录{r}",
    "主持 {h} 记录 {r}", "主持/记录：{h}/{r}", "支部书记{h}主持，宣传委员{r}记录", "主持人和记录人分别是{h}、{r}", "{h}主持的，{r}做的记录",
)  # fmt: skip


@pytest.mark.parametrize("roles", ROLES)
def test_any_host_and_recorder_in_any_order(roles: str) -> None:
    for index, name in enumerate(NAMES):
        other = NAMES[(index + 4) % len(NAMES)]
        record = the_record(f"昨天下午3点党员大会，301，{roles.format(h=name, r=other)}，应到18人，实到18人，议题换届")
        assert (record.host, record.recorder) == (name, other), roles
        assert record.absentees == ()


@pytest.mark.parametrize(
    "text",
    [
        "昨天党员大会，应到18实到18，会上王华汇报了外出调研的情况，李强因工作突出被推荐为先进",
        "昨天支委会，应到5实到5，研究给王磊办理请假手续、慰问住院的高建国同志",
        "昨天党员大会，应到18实到18，列席2人，邀请马克思主义学院李志强教授主讲",
        "昨天支委会，应到5实到5，我主持，会议由上午九点开到十点，讨论外出参观的请假制度",
    ],
)
def test_who_is_only_spoken_of_was_not_absent(text: str) -> None:
    assert the_record(text).absentees == ()


def test_a_reason_that_was_read_as_the_topic_is_the_reason() -> None:
    record = the_record("昨天下午3点党员大会，301，应到18人，实到17人，王磊去党校学习三个月，议题换届")
    assert record.absentees == (Absentee("王磊", "去党校学习三个月"),)
    assert record.topic == "换届"
    record = the_record("昨天下午3点党员大会，301，应到18人，实到17人，王磊在外地听取专家评审意见，审议年度计划")
    assert record.absentees == (Absentee("王磊", "在外地听取专家评审意见"),)
    assert record.topic == "年度计划"
