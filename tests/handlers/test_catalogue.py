"""Questions as people type them, and the entries that answer them."""

import dataclasses
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue, load_catalogue
from handlers.catalogue import Finder
from handlers.search import Index, asks, digits, plain


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def finder(catalogue: Catalogue) -> Finder:
    return Finder(catalogue)


ANSWERED = """
党小组会多久开一次啊        jm22-branch-group-meeting
咱们支部多少党员才要设支委  guide-committee-from-seven
支委会到几个人才能开        central-committee-quorum
支部党员大会一个季度开几次  jm22-branch-general-meeting
发展党员要不要全体党员大会通过 central-step-15
入党介绍人要几个            central-step-09
发展对象公示几天            guide-admission-posting
支部书记每年要参加多少学时培训 jm22-branch-hours
党员一年集中学习多少小时    jm22-branch-hours
入党积极分子培训多少学时    jm22-activist-training
党总支几年一换届            jm22-general-term
党费公示一年几次            jm22-branch-dues
主题党日一个月几次          jm22-branch-theme-day
典型案例报给谁              jm22-case
案例标题用什么字体          jm22-case-format
案例照片像素要求            jm22-case-photos
案例行距多少                jm22-case-format
案例几号字                  jm22-case-format
组织生活会多久一次          central-org-life-meeting
民主评议党员怎么评          jm22-branch-appraisal
党总支书记讲党课一年几次    jm22-leaders-lecture
专职组织员要什么条件        js24-conditions
组织员工作室给多少经费      cj23-funds
工作室成员最多几个人        cj23-studio-team
工作室申报书建设计划多少字  cj23-form-plan
工作室多久评一次            cj23-studio
工作室建设分几个阶段        cj23-phases
工作室四个一任务            cj23-four-ones
工作室负责人要做几年组织员  cj23-studio-leader
申报书预期成果不超过多少字  cj23-form-results
标杆院系要做到哪些          jw18-benchmark-department
七个有力指什么              jw18-seven-strong
样板支部怎么建              jw18-model-branch
质量提升工程有几个计划      jw18-project
政治审查看哪些内容          central-step-10
选支委差额比例多少          guide-election-candidates
选举要到多少人才有效        guide-election-quorum
支委会多久开一次            jm22-branch-committee-meeting central-committee-meeting
支委会                      jm22-branch-committee-meeting central-committee-meeting
支部委员会会议每月要开几次？ jm22-branch-committee-meeting central-committee-meeting
支委会要过半数吗            central-committee-quorum
党员大会一季度开几次        jm22-branch-general-meeting central-general-meeting
支部大会多长时间开一次呀    jm22-branch-general-meeting central-general-meeting
党小组会多久开一次          jm22-branch-group-meeting central-group-meeting
小组会一个月几次            jm22-branch-group-meeting central-group-meeting
党小组要不要设              central-groups
党课有什么要求              jm22-branch-lecture
党课多久一次                jm22-branch-lecture
请问上党课是多久一次        jm22-branch-lecture
班子成员讲党课几次          jm22-leaders-lecture
主题党日每月几次            jm22-branch-theme-day central-theme-day
党日固定哪天                jm22-branch-theme-day central-theme-day
组织生活会一年几次          central-org-life-meeting
批评与自我批评              central-org-life-meeting
民主评议多久搞一次          jm22-branch-appraisal central-appraisal
集中学习每月几次            jm22-branch-study
三会一课多久一次            jm22-branch-three-meetings
谈心谈话跟谁谈              jm22-branch-talks central-talks
双重组织生活                jm22-branch-dual central-dual
会议谁主持                  central-meeting-chair
谁没有表决权                central-no-vote
预备党员能投票吗            central-no-vote
支部几年换届                jm22-branch-term central-term-branch
几年支部换届                jm22-branch-term central-term-branch
党总支几年换届              jm22-general-term central-term-general
总支任期几年                jm22-general-term central-term-general
党委任期                    central-term-committee
延期换届                    central-term-shift
换届要提前多久报请示        guide-election-reminder
支委配几个人                jm22-branch-size
总支委员几个                jm22-general-size
支部书记条件                jm22-branch-secretary
总支书记述职几次            jm22-general-report
党费什么时候公示            jm22-branch-dues jm22-general-dues
公布党费是几月份            jm22-branch-dues
党费半年公布几次            jm22-branch-dues
总支党费公示                jm22-general-dues
这个月党费最晚哪天交        guide-dues-monthly
党员每年多少学时            jm22-branch-hours central-hours
书记一年要学多少学时        jm22-branch-hours central-hours
积极分子要学多少学时        jm22-activist-training
发展对象培训几天            central-step-11
预备期从哪天算              central-step-15
积极分子满一年是从哪天算    central-step-07
培养联系人几个              central-step-05
入党介绍人几个              central-step-09
延长预备期多久              central-step-23
党龄从哪天算                central-step-24
二十五步                    central-admission
入党流程                    central-admission
毕业前三个月还能入党吗      central-leaving
毕业生组织关系什么时候转    jm22-branch-graduates
组织关系什么时候排查        jm22-branch-check
组织关系留校多久            central-graduates-stay
出国党员多久联系一次        central-abroad-contact
失联党员                    central-lost-contact
困难党员                    jm22-branch-care
台帐有哪些                  jm22-branch-ledger
党政联席会议                jm22-general-decisions
六有标准                    jm22-branch-six-haves
案例什么格式、交给谁        jm22-case
页边距多少                  jm22-case-format
案例要写哪些部分            jm22-case-sections
照片要求                    jm22-case-photos
登记表交给谁                jm22-contest
示范岗有哪几种              jm22-demo-posts
双带头人是什么              jm22-dual-leaders
警示教育                    jm22-month-warning
5月6号要交什么              jm22-case jm22-contest
5.6要交什么                 jm22-case jm22-contest
五月六日前交什么材料        jm22-case jm22-contest
9月要做什么                 jm22-branch-check jm22-general-check
申报书字数                  cj23-form
建设计划多少字              cj23-form-plan
预算表怎么填                cj23-form-budget
工作室负责人要什么条件      cj23-studio-leader
负责人条件 工作室           cj23-studio-leader
工作室几个人                cj23-studio-team
工作室给多少钱              cj23-funds
工作室什么时候申报          cj23-apply
中期报告什么时候交          cj23-midterm
4个1是什么                  cj23-four-ones
工作室方向有哪些            cj23-studio-directions
组织员                      js24-organizer
组织员要什么条件            js24-conditions
组织员配几个                js24-posts
组织员谁考核                js24-assessment
组织员列席什么会议          js24-attend
兼职组织员怎么选            js24-selection
五个到位是什么的要求        jw18-five-in-place
七个有力                    jw18-seven-strong
标杆院系要做到什么          jw18-benchmark-department
样板支部要求                jw18-model-branch
四个计划                    jw18-project
党建课题多久立项一次        jw18-research-topics
五个服务                    sl14-02-five-services
学生支部按什么设置          sl14-11-setup
一报告两评议                sl14-17-assessment
书记座谈会                  sl14-14-second-level
支委会一个月开一次吗        jm22-branch-committee-meeting central-committee-meeting
主题党日可以每季度一次吗    jm22-branch-theme-day central-theme-day
总支书记一年讲几次党课      jm22-leaders-lecture
组织生活会和民主评议能合并吗 jm22-branch-appraisal central-appraisal
党员大会表决需要多少人      central-vote
预备期多长时间              central-step-21
入党申请书交了多久要谈话    central-step-02
积极分子多久考察一次        central-step-06
党委多长时间审批            central-step-17
毕业生组织关系留多久        central-graduates-stay
党费公示要备案吗            jm22-general-dues
党费按季度交行不行          guide-dues-monthly
学院党委几年换届            central-term-committee
换届可以推迟吗              central-term-shift
案例字体要求                jm22-case-format
案例行距                    jm22-case-format
大比武材料交到哪里          jm22-contest
积极分子和发展对象比例      jm22-branch-admission
工作室周期多长              cj23-studio
申报书要盖公章吗            cj23-form-opinion
工作室名称怎么起            cj23-form-cover
组织员要做哪些工作          js24-duties
组织员一年考核几次          js24-assessment
工作手册                    js24-workbook
党费返还                    sl14-19-funds
佩戴党徽                    jw18-show-identity
谁来主持党小组会            central-meeting-chair
党费多久公示一次            jm22-branch-dues
组织关系多久排查一次        jm22-branch-check
党员大会几个月开一次        jm22-branch-general-meeting central-general-meeting
转正要支部大会投票吗        central-step-23
会议纪要                    js24-duty-papers
"""
MISTYPED = """
党科多久上一次    jm22-branch-lecture
支委回多久开      jm22-branch-committee-meeting central-committee-meeting
注题党日          jm22-branch-theme-day central-theme-day
主题档日几次      jm22-branch-theme-day central-theme-day
党费公市          jm22-branch-dues
民主平议          jm22-branch-appraisal central-appraisal
组之生活会        central-org-life-meeting
公作室负责人条件  cj23-studio-leader
申暴书字数        cj23-form
组只员职责        js24-duties
dangke            jm22-branch-lecture
zhuti dangri      jm22-branch-theme-day central-theme-day
"""


