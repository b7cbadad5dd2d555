# ruff: noqa: E501 (what people say is not broken into lines)
"""What people say, and what they hear back: tables of (who, says, hears …), on a Friday, 20 November 2026, at ten.

``hears`` are pieces that must all stand in the answer; a piece with ``!`` in front must not. ``group:`` before the
words speaks in that group.
"""

import re

import pytest

from tests.fakes.house import House

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
JSJ1 = "demo-jsj-jg1"
Line = tuple[str, ...]


async def hold(house: House, lines: list[Line]) -> None:
    """Have the conversation. ``{n}`` is the number of the last record that was named."""
    number = ""
    for who, words, *hears in lines:
        chat, _, rest = words.partition("|")
        said = await house.say(who, (rest if rest else words).replace("{n}", number), chat if rest else "")
        for piece in hears:
            wanted = piece.removeprefix("!").replace("{n}", number)
            assert (wanted in said) is not piece.startswith("!"), f"{words!r} → {said!r}, not {piece!r}"
        if not hears:
            assert said == "", f"{words!r} → {said!r}, not silence"
        found = re.search(r"#(\d+)", said)
        number = found.group(1) if found else number


CONVERSATIONS: dict[str, list[Line]] = {
    "one sentence, shown as understood, filed on a yes": [
        ("张敏", WHOLE, "主题党日", "草稿#", "11月19日（周四）15:00", "301", "主持：张敏", "记录：王华", "5. 应到：18", "6. 实到：16",
         "张三（出差）、李四（病假）", "学习党章", "回“好”"),
        ("张敏", "好", "记好了", "#{n}", "11月主题党日已完成"),
        ("张敏", "我的记录", "#{n} 11月19日（周四）", "已提交"),
    ],
    "submit, correct, ask what is left, withdraw, bring back": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了：**#{n}**"),
        ("张敏", "刚才那条实到改成15，缺席加上王五事假", "已更正", "16", "15", "王五"),
        ("张敏", "还差什么", "!主题党日，", "集中学习"),
        ("张敏", "撤回 {n}", "已撤回", "又变为未完成"),
        ("张敏", "还差什么", "主题党日"),
        ("张敏", "恢复 {n}", "已恢复", "主题党日已完成"),
        ("张敏", "记录 {n}", "已提交", "改过3次", "实到15"),
    ],
    "what is missing is asked for together, once": [
        ("张敏", "昨天下午3点开了主题党日", "还差", "地点", "主持人", "记录人", "应到人数", "实到人数", "主题"),
        ("张敏", "好", "差地点", "!记好了"),
        ("张敏", "在301，张敏主持，王华记录，应到18实到18，主题学习党章", "!还差", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "a bare answer to the one thing asked": [
        ("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到18", "还差", "主题"),
        ("张敏", "学习党章", "学习党章", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "a correction of the draft before it is filed": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "地点改成302", "301 → 302", "回“好”"),
        ("张敏", "对", "记好了"),
        ("张敏", "记录 {n}", "302"),
    ],
    "never mind": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "算了，不用了", "不要了", "什么也没有提交"),
        ("张敏", "好", "!记好了"),
        ("张敏", "还差什么", "主题党日"),
    ],
    "a date that contradicts its weekday is asked about and held": [
        ("张敏", "11月18日（周四）下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章", "日期和星期对不上", "!回“好”"),
        ("张敏", "好", "!记好了"),
        ("张敏", "日期改成11月19日", "11月19日（周四）", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "more present than expected is held": [
        ("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到16实到18，主题学习党章", "实到18比应到16多", "!回“好”"),
        ("张敏", "好", "!记好了"),
        ("张敏", "应到改成18", "!实到18比", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "absentees that do not add up are held": [
        ("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到15，张三出差、李四病假，主题学习党章", "缺席应为3人，写了2人"),
        ("张敏", "缺席加上王五事假", "王五（事假）", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "what has not happened yet is not filed": [
        ("张敏", "明天下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章", "!记好了"),
        ("张敏", "好", "!记好了"),
    ],
    "absent people who are not named are only warned about": [
        ("张敏", "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，主题学习党章", "草稿#", "回“好”"),
        ("张敏", "好", "记好了", "有2人缺席"),
    ],
    "written up late it says so": [
        ("张敏", "11月5日下午3点在301开了党课，我主持，王华记录，应到18实到18，主题学习党章", "超过3个工作日"),
        ("张敏", "好", "记好了", "补记"),
    ],
    "another branch without the right": [
        ("张敏", "昨天下午3点教工第二党支部在301开了主题党日，刘洋主持，何静记录，应到14实到14，主题学习党章", "不在您能记的范围里", "!草稿#"),
        ("张敏", "好", "!记好了"),
    ],
    "the organizer may file for a branch within reach": [
        ("李伟", "昨天下午3点计算机学院教工第二党支部在301开了主题党日，刘洋主持，何静记录，应到14实到14，主题学习党章",
         "草稿#", "计算机教工二支部"),
        ("李伟", "好", "记好了"),
    ],
    "but not for one of another college": [
        ("李伟", "昨天下午3点机械工程学院教工第一党支部在501开了主题党日，胡晓东主持，朱琳记录，应到19实到19，主题学习党章", "!草稿#"),
    ],
    "a simple member may look but not file": [
        ("田甜", "还差什么", "计算机教工一支部"),
        ("田甜", WHOLE, "没有为计算机教工一支部记录的权限"),
    ],
    "a record of another branch is not there for who may not see it": [
        ("刘洋", "我的记录", "#"),
        ("张敏", "记录 {n}", "没有找到您能查看的#{n}"),
        ("张敏", "撤回 {n}", "没有找到您能查看的#{n}"),
        ("张敏", "更正 {n} 实到1", "没有找到您能查看的#{n}"),
        ("李伟", "记录 {n}", "计算机教工二支部"),
        ("赵静", "记录 {n}", "没有找到您能查看的#{n}"),
    ],
    "thanks, small talk and plans file nothing": [
        ("张敏", "谢谢", "!草稿"),
        ("张敏", "你好", "!草稿"),
        ("张敏", "下周三准备开主题党日，到时候再说", "!草稿"),
        ("张敏", "主题党日怎么开？", "!草稿"),
    ],
    "a requirement comes with its source": [
        ("张敏", "党课有什么要求", "依据：《"),
        ("张敏", "支委会多久开一次", "支委会", "依据：《"),
        ("张敏", "为什么要开支委会", "因为", "依据：《"),
    ],
    "without a basis it says so": [
        ("张敏", "要求 宇宙飞船驾驶证年检", "没有查到", "我不乱说"),
    ],
    "what is due, the nearest first": [
        ("张敏", "截止", "主题党日典型案例", "下一个主题党日"),
        ("张敏", "近期任务", "12月2日"),
    ],
    "an organizer publishes a task after seeing whom it reaches": [
        ("李伟", "任务 典型案例 12月10日前报送组织部", "典型案例", "12月10日", "交给：组织部", "发给7个支部", "回“好”"),
        ("张敏", "还差什么 12月", "!典型案例，交完"),
        ("李伟", "好", "已发布", "7个支部"),
        ("李伟", "谁还没交 典型案例", "还有7个没交", "计算机教工一支部"),
    ],
    "a task that is not confirmed is not published": [
        ("李伟", "任务 典型案例 12月10日前报送组织部", "回“好”"),
        ("李伟", "取消", "没有发布"),
        ("李伟", "好", "!已发布"),
    ],
    "a task without a day, or with one gone by": [
        ("李伟", "任务 典型案例", "截止日期"),
        ("李伟", "任务 典型案例 2026年11月10日前报送组织部", "11月10日", "已经过去", "!回“好”"),
    ],
    "only organizers order": [
        ("张敏", "任务 典型案例 12月10日前报送组织部", "只有组织员和组织部能用"),
        ("张敏", "谁还没交 本月主题党日", "只有组织员和组织部能用"),
        ("张敏", "小结", "只有组织员和组织部能用"),
        ("张敏", "绑定码 刘洋", "只有组织员和组织部能用"),
    ],
    "who has not handed in, in private with names": [
        ("李伟", "谁还没交 本月主题党日", "7个支部", "- 计算机教工一支部"),
        ("王芳", "谁还没交 本月主题党日", "个支部", "图书馆支部"),
        ("赵静", "谁还没交 本月主题党日", "- 机械", "!计算机"),
    ],
    "in a group the names of the late are never told": [
        ("李伟", f"{JSJ1}|谁还没交 本月主题党日", "7个支部", "群里不公布", "!计算机教工一支部", "!研究生"),
        ("王芳", "demo-school|谁还没交 本月主题党日", "群里不公布", "!图书馆支部", "!机械教工"),
        ("李伟", "demo-jsj|本周小结", "个支部", "!计算机教工一支部", "!计算机研究生二支部"),
    ],
    "another college's organizer sees nothing of this one": [
        ("赵静", "还差什么 计算机学院教工第一党支部", "没有找到您能查看的"),
        ("赵静", "谁还没交 计算机学院党总支 本月主题党日", "!计算机教工"),
    ],
    "help tells each what they may do": [
        ("张敏", "帮助", "记活动", "!谁还没交"),
        ("李伟", "帮助", "谁还没交"),
        ("张敏", "帮助 更正", "更正 12 实到15"),
        ("张敏", "模板 党课", "类型：党课", "主持人："),
    ],
    "forgiving about how a command is typed": [
        ("张敏", "/还差什么", "计算机教工一支部"),
        ("张敏", "还差什么　", "计算机教工一支部"),
        ("张敏", "还差啥", "计算机教工一支部"),
        ("张敏", "换差什么", "计算机教工一支部"),
        ("张敏", "截至", "您是不是想说", "截止"),
    ],
    "several activities in one message, each its own draft, one yes": [
        ("张敏", "11月18日下午2点在301开了支委会，我主持，王华记录，应到5实到5，主题研究党费收缴\n"
                "11月19日下午3点在302开了主题党日，我主持，王华记录，应到18实到18，主题学习党章", "2次活动"),
        ("张敏", "好", "支委会", "主题党日", "记好了"),
    ],
    "withdrawn twice, brought back twice": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "撤回 {n}", "已撤回"),
        ("张敏", "撤回 {n}", "已撤回"),
        ("张敏", "更正 {n} 实到15", "已撤回"),
        ("张敏", "恢复 {n}", "已恢复"),
        ("张敏", "恢复 {n}", "没有撤回过"),
    ],
    "a correction that cannot stand leaves the record as it was": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "更正 {n} 实到20", "先没有改"),
        ("张敏", "记录 {n}", "实到：16"),
        ("张敏", "取消", "保持原样"),
        ("张敏", "记录 {n}", "实到：16"),
    ],
    "a correction that says nothing new": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "更正 {n} 实到16", "没有变化"),
        ("张敏", "更正 {n}", "要改成什么"),
    ],
    "an accepted record is not changed by its branch": [
        ("张敏", "我的记录 9月", "#"),
        ("张敏", "更正 {n} 实到1", "已经通过审核"),
        ("张敏", "撤回 {n}", "已经通过审核"),
    ],
    "numbers that nobody has": [
        ("张敏", "记录 99999999", "没有找到"),
        ("张敏", "撤回 99999999999999999999", "!出错"),
        ("张敏", "把99999999999999999999号撤回", "!出错"),
        ("张敏", "更正 0 实到15", "没有找到"),
    ],
    "a branch says that a task is done": [
        ("张敏", "已完成 典型案例", "记为已交"),
        ("张敏", "已完成 典型案例", "!记为已交"),
        ("张敏", "还差什么 12月", "!报送主题党日典型案例，"),
    ],
    "another matter in between does not lose the draft": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "还差什么", "主题党日"),
        ("张敏", "党课有什么要求", "依据"),
        ("张敏", "好", "记好了"),
    ],
    "a draft corrected by its number can still be filed": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "更正 {n} 地点302", "302"),
        ("张敏", "好", "记好了：**#{n}**"),
    ],
    "a cancelled draft that was not whole cannot be slipped in by bringing it back": [
        ("张敏", "昨天下午3点开了主题党日", "还差"),
        ("张敏", "取消", "什么也没有提交"),
        ("张敏", "恢复 {n}", "!已恢复"),
        ("张敏", "还差什么", "主题党日"),
    ],
    "two activities told one after the other are both filed by the yes, or the first is still asked about": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "11月12日下午3点在302开了支委会，我主持，王华记录，应到5实到5，主题研究党费", "草稿#", "支委会"),
        ("张敏", "好", "支委会", "主题党日"),
    ],
    "the same yes twice files once": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "好", "!记好了"),
    ],
    "a line of the card is corrected by its number": [
        ("张敏", WHOLE, "3. 主持：张敏", "6. 实到：16"),
        ("张敏", "3改成李强", "3. 主持：李强"),
        ("张敏", "第二项不对，改成 302", "2. 地点：302"),
        ("张敏", "②换成三楼会议室，5 改成17，7去掉李四", "三楼会议室", "应到：17", "缺席：张三（出差）\n8."),
        ("张敏", "1 改成11月18日下午4点", "11月18日", "16:00"),
        ("张敏", "12 改成3", "!3. 主持：3"),
        ("张敏", "好", "记好了"),
        ("张敏", "8改成学习新党章", "主题：学习党章 → 学习新党章"),
    ],
    "a remark corrects the record that it is about": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "不是301，是310", "301 → 310"),
        ("张敏", "李四后来赶到了，实到17", "去掉李四", "16 → 17"),
        ("张敏", "张三不是出差是病假", "加上张三（病假）", "去掉张三（出差）"),
        ("张敏", "弄反了，是王华主持，我记的", "张敏 → 王华", "王华 → 张敏"),
        ("张敏", "其实是下午四点", "15:00 → 16:00"),
        ("张敏", "不是19号是18号", "11月19日（周四） → 11月18日（周三）"),
        ("张敏", "不是张三是张珊", "加上张珊（病假）"),
    ],
    "praise and talk beside a record change nothing": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "王华主持得真好", "!→"),
        ("张敏", "301的空调坏了", "!→"),
        ("张敏", "明天下午3点我主持", "!→"),
        ("张敏", "不是我不想来", "!→"),
        ("张敏", "记录 {n}", "3. 主持：张敏", "301"),
    ],
    "a vote is shown, and its numbers can be corrected": [
        ("张敏", "昨天下午3点在301召开支部党员大会，我主持，王华记录，应到18实到18，应到会有表决权17人，实到会有表决权17人，"
         "赞成18票，讨论通过王磊转正", "表决：有表决权应到17、实到17，赞成18", "超过了"),
        ("张敏", "赞成改成16票，反对1票", "赞成16、反对1", "回“好”"),
        ("张敏", "好", "记好了"),
    ],
    "meeting at the same time is pointed out": [
        ("张敏", WHOLE, "草稿#"),
        ("张敏", "好", "记好了"),
        ("张敏", "昨天下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题研究党费", "时间重叠"),
    ],
    "a book is not read": [
        ("张敏", "党" * 6000, "太长"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lines", CONVERSATIONS.values(), ids=CONVERSATIONS.keys())
async def test_conversation(house: House, lines: list[Line]) -> None:
    await hold(house, lines)


async def test_two_people_s_drafts_never_mix(house: House) -> None:
    await hold(
        house,
        [
            ("张敏", WHOLE, "草稿#"),
            ("周海涛", "昨天上午9点在302开了支委会，我主持，王华记录，应到5实到5，主题研究党费", "草稿#", "支委会"),
            ("张敏", "好", "记好了", "主题党日", "!支委会"),
            ("周海涛", "好", "记好了", "支委会"),
        ],
    )


async def test_one_person_s_drafts_in_two_chats_never_mix(house: House) -> None:
    await hold(
        house,
        [
            ("张敏", f"{JSJ1}|{WHOLE}", "草稿#", "主题党日"),
            ("张敏", "昨天上午9点在302开了支委会，我主持，王华记录，应到5实到5，主题研究党费", "草稿#", "支委会"),
            ("张敏", f"{JSJ1}|好", "记好了", "主题党日", "!支委会"),
            ("张敏", "好", "记好了", "支委会"),
        ],
    )


async def test_another_s_yes_in_the_group_files_nothing(house: House) -> None:
    await hold(house, [("张敏", f"{JSJ1}|{WHOLE}", "草稿#")])
    said = await house.say("周海涛", "好", JSJ1)
    assert "记好了" not in said
    assert house.newest_record().state == "draft"


async def test_a_draft_waits_three_days_and_no_longer(house: House) -> None:
    await hold(house, [("张敏", WHOLE, "草稿#")])
    house.clock.advance(days=3, minutes=1)
    await hold(house, [("张敏", "好", "!记好了")])
    assert house.newest_record().state == "draft"


async def test_talks_are_recorded_without_their_content(house: House) -> None:
    said = await house.say(
        "张敏", "昨天下午3点在301和林晓燕谈心谈话，我主持，主题工作交流。她说最近家里老人生病压力很大"
    )
    assert "记录人" not in said.split("还差")[-1] or "还差" not in said
    record = house.newest_record()
    kept = repr(record.content)
    assert record.content["kinds"] == ["谈心谈话"]
    assert "生病" not in kept and "压力" not in kept
    assert all("生病" not in row["text"] for row in house.rows("inbox")), "nor in what was heard"


async def test_every_answer_is_short_and_speaks_of_no_machine(house: House) -> None:
    for who in ("张敏", "李伟", "王芳", "田甜"):
        for words in ("帮助", "还差什么", "截止", "我的记录", "党课有什么要求", "谁还没交", "小结", "呃"):
            said = await house.say(who, words)
            assert len(said) < 900
            assert not any(word in said for word in ("None", "Traceback", "Error", "{{", "undefined", "[]"))


async def test_in_a_group_the_answer_is_short_and_the_whole_goes_one_to_one(house: House) -> None:
    said = await house.say("张敏", WHOLE, JSJ1)
    assert "草稿#" in said and "应到18，实到16" in said and "私聊" in said
    assert "病假" not in said and len(said) < 120
    assert "李四（病假）" in house.rows("outbox")[-1]["text"] and house.rows("outbox")[-1]["to_whom"] == "张敏"
    assert "记好了" in await house.say("张敏", "好")  # in her own chat
    assert "记好了" not in await house.say("张敏", "好", JSJ1)
    assert "草稿" not in await house.say("张敏", "六有", JSJ1)


async def test_what_was_answered_in_the_group_no_longer_waits_one_to_one(house: House) -> None:
    await house.say("张敏", "六有")  # another question waits in her own chat
    await house.say("张敏", WHOLE, JSJ1)
    assert "实到17" in await house.say("张敏", "实到改成17，李四来了", JSJ1)
    assert "记好了" in await house.say("张敏", "好", JSJ1)
    assert "记好了" not in await house.say("张敏", "好")
    assert "依据" in await house.say("张敏", "2")
