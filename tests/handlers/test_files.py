"""Photos before, with and after their record; wrong ones taken away; whose they are and who may open them."""

import secrets
from datetime import timedelta

import pytest

from handlers.files import label_of, may_open
from handlers.message import Attachment
from handlers.reading import Context, understand
from handlers.reading.corrections import removed_files
from handlers.scope import Speaker
from storage.attachments import StoredFile
from tests.fakes.clock import local
from tests.fakes.house import House

WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
OTHER = "前天下午3点在302开了支委会，我主持，王华记录，应到5实到5，主题学习"


def kept(house: House, who: str, name: str = "", media_type: str = "image/jpeg") -> Attachment:
    """A file that has been sent ahead."""
    stored = house.do(
        lambda work: house.app.files.note(
            work, name=name, media_type=media_type, size=3, sha256=secrets.token_hex(32),
            person_id=work.people.named(who)[0].id, now=house.clock(),
        )
    )  # fmt: skip
    return Attachment(name, media_type, 3, stored.id, stored=True)


async def send(house: House, text: str = "", who: str = "张敏", count: int = 1, **more: str) -> str:
    files = tuple(kept(house, who, **more) for _ in range(count))
    return await house.say(who, text, attachments=files)


async def filed(house: House, words: str = WHOLE) -> int:
    await house.say("张敏", words)
    await house.say("张敏", "好")
    return house.newest_record().id


def names(house: House, number: int) -> list[int]:
    return [one.number for one in house.do(lambda work: work.attachments.of_record(number))]


# -- before, with, after


async def test_after_the_record(house: House) -> None:
    number = await filed(house)
    assert f"收到照片1.jpg，已放到 **#{number}**" in await send(house)
    house.clock.advance(minutes=14)
    assert "现有附件2个" in await send(house)
    house.clock.advance(minutes=14)
    assert "现有附件3个" in await send(house), "each photo is a touch"
    house.clock.advance(minutes=16)
    assert "是哪次活动的" in await send(house)


async def test_with_the_record(house: House) -> None:
    await send(house, WHOLE)
    assert names(house, house.newest_record().id) == [1]
    await house.say("张敏", "好")
    assert "附件：照片1.jpg" in await house.say("张敏", f"记录 {house.newest_record().id}")


async def test_before_the_record_several_photos_one_by_one(house: House) -> None:
    assert "收到照片。是哪次活动的？" in await send(house)
    assert "又收到照片，一共2个" in await send(house)
    assert "又收到照片、照片，一共4个" in await send(house, count=2)
    await house.say("张敏", WHOLE)
    assert names(house, house.newest_record().id) == [1, 2, 3, 4]


async def test_before_the_record_with_the_number_as_the_answer(house: House) -> None:
    number = await filed(house)
    house.clock.advance(hours=1)
    await send(house)
    await send(house)
    assert "现有附件2个" in await house.say("张敏", f"补到{number}号")
    await send(house)
    house.clock.advance(hours=1)
    await send(house)
    assert "现有附件5个" in await send(house, f"{number}号"), "those that waited, and the one that came with the number"


async def test_photos_sent_at_once_of_which_none_saw_the_others_question_all_go_along(house: House) -> None:
    """Two processes: the second one's question overwrote the first's."""
    await send(house)
    first = house.rows("dialogues")[-1]["waiting"]
    await send(house)
    person = house.person("张敏").id
    house.do(
        lambda work: work.dialogues.put(
            person, "console", "", waiting=first, record_id=None, expires_at=house.clock() + timedelta(days=1)
        )
    )
    await house.say("张敏", WHOLE)
    assert names(house, house.newest_record().id) == [1, 2]


async def test_declined_photos_go_to_nothing(house: House) -> None:
    await send(house)
    assert "没有放到任何记录里" in await house.say("张敏", "取消")
    await house.say("张敏", WHOLE)
    assert names(house, house.newest_record().id) == []


async def test_a_caption_is_no_riddle(house: House) -> None:
    number = await filed(house)
    assert f"**#{number}**" in await send(house, "现场照片")
    assert f"**#{number}**" in await send(house, "签到情况如图")


async def test_a_photo_beside_words_that_could_not_be_followed_waits_for_better_ones(house: House) -> None:
    said = await send(house, "补到999号")
    assert "没有找到" in said
    number = await filed(house)
    assert names(house, number) == [1]


