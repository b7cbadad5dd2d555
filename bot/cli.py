"""The command line: serve, talk, tick, rehearse, notice, import, backup, restore, migrate, check.

Exit 0 done, 1 failed, 2 misused. Heavy parts are imported by the command that needs them: start time counts.
"""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.clock import wall
from bot.terminal import Failed, moment
from bot.words_command import app as words
from config.unset import TIMEZONE, unset

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="支部助手：企业微信和钉钉群里的支部工作机器人",
    rich_markup_mode=None,
)
roster = typer.Typer(no_args_is_help=True, help="导入数据")
app.add_typer(roster, name="import")
notice = typer.Typer(no_args_is_help=True, help="读通知")
app.add_typer(notice, name="notice")
app.add_typer(words, name="words")

ConfigFile = Annotated[Path | None, typer.Option("--config", help="配置文件；不写则用 ./zhibu.toml，没有就用内置默认")]
At = Annotated[str, typer.Option("--at", help="当作这个时刻（ISO），供演练和测试")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]


def main() -> None:
    """Run a command; mistakes are told in a line, not in a stack."""
    try:
        app()
    except Failed as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def _built(config: Path | None, at: str = "") -> Iterator[Any]:
    """The bot joined together, without its server and loops."""
    from bot.app import build
    from bot.logs import set_up
    from bot.settled import clock_of, settings_of
    from config.catalogue import CatalogueError
    from config.holidays import HolidaysError
    from storage.schema import SchemaOld

    settings = settings_of(config)
    set_up(settings.model_copy(update={"log_level": "warning"}))
    try:
        joined = build(settings, clock_of(settings, at))
    except (SchemaOld, CatalogueError, HolidaysError) as error:
        raise Failed(str(error)) from None
    try:
        yield joined
    finally:
        joined.database.close()
        if joined.own_words:
            joined.own_words.close()


@app.command()
def serve(config: ConfigFile = None, at: At = "") -> None:
    """启动服务：网页、平台回调、定时提醒都在里面。"""
    # Nothing that is loaded now is garbage; looking for some took a tenth of the start. The server turns it on again.
    gc.disable()
    from bot.serve import Refusal, serve_until_stopped
    from bot.settled import clock_of, settings_of

    settings = settings_of(config)
    try:
        serve_until_stopped(settings, clock_of(settings, at))
    except Refusal as refusal:
        raise Failed(str(refusal)) from None


