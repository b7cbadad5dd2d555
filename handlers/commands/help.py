"""帮助: what can be said, drawn from the commands themselves; and the forms to copy."""

from collections.abc import Sequence

from handlers.errors import NotFound
from handlers.message import Reply
from handlers.reading import kind_of
from handlers.router import Command, Request
from handlers.understood import understood
from storage.work import Work

_FORM = ("类型", "日期", "时间", "地点", "主持人", "记录人", "应到", "实到", "缺席", "主题")
_TALK = ("类型", "日期", "时间", "地点", "主持人", "主题")


def commands(others: Sequence[Command]) -> Sequence[Command]:
    """The help commands, which know the others."""

    def help_(request: Request, work: Work) -> Reply:
        topic = str(request.meaning.slots.get("topic") or "")
        if topic == "人工":
            return Reply("human", {"organizes": request.speaker.organizes}, understood(request.meaning, intent="help"))
        if topic == "模板":
            return form(request, work)
        wanted = request.rest or topic
        shown = [one for one in others if wanted and (one.name in wanted or wanted in (one.name, *one.aliases))]
        if shown:
            return Reply("help_one", {"commands": shown}, understood(request.meaning, intent="help"))
        values = {
            "name": request.speaker.person.name,
            "files": request.speaker.files,
            "organizes": request.speaker.organizes,
            "belongs": request.speaker.home() is not None,
            "in_group": request.message.in_group,
        }
        return Reply("help", values, understood(request.meaning, intent="help"))

    return (
        Command(
            "帮助", "帮助　帮助 更正", "看我能做什么", help_, aliases=("help", "?", "菜单", "怎么用"), intents=("help",)
        ),
        Command("模板", "模板 党课", "要一份可以照填的样式", form),
    )


def form(request: Request, work: Work) -> Reply:
    """The shortest labelled form of a kind; filled in it comes back as a record."""
    kind = kind_of(request.rest) or kind_of(str(request.meaning.slots.get("activity_type") or ""))
    if request.rest and kind is None:
        raise NotFound("没有这种活动。可以要：模板 主题党日、模板 党课、模板 支委会")
    labels = _TALK if kind == "谈心谈话" else _FORM
    return Reply("form", {"kind": kind or "主题党日", "labels": labels})
