"""导出, 发我表格: the list that was asked for last, or the one named, as a table; to the asker alone."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from config.patterns import regex
from handlers.errors import UserError
from handlers.matters import AS_TABLE, REMEMBERED, Matter, known_again, matter_meant, owing, remember
from handlers.message import Enclosed, Reply
from handlers.overviews import counted, owing_table, scope_of, sendable, summary_table
from handlers.router import Command, Request
from handlers.scope import organized
from handlers.standing import Scope
from handlers.understood import understood
from storage.work import Work

_WHICH = "要哪个名单的表格？例如：导出 谁还没交 本月主题党日；导出 统计 三季度；导出 上月小结"
_NO_WAY = "这个平台我发不了文件。请用电脑打开工作台网页，或在绑定的企业微信应用、钉钉机器人里和我单独聊时再发一次。"
_COUNTING, _SUMMING = regex(r"统计|多少次|次数"), regex(r"小结|总结")
_ASIDE = regex(r"谁?还?没有?交的?|未交|名单|表格|导出|发我|^的")


def export(request: Request, work: Work) -> Reply:
    """Make the table, and say where it goes."""
    if not sendable(request, work):
        raise UserError(_NO_WAY)
    named = request.rest if not _SAID.fullmatch(request.rest) else ""
    table = _named(request, work, named) if named else _last(request, work)
    count = len(table.content["rows"])
    if not count:
        return Reply("said", {"words": f"{table.name}：一条也没有，不用发表格。"}, understood(request.meaning))
    where = "私下发给您" if request.message.in_group else "马上发来"
    words = f"《{table.name}》表格{where}，共{count}行。"
    return Reply("said", {"words": words}, understood(request.meaning), enclosed=table)


def _last(request: Request, work: Work) -> Enclosed:
    """Of what was asked for last in this chat, and of whom it was asked."""
    request.look(work)
    for one in request.questions():
        if one.get("command") in (AS_TABLE, REMEMBERED):
            scope = scope_of(request, work, _still_mine(request, one))
            if one["command"] == REMEMBERED:
                return _owing(request, work, scope, known_again(request, work, scope.path, one["about"]))
            make = summary_table if one["list"] == "小结" else _counted
            return make(request, work, str(one["words"]), scope)
    raise UserError(_WHICH)


def _still_mine(request: Request, asked: Mapping[str, Any]) -> str:
    """The path that was asked after, where it may still be seen; else the asker's own."""
    path, reach = str(asked.get("path") or ""), organized(request.speaker)
    return path if path.startswith(reach) else reach


def _named(request: Request, work: Work, words: str) -> Enclosed:
    if _SUMMING.search(words):
        return summary_table(request, work, words, scope_of(request, work))
    if _COUNTING.search(words):
        bare = replace(request, rest=_COUNTING.sub("", words).strip())
        return _counted(bare, work, bare.rest or words, scope_of(bare, work))
    bare = replace(request, rest=_ASIDE.sub("", words).strip())
    scope = scope_of(bare, work)
    return _owing(bare, work, scope, matter_meant(bare, work, scope.path, bare.rest or words, usual="主题党日"))


def _owing(request: Request, work: Work, scope: Scope, matter: Matter | None) -> Enclosed:
    if matter is None:
        raise UserError(_WHICH)
    remember(request, work, matter, scope.path)
    return owing_table(request, work, matter, owing(request, work, scope.path, matter))


def _counted(request: Request, work: Work, words: str, scope: Scope) -> Enclosed:
    return counted(request, work, words, scope).table(work, request.know.today(request.now))


_AS = r"(?:导出来?|发我|发给我|给我)(?:来?一?[份个张])?"
_SAID = regex(
    rf"(?:请|麻烦)?(?:把(?:这个|这些|名单|结果|表格?)+{_AS}|{_AS}(?:表格?|名单|excel|xlsx))(?:吧|谢谢)?[。!！]?",
    re.IGNORECASE,
)
COMMANDS = (
    Command(AS_TABLE, "导出 谁还没交 本月主题党日　导出 统计 三季度　导出 上月小结　发我表格",
            "把名单做成表格发给您一个人", export, aliases=("发我表格", "发表格", "要表格", "导出表格"),
            organizer=True, says=_SAID),
)  # fmt: skip