@app.command()
def talk(
    text: Annotated[list[str] | None, typer.Argument(help="要说的话，每个参数一条；不写则从标准输入读")] = None,
    as_: Annotated[str, typer.Option("--as", help="以谁的身份说：姓名或编号")] = "",
    chat: Annotated[str, typer.Option("--chat", help="在哪个群里说；不写是单独聊")] = "",
    at: At = "",
    attach: Annotated[list[Path] | None, typer.Option("--attach", help="带上的文件")] = None,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> None:
    r"""和机器人说话，不经过任何平台。话里的 \n 是换行。"""
    from bot.talking import NoSuch, Talk

    if not as_:
        raise typer.BadParameter("请用 --as 写明是谁在说，例如 --as 张敏")
    missing = [str(file) for file in attach or () if not file.is_file()]
    if missing:
        raise typer.BadParameter(f"没有这个文件：{'、'.join(missing)}")
    with _built(config, at) as joined:
        try:
            talking = Talk(joined, as_, chat)
        except NoSuch as error:
            raise Failed(str(error)) from None
        for number, words in enumerate(text or _typed()):
            words = words.replace("\\n", "\n")
            try:
                heard = talking.say(words, attach if not number and attach else [])
            except NoSuch as error:
                raise Failed(str(error)) from None
            if json_:
                _say(json.dumps(heard, ensure_ascii=False))
                continue
            _say(heard["reply"] or "（没有回复）")
            for row in heard["outbox"]:
                if row["handed"]:
                    _say(row["text"] if row["to"] == talking.name else f"{row['text']}（发给{row['to']}）")


def _typed() -> Iterator[str]:
    """Standard input, a line each. On a terminal, a chat."""
    asking = sys.stdin.isatty()
    while True:
        if asking:
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.rstrip("\r\n")


@app.command()
def tick(at: At = "", json_: AsJson = False, config: ConfigFile = None) -> None:
    """把这个时刻该做的做一次：生成提醒和小结，放进待发。"""
    from bot.talking import ticked

    with _built(config, at) as joined:
        rows = ticked(joined)
    if json_:
        _say(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        _say(f"[{row['due']}] 发给 {row['to']}\n{row['text']}\n" + (f"{row['then']}\n" if "then" in row else ""))
    _say(f"共 {len(rows)} 条。")


@app.command()
def rehearse(
    from_: Annotated[str, typer.Option("--from", help="从哪一天")],
    to: Annotated[str, typer.Option("--to", help="到哪一天")],
    unit: Annotated[str, typer.Option("--unit", help="只看这个组织")] = "",
    at: At = "",
    json_: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """演练：这段时间会发哪些提醒、发给谁、说什么。什么也不改动。"""
    from bot.rehearsal import by_day
    from bot.talking import NoSuch, rehearsed

    with _built(config, at) as joined:
        first = moment(from_, joined.settings.zone)
        last = moment(to if "T" in to else f"{to}T23:59:59", joined.settings.zone)
        if last < first:
            raise typer.BadParameter("--to 早于 --from")
        try:
            rows = rehearsed(joined, first, last, unit)
        except NoSuch as error:
            raise Failed(str(error)) from None
    _say(json.dumps(rows, ensure_ascii=False) if json_ else by_day(rows))


@notice.callback()
def _notice() -> None:
    """读通知。"""


@notice.command("read")
def notice_read(
    file: Annotated[Path, typer.Argument(help="通知（txt、docx、pdf、xlsx）；写 - 从标准输入读粘贴的文字")],
    date_: Annotated[str, typer.Option("--date", help="收到通知的那天（ISO），不写就是今天")] = "",
    text: Annotated[bool, typer.Option("--text", help="只打印读出的文字，行号以它为准")] = False,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """读一份通知，列出里面的任务；什么也不保存、不发送。"""
    # One notice is read and the program ends: looking for garbage would take a tenth of it.
    gc.disable()
    from bot.papers import Child

    typed = str(file) == "-"
    if not typed and not file.is_file():
        raise Failed(f"没有这个文件：{file}")
    # The child starts while the reader's own modules are loaded: a second is all that a person should wait.
    child = None if typed else Child()
    from bot.reading_notices import Unread, as_lines, heard, noticed

    day, holidays = _day_and_holidays(config, date_)
    try:
        words = heard(file, child)
        found = None if text else noticed(words, day, holidays)
    except Unread as error:
        raise Failed(str(error)) from None
    if found is None:
        _say(words)
        return
    _say(json.dumps(found.to_json(), ensure_ascii=False) if json_ else "\n".join(as_lines(found, day)))
    gc.freeze()  # nor is any looked for when the program ends


def _day_and_holidays(config: Path | None, asked: str) -> tuple[date, Path | None]:
    """The day on which a notice is read, and the institution's own holidays: all that reading it asks of settings."""
    if unset(config):
        zone, holidays, now = ZoneInfo(TIMEZONE), None, wall
    else:
        from bot.settled import clock_of, settings_of

        settings = settings_of(config)
        zone, holidays, now = settings.zone, settings.holidays, clock_of(settings)
    return (moment(asked, zone) if asked else now()).astimezone(zone).date(), holidays


@roster.callback()
def _import() -> None:
    """导入数据。"""


@roster.command("roster")
def import_roster(
    file: Annotated[Path, typer.Argument(help="花名册（xlsx）；配合 --template 时是要写出的模板")],
    template: Annotated[bool, typer.Option("--template", help="写出一份空白模板")] = False,
    config: ConfigFile = None,
) -> None:
    """导入组织、人员和群的花名册；有一处错就一条也不导入。"""
    from handlers.institution import load_roster, remarks
    from handlers.roster import RosterError, read_roster, write_template

    if template:
        write_template(file)
        _say(f"模板已写到 {file}，填好后运行：zhibu import roster {file}")
        return
    if not file.is_file():
        raise Failed(f"没有这个文件：{file}")
    try:
        value = read_roster(file)
    except RosterError as error:
        raise Failed("\n".join(["花名册有误，没有导入任何内容：", *(f"  - {one}" for one in error.problems)])) from None
    with _built(config) as joined:
        now = joined.clock()
        if joined.database.do(lambda work: work.marks.get("demo")):
            raise Failed("这个数据库里是演示数据。请在配置里换一个数据库文件（database = …），再导入自己的花名册。")
        told = joined.database.do(lambda work: remarks(work, value))
        counts = joined.database.do(lambda work: load_roster(work, joined.know, value, now, joined.renderer))
    _say(f"已导入 {value.name}：组织 {counts['units']} 个，人员 {counts['people']} 人，群 {counts['chats']} 个。")
    for line in told:
        _say(line)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Argument(help="备份到哪个文件夹；不写则放在数据文件夹的 backups 下")] = None,
    config: ConfigFile = None,
) -> None:
    """备份数据库和附件，运行中也可以做。"""
    from bot.backups import BackupFailed, back_up
    from bot.settled import settings_of

    settings = settings_of(config)
    try:
        _say(f"备份好了：{back_up(settings, to, wall())}")
    except BackupFailed as error:
        raise Failed(str(error)) from None


@app.command()
def restore(
    from_: Annotated[Path, typer.Argument(help="要恢复的备份文件夹")],
    config: ConfigFile = None,
) -> None:
    """从备份恢复；先核对完整再切换，原来的数据改名留着。"""
    from bot.backups import BackupFailed, bring_back
    from bot.settled import settings_of

    settings = settings_of(config)
    try:
        kept = bring_back(settings, from_, wall())
    except BackupFailed as error:
        raise Failed(str(error)) from None
    _say("恢复好了。" + (f"原来的数据留在 {kept}。" if kept else ""))


@app.command()
def migrate(config: ConfigFile = None) -> None:
    """把数据库升级到当前版本（内置的 SQLite 启动时会自动升级）。"""
    from bot.settled import settings_of
    from storage.schema import head, upgrade

    settings = settings_of(config)
    if settings.sqlite_file:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    before = upgrade(settings.database, backups=settings.folder / "backups", now=wall())
    _say("数据库已是当前版本。" if before == head() else f"数据库已从 {before or '空库'} 升级到 {head()}。")


@app.command()
def check(config: ConfigFile = None, json_: AsJson = False) -> None:
    """体检：配置、数据库、时钟、字体和各平台的凭证，哪里不对、怎么办。"""
    from bot.checkup import examine
    from bot.settled import settings_of

    results = examine(settings_of(config))
    if json_:
        _say(json.dumps([{"what": one.what, "ok": one.ok, "words": one.words} for one in results], ensure_ascii=False))
    else:
        for one in results:
            _say(f"{'好' if one.ok else '不好'}  {one.what}：{one.words}")
    if not all(one.ok for one in results):
        raise typer.Exit(1)
