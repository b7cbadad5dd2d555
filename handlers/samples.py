"""The messages whose words an institution may write itself, each with examples of the values that it is given.

They are what an own template is tried with before it is used; whoever writes one finds the names of all values here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NOTHING: dict[str, Any] = {
    "late": "",
    "group": True,
    "hears": True,
    "theme_days": [],
    "asked": [],
    "due": [],
    "overdue": [],
    "escalated": [],
    "terms": [],
    "tasks": [],
    "activities": False,
    "for_others": False,
    "unreached": [],
    "sources": ["《示例文件》第三条"],
}
_TASK = {"name": "报送典型案例", "recipient": "党总支", "time": "", "new": False, "units": [], "count": 0}
_ACTIVITY = {"name": "支委会", "recipient": "", "time": "", "new": False, "units": [], "count": 0}
_MANY = {
    "name": "报送典型案例",
    "recipient": "",
    "time": "",
    "new": False,
    "units": ["教工一支部", "教工二支部"],
    "count": 5,
}
_DAY = {"day": "11月30日（周一）", "left": "还有3天"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One situation. ``must``: what the words may not leave out, because people act on it."""

    title: str
    values: Mapping[str, Any]
    must: tuple[str, ...] = ()


_SOURCE = "《示例文件》第三条"
SAMPLES: Mapping[str, tuple[Sample, ...]] = {
    "reminder": (
        Sample(
            "主题党日前一天，发群",
            _NOTHING | {"theme_days": [{"day": "明天11月25日（周三）", "unit": "教工一支部"}]},
            ("11月25日", "主题党日", _SOURCE),
        ),
        Sample(
            "主题党日后问一句，私信",
            _NOTHING | {"group": False, "asked": [{"day": "昨天11月25日（周三）", "unit": "教工一支部"}]},
            ("11月25日", "主题党日"),
        ),
        Sample(
            "快到期，发群",
            _NOTHING | {"due": [_DAY | {"items": [_TASK, _ACTIVITY]}], "tasks": ["报送典型案例"], "activities": True},
            ("11月30日", "报送典型案例", "支委会", _SOURCE),
        ),
        Sample(
            "过期，私信书记",
            _NOTHING
            | {
                "group": False,
                "late": "11月27日（周五）09:00",
                "overdue": [_DAY | {"left": "已过1天", "items": [_TASK]}],
                "tasks": ["报送典型案例"],
            },
            ("11月30日", "报送典型案例", _SOURCE),
        ),
        Sample(
            "过期多日，私信组织员",
            _NOTHING | {"group": False, "escalated": [_MANY | {"day": "11月30日"}]},
            ("11月30日", "报送典型案例", "教工一支部", _SOURCE),
        ),
        Sample(
            "没有人能收到，请组织员转告",
            _NOTHING
            | {
                "group": False,
                "due": [_DAY | {"items": [_MANY]}],
                "for_others": True,
                "unreached": ["教工一支部", "教工二支部"],
            },
            ("11月30日", "报送典型案例", "教工一支部"),
        ),
        Sample(
            "换届，私信书记和组织员",
            _NOTHING
            | {
                "group": False,
                "terms": [
                    {"unit": "教工一支部", "day": "2027年4月20日（周二）", "left": "还有6个月", "own": True},
                    {"unit": "教工二支部", "day": "2027年4月20日（周二）", "left": "还有6个月", "own": False},
                ],
            },
            ("2027年4月20日", "教工一支部", "教工二支部", _SOURCE),
        ),
    ),
    "chased": tuple(
        Sample(
            title,
            {
                "who": "组织员",
                "unit": "教工一支部",
                "what": what,
                "due": "11月30日（周一）",
                "overdue": overdue,
                "task": task,
                "source": _SOURCE,
            },
            ("11月30日", what, _SOURCE),
        )
        for title, what, overdue, task in (
            ("催交任务", "报送典型案例", False, True),
            ("催补活动", "10月主题党日", True, False),
        )
    ),
    "group_reminded": tuple(
        Sample(
            title,
            {
                "what": "报送典型案例",
                "due": "11月30日（周一）",
                "overdue": False,
                "all": 7,
                "count": 2,
                "who": who,
                "at": "11月23日09:00",
                "task": True,
                "source": _SOURCE,
            },
            ("11月30日", "报送典型案例", _SOURCE),
        )
        for title, who in (("群里提醒，只说个数", []), ("群里提醒，组织员要求点名", ["教工一支部", "教工二支部"]))
    ),
}
