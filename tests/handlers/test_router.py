# ruff: noqa: E501 (what people say is not broken into lines)
"""Words to commands: forgiving about how they are typed, strict about two of a name."""

import pytest

from handlers.commands import vocabulary
from handlers.message import Reply
from handlers.router import Command, Request, Router
from storage.work import Work


def run(request: Request, work: Work) -> Reply:
    return Reply("said", {"words": "x"})


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(vocabulary())


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("还差什么", "还差什么", ""),
        ("/还差什么", "还差什么", ""),
        ("！还差什么", "还差什么", ""),
        ("／还差什么", "还差什么", ""),
        ("  还差什么  ", "还差什么", ""),
        ("还差什么 10月", "还差什么", "10月"),
        ("还差什么　10月", "还差什么", "10月"),
        ("还差什么：10月", "还差什么", "10月"),
        ("还差什么，10月", "还差什么", "10月"),
        ("差什么", "还差什么", ""),
        ("更正 12 实到15", "更正", "12 实到15"),
        ("更正\n12\n实到15", "更正", "12\n实到15"),
        ("HELP", "帮助", ""),
        ("Help 更正", "帮助", "更正"),
        ("？", "帮助", ""),
        ("绑定码 张敏", "绑定码", "张敏"),
        ("绑定 计算机学院教工第一党支部", "绑定", "计算机学院教工第一党支部"),
        ("上周小结", "小结", ""),
    ],
)
def test_a_command_is_found_however_it_is_typed(router: Router, typed: str, name: str, rest: str) -> None:
    found = router.called(typed)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize(
    "sentence",
    ["更正式的说法是这样", "记录人是王华", "撤回来了吗", "小结一下", "我们还差什么", "要求严格", "任务很重", "模板在哪里", "帮助别人是好事",
     "", " ", "昨天下午3点在301开了主题党日"],
)  # fmt: skip
def test_an_ordinary_sentence_is_no_command(router: Router, sentence: str) -> None:
    assert router.called(sentence) is None


@pytest.mark.parametrize(
    ("typed", "near"), [("换差什么", "还差什么"), ("截至", "截止"), ("绑顶码", "绑定码"), ("帮住", "帮助")]
)
def test_a_slip_leads_to_what_was_meant(router: Router, typed: str, near: str) -> None:
    assert near in router.near(typed)


def test_what_looks_like_nothing_suggests_nothing(router: Router) -> None:
    assert router.near("xyzxyzxyz") == []


def test_two_commands_of_one_name_fail_at_the_start() -> None:
    with pytest.raises(ValueError, match="called 甲"):
        Router([Command("甲", "", "", run), Command("乙", "", "", run, aliases=("甲",))])
    with pytest.raises(ValueError, match="take help"):
        Router([Command("甲", "", "", run, intents=("help",)), Command("乙", "", "", run, intents=("help",))])


def test_every_intent_that_people_can_have_leads_somewhere(router: Router) -> None:
    for intent in ("submit_record", "amend", "withdraw", "attach", "restore", "requirement", "deadline", "my_status", "record_list",
                   "notice_task", "help", "rule_reason", "task_status", "summary", "create_task", "cancel_task"):  # fmt: skip
        assert router.meant(intent) is not None, intent


def test_help_tells_of_every_command_and_each_says_how(router: Router) -> None:
    for command in router.commands:
        assert command.usage.strip() and command.summary.strip() and "\n" not in command.summary