def table(text: str) -> list[tuple[str, list[str]]]:
    rows = []
    for line in text.strip().splitlines():
        words = line.split()
        ids = [word for word in words if "-" in word]
        rows.append((" ".join(word for word in words if word not in ids), ids))
    return rows


@pytest.mark.parametrize(("question", "ids"), table(ANSWERED), ids=[row[0] for row in table(ANSWERED)])
def test_a_question_finds_its_answer(finder: Finder, question: str, ids: list[str]) -> None:
    found = finder.find(question)
    assert [each.id for each in found.hits][: len(ids)] == ids, found
    assert not found.choices and not found.nearest


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("两个发展对象能不能一起表决", None),
        ("大会来了一半人，可以表决不", None),
        ("工作室超过5个人行吗", None),
        ("18个有表决权的党员，来了9个能表决吗", "到会9人，够"),
    ],
)
def test_a_number_of_something_else_is_not_reckoned_with(finder: Finder, question: str, remark: str | None) -> None:
    found = finder.find(question)
    assert (remark in (found.remark or "")) if remark else found.remark is None


@pytest.mark.parametrize(("question", "ids"), table(MISTYPED), ids=[row[0] for row in table(MISTYPED)])
def test_a_slip_is_heard(finder: Finder, question: str, ids: list[str]) -> None:
    assert [each.id for each in finder.find(question).hits][: len(ids)] == ids, finder.find(question)


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("六有", {"jm22-branch-six-haves", "sl14-six-haves"}),
        ("6有是什么", {"jm22-branch-six-haves", "sl14-six-haves"}),
        ("换届", {"jm22-branch-term", "jm22-general-term", "central-term-committee"}),
        ("述职向谁述", {"jm22-branch-secretary-report", "jm22-general-report"}),
        ("案例", {"jm22-case", "jm22-case-format", "jm22-case-sections"}),
        ("党员出国怎么办", {"central-abroad-membership", "central-abroad-contact"}),
        ("转正", {"central-step-22", "central-step-23"}),
    ],
)
def test_several_matters_are_a_choice(finder: Finder, question: str, ids: set[str]) -> None:
    found = finder.find(question)
    assert {each.id for each in found.choices} == ids
    assert not found.hits and not found.nearest


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样",
        "食堂几点开门",
        "工资什么时候发",
        "怎么报销差旅费",
        "毕业典礼什么时候",
        "团支部多久换届",
        "团费多久交一次",
        "工会会费怎么交",
        "党支部书记工资多少",
        "学生会换届要多少人",
        "开题报告多少字",
        "教师职称怎么评",
        "",
        "？？？",
        "多久一次",
        "1",
    ],
)
def test_what_is_not_in_the_catalogue_is_not_guessed(finder: Finder, question: str) -> None:
    found = finder.find(question)
    assert not found.hits and not found.choices