async def test_a_draft_that_waits_keeps_its_question_when_a_photo_comes(house: House) -> None:
    await house.say("张敏", WHOLE)
    assert "已放到" in await send(house)
    assert "记好了" in await house.say("张敏", "好")


async def test_of_several_activities_the_photo_is_asked_for(house: House) -> None:
    assert "照片是哪一次的" in await send(house, f"{WHOLE}\n{OTHER}")
    number = house.newest_record().id
    assert f"**#{number}**" in await house.say("张敏", f"补到{number}")
    assert (await house.say("张敏", "好")).count("记好了") == 2
    assert names(house, number) == [1]


async def test_a_withdrawn_record_takes_no_photo_by_itself(house: House) -> None:
    number = await filed(house)
    await house.say("张敏", f"撤回 {number}")
    assert "是哪次活动的" in await send(house)


# -- names


async def test_files_have_names_of_ours_and_the_senders_name_is_a_label(house: House) -> None:
    number = await filed(house)
    await send(house, name="../../etc/passwd\u202egpj.exe")
    await send(
        house, name="签到表.xlsx", media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    shown = await house.say("张敏", f"记录 {number}")
    assert "文件2.xlsx（签到表.xlsx）" in shown


@pytest.mark.parametrize(
    ("name", "label"),
    [("../../etc/passwd", "passwd"), ("fdp\u202etxt.exe", "fdptxt.exe"), ("a\r\nb", "ab"), ("...", ""), ("", "")],
)
def test_a_label_is_fit_to_be_shown(name: str, label: str) -> None:
    assert label_of(name) == label


# -- wrong ones


async def test_a_wrong_photo_is_taken_away_and_the_record_stays(house: House) -> None:
    number = await filed(house)
    for _ in range(3):
        await send(house)
    said = await house.say("张敏", "删掉照片2")
    assert said.startswith(f"已从 **#{number}** 去掉照片2.jpg。现有照片1.jpg、照片3.jpg。") and "再发一次" in said
    assert house.record(number).state == "submitted" and house.record(number).version == 1
    assert names(house, number) == [1, 3]
    assert "哪一个" in await house.say("张敏", "删掉照片2"), "the third is not taken for it"
    (line,) = house.do(lambda work: [one for one in work.audit.about(f"record:{number}") if "detached" in one.what])
    assert list(line.detail["files"]) == ["照片2.jpg"] and len(line.detail["files"]["照片2.jpg"]) == 64
    assert "照片4.jpg，已放到" in await send(house)


async def test_the_one_just_sent_is_meant_by_sent_wrongly(house: House) -> None:
    number = await filed(house)
    await send(house)
    house.clock.advance(minutes=1)
    await send(house)
    assert "去掉照片2.jpg" in await house.say("张敏", "照片发错了，撤掉")
    assert names(house, number) == [1] and house.record(number).state == "submitted"
    house.clock.advance(minutes=20)
    await house.say("张敏", f"补到{number}号")
    house.clock.advance(minutes=20)
    assert "去掉照片1.jpg" in await house.say("张敏", "照片发错了"), "it is the only one"


async def test_in_doubt_it_is_asked(house: House) -> None:
    number = await filed(house)
    await send(house)
    await send(house)
    house.clock.advance(hours=1)
    said = await house.say("张敏", "照片发错了，撤掉")
    assert said == f"#{number}现有照片1.jpg、照片2.jpg。要去掉哪一个？请写明，例如“删掉照片2”。"
    assert names(house, number) == [1, 2]


async def test_the_right_one_may_come_along(house: House) -> None:
    number = await filed(house)
    await send(house)
    said = await send(house, "照片1发错了，换成这张")
    assert said.startswith(f"已从 **#{number}** 去掉照片1.jpg，换上照片1.jpg。现有照片1.jpg。")
    assert names(house, number) == [1]


async def test_another_record_by_its_number_and_all_of_them(house: House) -> None:
    first = await filed(house)
    await send(house, count=2)
    await filed(house, OTHER)
    assert "里没有照片" in await house.say("张敏", "删掉照片1")
    assert "去掉照片1.jpg、照片2.jpg。现在没有附件。" in await house.say("张敏", f"把{first}号的照片都删掉")
    assert "里没有照片或文件" in await house.say("张敏", f"把{first}号的照片都删掉")


async def test_photos_that_still_wait_are_dropped(house: House) -> None:
    await send(house)
    assert "没有放到任何记录里" in await house.say("张敏", "照片发错了")
    await house.say("张敏", WHOLE)
    assert names(house, house.newest_record().id) == []


async def test_the_command_word_with_a_photo_takes_the_photo_and_not_the_record(house: House) -> None:
    number = await filed(house)
    await send(house)
    assert "去掉照片1.jpg" in await house.say("张敏", "删除 照片1")
    assert house.record(number).state == "submitted"
    assert "已撤回" in await house.say("张敏", f"撤回 {number}")


async def test_an_accepted_record_and_another_branchs_are_not_touched(house: House) -> None:
    number = await filed(house)
    await send(house)
    record = house.record(number)
    house.do(lambda work: work.records.change(record, record.person_id, house.clock(), state="accepted"))
    assert "已经通过审核" in await house.say("张敏", "删掉照片1")
    assert "已经通过审核" in await send(house, f"补到{number}号")
    assert names(house, number) == [1]
    assert "没有找到" in await house.say("刘洋", f"删掉{number}号的照片1")
    assert names(house, number) == [1]


async def test_it_is_no_answer_to_what_a_draft_lacks(house: House) -> None:
    await send(house, WHOLE.replace("，主题学习党章", ""))
    said = await house.say("张敏", "删掉照片1")
    assert "去掉照片1.jpg" in said
    assert house.newest_record().content["topic"] is None


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("删掉照片2", [2]),
        ("照片发错了，撤掉", []),
        ("照片发错了", []),
        ("发错照片了", []),
        ("删除 照片2", [2]),
        ("把12号的照片2删掉", [2]),
        ("删掉12号的照片2", [2]),
        ("去掉第二张照片", [2]),
        ("照片2和3删掉", [2, 3]),
        ("把第1张和第3张照片去掉", [1, 3]),
        ("删除附件", []),
        ("文件不要了", []),
        ("删掉这条记录的照片", []),
        ("删掉刚才那条里的照片1", [1]),
        ("删掉12号那条的第2张照片", [2]),
        ("照片不对，撤了", []),
        ("撤回", None),
        ("撤回 12", None),
        ("删掉刚才那条", None),
        ("照片和记录都删掉", None),
        ("撤回刚才那条，照片发错了", None),
        ("缺席去掉张三", None),
        ("整条撤回，照片不对", None),
        ("昨天学习文件精神，删掉张三", None),
        ("主题改成学习文件，去掉后面几个字", None),
        ("补上照片2", None),
        ("删掉文件任务", None),
        (WHOLE, None),
    ],
)
def test_which_files_are_meant(words: str, which: list[int] | None) -> None:
    found = removed_files(words)
    assert (found["numbers"] if found else None) == which
    meaning = understand(words, Context(now=local("2026-11-20 10:00"), sender="张敏"))
    assert ("files" in meaning.slots) is (which is not None)


def test_the_record_is_named_as_ever() -> None:
    meaning = understand("把12号的照片2删掉", Context(now=local("2026-11-20 10:00"), sender="张敏"))
    assert meaning.intent == "amend" and meaning.target and meaning.target.number == 12
    assert understand("照片怎么删掉？", Context(now=local("2026-11-20 10:00"))).slots.get("files") is None


# -- who may open them


async def test_who_may_open_a_file(house: House) -> None:
    number = await filed(house)
    attachment = kept(house, "张敏")

    def opens() -> list[str]:
        def unit(work: object) -> list[str]:
            file: StoredFile | None = work.attachments.get(attachment.reference)  # type: ignore[attr-defined]
            assert file is not None
            people = [work.people.named(name)[0] for name in ("张敏", "周海涛", "李伟", "王芳", "刘洋")]  # type: ignore[attr-defined]
            return [one.name for one in people if may_open(work, Speaker(one), file)]  # type: ignore[arg-type]

        return house.do(unit)

    assert opens() == ["张敏"]
    house.do(lambda work: work.attachments.attach(attachment.reference, number))
    assert opens() == ["张敏", "周海涛", "李伟", "王芳"]
