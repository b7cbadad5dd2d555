# ruff: noqa: E501 (what people say is not broken into lines)
"""The sentences that users of such bots are known to write (domain.md 8), as written: on the console and through both
platforms' callbacks. What a sentence needs before it (a record, a task) is said in the same chat."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.bot.channels.house import app_caller, ding_caller
from tests.journeys.server import Served

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
LECTURE = "前天下午3点在302上了党课，我主持，王华记录，应到18实到18，主题学习党章"
KEYS = {"张敏": "zhangmin", "李伟": "liwei", "刘洋": "liuyang", "王芳": "wangfang"}
Say = Callable[[str, str], Awaitable[str]]


async def _console(served: Served, who: str, words: str) -> str:
    return await served.say(KEYS[who], words)


async def _wecom(served: Served, who: str, words: str) -> str:
    status, answer = await served.call("/wecom/app/main", app_caller.text(KEYS[who], words, served.at))
    assert status == 200
    return str(app_caller.read(answer)["Content"]) if answer.body else ""


async def _dingtalk(served: Served, who: str, words: str) -> str:
    status, answer = await served.call("/dingtalk/robot/main", ding_caller.text(KEYS[who], words, served.at))
    assert status == 200
    body: Any = json.loads(answer.body) if answer.body else {}
    return str(body.get("markdown", {}).get("text") or body.get("text", {}).get("content") or "")


WAYS = {"console": _console, "wecom": _wecom, "dingtalk": _dingtalk}
Turn = tuple[str, str, str]
"""Who, what they write, and what the answer holds (! holds not; pieces are parted by |)."""
WRITTEN: dict[str, list[Turn]] = {
    "a sentence with everything": [
        ("刘洋", "教工二支部 11月18日下午3点在行政楼305开了主题党日，主题“书香润心”，李××主持，王××记录，应到18实到16，张××请假出差、赵××病假",
         "主题党日|11月18日|15:00|行政楼305|李××|王××|应到：18|实到：16|张××|赵××|书香润心"),
        ("刘洋", "好", "记好了"),
    ],
    "one written up": [
        ("张敏", "补一条：上周三支委会，应到5实到5，研究了发展对象名单和五月计划", "支委会|应到：5|实到：5|发展对象名单和五月计划|还差|开始时间|地点|主持人|记录人"),
        ("张敏", "下午3点，301，我主持，王华记录", "回“好”|301|15:00"),
        ("张敏", "好", "记好了"),
    ],
    "the one just now": [
        ("张敏", WHOLE, "草稿#"), ("张敏", "好", "记好了"),
        ("张敏", "刚才那条实到改成15", "先没有改|16 → 15|缺席"),
        ("张敏", "缺席加上王五事假", "已更正|16 → 15"),
    ],
    "a lecture taken back": [
        ("张敏", LECTURE, "草稿#"), ("张敏", "好", "记好了"),
        ("张敏", "党课记录作废，重发", "已撤回"),
        ("张敏", LECTURE, "草稿#"), ("张敏", "好", "记好了"),
    ],
    "what this month lacks": [("张敏", "我们支部这个月还差什么", "主题党日")],
    "whether it counts": [("张敏", "二季度党员大会算不算开过了", "二季度|!没听懂")],
    "more than half": [("张敏", "支委会要过半数吗", "半数|依据")],
    "six members": [("张敏", "6个正式党员要不要开支委会", "依据")],
    "what to write": [("张敏", "组织生活会记录要写哪些", "组织生活会|!没听懂")],
    "dues": [("张敏", "这个月党费最晚哪天交", "党费")],
    "activists": [("张敏", "积极分子满一年是从哪天算", "积极分子|依据")],
    "probation": [("张敏", "预备期从哪天算", "预备期|依据")],
    "election": [("张敏", "换届要提前多久报请示", "换届|依据")],
    "who owes": [("李伟", "谁还没交本月主题党日", "没交"), ("李伟", "催一下没交的，私信", "要私信提醒|回“好”"), ("李伟", "好", "已私信|催办情况")],
    "the week": [("李伟", "出本周小结", "本周小结|计算机党总支")],
    "statistics": [("王芳", "机械学院一季度三会一课统计", "机械|一季度|!没听懂")],
    "terms": [("李伟", "下个月到期换届的支部", "!没听懂")],
    "a deadline moved, and the task cancelled": [
        ("李伟", "任务 典型案例 12月20日前报送组织部", "要发布的任务"), ("李伟", "好", "已发布"),
        ("李伟", "把12月20号的截止改到25号，通知一下", "12月20日|12月25日|会告诉|回“好”"), ("李伟", "好", "已改到12月25日"),
        ("李伟", "这条任务取消", "要取消任务"), ("李伟", "好", "已取消"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("turns", WRITTEN.values(), ids=WRITTEN.keys())
async def test_as_written(served: Served, way: str, turns: list[Turn]) -> None:
    for who, words, wanted in turns:
        said = await WAYS[way](served, who, words)
        plain = said.replace("**", "")
        for piece in wanted.split("|"):
            assert (piece.removeprefix("!") in plain) is not piece.startswith("!"), (
                f"{words!r} → {said!r}, not {piece!r}"
            )