def test_the_nearest_is_offered_where_there_is_one(finder: Finder) -> None:
    found = finder.find("毕业典礼什么时候")
    assert "jm22-branch-graduates" in [each.id for each in found.nearest]


@pytest.mark.parametrize(
    ("question", "id", "remark"),
    [
        ("6个正式党员要不要开支委会", "guide-committee-from-seven", "6名正式党员，不足7名：一般不设支委会"),
        ("六个党员开不开支委会", "guide-committee-from-seven", "6名正式党员，不足7名：一般不设支委会"),
        ("我们支部有8名正式党员，要设支委会吗", "guide-committee-from-seven", "已满7名：应设支委会（3–5人，最多7人）"),
        (
            "支委会5个委员来3个能开吗",
            "central-committee-quorum",
            "到会至少3人（半数以上，含半数）才能开。到会3人，够。",
        ),
        ("5个支委来2个能开会吗", "central-committee-quorum", "到会2人，不够。"),
        ("18个有表决权的党员要到几个", "central-vote", "到会至少9人才能表决，赞成至少10人才通过。"),
        ("应到19人到9人能开党员大会吗", "central-vote", "到会至少10人才能表决，赞成至少10人才通过。到会9人，不够。"),
        ("接收预备党员20人表决要几票", "central-step-15", "到会至少11人（过半数），赞成至少11人"),
        ("选举20个党员要到多少人", "guide-election-quorum", "要超过五分之四，到会至少17人。"),
        ("换届选举21人来了17人够不够", "guide-election-quorum", "到会至少17人。到会17人，够。"),
        ("2个党员能成立支部吗", "guide-branch-from-three", "2名正式党员，不足3名：不能单独成立支部"),
        ("3个党员能成立支部吗", "guide-branch-from-three", "已满3名：应成立支部"),
        ("55个党员的支部是不是太多", "guide-branch-to-fifty", "超过一般上限50名，多5名"),
        ("50个党员的支部是不是太多", "guide-branch-to-fifty", "没有超过一般上限50名"),
        ("12个积极分子可以有几个发展对象", "jm22-branch-admission", "发展对象一般不超过4名"),
    ],
)
def test_numbers_in_a_question_are_reckoned(finder: Finder, question: str, id: str, remark: str) -> None:
    found = finder.find(question)
    assert found.hits[0].id == id
    assert found.remark and remark in found.remark


