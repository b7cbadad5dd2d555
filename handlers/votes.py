"""Whether a vote can stand by its own numbers: the quorum and the majority on the right base (R03 of domain.md 3.3).

Full members with a vote are the base, not everybody who should attend: those on probation have none
(选举条例 art. 5). The rules for each kind of vote are those of domain.md 3.1. Nothing is reckoned from the roster.
"""

from collections.abc import Mapping
from typing import Any

from config.patterns import regex
from storage.units import Unit

_DECIDED = regex(
    r"表决|投票|票决|举手(?:表决|通过|同意)|无记名|(?:一致|审议|讨论|研究|大会)通过|选举(?:产生|出|了)|选出|"
    r"通过了?[^,。;，；]{0,14}(?:决议|名单|决定|方案|报告|转正|预备党员|候选人|工作计划)|同意(?:接收|吸收|发展|按期转正|其?转)"
)
_PASSED = regex(r"(?<![未没不能])(?:通过(?![讨学研观参视会]|交流)|当选|同意(?:接收|吸收|转正|按期转正))")
_NOT_PASSED = regex(r"(?:未|没有?|不能|不予|不)(?:获得?)?通过|未能通过|暂缓")
_ELECTION = regex(r"选举|改选|补选|换届")
_ADMISSION = regex(
    r"(?:接收|吸收|发展|讨论)[^,。;，；]{0,12}(?:为)?(?:中共)?预备党员|转正|入党(?!申请|积极|宣誓|誓词|志愿书?填)"
)
_PROBATION = regex(
    r"预备党员[ :：]?(?:\d+|[一二两三四五六七八九十]+)[人名个位]|(?:含|包括|其中)[^,。;，；]{0,6}预备党员"
)


def objection(content: Mapping[str, Any], unit: Unit) -> str | None:
    """What speaks against the vote or decision that the record tells of; None where nothing does, or none was held."""
    votes = content.get("votes") or {}
    told = f"{content.get('topic') or ''} {content.get('text') or ''}"
    wrong = _wrong_base(content, votes, unit, told) or _wrong_sums(content, votes) if votes else None
    if wrong:
        return wrong
    if not votes and not _DECIDED.search(told):
        return _committee(content)
    return _no_quorum(content, votes, told) or _no_majority(votes, told) or _committee(content)


def _wrong_base(content: Mapping[str, Any], votes: Mapping[str, Any], unit: Unit, told: str) -> str | None:
    eligible, expected = votes.get("eligible"), content.get("expected")
    if eligible is None or expected is None:
        return None
    if eligible > expected:
        return f"应到有表决权{eligible}人，比应到{expected}人还多，请核对"
    if eligible == expected and (unit.probationary_members or _PROBATION.search(told)):
        return "预备党员没有表决权，应到有表决权人数不应等于应到人数，请核对"
    return None


def _wrong_sums(content: Mapping[str, Any], votes: Mapping[str, Any]) -> str | None:
    eligible, came, present = votes.get("eligible"), votes.get("eligible_present"), content.get("present")
    if came is not None and eligible is not None and came > eligible:
        return f"有表决权的实到{came}人，比应到{eligible}人还多，请核对"
    if came is not None and present is not None and came > present:
        return f"有表决权的实到{came}人，比实到{present}人还多，请核对"
    cast = [votes.get(name) for name in ("favour", "against", "abstain")]
    total, voters = sum(one or 0 for one in cast), came if came is not None else present
    if voters is None or all(one is None for one in cast):
        return None
    if total > voters:
        return f"赞成、反对、弃权加起来{total}票，超过了实到有表决权的{voters}人，请核对"
    if came is not None and total < came and None not in cast:
        return f"赞成、反对、弃权加起来{total}票，实到有表决权{came}人，差{came - total}票，请核对"
    return None


def _no_quorum(content: Mapping[str, Any], votes: Mapping[str, Any], told: str) -> str | None:
    base, came = votes.get("eligible"), votes.get("eligible_present")
    voters = "有表决权的"
    if base is None or came is None:
        base, came, voters = content.get("expected"), content.get("present"), ""
    if not base or came is None:
        return None
    counts = f"{voters}应到{base}人、实到{came}人"
    if _ELECTION.search(told) and (votes or "选举" in told) and came * 5 <= base * 4:
        return f"{counts}，选举要超过五分之四到会，请核对"
    if _ADMISSION.search(told) and came * 2 <= base:
        return f"{counts}，讨论接收、转正要超过半数到会，请核对"
    return f"{counts}，不到半数，不能表决，请核对" if came * 2 < base else None


def _no_majority(votes: Mapping[str, Any], told: str) -> str | None:
    favour, base = votes.get("favour"), votes.get("eligible")
    if favour is None or not base or _ELECTION.search(told):
        return None
    if _NOT_PASSED.search(told) or not _PASSED.search(told) or favour * 2 > base:
        return None
    return f"赞成{favour}票，没有超过应到有表决权{base}人的半数，请核对是否通过"


def _committee(content: Mapping[str, Any]) -> str | None:
    """At least half of a committee must be there (支部条例 art. 12), whatever it talks about."""
    expected, present = content.get("expected"), content.get("present")
    if list(content.get("kinds") or ()) != ["支委会"] or not expected or present is None or present * 2 >= expected:
        return None
    return f"支委会应到{expected}人、实到{present}人，不到半数，请核对"
