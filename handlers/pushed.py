"""What was pushed in some days: sent, failed, and missed because the bot was down; for one scope or the school."""

from collections import Counter
from datetime import datetime
from typing import Any

from handlers.knowledge import Knowledge
from handlers.standing import Scope
from storage.work import Work

Pushed = dict[tuple[str, str], Counter[str]]


def pushed(work: Work, begin: datetime, end: datetime) -> Pushed:
    """Of all destinations; read once for the summaries of many scopes."""
    return work.tallies.pushed(begin, end)


def told(
    work: Work, know: Knowledge, scope: Scope, of_all: Pushed | None, begin: datetime, end: datetime
) -> dict[str, Any]:
    """Template values: what went to the groups and people of the scope. ``of_all``: where it has been read already."""
    states: Counter[str] = Counter()
    if scope.whole:
        for one in work.tallies.pushed_by(begin, end).values():
            states.update(one)
    else:
        of_all = pushed(work, begin, end) if of_all is None else of_all
        for to in destinations(work, know, scope) & of_all.keys():
            states.update(of_all[to])
    return {"sent": states["sent"], "failed": states["dead"], "skipped": work.tallies.missed(scope.path, begin, end)}


def destinations(work: Work, know: Knowledge, scope: Scope) -> set[tuple[str, str]]:
    """Where the groups and the people of the scope are reached."""
    found = {(chat.push_channel, chat.push_address) for chat in work.chats.within(scope.path) if chat.push_channel}
    for family, external in work.people.identities_within(scope.path):
        to = know.reach.person(family, external)
        if to:
            found.add((to.channel, to.address))
    return found


def by_dingtalk(work: Work, begin: datetime, end: datetime) -> int:
    """How many words went out by DingTalk, whose calls are counted by the month."""
    found = work.tallies.pushed_by(begin, end, all_calls=True)
    return sum(states["sent"] for channel, states in found.items() if channel.startswith("dingtalk."))
