"""Names written without a mark between them: cut where one way is left, else asked; no reason is made of a name."""

import pytest

from handlers.reading.run_together import parted, put_back, runs
from tests.fakes.house import House

TOLD = "昨天下午3点在301开了支委会，我主持，周海涛记录，应到7实到{came}，主题学习，{who}"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("came", "who", "absent"),
    [
        (4, "秦川江雨史嘉请假", "秦川（请假）、江雨（请假）、史嘉（请假）"),
        (5, "张三李四请假出差", "张三（出差）、李四（出差）"),
        (4, "何静林晓燕田甜病假", "何静（病假）、林晓燕（病假）、田甜（病假）"),
        (5, "另外田甜林晓燕没来", "田甜、林晓燕"),
        (5, "李强王小明出差", "李强（出差）、王小明（出差）"),
        (5, "秦川、江雨请假", "秦川（请假）、江雨（请假）"),
    ],
)
async def test_names_are_cut_where_only_one_way_is_left(house: House, came: int, who: str, absent: str) -> None:
    said = await house.say("张敏", TOLD.format(came=came, who=who))
    assert f"缺席：{absent}\n" in said and "连着写" not in said


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_nobody_can_tell_apart_is_asked_and_told_apart_by_the_answer(house: House) -> None:
    said = await house.say("张敏", TOLD.format(came=4, who="王小明李华赵六请假"))
    assert "缺席：王小明李华赵六\n" in said and "请用顿号隔开" in said
    assert "还没" in await house.say("张敏", "好") or house.newest_record().state == "draft"
    said = await house.say("张敏", "王小明、李华、赵六请假")
    assert "缺席：王小明（请假）、李华（请假）、赵六（请假）\n" in said and "连着写" not in said
    assert "记好了" in await house.say("张敏", "好")


@pytest.mark.parametrize(
    "words",
    [
        "王五不舒服没来",
        "王华因公出差",
        "欧阳娜娜请假",
        "诸葛孔明请假",
        "王华高反没来",
        "李强家里有事请假",
        "阿依古丽请假",
    ],
)
def test_one_name_and_its_reason_is_no_run(words: str) -> None:
    assert runs(words, (), None) == []


def test_the_roll_decides_before_the_number() -> None:
    words = "王小明李华赵六请假"
    assert runs(words, (), None)[0].cuts == () == runs(words, (), 3)[0].cuts
    (run,) = runs(words, ("王小明", "李华"), 3)
    assert parted(words, [run]) == "王小明、李华、赵六请假"
    assert put_back([(0, 3), (4, 6), (7, 9)], [run]) == [(0, 3), (3, 5), (5, 7)]