def test_a_rule_without_numbers_is_shown_without_a_sum(catalogue: Catalogue) -> None:
    bare = [dataclasses.replace(each, numbers={}) for each in catalogue.requirements]
    found = Finder(Catalogue(bare, catalogue.words)).find("6个正式党员要不要开支委会")
    assert (found.hits[0].id, found.remark) == ("guide-committee-from-seven", None)


def test_the_limit_is_kept(finder: Finder) -> None:
    assert len(finder.find("主题党日", limit=1).hits) == 1
    assert len(finder.find("换届", limit=2).choices) == 2


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("六", "6"),
        ("两", "2"),
        ("十", "10"),
        ("十九", "19"),
        ("二十五", "25"),
        ("二〇二六", "2026"),
        ("一百零五", "105"),
    ],
)
def test_number_words(word: str, number: str) -> None:
    assert digits(word) == number


def test_what_looks_alike_is_alike() -> None:
    assert plain("党费收缴（６月）") == plain("党费收交 (6月)")
    assert plain("五月六日") == "5月6日"


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).search("党课") == []
    assert Index([]).sounds_like("党课") == []


@settings(max_examples=200, deadline=None)
@given(
    question=st.text(
        alphabet=st.sampled_from("党课支委会换届公示党费一二三六九十百年月日几多久什么时候交给谁5 6?，ab"), max_size=30
    )
)
def test_any_question_has_an_answer_of_one_kind(finder: Finder, question: str) -> None:
    found = finder.find(question)
    assert sum(map(bool, (found.hits, found.choices, found.nearest))) <= 1
    assert max(len(found.hits), len(found.choices), len(found.nearest)) <= 5


