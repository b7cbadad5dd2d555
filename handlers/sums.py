"""What a rule means for the numbers in a question: 6 full members, 18 voters, 5 committee members of whom 3 came.

The limits come from the entry's own numbers where it has them; only fractions (half, four fifths) stand here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.handwritten import Number

Numbers = Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Sum:
    """A kind of question with numbers in it, and the matter whose entry holds the rule."""

    matter: str
    about: tuple[str, ...]
    """Patterns that must all be in the question, in any order."""
    people: str
    """The pattern of the first number; a second one, if any, is who came."""
    reckon: Callable[[int, int | None, Numbers], str]
    needs: tuple[str, ...] = ()
    """The numbers that the entry must have; an institution's own entry may lack them."""

    def asks(self, text: str) -> tuple[int, int | None] | None:
        """The numbers in a plain question (handlers.search.plain, no spaces), or None: it asks something else."""
        if "工作室" in text or not all(re.search(pattern, text) for pattern in self.about):
            return None
        if not (first := re.search(self.people, text)):
            return None
        came = re.search(_CAME, text[first.end() :])
        return int(first[1]), int(came[1]) if came else None

    def remark(self, asked: tuple[int, int | None], numbers: Numbers) -> str | None:
        if not all(isinstance(numbers.get(name), int) for name in self.needs):
            return None
        return self.reckon(*asked, numbers)


def _committee(members: int, _came: int | None, numbers: Numbers) -> str:
    least = int(numbers["full_members_min"])
    if members < least:
        return f"{members}名正式党员，不足{least}名：一般不设支委会，也就不用每月开支委会。预备党员不计在内。"
    return (
        f"{members}名正式党员，已满{least}名：应设支委会（{numbers['members_min']}–{numbers['members_usual']}人，"
        f"最多{numbers['members_max']}人），支委会一般每月开1次。预备党员不计在内。"
    )


def _branch(members: int, _came: int | None, numbers: Numbers) -> str:
    least = int(numbers["full_members_min"])
    if members < least:
        return f"{members}名正式党员，不足{least}名：不能单独成立支部，同别的单位成立联合支部。预备党员不计在内。"
    return f"{members}名正式党员，已满{least}名：应成立支部。预备党员不计在内。"


def _too_many(members: int, _came: int | None, numbers: Numbers) -> str:
    most = int(numbers["members_max"])
    if members > most:
        return f"{members}名党员，超过一般上限{most}名，多{members - most}名。"
    return f"{members}名党员，没有超过一般上限{most}名。"


def _enough(said: str, quorum: int, came: int | None) -> str:
    return said if came is None else f"{said}到会{came}人，{'够' if came >= quorum else '不够'}。"


def _vote(voters: int, came: int | None, _numbers: Numbers) -> str:
    quorum = -(-voters // 2)
    said = f"应到有表决权{voters}人：到会至少{quorum}人才能表决，赞成至少{voters // 2 + 1}人才通过。"
    return _enough(said, quorum, came)


def _admission_vote(voters: int, came: int | None, _numbers: Numbers) -> str:
    quorum = voters // 2 + 1
    said = f"应到有表决权{voters}人：到会至少{quorum}人（过半数），赞成至少{quorum}人（应到的过半数）才通过。"
    return _enough(said, quorum, came)


def _committee_quorum(members: int, came: int | None, _numbers: Numbers) -> str:
    quorum = -(-members // 2)
    return _enough(f"{members}名委员：到会至少{quorum}人（半数以上，含半数）才能开。", quorum, came)


def _election(voters: int, came: int | None, _numbers: Numbers) -> str:
    quorum = voters * 4 // 5 + 1
    return _enough(f"有选举权{voters}人：要超过五分之四，到会至少{quorum}人。", quorum, came)


def _ratio(activists: int, _came: int | None, numbers: Numbers) -> str:
    most = activists // int(numbers["activists_per_candidate"])
    return f"{activists}名学生积极分子，按不低于{numbers['activists_per_candidate']}:1，发展对象一般不超过{most}名。"


_RATIO = ("activists_per_candidate",)
_SEATS = ("full_members_min", "members_min", "members_usual", "members_max")
_NOT = r"(?!\d*(?:个|名|位)?(?:发展对象|积极分子|预备|支部|半|起|次|般|样|定))"
"""Numbers of something else are no voters."""
_PEOPLE = rf"(\d+){_NOT}(?:个|名|位)?(?:有(?:表决|选举)权的?)?(?:正式)?(?:党员|人)"
_VOTERS = rf"(\d+){_NOT}(?:个|名|位)?(?:有(?:表决|选举)权的?)?(?:正式)?(?:党员|人)?"
_CAME = r"(?:来|到|实到|到会|参加|出席)了?(\d+)"

SUMS = (
    Sum("election_quorum", ("选举|换届", "到|来|够|多少|几个"), _PEOPLE, _election),
    Sum("committee_quorum", ("支委|委员", "到|来|出席|参加"), r"(\d+)(?:个|名|位)?(?:支委|委员|人)", _committee_quorum),
    Sum("committee_threshold", ("支委|支部委员会|委员会",), _PEOPLE, _committee, _SEATS),
    Sum("admission_step_15", ("接收|转正|入党", "表决|赞成|同意|通过|票"), _VOTERS, _admission_vote),
    Sum("general_meeting_vote", ("表决|赞成|同意|通过|法定|能开|有效",), _VOTERS, _vote),
    Sum("branch_size_max", ("太多|超大|拆|分成|分开|上限|超过|超员|超标",), _PEOPLE, _too_many, ("members_max",)),
    Sum("branch_threshold", ("成立|组建|建立|单独|设", "支部"), _PEOPLE, _branch, ("full_members_min",)),
    Sum("admission_work", ("积极分子", "发展对象"), r"(\d+)(?:个|名|位)?(?:学生)?(?:入党)?积极分子", _ratio, _RATIO),
)
"""Tried in this order: the more particular question first."""
