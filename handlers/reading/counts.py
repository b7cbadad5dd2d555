"""Head counts and votes (contract rule 3): only from the message; arithmetic on its own numbers is shown."""

import re
from dataclasses import dataclass, field, replace

from config.patterns import regex
from handlers.reading.numbers import NUMBER, number
from handlers.reading.text import hide
from handlers.reading.values import Votes


@dataclass(slots=True)
class Counts:
    expected: int | None = None
    present: int | None = None
    absent: int | None = None
    observers: int | None = None
    nobody_absent: bool = False
    votes: Votes | None = None
    sums: list[str] = field(default_factory=list)
    conflict: bool = False
    """Two different numbers for one count."""

    @property
    def away(self) -> int | None:
        """How many were absent, by the numbers alone."""
        if self.expected is not None and self.present is not None and self.expected >= self.present:
            return self.expected - self.present
        return self.absent


_N = rf"(?P<n>{NUMBER})"
_OF = r"[ :]*(?:的)?(?:正式)?(?:党员|委员|人员|人数|总数|数|同志|应该)?(?:人数)?[ :]*(?:也?[是为有共]|一共|总共)?[ :]*"
_UNIT = r" *(?:人|名|个|位)?"
_VOTER = r"(?:有|享有)?表决权的?(?:正式)?(?:党员|人数)?(?:人数)?"
_ANY_UNIT = r"(?:人|名|个|位)(?:正式)?(?:党员|委员|同志|人)?"

_ELIGIBLE = regex(rf"(?:应到会?|应出席|应参加)?的?{_VOTER}(?:应到会?)?[ :]*(?:共?有|为|是|共)?[ :]*{_N}")
_ELIGIBLE_PRESENT = regex(
    rf"(?:实到会?|实际到会|实际出席|(?<![应际])到会|(?<![应际])出席)的?{_VOTER}[ :]*(?:共?有|为|是|共)?[ :]*{_N}|"
    rf"(?:有?表决权)的?(?:正式)?(?:党员)?实到会?[ :]*(?P<n2>{NUMBER})"
)
_VOTES = rf"[ :]*(?:票?数?)?[ :]*(?P<n>{NUMBER})"
_VOTED = rf"(?P<n2>{NUMBER})(?:票|人)"
_BALLOTS = {
    "against": regex(
        rf"(?:反对|不同意|不赞成){_VOTES} *(?:票|人|,|、|;|。|弃|$)|"
        rf"{_VOTED}(?:反对|不同意|不赞成)"
    ),
    "abstain": regex(rf"弃权{_VOTES}|{_VOTED}弃权"),
    "favour": regex(
        rf"(?:赞成|(?<!不)同意|(?<!不)赞同){_VOTES}(?= *(?:票|,|、|反|;|。|人赞|$))|"
        rf"{_VOTED}(?:赞成|同意|赞同)"
    ),
}

