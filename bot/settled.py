"""The settings and the clock of one command. Apart from the command line, because the settings take long to load and a
file that is to be read can be opened meanwhile.
"""

import os
from pathlib import Path

from bot.clock import Clock, MovableClock, wall
from bot.terminal import Failed, moment
from config.settings import Settings, SettingsError, load


def loaded(config: Path | None) -> Settings:
    """The settings. Raises Failed with every mistake in them."""
    try:
        return load(config)
    except SettingsError as error:
        raise Failed("\n".join(["配置有误：", *(f"  - {problem}" for problem in error.problems)])) from None


def settings_of(config: Path | None) -> Settings:
    """The same of a file that somebody named, if it is there."""
    if config is not None and not config.exists():
        raise Failed(f"没有这个配置文件：{config}")
    return loaded(config)


def clock_of(settings: Settings, at: str = "") -> Clock:
    """The wall clock; one that starts where ``--at`` or ``ZHIBU_CLOCK`` says; in the demo one that can be moved."""
    asked = at or os.environ.get("ZHIBU_CLOCK", "")
    if not asked:
        return MovableClock() if settings.demo and not settings.real_channels else wall
    if settings.real_channels:
        raise Failed(f"接了真实平台（{'、'.join(settings.real_channels)}）时不能改时钟：去掉 --at 和 ZHIBU_CLOCK。")
    return MovableClock(moment(asked, settings.zone))
