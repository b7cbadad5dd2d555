"""Messages with what they mean, asked of the whole bot: what of each field is right, and what would do harm.

Written by people who had not seen the reader. ``told`` are first reports and ``said`` all else; of ``told`` every
second one was kept from those who made the reader. ``final_told`` and ``final_said`` were written, and read for the
first time, when it was done. Wednesday 2026-04-08, 10:00. The demo school has records of its own, so what overlaps with
them (R06) is left out.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handlers.dispatch import Spoken
from handlers.reading import fold
from tests.fakes.clock import local
from tests.fakes.house import House

NOW = local("2026-04-08 10:00")
WHO = "张敏"
FACTS = ("kinds", "date", "start", "end", "expected", "present", "absentees")
WORDS = ("place", "host", "recorder", "topic")
HARMFUL = ("kinds", "date", "start", "expected", "present")
HERE = Path(__file__).parent
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


@dataclass
class Score:
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    harmful: list[str] = field(default_factory=list)
    asked_in_vain: int = 0
    """Whole messages that were held all the same, or asked about."""
    whole: int = 0

    def compare(self, name: str, case: Case, want: object, has: object, same: bool | None = None) -> bool:
        right = want == has if same is None else same
        self.asked[name] += 1
        self.right[name] += right
        if not right:
            self.wrong.append(f"{case['text']!r}: {name}: {want!r}, but {has!r}")
        return right

    def share(self, *names: str) -> float:
        return sum(self.right[name] for name in names) / max(1, sum(self.asked[name] for name in names))


async def hear(house: House, case: Case) -> tuple[Spoken, int]:
    """What the bot makes of the message after what was said before; and how many records there were before it."""
    chat = "计算机教工一支部群" if case.get("group") else ""
    for words in case.get("before", ()):
        await house.hear(house.message(WHO, words, chat))
    there = len(house.rows("records"))
    return await house.hear(house.message(WHO, case["text"], chat)), there


async def judge(house: House, case: Case, score: Score) -> None:
    before = {row["id"]: row for row in house.rows("records")} if case.get("before") else {}
    spoken, there = await hear(house, case)
    told: Any = spoken.understood
    intents = case["intent"] if isinstance(case["intent"], list) else [case["intent"]]
    has_intent = told.get("intent", "none")
    score.compare("intent", case, intents, has_intent, has_intent in intents)
    rows = house.rows("records")
    if "submit_record" not in intents and not {"amend", "restore"} & set(intents):
        if len(rows) > there:
            score.harmful.append(f"{case['text']!r}: a record was made of it")
        changed = [row for row in rows if before.get(row["id"], row)["version"] != row["version"]]
        if changed and not {"withdraw", "attach", "cancel_pending"} & set(intents):
            score.harmful.append(f"{case['text']!r}: a record was changed")
    if "records" in case:
        _records(case, told, score)
    if "changes" in case:
        _changes(case, told, score)
    if "state" in case:
        states = case["state"] if isinstance(case["state"], list) else [case["state"]]
        state = max(rows, key=lambda row: int(row["id"]))["state"] if rows else None
        if not score.compare("state", case, states, state, state in states) and state == "submitted":
            score.harmful.append(f"{case['text']!r}: filed all the same")


def _records(case: Case, told: Any, score: Score) -> None:
    wanted, found = case["records"], told.get("records") or []
    if not score.compare("number of records", case, len(wanted), len(found)):
        return
    hold = bool(told.get("hold"))
    for want, has in zip(wanted, found, strict=True):
        for name in FACTS:
            one, other = _fact(name, want.get(name)), _fact(name, has.get(name))
            if one in (None, []) and other in (None, []):
                continue
            right = score.compare(name, case, one, other)
            if not right and name in HARMFUL and not hold and other not in (None, []):
                score.harmful.append(f"{case['text']!r}: {name} {other!r} instead of {one!r}")
        for name in WORDS:
            if want.get(name) or has.get(name):
                score.compare(name, case, want.get(name), has.get(name), _alike(want.get(name), has.get(name)))
    if len(wanted) == 1 and "missing" in case:
        score.compare("missing", case, sorted(case["missing"]), sorted(found[0]["missing"]))
        want_codes, has_codes = set(case.get("findings", ())), set(found[0]["findings"]) - {"R06"}
        for code in want_codes:
            score.compare("findings raised", case, code, sorted(has_codes), code in has_codes)
        score.compare("no false alarm", case, sorted(want_codes), sorted(has_codes), has_codes <= want_codes)
    score.compare("flags", case, sorted(case.get("flags", ())), sorted(told.get("flags", ())))
    score.compare("hold", case, case.get("hold", False), hold)
    if not case.get("hold", False):
        score.whole += 1
        score.asked_in_vain += hold
    elif not hold:
        score.harmful.append(f"{case['text']!r}: not held")


def _changes(case: Case, told: Any, score: Score) -> None:
    changes = told.get("changes") or {}
    for name, want in case["changes"].items():
        has = changes.get(name) or {}
        wanted = want.get("to", want.get("set"))
        if name == "absentees" or wanted is None:
            score.compare("changes", case, {name: want}, changes, bool(has))
            continue
        value = has.get("to", has.get("set", has.get("add")))
        same = (
            _alike(wanted, value)
            if isinstance(wanted, str) and name in WORDS
            else _fact(name, wanted) == _fact(name, value)
        )
        if (
            not score.compare("changes", case, {name: want}, changes, same)
            and value is not None
            and not told.get("hold")
        ):
            score.harmful.append(f"{case['text']!r}: {name} changed to {value!r} instead of {wanted!r}")


def _fact(name: str, value: Any) -> Any:
    if name == "kinds" and value is not None:
        return sorted([value] if isinstance(value, str) else value)
    if name == "absentees":
        return sorted((one["name"], _bare(one.get("reason") or "")) for one in value or ())
    return value


_TRIMMED = str.maketrans("", "", " 　“”\"'《》‘’。，,、：:；;()（）")


def _bare(words: str) -> str:
    return fold(words).translate(_TRIMMED)


def _alike(want: Any, has: Any) -> bool:
    """The same words, or one within the other where little is left out."""
    if not want or not has:
        return want == has
    one, other = _bare(str(want)), _bare(str(has))
    short, long = sorted((one, other), key=len)
    return short in long and len(short) * 10 >= len(long) * 6
