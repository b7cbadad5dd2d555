"""Reminder plans in people's words, both ways: 提前10天、3天、当天8点半 and back. Pure."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

from config.patterns import regex
from config.plans import DUTY, TASK, TERM, THEME_DAY
from handlers.plans import ALL, Settled
from handlers.written.numbers import NUMBER, number

KINDS = {TASK: "任务", THEME_DAY: "主题党日", DUTY: "固定活动", TERM: "换届"}
_KIND = regex(
    r"(?P<task>一次性任务|任务|通知)|(?P<theme_day>主题党日|党日)|(?P<term>换届|届满|任期)|"
    r"(?P<duty>固定活动|每月活动|例行活动|经常性活动|其他活动|日常活动|活动)"
)


def _clock_pattern(side: int) -> str:
    return (
        rf"(?P<part{side}>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?(?P<h{side}>{NUMBER})"
        rf"(?::(?P<m{side}>[0-5]\d)|[点时](?:(?P<half{side}>半)|(?P<min{side}>[0-5]?\d)分?|整)?钟?)"
    )


_HOUR = regex(_clock_pattern(1))
_NOT_SENT = (
    r"(?:之间|期间)?(?:就|都|一律)*(?:不要|不用|别|不许|不能|不)(?:再)?(?:发|推送?|提醒|打扰|吵)"
    r"(?:提醒|消息|推送|我们|大家|了)*"
)
_QUIET = regex(
    r"(?:(?:免打扰|勿扰|静音|静默|安静|不打扰)[^\d一二三四五六七八九十晚早上下凌]*)?"
    rf"{_clock_pattern(1)}\s*(?:到|至|-|~|—)+\s*(?:次日|第二天)?{_clock_pattern(2)}(?:{_NOT_SENT})?"
)
_QUIET_FROM = regex(rf"{_clock_pattern(3)}(?:以后|之后|过后|后){_NOT_SENT}")
_QUIET_UNTIL = regex(rf"{_clock_pattern(4)}(?:以前|之前|前){_NOT_SENT}")
_DAY_OFF = regex(
    r"(?:遇到?|碰到|逢)?(?:休息日|节假日|法定假日|放假|周末|假日|非工作日)(?:的?时?候?|了|就|的话|一律)*"
    r"(?:(?P<earlier>提前|往前|前移)|(?P<later>顺延|推后|往后|延后|后延)|(?P<same>照发|照常|不变|不调整|不挪|不动))"
    r"(?:到?前?后?一?个?(?:最近的?)?工作日)?"
)
_VACATION = regex(
    r"(?:寒暑假|寒假|暑假|假期)(?:里|期间|中)?(?:的?提醒)?"
    r"(?:(?P<pause>暂停|不提醒|不发|停发?|别发)|(?P<continue>照常|照发|继续|也发|也提醒))"
)
_FOLLOW_UP = regex(
    r"(?:开?完?会?后|事后|过后|之后)?(?:(?P<evening>当晚|当天晚上|当日晚上)|(?P<morning>次日|第二天|隔天))(?:早上|上午)?(?:再)?问(?:一?[句下])?|"
    r"(?:开?完?会?后|事后|过后|之后)?(?P<off>不用?问|不要问|别问)(?:一?[句下])?"
)
_TO = regex(r"(?:只|都|改)?(?:发到?|私信|告诉|给|通知)[^,。;]*?(?=$|[,。;\s]|提前|当天|每天|早上|上午)")
_OFF = regex(r"不(?:用|再|要)?提醒|别提醒|关掉|关闭|停用|取消提醒")
_RESET = regex(r"(?:恢复|还原|用回?|改回)?(?:成|为)?(?:默认|原样|原来的?)(?:设置|的)?")
_BEFORE = regex(
    rf"(?P<months>{NUMBER})个月|(?P<half>半年)|(?P<weeks>{NUMBER})(?:个?星期|周)|(?P<days>{NUMBER})天|"
    r"(?P<eve>前夕|前一日|头一天)|(?P<zero>当天|当日|那天|最后一天)"
)
_LIST = regex(rf"({NUMBER})(?=(?:\s*[、,和]\s*{NUMBER})+\s*(天|个月))")
_LATER = ("下午", "傍晚", "晚上", "晚", "中午")


class Unread(ValueError):
    """Something in the words is no setting; the text is what (Chinese)."""


def read_plan(words: str) -> tuple[str, str, dict[str, Any] | None]:
    """The unit named, the kind (or :data:`ALL`), and what is set; None: as by default again. Raises Unread."""
    words = _LIST.sub(r"\1\2", words)
    label = _KIND.search(words)
    kind = str(label.lastgroup) if label else ALL
    named, rest = (words[: label.start()], words[label.end() :]) if label else ("", words)
    if label is None:
        begins = min((m.start() for one in _STARTS if (m := one.search(words))), default=len(words))
        named, rest = words[:begins], words[begins:]
    if _RESET.search(rest) or _RESET.search(named):
        return _bare(_RESET.sub("", named)), kind, None
    plan: dict[str, Any] = {}
    for pattern, take in _CLAUSES:
        if found := pattern.search(rest):
            plan |= take(found)
            rest = rest[: found.start()] + "," + rest[found.end() :]
    rest = _before(rest, plan, kind)
    left = re.sub(r"提醒|早上|[\s,、。;:的和与及在提前届满每天改成为]", "", rest)
    if left:
        raise Unread(left[:20])
    return _bare(named), kind, plan


def _before(rest: str, plan: dict[str, Any], kind: str) -> str:
    days: list[int] = []
    months: list[int] = []
    for found in _BEFORE.finditer(rest):
        if found["months"] or found["half"]:
            months.append(6 if found["half"] else number(found["months"]) or 0)
        elif found["weeks"]:
            days.append(7 * (number(found["weeks"]) or 0))
        else:
            days.append(0 if found["zero"] else 1 if found["eve"] else number(found["days"]) or 0)
    if days:
        plan["days"] = sorted(set(days), reverse=True)
    if months:
        plan["months"] = sorted(set(months), reverse=True)
    if not (days or months) and (found_off := _OFF.search(rest)):
        plan["months" if kind == TERM else "days"] = []
        rest = rest[: found_off.start()] + rest[found_off.end() :]
    return _BEFORE.sub("", rest)


def _bare(named: str) -> str:
    return re.sub(r"^(?:请|把|将|给|每天|每日)+|[\s,:的]+$", "", named.strip())


def _clock(found: re.Match[str], side: int) -> str:
    hour = number(found[f"h{side}"]) or 0
    late = found[f"part{side}"] in _LATER and hour < 12 and not (found[f"part{side}"] == "中午" and hour > 6)
    minute = 30 if _group(found, f"half{side}") else int(found[f"m{side}"] or _group(found, f"min{side}") or 0)
    try:
        return time((hour + 12 * late) % 24, minute).isoformat("minutes")
    except ValueError:
        raise Unread(found[0]) from None


def _group(found: re.Match[str], name: str) -> str:
    return found[name] or ""


def _quiet(found: re.Match[str]) -> dict[str, Any]:
    return {"quiet_from": _clock(found, 1), "quiet_until": _clock(found, 2)}


def _to(found: re.Match[str]) -> dict[str, Any]:
    who = [name for name, word in (("group", "群"), ("secretary", "书记"), ("organizer", "组织员")) if word in found[0]]
    if not who:
        raise Unread(found[0])
    return {"to": who}


def _which(name: str) -> Callable[[re.Match[str]], dict[str, Any]]:
    return lambda found: {name: found.lastgroup}


_CLAUSES: tuple[tuple[re.Pattern[str] | Any, Callable[[re.Match[str]], dict[str, Any]]], ...] = (
    (_QUIET, _quiet),
    (_QUIET_FROM, lambda found: {"quiet_from": _clock(found, 3)}),
    (_QUIET_UNTIL, lambda found: {"quiet_until": _clock(found, 4)}),
    (_DAY_OFF, _which("day_off")),
    (_VACATION, _which("vacation")),
    (_FOLLOW_UP, _which("follow_up")),
    (_TO, _to),
    (_HOUR, lambda found: {"at": _clock(found, 1)}),
)
_STARTS = (
    _QUIET,
    _QUIET_FROM,
    _QUIET_UNTIL,
    _DAY_OFF,
    _VACATION,
    _FOLLOW_UP,
    _TO,
    _HOUR,
    _BEFORE,
    _OFF,
    _RESET,
    regex("提前"),
)

# -- plans in words ----------------------------------------------------------------------------------------------------

_WHO = {"secretary": "书记", "organizer": "组织员"}
_SHIFT = {"earlier": "提前到前一个工作日", "later": "顺延到下一个工作日", "same": "照发"}
_ASKS = {"morning": "次日还没有记录的，私信问书记一句", "evening": "当晚还没有记录的，私信问书记一句"}


def say_before(kind: str, plan: Settled) -> str:
    """提前7天、1天、当天9:00."""
    if kind == TERM:
        return f"届满前{'、'.join(f'{one}个月' for one in plan.months)} {_said(plan.at)}" if plan.months else "不提醒"
    if not plan.days:
        return "不提醒"
    days = sorted(plan.days, reverse=True)
    ahead = "、".join(f"{one}天" for one in days if one)
    words = "、".join(part for part in (f"提前{ahead}" if ahead else "", "当天" if 0 in days else "") if part)
    return f"{words}{' ' if words.endswith('天') else ''}{_said(plan.at)}"


def say_plan(kind: str, plan: Settled) -> str:
    """The whole of one kind's plan in a line."""
    words = say_before(kind, plan)
    parts = [words] if words == "不提醒" else [words, _to_whom(plan)]
    if kind == THEME_DAY and plan.follow_up in _ASKS:
        parts.append(_ASKS[plan.follow_up])
    return "，".join(parts)


def _to_whom(plan: Settled) -> str:
    people = "和".join(_WHO[one] for one in plan.to if one in _WHO)
    return "，".join(
        part for part in ("发支部群" if "group" in plan.to else "", f"私信{people}" if people else "") if part
    )


def say_general(plan: Settled) -> str:
    """What holds for every kind."""
    quiet = f"{_said(plan.quiet_from)}—{_said(plan.quiet_until)}不打扰"
    vacation = "寒暑假里固定活动不提醒" if plan.vacation == "pause" else "寒暑假照常提醒"
    return f"遇休息日{_SHIFT[plan.day_off]}；{quiet}；{vacation}"


def _said(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
