"""``zhibu check``: one line for each thing that can be wrong, with how to mend it."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import wall
from bot.fonts import ADVICE, chinese_font
from bot.own_words import Folder
from config.catalogue import CatalogueError, load_catalogue
from config.holidays import HolidaysError, Workdays
from config.plans import KINDS
from config.settings import Settings
from storage.schema import current, head

SAFE_SQLITE = (3, 51, 3)
"""From here a rare corruption of the write-ahead log is mended."""
NETWORKED = ("nfs", "cifs", "smb", "fuse.sshfs", "9p")


@dataclass(frozen=True, slots=True)
class Result:
    what: str
    ok: bool
    words: str


def examine(settings: Settings) -> list[Result]:
    """Everything that can be seen without sending anything."""
    return [
        Result("配置", True, f"时区 {settings.timezone}"),
        _database(settings),
        *_sqlite(settings),
        _catalogue(settings),
        _holidays(settings),
        *_words(settings),
        _font(),
        *_channels(settings),
    ]


def _database(settings: Settings) -> Result:
    try:
        version = current(settings.database)
    except SQLAlchemyError as error:
        return Result("数据库", False, f"连不上（{type(error).__name__}），请检查 database 设置和数据库是否启动")
    if version is None:
        return Result(
            "数据库",
            bool(settings.sqlite_file),
            "还没有建库，启动时会自动建" if settings.sqlite_file else "还没有建库，请运行 zhibu migrate",
        )
    if version != head():
        return Result("数据库", False, f"结构是 {version}，当前版本需要 {head()}，请运行 zhibu migrate")
    return Result("数据库", True, f"结构 {version}，是当前版本")


def _sqlite(settings: Settings) -> Iterator[Result]:
    if settings.sqlite_file is None:
        return
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield Result(
            "SQLite", True, f"版本 {sqlite3.sqlite_version}，能用；3.51.3 起修了一个罕见的日志损坏，有条件请升级"
        )
    folder = settings.sqlite_file.resolve().parent
    kind = _filesystem(str(folder))
    if kind in NETWORKED:
        yield Result("磁盘", False, f"数据库放在网络盘（{kind}）上会损坏，请移到本机磁盘")
        return
    free = shutil.disk_usage(folder if folder.exists() else ".").free // 2**20
    yield Result("磁盘", free > 500, f"剩余 {free} MB" + ("" if free > 500 else "，请尽快清理"))


def _filesystem(folder: str) -> str:
    best = ("", "")
    try:
        with open("/proc/mounts", encoding="utf-8") as mounts:
            for line in mounts:
                _, point, kind, *_ = line.split()
                if folder.startswith(point) and len(point) > len(best[0]):
                    best = (point, kind)
    except OSError:
        return ""
    return best[1]


def _catalogue(settings: Settings) -> Result:
    try:
        catalogue = load_catalogue(own=settings.requirements)
    except CatalogueError as error:
        return Result("要求目录", False, "；".join(error.problems[:5]))
    unknown = settings.reminders.plan.keys() - {*KINDS, *(one.matter for one in catalogue.duties())}
    if unknown:
        known = "、".join([*KINDS, *sorted({one.matter for one in catalogue.duties()} - set(KINDS))])
        return Result("提醒计划", False, f"没有这种提醒：{'、'.join(sorted(unknown))}；可写 {known}")
    return Result("要求目录", True, f"{len(catalogue.requirements)} 条，其中固定任务 {len(catalogue.duties())} 项")


def _holidays(settings: Settings) -> Result:
    try:
        workdays = Workdays(settings.holidays)
    except HolidaysError as error:
        return Result("节假日", False, "；".join(error.problems[:5]))
    year = wall().astimezone(settings.zone).year
    if not workdays.knows(year):
        return Result("节假日", False, f"没有{year}年的放假安排，请升级 chinesecalendar，或用 holidays 文件补上")
    if not workdays.knows(year + 1):
        return Result(
            "节假日", True, f"{year}年有；{year + 1}年的国务院通知还没有收录，出来后请升级或用 holidays 文件补上"
        )
    return Result("节假日", True, f"{year}、{year + 1}年都有")


def _words(settings: Settings) -> Iterator[Result]:
    if settings.words is None:
        return
    own = Folder(settings.words)
    try:
        problems = own.problems()
        names = own.names()
    finally:
        own.close()
    if problems:
        wrong = "；".join(problems[:3])
        yield Result("自定义措辞", False, f"{wrong}。有错的不会用，照发自带的；看效果运行 zhibu words check")
    else:
        yield Result("自定义措辞", True, f"{'、'.join(names)} 用自己的" if names else "文件夹是空的，用自带的")


def _font() -> Result:
    found = chinese_font()
    return Result("中文字体", True, f"有（{found.name}），小结带图片" if found else ADVICE)


def _channels(settings: Settings) -> Iterator[Result]:
    names = [
        f"{platform}.{kind}.{name}"
        for platform, section in (("wecom", settings.wecom), ("dingtalk", settings.dingtalk))
        for kind in type(section).model_fields
        for name in getattr(section, kind)
    ]
    if not names:
        yield Result("平台", True, "没有接平台，只有网页控制台")
    public = settings.server.public_url
    for name in names:
        if ".webhook." in name:
            yield Result(name, True, "设置完整；只发不收")
        else:
            path = "/" + name.replace(".", "/")
            yield Result(
                name,
                bool(public) or name not in settings.real_channels,
                f"设置完整；回调地址填 {public}{path}"
                if public
                else f"请设置 server.public_url，平台回调地址是它加上 {path}",
            )
