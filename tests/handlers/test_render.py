# ruff: noqa: E501 (what people say is not broken into lines)
"""What people typed is only ever text (I11): no hostile string survives as something active, on any platform.

Every string stands in every place where a template prints what a person said; the words are then looked at as each
platform gets them.
"""

import itertools
import re

import pytest

from bot.channels import markup
from handlers.message import Reply
from handlers.reading import clean
from handlers.render import Renderer, Words, defused, lines, original
from storage.work import Work
from tests.fakes.house import House

_SEEDS = [
    "<@zhangmin>", "<@all>", "<@所有人>", "@all", "@所有人", "＠所有人", "@zhangmin ", "<@zhang|min>", "< @all>", "<@<@all>>",
    "[点这里](https://evil.example)", "![图](https://evil.example/a.png)", "[x][y]", "<https://evil.example>", "[a]:(b)",
    "[](http://x)", "[点\n这里](https://evil.example)", "[点](javascript:alert(1))", "<a href='//evil.example'>x</a>",
    "**粗**", "***粗***", "__粗__", "*斜*", "~~删~~", "`code`", "```\ncode\n```", "# 标题", "## 标题", "> 引用", "- 列表", "+ 列表",
    "1. 列表", "| a | b |", "---", "***", "\n\n# 标题", "\n- 列表", "\n> 引用", "a\r\nb", "a\u2028b", "a\u2029b", "a\x0bb", "a\x85b",
    "<font color=\"warning\">红</font>", "<font color='comment'>灰</font>", "<b>x</b>", "<script>alert(1)</script>", "<img src=x>",
    "<!-- x -->", "&lt;@all&gt;", "&#60;@all&#62;", "&amp;", "<![CDATA[x]]>", "]]>", "<?xml?>", "<!DOCTYPE x>",
    "{{ 7*7 }}", "{% raw %}", "{# x #}", "{{ config }}", "${7*7}", "#{7*7}", "%(x)s", "{0}", "%s%n",
    "\u202e反\u202c", "\u2066x\u2069", "\u200b@all", "@\u200ball", "\ufeff@all", "\u00ad", "\u061c", "\x07", "\x1b[31m红", "\x00",
    "'; DROP TABLE records; --", "\\[x\\](y)", "\\<@all\\>", "\\", "\\\\", "=1+1", "+1", "@SUM(A1)", "👨‍👩‍👧", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "http://evil.example", "https://evil.example/?a=b&c=d", "tel:110", "dingtalk://x", "wxwork://x", "$userName=x$", "$departmentName=x$",
]  # fmt: skip
_FRAMES = ["{}", "学习{}党章", "{}\n", "**{}"]
HOSTILE = [frame.replace("{}", seed) for seed, frame in itertools.product(_SEEDS, _FRAMES)]
PLATFORMS = {"wecom": markup.wecom, "dingtalk": markup.dingtalk, "plain": markup.plain}
EVERYWHERE = {
    "a mention": re.compile(r"<@|@all|@所有人|@[A-Za-z]"),
    "html": re.compile(r"</?[a-zA-Z!?]"),
    "control": re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]"),
}
RENDERED = {
    "a link": re.compile(r"\]\s*\("),
    "an image": re.compile(r"!\["),
    "code": re.compile(r"`"),
    "struck out": re.compile(r"~~"),
    "a heading": re.compile(r"(?m)^\s*#{1,6}\s"),
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


class Stage:
    """Puts one text in every place where the bot repeats what people typed, and listens."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.number = house.do(
            lambda work: work.records.add(4, 8, {"kinds": ["支委会"]}, house.clock(), state="submitted")
        ).id
        self.unit = house.unit("计算机学院教工第一党支部")

    def _put(self, text: str) -> None:
        def unit(work: Work) -> None:
            record = work.records.get(self.number)
            assert record is not None
            content = {
                "kinds": ["支委会"], "date": "2026-11-19", "start": "15:00", "place": text, "host": text, "recorder": text,
                "expected": 5, "present": 4, "absentees": [{"name": text, "reason": text}], "topic": text, "branch": text,
            }  # fmt: skip
            work.records.change(record, record.person_id, self.house.clock(), content=content, words=text)
            task = work.tasks.published()[0]
            work.tasks.change(task.id, title=text or "x", recipient=text, source=text)
            work.units.change(self.unit.id, short=text)
            work.people.rename(8, text)

        self.house.do(unit)

    async def hear(self, text: str, most: int = 99) -> dict[str, str]:
        """Each thing said (the first so many) with the bot's words."""
        self._put(clean(text))
        flat = " ".join(text.split())
        asked = {
            "record": f"记录 {self.number}", "records": "我的记录", "branch": f"还差什么 {text}支部", "plain": text,
            "status": "还差什么 11月", "deadlines": "截止", "question": f"要求 {flat}",
            "correction": f"更正 {self.number} 地点{flat}", "told": f"类型：主题党日\n日期：11月18日\n时间：15:00\n地点：{flat}\n主持人：{flat}\n记录人：甲\n应到：3\n实到：3\n主题：{flat}",
            "dropped": "取消",
        }  # fmt: skip
        said = {name: await self.house.say("zhangmin", words) for name, words in list(asked.items())[:most]}
        for line in self.house.tick():
            said[f"push {line.to_whom}"] = line.text
        return said


@pytest.fixture
async def stage(house: House) -> Stage:
    return Stage(house)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", range(4))
async def test_no_hostile_text_survives_as_something_active(stage: Stage, part: int) -> None:
    assert len(HOSTILE) >= 300
    assert "甲乙丙" in (await stage.hear("甲乙丙"))["record"]
    for at, text in enumerate(HOSTILE):
        if at // 4 % 4 != part:
            continue
        for where, said in (await stage.hear(text, 99 if text in _SEEDS else 3)).items():
            assert "出错" not in said, (where, text, said)
            for platform, shape in PLATFORMS.items():
                words = shape(said)
                for what, active in (EVERYWHERE if platform == "plain" else EVERYWHERE | RENDERED).items():
                    assert not active.search(words), f"{what} by {text!r} in {where} on {platform}: {words!r}"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_hostile_text_makes_bold_or_a_line_of_its_own(stage: Stage) -> None:
    honest = await stage.hear("甲乙丙")
    for text in ("**粗**", "甲\n- 乙", "甲\n> 乙", "甲\n1. 乙", "- 甲", "> 甲", "1. 甲", "甲**", "__甲__", "*甲*"):
        said = await stage.hear(text)
        for where in ("record", "records"):
            assert said[where].count("**") == honest[where].count("**"), (where, said[where])
            assert said[where].count("\n") == honest[where].count("\n"), (where, said[where])
        assert "\n- 乙" not in said["branch"] and "\n> 乙" not in said["branch"], said["branch"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_nothing_that_was_typed_is_computed(stage: Stage) -> None:
    for text in ("{{ 7*7 }}", "${7*7}", "#{7*7}", "<%= 7*7 %>"):
        assert all("49" not in said for said in (await stage.hear(text)).values())


def test_what_reverses_or_hides_text_is_taken_out_at_the_door() -> None:
    """Bidi overrides and invisible marks: what a person sees must be what is there."""
    for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068":
        assert mark not in defused(clean(f"a{mark}b")), f"U+{ord(mark):04X}"
    for mark in "\x00\x07\x1b\x7f\x85":
        assert mark not in clean(f"a{mark}b"), f"U+{ord(mark):04X}"
    assert "\ud800" not in clean("a\ud800b")


def test_plain_words_stay_as_they_are() -> None:
    for text in (
        "学习《党章》第三章",
        "3-5月",
        "18：30—20：00",
        "教工第一党支部",
        "缺席2人（出差、病假）",
        "a_b",
        "C+",
        "第1.2节",
        "👨‍👩‍👧",
    ):
        assert defused(text) == text


def test_the_bot_s_own_words_keep_their_markup(renderer: Renderer) -> None:
    assert renderer.words(Reply("said", {"words": "**x**"})) == "＊＊x＊＊"
    assert str(lines("- 甲\n乙 <@all>")) == "- 甲\n乙 ＜＠all＞"
    assert isinstance(lines("x"), Words)


def test_silence_has_no_words(renderer: Renderer) -> None:
    assert renderer.words(Reply("")) == ""


def test_every_template_can_be_read() -> None:
    renderer = Renderer()
    for name in renderer._environment.list_templates(["j2"]):
        if not name.startswith("console/"):
            renderer._environment.get_template(name)


def test_a_value_that_a_template_needs_and_nobody_gave_is_a_failure_and_not_a_hole(renderer: Renderer) -> None:
    with pytest.raises(Exception, match="undefined"):
        renderer.words(Reply("code", {"name": "甲"}))


def test_a_mail_address_of_a_document_can_be_copied() -> None:
    assert (
        original("发送至djb@jiangcheng.edu.cn，抄送a.b_c@mail.org") == "发送至djb@jiangcheng.edu.cn，抄送a.b_c@mail.org"
    )
    for hostile in ("@all", "a@all", "<@zhang.min>", "x @b.cn", "@all.cn"):
        assert "@" not in original(hostile)
