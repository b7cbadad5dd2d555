# ruff: noqa: E501 (what people say is not broken into lines)
"""The spine: one message, one transaction, one reply; repeats, strangers, mistakes and failures of our own."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.commands import vocabulary
from handlers.message import Attachment, Reply
from handlers.router import Command
from storage.database import Database
from tests.fakes.house import House, dump

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
GROUP = "demo-jsj-jg1"


# -- repeats and look-alikes (I2, I3, I4)


async def test_a_repeated_message_gets_the_stored_words_and_changes_nothing_else(house: House) -> None:
    await house.say("张敏", WHOLE)
    yes = house.message("张敏", "好")
    first = await house.hear(yes)
    before = dump(house.database)
    house.clock.advance(minutes=7)
    for _ in range(3):
        again = await house.hear(yes)
        assert (again.text, again.repeat) == (first.text, True)
    assert dump(house.database) == before


async def test_a_repeat_long_after_still_gets_its_own_old_words(house: House) -> None:
    asked = house.message("张敏", "还差什么")
    first = await house.hear(asked)
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    house.clock.advance(days=6)
    assert (await house.hear(asked)).text == first.text


async def test_the_same_words_under_another_id_are_another_message(house: House) -> None:
    for _ in range(2):
        await house.say("张敏", WHOLE)
        await house.say("张敏", "好")
    mine = [row for row in house.rows("records", state="submitted") if row["content"]["topic"] == "学习党章"]
    assert len({row["id"] for row in mine if row["content"]["place"] == "301"}) == 2


@pytest.mark.parametrize("field", ["sender", "id", "channel"])
async def test_look_alikes_that_differ_in_one_thing_are_both_kept(house: House, field: str) -> None:
    message = house.message("张敏", "还差什么", id="same")
    other = replace(message, **{field: {"sender": "刘洋", "id": "same ", "channel": "console2"}[field]})
    assert not (await house.hear(message)).repeat
    assert not (await house.hear(other)).repeat
    assert len(house.rows("inbox")) == 2


async def test_a_hundred_repeats_at_once_have_one_effect(house: House) -> None:
    message = house.message("张敏", WHOLE)
    before = len(house.rows("records"))
    said = await asyncio.gather(*(house.hear(message) for _ in range(100)))
    assert len({one.text for one in said}) == 1
    assert sum(not one.repeat for one in said) == 1
    assert len(house.rows("records")) == before + 1


async def test_two_hundred_messages_repeated_and_shuffled_over_two_processes_have_one_effect_each(
    house: House, tmp_path: Path
) -> None:
    settings = house.app.settings
    other = House(settings, Database(settings.database), house.clock)
    people = ["张敏", "刘洋", "吴倩", "赵磊", "黄一凡"]
    messages = [
        house.message(
            people[n % 5], f"11月{1 + n // 5}日下午3点在301开了支委会，我主持，王华记录，应到5实到5，主题第{n}号"
        )
        for n in range(95)
    ]
    before = len(house.rows("records"))
    order = sorted((hash((m.id, copy)), m, copy) for m in messages for copy in range(1 + int(m.id[1:]) % 4))
    said = await asyncio.gather(*((house, other)[n % 2].hear(m) for n, (_, m, _) in enumerate(order)))
    by_id: dict[str, set[str]] = {}
    for (_, message, _), one in zip(order, said, strict=True):
        by_id.setdefault(message.id, set()).add(one.text)
    assert all(len(texts) == 1 for texts in by_id.values())
    assert len(house.rows("records")) == before + len(messages)
    await other.close()


# -- who is silent, who is a stranger


async def test_a_group_message_that_does_not_address_the_bot_gets_silence_and_leaves_nothing(house: House) -> None:
    before = dump(house.database)
    said = await house.hear(house.message("张敏", WHOLE, GROUP, addressed=False))
    assert said.text == ""
    assert dump(house.database) == before


async def test_a_stranger_is_told_how_to_be_known_and_does_nothing(house: House) -> None:
    before = dump(house.database, "inbox")
    for words in (WHOLE, "还差什么", "任务 x 12月1日前报组织部", "绑定 99999999", "绑定码 张敏", "党课有什么要求"):
        said = await house.say("stranger-1", words)
        assert "绑定码" in said
        assert "计算机教工" not in said and "张敏" not in said
    assert dump(house.database, "inbox") == before


async def test_a_stranger_in_a_group_is_asked_to_come_alone(house: House) -> None:
    assert "单独聊" in await house.say("stranger-1", "绑定 12345678", GROUP)


async def test_a_code_makes_the_stranger_known_once(house: House) -> None:
    code = (await house.say("李伟", "绑定码 张敏")).split("**")[1]
    assert code.isdecimal() and len(code) == 8
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert "不对或已过期" in await house.say("new-phone", f"绑定 {wrong}")
    assert "绑定好了，张敏" in await house.say("new-phone", f"绑定 {code}")
    assert "计算机教工一支部" in await house.say("new-phone", "还差什么")
    assert "不对或已过期" in await house.say("thief", f"绑定 {code}")
    assert "绑定码" in await house.say("thief", "还差什么")


async def test_a_code_is_good_for_a_day(house: House) -> None:
    code = (await house.say("李伟", "绑定码 张敏")).split("**")[1]
    house.clock.advance(hours=24)
    assert "不对或已过期" in await house.say("new-phone", f"绑定 {code}")


async def test_a_newer_code_makes_the_older_void(house: House) -> None:
    old, new = [(await house.say("李伟", "绑定码 张敏")).split("**")[1] for _ in range(2)]
    assert "不对或已过期" in await house.say("new-phone", f"绑定 {old}")
    assert "绑定好了" in await house.say("new-phone", f"绑定 {new}")


async def test_codes_are_stored_as_hashes_and_never_given_in_a_group(house: House) -> None:
    code = (await house.say("李伟", "绑定码 张敏")).split("**")[1]
    tables = dump(house.database, "inbox")
    assert all(code not in row for rows in tables.values() for row in rows)
    assert "单独" in await house.say("李伟", "绑定码 张敏", GROUP)


async def test_a_code_for_somebody_out_of_reach_is_not_given(house: House) -> None:
    assert "没有找到" in await house.say("李伟", "绑定码 胡晓东")
    assert "没有找到" in await house.say("李伟", "绑定码 王芳")


async def test_guessing_codes_is_not_worth_it(house: House) -> None:
    """A wrong guess must not use up or reveal a good code."""
    code = (await house.say("李伟", "绑定码 张敏")).split("**")[1]
    answers = {await house.say(f"thief{n}", f"绑定 {n:08d}") for n in range(30) if f"{n:08d}" != code}
    assert answers == {"这个绑定码不对或已过期，请向组织员再要一个。"}
    assert "绑定好了" in await house.say("new-phone", f"绑定 {code}")


# -- mistakes of people, failures of ours


async def test_a_refusal_changes_nothing_and_is_answered_and_kept(house: House) -> None:
    before = dump(house.database, "inbox")
    said = await house.hear(house.message("田甜", WHOLE))
    assert said.outcome == "not_allowed" and "权限" in said.text
    assert dump(house.database, "inbox") == before
    (kept,) = house.rows("inbox")
    assert (kept["reply"], kept["outcome"]) == (said.text, "not_allowed")


async def test_our_own_failure_takes_everything_back_and_gives_a_key_to_quote(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> Reply:
        house_work = _[1]
        house_work.marks.put("half done", 1)  # type: ignore[attr-defined]
        raise RuntimeError("boom")

    router = house.app.dispatcher._router
    command = replace(router.named("还差什么"), run=explode)  # type: ignore[type-var]
    monkeypatch.setitem(router._by_word, "还差什么", command)
    before = dump(house.database, "inbox")
    message = house.message("张敏", "还差什么", id="0123456789abcdef")
    said = await house.hear(message)
    assert "出错" in said.text and "456789abcdef" in said.text and said.outcome == "failed"
    assert dump(house.database, "inbox") == before
    assert (await house.hear(message)).repeat
    monkeypatch.undo()
    assert "还差" in await house.say("张敏", "还差什么")


async def test_a_template_that_cannot_be_rendered_fails_before_the_commit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Reply:
        return Reply("status", {})

    router = house.app.dispatcher._router
    monkeypatch.setitem(router._by_word, "还差什么", replace(router.named("还差什么"), run=broken))  # type: ignore[type-var]
    assert "出错" in await house.say("张敏", "还差什么")


async def test_one_person_s_failure_is_not_another_s(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    router = house.app.dispatcher._router

    def explode(*_: object) -> Reply:
        raise RuntimeError("boom")

    monkeypatch.setitem(router._by_word, "截止", replace(router.named("截止"), run=explode))  # type: ignore[type-var]
    said = await asyncio.gather(
        *(house.say(who, words) for who in ("张敏", "刘洋", "吴倩") for words in ("截止", "还差什么", "我的记录"))
    )
    assert ["出错" in one for one in said] == [True, False, False] * 3


# -- where the words go


async def test_words_that_the_answer_cannot_carry_are_promised_in_the_same_transaction(house: House) -> None:
    message = house.message("张敏", "还差什么")
    said = await house.app.hearing.hear(message, lambda text: False)
    assert said.queued
    (row,) = house.rows("outbox")
    assert (row["key"], row["text"], row["urgency"], row["address"]) == (
        f"reply:{message.key}",
        said.text,
        0,
        "user:张敏",
    )
    again = await house.app.hearing.hear(message, lambda text: False)
    assert again.queued and len(house.rows("outbox")) == 1


async def test_opening_the_chat_is_greeted_and_other_events_are_not(house: House) -> None:
    assert "张敏，您好" in await house.say("张敏", "", event="enter")
    assert await house.say("张敏", "", event="other") == ""
    assert "绑定码" in await house.say("stranger-1", "", event="enter")
    assert await house.say("stranger-1", "", event="other") == ""


async def test_a_file_alone_goes_to_the_record_touched_last(house: House) -> None:
    await house.say("张敏", WHOLE)
    await house.say("张敏", "好")
    number, mine = house.newest_record().id, house.person("张敏").id
    stored = house.do(
        lambda work: house.app.files.note(
            work, name="照片.jpg", media_type="image/jpeg", size=3, sha256="0" * 64,
            person_id=mine, now=house.clock(),
        )
    )  # fmt: skip
    files = (Attachment("照片.jpg", "image/jpeg", 3, stored.id, stored=True),)
    said = await house.say("张敏", "", attachments=files)
    assert f"#{number}" in said and "照片.jpg" in said


async def test_hostile_and_strange_texts_are_answered_and_never_break_the_spine(house: House) -> None:
    strange = [
        "", " ", "\n", "\x00", "a\x00b", "\ud800", "\u202e还差什么", "好" * 4999, "9" * 4000, "#" * 100, "@all", "<@所有人>",
        "{{ 7*7 }}", "{% for x in y %}", "%s%s%n", "'; DROP TABLE records; --", "更正 12 " + "实到15" * 200, "👨‍👩‍👧",
        "记录 ²", "记录 ①②", "更正 १२ 实到15", "撤回 -1", "任务 " + "x" * 3000 + " 12月9日前报组织部", "应到1e9实到∞",
        "13月45日25点99分在301开了主题党日", "0000年0月0日开会", "昨天下午3点在301开了主题党日，应到99999999999999999999实到1",
        "2月30日下午3点在301开了主题党日，我主持", "谁还没交 " + "党课" * 500, "绑定", "绑定 ", "模板 ", "帮助 帮助", "为什么",
        "要求", "恢复", "撤回", "更正", "已完成", "取消任务 999", "取消任务", "我的记录 13月", "还差什么 0月", "截止 上世纪",
    ]  # fmt: skip
    for who in ("张敏", "李伟", "stranger"):
        for chat in ("", GROUP):
            for words in strange:
                said = await house.hear(house.message(who, words, chat))
                assert said.outcome != "failed", (who, chat, words, said.text)


async def test_the_vocabulary_has_no_two_of_a_name() -> None:
    commands: list[Command] = list(vocabulary())
    assert len({command.name for command in commands}) == len(commands)
    assert all(command.summary and command.usage for command in commands)


async def test_what_is_heard_is_forgotten_after_thirty_days(house: House) -> None:
    message = house.message("张敏", "还差什么")
    await house.hear(message)
    house.clock.advance(days=31)
    house.tick()
    assert house.rows("inbox") == []
