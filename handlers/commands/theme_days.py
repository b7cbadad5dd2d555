"""主题党日改期: the answer to a move that was shown. The order itself is a sentence (intent change_theme_day)."""

from handlers.day_moves import NAME, ask, resume
from handlers.errors import UserError
from handlers.message import Reply
from handlers.reading import Context, understand
from handlers.router import Command, Request
from storage.work import Work


def move(request: Request, work: Work) -> Reply:
    """With the command's name in front, the rest is read as the sentence would be."""
    said = request.rest if "党日" in request.rest else f"主题党日改到{request.rest}"
    request.meaning = understand(said, Context(now=request.local, sender=request.speaker.person.name,
                                               branches=tuple(work.units.names(request.now))))  # fmt: skip
    if request.meaning.intent != "change_theme_day" or "question" in request.meaning.slots:
        raise UserError("改到哪一天？例如：主题党日改到下周四；教工一支部11月主题党日改到28号；主题党日改回来")
    return ask(request, work)


COMMANDS = (
    Command(NAME, "我们这个月主题党日改到下周四　教工一支部11月主题党日改到28号　主题党日改回来",
            "只改一个月的主题党日，提醒跟着走", move, aliases=("党日改期",), resume=resume),
)  # fmt: skip
