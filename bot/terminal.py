"""What a command tells the person at the terminal who asked for something that cannot be done."""

from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from bot.clock import read_moment


class Failed(Exception):
    """The command could not do its work; the text is for the person at the terminal."""


def moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment that was typed; local where it names no zone."""
    try:
        return read_moment(text, zone)
    except ValueError:
        raise typer.BadParameter(f"看不懂这个时刻：{text}，请写成 2026-11-21T09:00") from None
