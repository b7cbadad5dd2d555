"""Sentences that state and sentences that ask, each in a chat, below a heading and as an item of a list."""

from datetime import date

import pytest

from handlers.notices import Task, read_notice

FRAMES = (
    "{}",
    "关于近期有关工作的通知\n各党支部：\n现将有关事项通知如下。\n一、具体安排\n{}\n二、工作要求\n请各支部高度重视。\n"
    "商学院党委\n2026年3月10日",
    "党务提醒\n各支部：\n1. {}\n2. 请各支部3月20日前报送学习计划。\n学院党办",
)

STATED = """\
图书馆四楼研讨室4月20日起开放预约，周一至周五8:00—21:00。
学习强国平台3月28日凌晨维护，期间积分不更新。
去年的经费6月30日到期，余额收回。
学校党代会将于6月中旬召开，我院有5名代表。
班车4月16日13:30从东门出发，16:30返回。
教室4月10日14:00—17:00已预订，钥匙在值班室。
争取年底前建成两个样板支部。
校党委书记4月12日下午给新生讲了一堂党课。
党校3月30日开班，本期学员共86人。
4月14日那次会议的纪要已经上传网盘。
考试成绩4月25日可以在网上查到。
档案馆每周三下午对外服务。
请大家关注4月12日晚央视播出的专题片。
各支部的档案柜4月20日统一搬运，无须派人。
每年3月是学雷锋月，校园里活动很多。
宣传栏一季度内容4月10日由学工部更换。
4月25日那天全校停课，请相互转告。
新一届学生会4月10日选出，主席是预备党员。
补助金4月15日前打到卡上，注意查收。
4月18日有雨，户外活动会看情况。
支部书记小陈4月12日的航班，有急事电话联系。
我院2026年第一批发展名额12个，第二批9月下达。
考察组4月8日到9日在校，期间会议室停用。
研究生院4月20日前会把名单推给我们。
三月学习情况总体良好，四月继续保持。
教工二支部今年6月14日任期届满，由戚书记负责。
组织部将于4月中旬对完成情况进行抽查。
校党委组织部拟于5月下旬到各支部走访，了解台账情况。
我部将于4月20日前汇总各单位意见，形成送审稿。
评审结果4月底在校园网公示。
学院党委将于4月23日集中审核各支部报来的材料。
机关党委办公室4月16日统一制作并发放证书。
4月9日至13日，校纪委、财务处组成检查组到部分支部查看台账和票据。
4月20日至24日，组织部会同审计处组成工作组到有关学院实地察看。""".splitlines()

UNASKED = """\
另设举报电话，受理时间为工作日，截止到4月20日。
组织部复核后报校党委研究，4月20日前后全校公示。
我这边4月9日要报省里，没有余量了。
提倡有条件的支部在五一前召开。
上学期第9周（1月7日）停掉的党课，已在本月补完。
三支部的申请表我昨天已经帮你们交上去了，没通知之前先别开会。
机械支书 白: 老师 我们有个同学的推荐表2月那页没盖章""".splitlines()

ASKED = """\
branch|2026-04-10|支部换届工作方案4月10日交组织员审。
branch|2026-03-27|支委会3月27日前开掉，会议记录拍照发群。
member|2026-03-31|每位党员3月31日前登录共产党员网看完三集专题片。
organizer|2026-04-02|组织员4月2日上午到组织部领取新版志愿书。
branch|2026-03-18|3月18日14:00支部书记例会，行政楼三楼会议室。
branch|2026-04-12|4月12日植树，每个支部来5个人，自带手套。
member|2026-04-09|发展对象4月9日下午到党校报到。
branch|2026-04-22|心得体会4月22日收，手写。
member|2026-04-18|积极分子结业考试4月18日上午9点开始，带学生证。
branch|2026-04-01|4月1日交接完毕，双方签字。
member|2026-04-02|入党积极分子4月2日前登录系统完成信息采集。
secondary|2026-04-24|党总支汇总审核后于4月24日报组织部备案。
branch|2026-04-09|原定4月5日前报送的工作亮点，延期至4月9日前报送组织部。
branch|2026-03-31|各党支部每季度讲一次党课，讲课人可以是书记，也可以是老党员。""".splitlines()


def _of(sentence: str, frame: str) -> list[Task]:
    tasks = read_notice(frame.format(sentence), date(2026, 3, 10)).tasks
    return [task for task in tasks if task.quote[:6] in sentence]


@pytest.mark.parametrize("sentence", STATED)
@pytest.mark.parametrize("frame", FRAMES, ids=["chat", "formal", "list"])
def test_what_only_states_is_no_sure_deadline(sentence: str, frame: str) -> None:
    assert [task for task in _of(sentence, frame) if task.deadline and not task.needs_review] == []


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("frame", FRAMES, ids=["chat", "formal", "list"])
def test_what_asks_is_a_task_of_its_day(asked: str, frame: str) -> None:
    _, day, sentence = asked.split("|")
    assert [str(task.deadline) for task in _of(sentence, frame)] == [day]


@pytest.mark.parametrize("asked", [one for one in ASKED if "积极分子结业" not in one])
def test_who_is_named_is_whose_it_is(asked: str) -> None:
    level, _, sentence = asked.split("|")
    assert [task.responsible_level for task in _of(sentence, FRAMES[1])] == [level]


@pytest.mark.parametrize("frame", FRAMES, ids=("chat", "formal", "list"))
@pytest.mark.parametrize("sentence", UNASKED)
def test_what_asks_nobody_is_no_task(sentence: str, frame: str) -> None:
    assert not _of(sentence, frame)


@pytest.mark.parametrize("line", ["公示时间：4月10日至4月16日。", "老师们，清明前最后一次提醒，看完再走。"])
def test_what_a_line_only_tells_is_no_task(line: str) -> None:
    assert not read_notice(line, date(2026, 3, 10)).tasks