_BOTH = regex(
    rf"(?:应到会?[ /、和与]*实到会?|实到会?[ /、和与]*应到会?)(?:人数)?[ :]*(?:都|均|各|皆)(?:是|为)?[ :]*{_N}"
)
_SLASH = regex(
    r"(?P<first>应到|实到)会?(?:人数)?[ ]*[/、][ ]*(?:应到|实到)会?(?:人数)?[ :]*"
    rf"(?P<a>{NUMBER})[ ]*[/、][ ]*(?P<b>{NUMBER})"
)
_REVERSE = regex(
    rf"(?P<a>{NUMBER}) *{_ANY_UNIT}(?:党员)?(?:应到会?|应参加|应出席)[ ,、]*"
    rf"(?P<b>{NUMBER}) *{_ANY_UNIT}(?:党员)?(?:实到|实际到|到会|参加|出席)"
)
_EXPECTED = (
    regex(rf"(?:应到会|应到|应出席|应参会|应参加|应该到|应有){_OF}{_N}{_UNIT}"),
    regex(rf"{_N}{_ANY_UNIT}(?:党员)?(?:应到|应参加|应出席|应参会|该到)"),
)
_PRESENT = (
    regex(rf"(?:实到会|实到|实际到会|实际参加|实际出席|实际到|实际参会|实参加|实出席)(?:了)?{_OF}{_N}{_UNIT}"),
    regex(
        r"(?:(?<!应)(?<!际)到会|(?<!应)(?<!际)出席|到场|(?<!应)(?<!际)参会|"
        r"(?<!应)参加(?:人数|人员|会议的?)?|(?<!缺)(?<!没)(?<!要)[来到]了)(?:了)?"
        rf"(?:党员|人员|人数)?[ :]*(?:共?有|为|是|共)?[ :]*{_N} *(?:人|名|个|位|(?=[ ,。;\n]|$))"
    ),
    regex(rf"{_N}{_ANY_UNIT}(?:实到|实际到会|参加(?!了?工作)|到会|出席|到场|参会|到了(?!外))"),
)  # fmt: skip
_OF_WHICH_CAME = regex(
    rf"(?P<a>{NUMBER}){_ANY_UNIT}?[ ,]*(?:实际)?[来到]了[ ,]*(?P<b>{NUMBER}) *(?:个|名|人|位|(?=[ ,。;]|$))"
)
_ABSENT = regex(
    rf"(?:缺席|缺勤|缺|请假|未到)(?:了|人数)?[ :]*(?P<n>{NUMBER})(?: *(?:人|名|个|位)|(?=[ ,。;:\n(]|$))|"
    rf"(?P<n2>{NUMBER}) *(?:人|名|位|个)(?:党员|委员|同志|老师|同学)?(?:\([^()\n]{{1,30}}\))?"
    r"[^,。;、\d\n(]{0,8}?(?:请假|缺席|没来|没到|未到)"
)
_EVERYBODY = regex(
    rf"(?:全体(?:党员|委员|支委|成员)?(?:共|,)? *(?P<a>{NUMBER}) *(?:名|人|位)?(?:党员|"
    rf"委员|同志)?(?:全部|均|都|全)?(?:到会|到齐|参加|出席|到场|参会)|"
    rf"(?P<b>{NUMBER}) *(?:名|人|位|个)(?:党员|委员|支委|人|同志)?(?:全部|全都|全|都|均)(?:到|来|参加|出席|参会)|"
    rf"全体(?P<c>{NUMBER})(?:名|位|个)?(?:党员|委员|同志|人|支委)+(?:全部|均|都|全)?(?:到会|到齐|参加|出席|到场|参会)|"
    rf"(?:参加|出席|到会)(?:人员|党员)?[ :为是]*全体(?:党员|委员|支委)?[ ,]*(?P<d>{NUMBER})(?:人|名|位))"
)
_NOBODY = regex(
    r"(?<!没有)(?<!没)(?<!未)(?:全员到齐|全员参加|全员到会|全部到齐|全部到会|全部参加|"
    r"全体到会|全体到齐|全部出席|全到(?!了吗)|全都到|都到齐|都到了|到齐|全勤|人员到齐)|"
    r"无缺席|无人缺席|没有?人?缺席|没有人请假|无人请假|无请假|(?:缺席|请假|缺勤)(?:人员|"
    r"情况|名单|及原因)*[ :]*(?:无|没有|0)(?!\d)"
)
_BUT = regex(r"(?:除|除了)[^。;\n]{1,40}?(?:外|以外|之外)|其余|其他|另外")
_OBSERVERS = regex(
    rf"列席(?:人员|人数)?[ :]*(?:共?有|为|是|共)?(?P<n>{NUMBER})|(?P<n2>{NUMBER})(?:人|"
    rf"名|位|个)[^,。;\d\n]{{0,10}}?列席"
)
_WITH_OBSERVERS = regex(
    rf"(?P<n>{NUMBER}) *(?:人|名|个)?(?:参加|到会)?[ ,]*[(]?(?:其中)?(?:含|包括|包含|其中)"
    rf"(?:列席)?(?:人员)?(?P<o>{NUMBER})(?:人|名|位)?(?:列席)?"
)


def find_counts(folded: str) -> Counts:
    """Every count of the message; where a number is said twice and differs it is left open and marked."""
    counts = Counts()
    rest = _votes(folded, counts)
    rest = _guests(rest, counts)
    rest = _pairs(rest, counts)
    counts.expected = _take(
        counts, counts.expected, *(match for pattern in _EXPECTED for match in pattern.finditer(rest))
    )
    rest = hide(rest, *(match.span() for pattern in _EXPECTED for match in pattern.finditer(rest)))
    if counts.present is None:
        counts.present = _take(counts, None, *(match for pattern in _PRESENT for match in pattern.finditer(rest)))
    _voters_only(counts)
    counts.nobody_absent = counts.nobody_absent or (bool(_NOBODY.search(rest)) and not _BUT.search(rest))
    absent = _ABSENT.search(rest) if _MISSING.search(rest) else None
    if absent:
        counts.absent = number(absent["n"] or absent["n2"])
    return counts


def finish(counts: Counts, absentees: int, all_but_named: bool) -> None:
    """The arithmetic that the message's own numbers allow, each with its line to be shown."""
    e, p, a = counts.expected, counts.present, counts.absent
    if counts.conflict:
        return
    if e is not None and p is None:
        if counts.nobody_absent:
            counts.present = e
            counts.sums.append(f"应到{e}全到 → 实到{e}")
        elif all_but_named and 0 < absentees <= e:
            counts.present = e - absentees
            counts.sums.append(f"应到{e}，除{absentees}人外全到 → 实到{e - absentees}")
        elif a is not None and a <= e:
            counts.present = e - a
            counts.sums.append(f"应到{e}缺{a} → 实到{e - a}")
    elif p is not None and e is None:
        if a is not None:
            counts.expected = p + a
            counts.sums.append(f"实到{p}缺{a} → 应到{p + a}")
        elif counts.nobody_absent:
            counts.expected = p
            counts.sums.append(f"实到{p}无缺席 → 应到{p}")


