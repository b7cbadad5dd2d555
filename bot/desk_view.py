"""What the organizer's pages show, as plain values for their templates: rehearsed and sent pushes, what is due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.console_html import markup_html
from bot.rehearsal import Planned
from handlers.admission import places_of
from handlers.due import say_day
from handlers.knowledge import Knowledge
from handlers.pushes import KINDS, OTHER, STATES, Reach, Sending, tallies
from handlers.scope import ROLE_WORDS, Speaker
from handlers.standing import Scope
from handlers.summary import NEXT, coming
from storage.units import Unit
from storage.work import Work

NAMED = 12
"""Addressees named beside one text; more are counted."""
UNITS = 400
"""Units offered to choose from; of a larger house its second level."""


def who_view(speaker: Speaker) -> dict[str, str]:
    role = next((one for one in speaker.person.roles if one.role in ("department", "organizer")), None)
    role = role or next(one for one in speaker.person.roles if one.role in ("secretary", "deputy"))
    where = "" if role.unit.kind == "department" else role.unit.short
    return {"name": speaker.person.name, "role": f"{where}{ROLE_WORDS[role.role]}"}


def front_view(work: Work, know: Knowledge, speaker: Speaker, reach: Reach, now: datetime) -> dict[str, Any]:
    """What is due in the next two weeks, by matter, and how the last seven days' pushes went."""
    today = know.today(now)
    branches = [unit for path in reach.paths for unit in work.units.branches_within(path)]
    week = today - timedelta(days=6)
    states = tallies(work, know, reach, week, today)["states"]
    return {
        "places": [unit.name for unit in places_of(work, speaker)],
        "branches": len(branches),
        "until": say_day(today + NEXT, today),
        "due": [
            line
            for path in reach.paths
            for line in coming(work, know, _scope(work, path), today, today + NEXT, today, private=True)
        ],
        "states": [(code, words, states.get(code, 0)) for code, words in STATES.items() if states.get(code)],
        "week": week.isoformat(),
        "today": today.isoformat(),
    }


def _scope(work: Work, path: str) -> Scope:
    return Scope.of(work.units.get(int(path.rstrip("/").rsplit("/", 1)[-1])))


# -- rehearsed --------------------------------------------------------------------------------------------------------


def seen_of(planned: Sequence[Planned], reach: Reach) -> list[Planned]:
    """What of a rehearsal the asker may see: as of what was really sent."""
    return [
        one
        for one in planned
        if (to := (one.push.line.channel, one.push.line.address)) in reach.places
        and (to in reach.own or all(path.startswith(reach.paths) for path in one.about))
    ]


def rehearsal_view(planned: Sequence[Planned], reach: Reach, know: Knowledge, today: date) -> dict[str, Any]:
    """Days with their pushes, and how many each unit gets; the same words to several are shown once."""
    days: dict[date, dict[tuple[datetime, bool, str], list[str]]] = {}
    for one in planned:
        line = one.push.line
        place = reach.places[line.channel, line.address]
        at = line.next_at.astimezone(know.zone)
        shown = line.text if readable(line.key, (line.channel, line.address), reach) else f"（{OTHER}）"
        days.setdefault(at.date(), {}).setdefault((at, place.group, shown), []).append(line.to_whom)
    counts = _counts(planned, reach)
    return {
        "days": [_day(day, by_words, today) for day, by_words in sorted(days.items())],
        "by_unit": counts,
        "groups": sum(one["group"] for one in counts),
        "private": sum(one["private"] for one in counts),
        "most_group": max((one["group"] for one in counts), default=0),
        "most_private": max((one["private"] for one in counts), default=0),
    }


def readable(key: str, to: tuple[str, str], reach: Reach) -> bool:
    """Whether the asker may read the words, and not only that they go out."""
    return key.split(":")[0] in KINDS or to in reach.own


def _day(day: date, by_words: Mapping[tuple[datetime, bool, str], list[str]], today: date) -> dict[str, Any]:
    pushes = [
        {
            "at": f"{at:%H:%M}",
            "group": group,
            "to": to[:NAMED],
            "more": max(0, len(to) - NAMED),
            "html": markup_html(words),
        }
        for (at, group, words), to in sorted(by_words.items(), key=lambda one: (one[0][0], not one[0][1]))
    ]
    count = sum(len(to) for to in by_words.values())
    return {"title": say_day(day, today), "id": day.isoformat(), "pushes": pushes, "count": count}


def _counts(planned: Sequence[Planned], reach: Reach) -> list[dict[str, Any]]:
    """How many messages each unit's groups and people get, in the order of the tree: no ranking."""
    found: Counter[tuple[int, bool]] = Counter()
    units: dict[int, Unit] = {}
    for one in planned:
        place = reach.places[one.push.line.channel, one.push.line.address]
        units[place.unit.id] = place.unit
        found[place.unit.id, place.group] += 1
    ordered = sorted(units.values(), key=lambda unit: [int(part) for part in unit.path.strip("/").split("/")])
    return [
        {"unit": unit.short, "id": unit.id, "group": found[unit.id, True], "private": found[unit.id, False]}
        for unit in ordered
    ]


# -- sent -------------------------------------------------------------------------------------------------------------


def sending_view(one: Sending, know: Knowledge, today: date) -> dict[str, Any]:
    at = one.at.astimezone(know.zone)
    return {
        "id": one.id,
        "day": say_day(at.date(), today),
        "at": f"{at:%H:%M}",
        "to": one.to,
        "unit": one.unit,
        "group": one.group,
        "kind": one.kind,
        "state": one.state,
        "said": STATES[one.state],
        "why": one.why,
        "html": markup_html(one.words) if one.words else "",
        "again": one.again,
    }


def units_view(work: Work, reach: Reach) -> list[dict[str, Any]]:
    """The units that may be chosen."""
    units = [unit for path in reach.paths for unit in work.units.within(path) if unit.kind != "department"]
    if len(units) > UNITS:
        units = [unit for unit in units if not unit.is_branch or unit.is_second_level]
    units.sort(key=lambda unit: [int(part) for part in unit.path.strip("/").split("/")])
    return [{"id": unit.id, "name": unit.short} for unit in units]