@settings(max_examples=100, deadline=None)
@given(question=st.text(max_size=60))
def test_scores_lie_between_nothing_and_whole(finder: Finder, question: str) -> None:
    index = Index([[("主题党日", 1.0), ("每月固定1天", 0.6)], [("党课", 1.0)]])
    assert all(0 <= score <= 1.000001 for _, score in index.search(question) + index.sounds_like(question))


def test_the_pinyin_table_is_loaded_for_slips_only() -> None:
    program = (
        "import sys; from config.catalogue import load_catalogue; from handlers.catalogue import Finder\n"
        "finder = Finder(load_catalogue()); finder.find('支委会多久开一次')\n"
        "assert 'pypinyin' not in sys.modules; finder.find('党科'); assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


ASKED = [
    ("支委会多久开一次", r"每月1次"),
    ("支部几年换届", r"每届3年"),
    ("党费什么时候公示", r"6月、12月"),
    ("六有", r"活动场地|服务型"),
    ("案例什么格式、交给谁", r"28磅|组织人事处"),
    ("五个到位是什么的要求", r"标杆院|院（系）"),
    ("6个正式党员要不要开支委会", r"不足7"),
    ("申报书字数", r"2000字"),
    ("工作室负责人要什么条件", r"满2年"),
    ("书记讲几次党课", r"至少1次"),
    ("支部会议多久一次", r"每季度1次.*每月1次|三会一课"),
    ("案列格式", r"28磅"),
    ("组织员要什么条件", r"政治素质"),
    ("工作室经费多少", r"5000"),
    ("积极分子要培训多少学时", r"24"),
    ("党总支委员几个人", r"5人"),
    ("案例照片要求", r"JPG"),
    ("预备期从哪天算", r"支部大会通过这天"),
    ("换届要提前多久报请示", r"6个月"),
    ("党课一年要上几次", r"每季度1次"),
    ("主题党日必须固定在同一天吗", r"固定1天"),
    ("党员大会多少人到才算数", r"半数以上"),
    ("18个党员开大会要来几个才有效", r"9人|至少9"),
    ("发展党员表决要多少票", r"过半数"),
    ("预备党员有没有投票权", r"没有表决权"),
    ("党员一年要学多少个学时", r"32学时"),
    ("我当书记一年要多少学时", r"56学时"),
    ("支委要培训多少学时", r"56学时"),
    ("发展对象培训几天", r"3天"),
    ("延长预备期最长多久", r"半年到1年|1年"),
    ("转正申请什么时候交", r"预备期满"),
    ("党委多长时间批预备党员", r"3个月"),
    ("入党要几个介绍人", r"2名"),
    ("培养联系人要几名", r"1–2名"),
    ("积极分子考察多久一次", r"每半年"),
    ("积极分子多久可以当发展对象", r"满1年"),
    ("递了入党申请书多久要谈话", r"1个月内"),
    ("党费几个月交一次", r"按月"),
    ("半年没交党费怎么处理", r"自行脱党"),
    ("党员失联多久除名", r"2年"),
    ("毕业生党员组织关系最多留学校多久", r"2年"),
    ("毕业班党员组织关系几月份办", r"6月"),
    ("组织关系什么时候排查", r"9月"),
    ("党内表彰一年几次", r"每年1次"),
    ("支部要建哪些台账", r"三类"),
    ("支委会要几个委员", r"3人"),
    ("总支几年换一次届", r"3年[\s\S]*5年|5年[\s\S]*3年"),
    ("能不能推迟换届", r"1年"),
    ("换届选举要到多少人", r"五分之四"),
    ("12个有选举权的党员换届到9个够吗", r"不够"),
    ("多少党员要成立支部", r"3名"),
    ("支部最多多少人", r"50名"),
    ("谈心谈话必须跟谁谈", r"3类"),
    ("民主评议党员多长时间搞一次", r"每年1次"),
    ("组织生活会一年开几回", r"每年至少1次"),
    ("党小组会谁主持", r"组长"),
    ("书记不在谁来主持支委会", r"副书记|委员"),
    ("工作室最多几个人", r"5人"),
    ("工作室什么时候申报", r"6–9月"),
    ("工作室中期要交什么材料", r"中期工作报告"),
    ("四个一是哪四个", r"专题调研"),
    ("保障措施写多少字", r"500字"),
    ("工作室几年评一次", r"两年"),
    ("案例正文用什么字体", r"仿宋"),
    ("案例行间距是多少", r"28磅"),
    ("案例要写几个部分", r"4节"),
    ("照片要多大的", r"2M"),
    ("登记表什么时候交给谁", r"5月6日[\s\S]*组织人事处"),
    ("大比武材料几号交", r"5月6日"),
    ("发展对象和积极分子的比例", r"3:1"),
    ("七个有力是对谁的要求", r"支部"),
    ("五个服务是哪五个", r"服务改革"),
    ("书记轮训几年一遍", r"3年"),
    ("攀登计划是啥", r"示范|标杆"),
    ("红领计划有几项", r"4项"),
    ("每个学院要配几个组织员", r"1–2名"),
    ("组织员谁来考核", r"二级党组织"),
    ("组织员要列席哪些会", r"委员会会议"),
    ("学生党员定岗明责多久一轮", r"每年1轮"),
    ("服务型党组织是多少条", r"19条"),
    ("三会一课指的是什么", r"党员大会"),
    ("党员示范岗有哪几种", r"教学先锋岗"),
    ("双带头人是什么意思", r"学术带头人"),
    ("集中学习每个月要几次", r"至少1次"),
    ("党支部书记要具备什么条件", r"党性强"),
    ("党总支书记多久述职", r"每年1次"),
    ("快毕业的学生能发展吗", r"3个月"),
    ("支部活动室要有什么", r"6样|有场所"),
    ("出国的党员多久联系一次", r"每半年"),
    ("党费公布要报给谁备案", r"上级党组织"),
    ("党建案例谁组织评比", r"组织部"),
    ("申请书交给谁", r"申请|没有查到"),
    ("党员活动日一个月搞几次", r"固定1天|1次"),
    ("支部大会几个月开一次", r"每季度1次"),
    ("讲党课一年得讲多少回", r"每季度1次|至少1次"),
    ("支委会要来多少人", r"半数以上"),
    ("5个支委来了2个能开吗", r"不够"),
    ("小组会多久一回", r"每月1次"),
    ("总支书记一年讲几次党课", r"至少1次"),
    ("评议党员多久做一次", r"每年1次"),
    ("支部多久学习一次", r"每月至少1次"),
    ("普通党员一年多少学时", r"32学时"),
    ("发展对象要培训多少学时", r"24学时"),
    ("入党积极分子培训几个学时", r"24学时"),
    ("预备期是多久", r"1年"),
    ("党龄从什么时候开始算", r"转正"),
    ("多大年龄可以写入党申请书", r"18岁"),
    ("政审不过能入党吗", r"不能入党|政治审查"),
    ("支部大会接收预备党员要多少人同意", r"过半数"),
    ("20个有表决权的党员多少人同意才能通过", r"11"),
    ("党总支一届几年", r"3年[\s\S]*5年|5年[\s\S]*3年"),
    ("学院党委几年换届", r"5年"),
    ("支部书记一届几年", r"3年"),
    ("换届最多能拖多久", r"1年"),
    ("总支委员会配几名委员", r"5人"),
    ("专职组织员要配多少", r"1–2名"),
    ("组织员归哪里管", r"双重管理"),
    ("组织员都干些什么工作", r"5项"),
    ("兼职组织员怎么产生", r"二级党组织选聘"),
    ("当工作室负责人需要做几年组织员", r"满2年"),
    ("工作室给多少钱", r"5000"),
    ("工作室培育期多长时间", r"1年"),
    ("申报书建设计划不能超过多少字", r"2000字"),
    ("预期成果限多少字", r"500字"),
    ("申报书有几个部分", r"7|申报书"),
    ("素质拓展要搞几次", r"1次"),
    ("工作室什么时候验收", r"8–9月"),
    ("工作室有哪些方向可选", r"11个方向"),
    ("典型案例发给哪个部门", r"组织人事处"),
    ("案例用什么纸 页边距多少", r"A4"),
    ("照片说明写多少字", r"20字"),
    ("案例分几节写", r"4节"),
    ("标准化验收登记表有几张", r"两张"),
    ("主题党日主题可以选哪些", r"4项"),
    ("党费啥时候公布一次", r"6月、12月"),
    ("党员欠党费多久算自行脱党", r"6个月"),
    ("出国几年不回来停止党籍", r"5年"),
    ("外出多长时间要转组织关系", r"6个月"),
    ("积极分子发展对象比例多少", r"3:1"),
    ("书记述职多久一次 向谁述", r"向党总支|述职"),
    ("困难党员要不要走访", r"走访慰问"),
    ("六有是什么 活动场地", r"有场所"),
    ("台账有哪几类", r"三类"),
    ("支部人数太多要分开吗", r"50名"),
    ("2个党员能不能成立支部", r"不足3名"),
    ("标杆院系要做到什么", r"五个到位"),
    ("样板支部要求是什么", r"七个有力"),
    ("党员标兵评哪几类", r"4类|优秀共产党员"),
    ("质量提升工程搞几年", r"3年"),
    ("筑力计划包括哪些", r"4项"),
    ("党建课题分几类", r"3类"),
    ("服务型党组织六有", r"班子坚强"),
    ("学生支部按什么设置", r"按专业设"),
    ("什么是规定动作", r"主题"),
    ("申报材料什么时候交", r"6–9月|申报|没有查到|近期"),
]
"""Questions as secretaries type them, and the figure that the answer must hold."""


@pytest.mark.parametrize(("question", "figure"), ASKED, ids=[question for question, _ in ASKED])
def test_the_figure_is_in_the_answer(finder: Finder, question: str, figure: str) -> None:
    found = finder.find(question)
    said = [found.remark or "", *(one.title for one in found.choices)]
    for one in found.hits:
        said += [one.title, one.answer, *one.details, one.recipient or "", one.due or ""]
    assert re.search(figure, "\n".join(said)), found


def test_one_levels_rule_does_not_answer_for_another(finder: Finder) -> None:
    assert {one.matter for one in finder.find("党总支一届几年").hits} == {"term_general_branch"}
    assert {one.matter for one in finder.find("支部一届几年").hits} == {"term_branch"}
    assert {one.matter for one in finder.find("学院党委一届几年").hits} == {"term_committee"}


@pytest.mark.parametrize(
    ("words", "asking"),
    [
        ("保障措施写多少字", True),
        ("案例格式", True),
        ("快毕业的学生能发展吗", True),
        ("主题党日照片", False),
        ("辛苦", False),
    ],
)
def test_words_that_ask_are_told_from_words_that_do_not(words: str, asking: bool) -> None:
    assert asks(words) is asking
