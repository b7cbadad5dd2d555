"""Own words: an administrator's template is tried, refused with a clear word, and can never stop or harm a message."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bot.own_words import SLOW, Folder, plain
from bot.words_command import app as words_app
from handlers.jobs.wording import Wording
from handlers.message import Reply
from handlers.render import TEMPLATES, Renderer
from handlers.samples import SAMPLES
from storage.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.house import NOW, House, demo_settings

GOOD = """{% for one in theme_days %}{{ one.unit }}：{{ one.day }}主题党日，别忘了。
{% endfor %}{% for one in asked %}{{ one.day }}主题党日开了没？{% endfor %}
{% for day in due + overdue %}{{ day.day }}：
{% for one in day["items"] %}{{ one.name }} {{ one.units|join }}{% endfor %}
{% endfor %}
{% for one in escalated %}{{ one.day }} {{ one.name }} {{ one.units|join("、") }}{% endfor %}
{% for one in terms %}{{ one.unit }} {{ one.day }}{% endfor %}
依据{{ sources|join("；") }}
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[[str], Folder]]:
    made: list[Folder] = []

    def write(source: str, name: str = "reminder") -> Folder:
        (tmp_path / f"{name}.md.j2").write_text(source, "utf-8")
        made.append(Folder(tmp_path))
        return made[-1]

    yield write
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% for one in due %}", "第1行写法有误"),
        ("好\n{{ 1 + }}", "第2行写法有误"),
        ("{{ nobody }}", "用了没有的值"),
        ("{{ ''.__class__.__mro__ }}", "用了"),
        ("{{ due.append(1) }}", "用了不允许的写法"),
        ("{{ self._TemplateReference__context }}", "用了"),
        ("{% include 'record.md.j2' %}", "写法有误"),
        ("{{ 'x' * 10 ** 9 }}", "要的内存太多"),
        ("{{ ('x' * 1000000) ~ ('y' * 5000) }}", "太长"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", SLOW),
        ("您好", "没有写出11月25日"),
        ("", "没有写出11月25日"),
    ],
)
def test_a_wrong_template_is_refused_with_a_clear_word(own: Callable[[str], Folder], source: str, said: str) -> None:
    folder = own(source)
    assert said in folder.problems()[0]
    assert folder.words("reminder", SAMPLES["reminder"][0].values) is None
    assert said in folder.complaints()[0]


def test_a_good_template_is_used_and_what_it_prints_is_only_text(own: Callable[[str], Folder]) -> None:
    folder = own(GOOD)
    assert folder.problems() == []
    renderer = Renderer(own=folder)
    values = {**SAMPLES["reminder"][0].values, "theme_days": [{"day": "明天", "unit": "**<@all>**[x](http://y)"}]}
    text = renderer.words(Reply("reminder", values))
    assert "别忘了" in text and not any(sign in text for sign in "<*[@")


def test_after_a_costly_one_the_next_message_is_served_at_once(own: Callable[[str], Folder]) -> None:
    folder = own("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}")
    assert folder.words("reminder", SAMPLES["reminder"][0].values) is None
    assert folder._child is None, "it is not tried again as it is"
    assert folder.words("reminder", SAMPLES["reminder"][0].values) is None
    assert folder._child is None


def test_a_template_that_was_mended_is_used_without_a_restart(own: Callable[[str], Folder], tmp_path: Path) -> None:
    folder = own("{{ nobody }}")
    assert folder.words("reminder", SAMPLES["reminder"][0].values) is None
    import os

    (tmp_path / "reminder.md.j2").write_text(GOOD, "utf-8")
    os.utime(tmp_path / "reminder.md.j2", (1, 1))
    assert "别忘了" in (folder.words("reminder", SAMPLES["reminder"][0].values) or "")


def test_other_messages_cannot_be_overridden(own: Callable[..., Folder]) -> None:
    folder = own("x", "welcome")
    assert "没有这个模板" in folder.problems()[0]
    assert folder.words("welcome", {}) is None


@pytest.mark.parametrize("name", SAMPLES)
def test_the_shipped_words_do_well_in_every_situation(own: Callable[..., Folder], name: str) -> None:
    """So does a copy of them, which is where an own template begins."""
    folder = own((TEMPLATES / f"{name}.md.j2").read_text("utf-8"), name)
    assert folder.problems() == []
    renderer = Renderer()
    tried = {one.sample: one.text for one in folder.try_out(name)}
    for sample in SAMPLES[name]:
        assert " ".join(renderer.shipped(Reply(name, sample.values)).split()) == " ".join(tried[sample.title].split())


@pytest_asyncio.fixture
async def worded(new_url: Callable[[str], str], tmp_path: Path) -> AsyncIterator[House]:
    (tmp_path / "own").mkdir()
    url = new_url("demo")
    built = House(demo_settings(url, tmp_path, words=tmp_path / "own"), Database(url), FakeClock(NOW))
    yield built
    await built.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_broken_template_stops_no_reminder_and_the_mistake_is_told_once(worded: House, tmp_path: Path) -> None:
    (tmp_path / "own" / "reminder.md.j2").write_text("{{ nobody }}", "utf-8")
    lines = worded.tick("2026-11-24 09:00")
    assert any("明天11月25日（周三）**是计算机教工一支部的主题党日" in line.text for line in lines)
    told = [line for line in lines if line.key.startswith("words:")]
    assert "王芳" in {line.to_whom for line in told} and len({line.to_whom for line in told}) == len(told)
    assert all("用了没有的值" in line.text and "zhibu words check" in line.text for line in told)
    assert not [line for line in worded.tick("2026-11-27 09:00") if line.key.startswith("words:")]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_own_words_are_what_a_reminder_says(worded: House, tmp_path: Path) -> None:
    (tmp_path / "own" / "reminder.md.j2").write_text(GOOD, "utf-8")
    lines = await asyncio.to_thread(worded.tick, "2026-11-24 09:00")
    assert any("计算机教工一支部：明天11月25日（周三）主题党日，别忘了。" in line.text for line in lines)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_samples_have_just_the_values_that_a_reminder_is_given(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, Any]] = []
    values = Wording._values

    def noted(self: Wording, *more: Any) -> dict[str, Any]:
        given.append(values(self, *more))
        return given[-1]

    monkeypatch.setattr(Wording, "_values", noted)
    for day in (24, 27, 30):
        house.tick(f"2026-11-{day} 09:00")
    names = {name for sample in SAMPLES["reminder"] for name in sample.values}
    assert given and all(set(one) == names and plain(one) == one for one in given)


def test_the_command_shows_each_situation_and_tells_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, folder = CliRunner(), tmp_path / "own"
    assert runner.invoke(words_app, ["copy", str(folder)]).exit_code == 0
    monkeypatch.setenv("ZHIBU_WORDS", str(folder))
    shown = runner.invoke(words_app, ["check"])
    assert shown.exit_code == 0 and "主题党日前一天，发群" in shown.output and "好，都能用" in shown.output
    (folder / "reminder.md.j2").write_text("{% if %}", "utf-8")
    wrong = runner.invoke(words_app, ["check"])
    assert wrong.exit_code == 1 and "第1行写法有误" in wrong.output and "照发自带的措辞" in wrong.output
