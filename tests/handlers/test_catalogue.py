"""Questions as people type them, and the entries that answer them."""

import dataclasses
import statistics
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue, load_catalogue
from handlers.catalogue import Finder
from handlers.search import Index, digits, plain


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def finder(catalogue: Catalogue) -> Finder:
    return Finder(catalogue)


ANSWERED = """
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


def test_two_thousand_entries_answer_in_under_five_milliseconds(catalogue: Catalogue) -> None:
    copies = [
        dataclasses.replace(
            each, id=f"{each.id}-{copy}", matter=f"{each.matter}_{copy}", title=f"{each.title}{copy}号校"
        )
        for copy in range(9)
        for each in catalogue.requirements
    ]
    finder = Finder(Catalogue(copies[:2000], catalogue.words))
    spent = []
    for question, _ in table(ANSWERED):
        begun = time.perf_counter()
        finder.find(question)
        spent.append(time.perf_counter() - begun)
    assert statistics.median(spent) < 0.005


def test_the_shipped_index_is_built_in_under_150_milliseconds(catalogue: Catalogue) -> None:
    spent = []
    for _ in range(3):
        begun = time.process_time()
        Finder(catalogue)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.15


def test_the_pinyin_table_is_loaded_for_slips_only() -> None:
    program = (
        "import sys; from config.catalogue import load_catalogue; from handlers.catalogue import Finder\n"
        "finder = Finder(load_catalogue()); finder.find('支委会多久开一次')\n"
        "assert 'pypinyin' not in sys.modules; finder.find('党科'); assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
