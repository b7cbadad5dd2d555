# ruff: noqa: E501 (what people say is not broken into lines)
"""The command line as other programs rely on it: exit codes, JSON shapes (design.md 5 and 5.1), nothing changed by a rehearsal."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.lock import hold
from tests.bot.papers.made import as_docx
from tests.fakes.pictures import MAKER, picture, png_of
from tests.journeys.process import ROOT

pytestmark = pytest.mark.xdist_group("commands")
AT = "2026-11-20T10:00"
WHOLE = "昨天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, sqlite_template: Callable[[str], Path]) -> Run:
    """The command in a folder of its own, where the demo of 20 November stands ready."""
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copyfile(sqlite_template("demo"), folder / "zhibu.db")

    def go(*words: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_") and name != "FAULT"}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words], input=stdin, capture_output=True, text=True, check=False, timeout=60,
            cwd=tmp_path, env={**clean, "PYTHONPATH": str(ROOT), **env},
        )  # fmt: skip

    return go


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def content(tmp_path: Path) -> list[str]:
    with closing(sqlite3.connect(tmp_path / "var" / "zhibu.db")) as connection:
        return list(connection.iterdump())


# -- talk


def test_talk_says_one_object_a_line_in_the_agreed_shape(run: Run) -> None:
    shown, filed, asked = lines(run("talk", "--json", "--at", AT, "--as", "张敏", WHOLE, "好", "党课有什么要求"))
    for one in (shown, filed, asked):
        assert set(one) == {"reply", "record", "outbox", "understood"}
        assert set(one["understood"]) >= {"intent", "slots", "records", "target", "changes", "flags", "hold", "confirm"}
        assert one["outbox"] == []
    assert (shown["record"]["state"], filed["record"]["state"], asked["record"]) == ("draft", "submitted", None)
    assert shown["record"]["id"] == filed["record"]["id"]
    meant = shown["understood"]
    assert (meant["intent"], meant["hold"], meant["flags"]) == ("submit_record", False, [])
    (record,) = meant["records"]
    assert record == {
        "kinds": ["主题党日"], "branch": "计算机学院教工第一党支部", "date": "2026-11-19", "start": "15:00", "end": None,
        "place": "301", "host": "张敏", "recorder": "王华", "expected": 18, "present": 16,
        "absentees": [{"name": "张三", "reason": "出差"}, {"name": "李四", "reason": "病假"}], "topic": "学习党章",
        "missing": [], "findings": [],
    }  # fmt: skip
    assert asked["understood"]["intent"] == "requirement"


def test_a_correction_tells_its_target_and_what_changed(run: Run) -> None:
    said = lines(run("talk", "--json", "--at", AT, "--as", "张敏", WHOLE, "好", "刚才那条实到改成15，缺席加上王五事假"))
    meant = said[2]["understood"]
    assert meant["intent"] == "amend" and meant["target"] == said[1]["record"]["id"]
    assert meant["changes"]["present"] == {"from": 16, "to": 15}
    assert meant["changes"]["absentees"] == {"add": [{"name": "王五", "reason": "事假"}]}


@pytest.mark.parametrize(
    ("words", "flag", "hold"),
    [
        ("11月18日（周四）下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章", "weekday_mismatch", True),
        ("11月31日下午3点在301开了主题党日，我主持，王华记录，应到18实到18，主题学习党章", "invalid_date", True),
        ("昨天机械工程学院教工第一党支部下午3点在501开了主题党日，胡晓东主持，朱琳记录，应到19实到19，主题学习党章",
         "other_branch_permission", True),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_flagged_and_held(run: Run, words: str, flag: str, hold: bool) -> None:
    (said,) = lines(run("talk", "--json", "--at", AT, "--as", "张敏", words))
    assert flag in said["understood"]["flags"]
    assert said["understood"]["hold"] is hold


def test_an_order_that_reaches_others_waits_for_a_yes(run: Run) -> None:
    shown, done = lines(run("talk", "--json", "--at", AT, "--as", "李伟", "任务 典型案例 12月10日前报送组织部", "好"))
    assert (shown["understood"]["intent"], shown["understood"]["confirm"]) == ("create_task", True)
    assert done["understood"]["intent"] == "publish_notice" and done["outbox"] == []


def test_lines_come_from_standard_input_too_and_a_written_line_break_is_one(run: Run) -> None:
    said = lines(
        run(
            "talk",
            "--json",
            "--at",
            AT,
            "--as",
            "张敏",
            stdin="还差什么\n\n类型：支委会\\n日期：11月18日\\n时间：15:00\n",
        )
    )
    assert [one["understood"]["intent"] for one in said] == ["my_status", "submit_record"]
    assert said[1]["understood"]["records"][0]["start"] == "15:00"


def test_a_person_may_be_named_by_name_key_or_number(run: Run) -> None:
    for who in ("张敏", "zhangmin"):
        assert "计算机教工一支部" in run("talk", "--at", AT, "--as", who, "还差什么").stdout


def test_a_group_is_named_by_its_title(run: Run) -> None:
    (said,) = lines(
        run("talk", "--json", "--at", AT, "--as", "李伟", "--chat", "计算机学院党支部书记群", "谁还没交 本月主题党日")
    )
    assert "群里不公布" in said["reply"]


def test_a_file_can_be_brought_along(run: Run, tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(picture())
    assert lines(run("talk", "--json", "--at", AT, "--as", "张敏", WHOLE, "好"))[1]["record"]["state"] == "submitted"
    (said,) = lines(run("talk", "--json", "--at", AT, "--as", "张敏", "--attach", "照片.jpg", "补到181号"))
    assert "照片.jpg" in said["reply"] and "#181" in said["reply"]
    (kept,) = (one for one in (tmp_path / "var" / "files").rglob("*") if one.is_file())
    assert MAKER.encode() not in kept.read_bytes()
    assert picture() == (tmp_path / "照片.jpg").read_bytes(), "whose file it is keeps it as it is"


def test_a_file_that_cannot_be_taken_is_told_and_nothing_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "大.png").write_bytes(png_of(30_000, 30_000))
    before = content(tmp_path)
    done = run("talk", "--at", AT, "--as", "张敏", "--attach", "大.png", WHOLE)
    assert done.returncode == 1 and "“大.png”的像素太大（超过40百万），请缩小后再发一次。" in done.stderr
    assert content(tmp_path) == before


def test_small_talk_in_a_group_is_no_submission(run: Run) -> None:
    group = ("--as", "张敏", "--chat", "计算机学院教工第一党支部群")
    (said,) = lines(run("talk", "--json", "--at", AT, *group, "哈哈哈大家周末愉快"))
    assert said["record"] is None and said["understood"]["intent"] == "none"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("talk", "--as", "没有此人", "你好"), 1, "没有“没有此人”这个人"),
        (("talk", "--as", "张敏", "--chat", "没有此群", "你好"), 1, "没有“没有此群”这个群"),
        (("talk", "你好"), 2, "--as"),
        (("talk", "--as", "张敏", "--at", "昨天", "你好"), 2, "看不懂这个时刻"),
        (("talk", "--as", "张敏", "--attach", "missing.jpg", "你好"), 2, "没有这个文件"),
        (("talk", "--as", "张敏", "--config", "missing.toml", "你好"), 1, "没有这个配置文件"),
        (("nonsense",), 2, "nonsense"),
        (("rehearse", "--from", "2026-12-01", "--to", "2026-11-01", "--at", AT), 2, "--to"),
        (("rehearse", "--from", "2026-11-01", "--to", "2026-12-01", "--at", AT, "--unit", "没有此支部"), 1, "没有“没有此支部”"),
        (("import", "roster", "missing.xlsx"), 1, "没有这个文件"),
        (("restore", "missing"), 1, "不是完整的备份"),
        (("notice", "read", "missing.docx"), 1, "没有这个文件"),
        (("notice", "read", "-", "--date", "昨天"), 2, "看不懂这个时刻"),
    ],
)  # fmt: skip
def test_misuse_is_two_failure_is_one_and_both_are_told_in_a_line(
    run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    done = run(*words)
    assert done.returncode == code, done.stderr
    assert told in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_the_clock_is_not_moved_where_a_real_platform_listens(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text('[wecom.webhook.org]\nkey = "abc"\n')
    done = run("talk", "--as", "张敏", "--at", AT, "--config", "real.toml", "你好")
    assert done.returncode == 1 and "不能改时钟" in done.stderr
    assert run("tick", "--config", "real.toml", ZHIBU_CLOCK=AT).returncode == 1


def test_mistakes_in_the_settings_are_told_all_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(
        'database = "mysql://x"\nnonsense = 1\n[server]\nport = 99999\n[wecom.webhook.a]\nkey = ""\n'
    )
    done = run("check", "--config", "bad.toml")
    assert done.returncode == 1
    for piece in ("database", "nonsense", "server.port", "wecom.webhook.a.key"):
        assert piece in done.stderr


# -- tick, rehearse


def test_a_tick_prints_what_it_promised_and_the_next_one_nothing(run: Run) -> None:
    (rows,) = [json.loads(line) for line in run("tick", "--json", "--at", "2026-11-27T09:00").stdout.splitlines()]
    assert rows and all({"to", "text", "due"} <= set(row) for row in rows)
    assert all(row["due"] == "2026-11-27T09:00+08:00" for row in rows)
    assert any("主题党日" in row["text"] for row in rows)
    assert json.loads(run("tick", "--json", "--at", "2026-11-27T09:00").stdout) == []


def test_a_rehearsal_changes_nothing_and_foresees_what_a_tick_then_says(run: Run, tmp_path: Path) -> None:
    run("talk", "--at", AT, "--as", "张敏", "还差什么")
    before = content(tmp_path)
    done = run("rehearse", "--from", "2026-11-24T10:00", "--to", "2026-11-25T09:00", "--at", AT, "--json")
    assert done.returncode == 0, done.stderr
    assert content(tmp_path) == before
    ticks = [json.loads(run("tick", "--json", "--at", f"2026-11-25T{at}").stdout) for at in ("08:00", "08:30", "09:00")]

    def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
        return sorted((row["due"], row["to"], row["text"]) for row in rows)

    foreseen = json.loads(done.stdout)
    assert any("典型案例" in row["text"] for row in foreseen)
    assert told(foreseen) == told([row for rows in ticks for row in rows])


def test_a_rehearsal_for_one_branch_has_only_its_own(run: Run) -> None:
    done = run(
        "rehearse",
        "--from",
        "2026-11-24",
        "--to",
        "2026-12-02",
        "--at",
        AT,
        "--json",
        "--unit",
        "计算机学院教工第二党支部",
    )
    assert {row["to"] for row in json.loads(done.stdout)} == {"刘洋"}


# -- the operator's


def test_backup_and_restore_bring_the_records_back(run: Run, tmp_path: Path) -> None:
    run("talk", "--at", AT, "--as", "张敏", WHOLE, "好")
    kept = content(tmp_path)
    done = run("backup", "safe")
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "safe").iterdir()
    run("talk", "--at", AT, "--as", "张敏", "撤回 181")
    assert content(tmp_path) != kept
    done = run("restore", str(folder))
    assert done.returncode == 0 and "恢复好了" in done.stdout, done.stderr
    assert content(tmp_path) == kept


def test_check_tells_a_line_for_each_thing(run: Run) -> None:
    done = run("check", "--json")
    results = json.loads(done.stdout)
    assert {"配置", "数据库", "要求目录", "节假日"} <= {one["what"] for one in results}
    assert done.returncode == (0 if all(one["ok"] for one in results) else 1)
    plain = run("check")
    assert len(plain.stdout.splitlines()) == len(results)


def test_migrate_makes_and_leaves_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var" / "zhibu.db").unlink()
    first, second = run("migrate"), run("migrate")
    assert "从 空库 升级到" in first.stdout and "已是当前版本" in second.stdout


def test_a_first_talk_needs_nothing_prepared(run: Run, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "var")
    done = run("talk", "--as", "张敏", "还差什么")
    assert done.returncode == 0 and "计算机教工一支部" in done.stdout
    assert (tmp_path / "var" / "zhibu.db").exists()
    assert done.stderr == ""


def test_a_second_server_on_the_same_file_refuses_to_start(run: Run, tmp_path: Path) -> None:
    with closing(hold(tmp_path / "var" / "zhibu.db")):
        done = run("serve", ZHIBU_SERVER__PORT="0")
    assert done.returncode == 1
    assert "正被另一个支部助手使用" in done.stderr and str(os.getpid()) in done.stderr


def test_a_port_that_is_taken_is_told_with_what_to_do(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", ZHIBU_SERVER__PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1 and "端口" in done.stderr and "ZHIBU_SERVER__PORT" in done.stderr
    assert "Traceback" not in done.stderr


# -- notice


NOTICE = "关于报送案例的通知\n各党支部：\n根据（组通〔2026〕5号）要求，典型案例于5月6日前报送组织人事处。\n组织人事处\n2026年3月10日\n"
TASK = (
    *("title", "responsible", "responsible_level", "deadline", "time", "start", "recurrence", "relative"),
    *("deliverable", "recipient", "kind", "line", "quote", "needs_review", "why"),
)


def test_a_notice_is_read_in_the_agreed_shape(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, "gb18030")
    before = content(tmp_path)
    (told,) = lines(run("notice", "read", "notice.txt", "--date", "2026-03-10", "--json"))
    assert set(told) == {"tasks", "ignored_dates"}
    (task,) = told["tasks"]
    assert tuple(task) == TASK
    assert (task["title"], task["deadline"], task["recipient"]) == ("报送典型案例", "2026-05-06", "组织人事处")
    assert (task["line"], task["needs_review"], task["why"]) == (3, False, "")
    assert {"text": "组通〔2026〕5号", "line": 3, "why": "文号"} in told["ignored_dates"]
    assert content(tmp_path) == before


def test_a_pasted_notice_is_told_to_a_person_with_its_source_lines(run: Run) -> None:
    done = run("notice", "read", "-", "--date", "2026-03-10", stdin=NOTICE + "另：党费名册另行通知。\n")
    assert done.returncode == 0, done.stderr
    assert "报送典型案例" in done.stdout and "5月6日（周三）前" in done.stdout and "> 第3行：" in done.stdout


def test_the_text_by_which_lines_are_counted_can_be_seen(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notice.docx").write_bytes(as_docx("各党支部：\n事项\t单位\t时间\n自查\t支部\t5月6日前"))
    assert (
        run("notice", "read", "notice.docx", "--text").stdout == "各党支部：\n事项\t单位\t时间\n自查\t支部\t5月6日前\n"
    )


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    done = run("notice", "read", "old.doc")
    assert done.returncode == 1 and "旧格式" in done.stderr and "Traceback" not in done.stderr