def all_but_named(folded: str) -> bool:
    """除张三外全部到会, 其余全到."""
    return bool((_BUT.search(folded) and _NOBODY.search(folded)) or _BUT_ALL.search(folded))


_BUT_ALL = regex(
    r"(?:除|除了)[^。;\n]{1,40}?(?:外|以外|之外)[ ,]*(?:其他|其余)?(?:党员|人|委员)?(?:全员|全部|全体|全|都|均)"
)


# Cheap looks before costly patterns: most messages have no vote, no guests and no length in them.
_VOTING = regex("[票决弃]|赞成|同意|赞同|反对")
_MISSING = regex("[缺假]|未到|没[来到]")
_ALL = regex("[全均都齐无没缺假]")


def _votes(folded: str, counts: Counts) -> str:
    if not _VOTING.search(folded):
        return folded
    found: dict[str, int | None] = {}
    for name, pattern in (("eligible_present", _ELIGIBLE_PRESENT), ("eligible", _ELIGIBLE), *_BALLOTS.items()):
        match = pattern.search(folded)
        if match:
            found[name] = number(match["n"] or match["n2"] if "n2" in pattern.groupindex else match["n"])
            folded = hide(folded, match.span())
    if any(value is not None for value in found.values()):
        counts.votes = Votes(**found)
    return folded


def _voters_only(counts: Counts) -> None:
    """应到会有表决权18人，实到17人: without a plain 应到 the second number counts voters too."""
    votes = counts.votes
    if votes and votes.eligible is not None and votes.eligible_present is None and counts.expected is None:
        counts.votes = replace(votes, eligible_present=counts.present)
        counts.present = None


def _guests(folded: str, counts: Counts) -> str:
    if "列席" not in folded:
        return folded
    together = _WITH_OBSERVERS.search(folded)
    if together and "列席" in together[0]:
        everyone, guests = number(together["n"]), number(together["o"])
        if everyone is not None and guests is not None and guests < everyone:
            counts.present, counts.observers = everyone - guests, guests
            counts.sums.append(f"{everyone}人含列席{guests} → 实到{everyone - guests}")
            return hide(folded, together.span())
    match = _OBSERVERS.search(folded)
    if match:
        counts.observers = number(match["n"] or match["n2"])
        folded = hide(folded, match.span())
    return folded


def _pairs(folded: str, counts: Counts) -> str:
    """Both counts in one breath: 应到/实到：18/16, 应到实到都是7, 18个人来了16个, 全体党员20人到会."""
    slash = _SLASH.search(folded)
    if slash:
        values = number(slash["a"]), number(slash["b"])
        counts.expected, counts.present = values if slash["first"] == "应到" else values[::-1]
        return hide(folded, slash.span())
    reverse = _REVERSE.search(folded) if "应" in folded else None
    if reverse:
        counts.expected, counts.present = number(reverse["a"]), number(reverse["b"])
        return hide(folded, reverse.span())
    both = _BOTH.search(folded)
    if both:
        counts.expected = counts.present = number(both["n"])
        return hide(folded, both.span())
    came = _OF_WHICH_CAME.search(folded) if "应到" not in folded else None
    if came:
        counts.expected, counts.present = number(came["a"]), number(came["b"])
        return hide(folded, came.span())
    everybody = _EVERYBODY.search(folded) if _ALL.search(folded) else None
    if everybody and not _BUT.search(folded):
        count = number(everybody["a"] or everybody["b"] or everybody["c"] or everybody["d"])
        counts.nobody_absent = True
        if "应到" not in folded:
            counts.expected = counts.present = count
            return hide(folded, everybody.span())
        if "实到" not in folded:
            counts.present = count
    return folded


def _about(match: re.Match[str]) -> bool:
    """大约20人, 20人左右: no count, so it is asked for."""
    around = match.string[max(0, match.start("n") - 3) : match.start("n")], match.string[match.end() : match.end() + 3]
    return bool(_NEARLY.search(around[0]) or _MORE_OR_LESS.match(around[1]))


_NEARLY = regex(r"(?:大约|约|大概|近|差不多|将近)$")
_MORE_OR_LESS = regex(r"(?:人|名|个|位)?(?:左右|上下|多)")


def _take(counts: Counts, known: int | None, *matches: re.Match[str]) -> int | None:
    values = [value for value in (number(match["n"]) for match in matches if not _about(match)) if value is not None]
    if known is not None:
        return known
    if len(set(values)) > 1:
        counts.conflict = True
        return None
    return values[0] if values else None
