"""Head counts and votes (contract rule 3): only from the message; arithmetic on its own numbers is shown."""

from dataclasses import dataclass, field, replace

from config.patterns import regex
from handlers.reading.heads import Heads, find_heads, find_pair, the_others, without_slips
from handlers.reading.values import Votes
from handlers.written.numbers import NUMBER, number
from handlers.written.text import hide


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
_VOTER = r"(?:有|享有)?表决权的?(?:正式)?(?:党员|人数)?(?:人数)?"

_ELIGIBLE = regex(rf"(?:应到会?|应出席|应参加)?的?{_VOTER}(?:应到会?)?[ :]*(?:共?有|为|是|共)?[ :]*{_N}")
_ELIGIBLE_PRESENT = regex(
    rf"(?:实到会?|实际到会|实际出席|(?<![应际])到会|(?<![应际])出席)的?{_VOTER}[ :]*(?:共?有|为|是|共)?[ :]*{_N}|"
    rf"(?:有?表决权)的?(?:正式)?(?:党员)?实到会?[ :]*(?P<n2>{NUMBER})"
)
_BESIDE_VOTERS = regex(rf"[ ]*(?:人|名|位|个)?[ ]*[,、;]?[ ]*(?:实到会?|实际到会|到会)(?:的)?[ :]*(?:为|是|共)?{_N}")
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

_NOT_EVERYBODY = r"(?<![都也])(?<!没有)(?<!没)(?<!未)"
_ABSENT_TOTAL = regex(
    rf"(?:缺席|缺勤|请假|请了(?=.{{1,2}}[个位].?假)|未到|缺|少)(?:了|人数|人员|党员)?[ :]*(?:了|共|有|为|是)*[ "
    rf"]*(?P<n>{NUMBER})"
    r"(?:[ ]*(?:人(?!次)|名|个(?![^,。;:\n]{0,6}?(?:项|课|会|材料|环节))|位)|(?=[ ,。;:\n()、]|$))|(?:缺|"
    r"少)了?(?P<n2>俩|仨)"
)
_ABSENT_PART = regex(
    rf"(?<!无)(?<!没)(?<!没有)(?<!有无)(?P<n>{NUMBER})[ ]*(?:人|名|位|个|(?<=俩))(?![里中当之内])(?:党员|委员|同志|"
    rf"老师|同学|人)?"
    r"(?:\([^()\n]{1,30}\))?(?:[^,。;、\d\n(都没无应实到来零一二两三四五六七八九十]{0,8}?)(?:请(?:了)?[病事公产婚]?假"
    r"|缺席|没来|没到|未到|未能到|未参加|没参加|病假|事假|出差|公出|产假|公假)"
)
_EVERYBODY_WORDS = (
    r"全员(?:到齐|参加|到会|出席|到场|到位|在)|全[都部员体]?(?:到齐|到会|到场|到位|出席|参加|在场?(?=$|[ ,。;\n])|"
    r"在[线位]|来)|[全都均][部都]?(?:到课|听课|上课)|全员(?:出动|上阵|参与|在线)|全体(?:到会|到齐|参加|出席)|"
    r"全到(?!了吗)|都(?:按时|准时)?(?:到齐|到了|来了|到会|到场|参加|出席|到位)|[都均](?:[到来](?=$|[ ,。;\n])|在(?=$|"
    r"[ ,。;\n]|[\u4e00-\u9fff]{2}了)|在[线场位])|到齐|(?<!没)齐了|全勤|满勤|满员|悉数(?:到|参加|出席)|全数到"
)
_NOBODY = regex(
    rf"{_NOT_EVERYBODY}(?:{_EVERYBODY_WORDS})|"
    r"无(?:人|一人|一|人员)?(?:缺席|缺勤|请假)|没有?(?:一个)?(?:人|党员|同志)?(?:缺席|请假(?=[ ,。;\n的]|$)|缺勤)|"
    r"零缺席|"
    r"一个[都也]?[没不](?:有)?[少落差缺拉]|一人[不没](?:有)?[少落缺]|没(?:有)?(?:缺的|没来的|人没来)|"
    r"(?:缺席|请假|缺勤|未到)(?:人员|情况|名单|及原因|人数)*[ :]*(?:无|没有|0)(?!\d)|(?:到会|出勤|参会|到课|实到|"
    r"参与)率[ :为是达]*(?:100%|百分之百)"
)
_THERE = r"(?:按时|准时|已|一起|正常)*(?:到|来|去|在|参加|出席|参会|与会)"
_WHO_ELSE = (
    rf"(?:其余|其他|剩下|剩余|另外|别的|余下|其它)(?:的)?(?:{NUMBER}[ ]*(?:人|名|个|位))?(?:党员|人|委员|同志|支委|"
    rf"成员|老师|同学|都|也)*"
)
_BUT = regex(
    rf"{_WHO_ELSE}(?:全员|全部|全体|全都|全|都|均|悉数)*{_THERE}|"
    rf"除了?[^。;\n]{{1,40}}?(?:(?:外|以外|之外)[ ,]*)?(?:{_WHO_ELSE}|大家|人)?(?:全员|全部|全体|全都|全|都|均|"
    rf"悉数){_THERE}|"
    r"除了?[^。;\n]{1,40}?(?:外|以外|之外)[ ,]*(?:其他|其余)?(?:党员|人|委员)?(?:全员|全部|全体|全|都|均)|"
    r"(?:就|只有?|仅|唯独|唯有|光|就差|只差|只缺|就缺|差)(?:有|是)?(?![\d一二三四五六七八九十])[^,。;\n\d]{2,14}?(?:"
    r"没来|没到|请假|缺席|未到|没参加|一个人?(?=[ ,。;\n没]|$)|一人)"
)
_OBSERVERS = regex(
    rf"列席(?:人员|人数)?[ :]*(?:共?有|为|是|共)?(?P<n>{NUMBER})|(?P<n2>{NUMBER})(?:人|"
    rf"名|位|个)[^,。;\d\n一二两三四五六七八九十]{{0,10}}?列席"
)
_WITH_OBSERVERS = regex(
    rf"(?P<n>{NUMBER}) *(?:人|名|个)?(?:参加|到会)?[ ,]*[(]?(?:其中)?(?:含|包括|包含|其中)"
    rf"(?:列席)?(?:人员)?(?P<o>{NUMBER})(?:人|名|位)?(?:列席)?"
)


_THEIRS = regex(r"(?:他们|她们|对方|人家|双方|两个?支部|两家)(?:(?!我|咱|本支部)[^。;\n]){0,40}")
"""Of another branch, or of both together."""


def find_counts(folded: str) -> Counts:
    """Every count of the message; where a number is said twice and differs it is left open and marked."""
    counts = Counts()
    rest = _votes(folded, counts)
    rest = _guests(without_slips(rest), counts)
    rest = hide(rest, *(match.span() for match in _THEIRS.finditer(rest)))
    both = find_pair(rest)
    if both:
        counts.expected, counts.present = both.expected, both.present
        counts.sums += [both.line] if both.line else []
        rest = hide(rest, both.span)
    heads = _heads(rest)
    but = bool(_BUT.search(rest)) if _ALL.search(rest) else False
    counts.nobody_absent = bool(_NOBODY.search(rest)) and not but
    _of_everybody(heads, counts, rest, but)
    if counts.expected is None:
        counts.expected = _only(counts, heads.expected)
    if counts.present is None:
        counts.present = _only(counts, heads.present) if heads.present else _came(counts, heads.loosely)
    _voters_only(counts)
    counts.absent = _absent(rest) if _MISSING.search(rest) else None
    return counts


def _heads(rest: str) -> Heads:
    """What the first sentence with a count says, where a later one says otherwise: 会上通报… is of another day."""
    heads = find_heads(rest)
    if max(len(set(heads.expected)), len(set(heads.present))) < 2 or "。" not in rest:
        return heads
    for sentence in rest.split("。"):
        first = find_heads(sentence)
        if first.expected or first.present:
            whole = len(set(first.expected)) == len(set(first.present)) == 1
            return first if whole else heads
    return heads


def _of_everybody(heads: Heads, counts: Counts, rest: str, but: bool) -> None:
    """五个人都在: as many as should. 除李强外18人全到 leaves both open."""
    if but and counts.present is None and not heads.present:
        counts.present = the_others(rest)
    if not heads.everybody or but:
        return
    everybody = heads.everybody[0]
    counts.nobody_absent = not heads.present or everybody in heads.present
    if counts.present is None and not heads.present:
        counts.present = everybody
    if counts.expected is None and not heads.expected:
        counts.expected = everybody


def _only(counts: Counts, values: list[int]) -> int | None:
    if len(set(values)) > 1:
        counts.conflict = True
        return None
    return values[0] if values else None


def _came(counts: Counts, values: list[int]) -> int | None:
    """来了16个; without 个 (到了301, 来了16) only where it can be a part of those who should have come."""
    sure = [value for value in values if value > 0]
    bare = [-value for value in values if value <= 0 and counts.expected is not None and -value <= counts.expected]
    return _only(counts, sure or bare)


def _absent(rest: str) -> int | None:
    """How many were absent: said as a total (请假2人), or the sum of its parts (1人病假、2人出差)."""
    total = _ABSENT_TOTAL.search(rest)
    if total:
        return number(total["n"] or "") if total["n"] else {"俩": 2, "仨": 3}[total["n2"]]
    parts = [number(match["n"]) for match in _ABSENT_PART.finditer(rest)]
    return sum(part or 0 for part in parts) if parts and None not in parts else None


def finish(counts: Counts, absentees: int, all_but_named: bool) -> None:
    """The arithmetic that the message's own numbers allow, each with its line to be shown."""
    e, p, a = counts.expected, counts.present, counts.absent
    if counts.conflict:
        return
    if e is not None and p is None:
        if counts.nobody_absent:
            counts.present = e
            counts.sums.append(f"应到{e}全到 → 实到{e}")
        elif a is not None and a <= e:
            counts.present = e - a
            counts.sums.append(f"应到{e}缺{a} → 实到{e - a}")
        elif all_but_named and 0 < absentees <= e:
            counts.present = e - absentees
            counts.sums.append(f"应到{e}，除{absentees}人外全到 → 实到{e - absentees}")
    elif p is not None and e is None:
        if a is not None:
            counts.expected = p + a
            counts.sums.append(f"实到{p}缺{a} → 应到{p + a}")
        elif counts.nobody_absent:
            counts.expected = p
            counts.sums.append(f"实到{p}无缺席 → 应到{p}")


def all_but_named(folded: str) -> bool:
    """除张三外全部到会, 其余全到, 就李强没来."""
    return bool(_ALL.search(folded) and _BUT.search(folded))


# Cheap looks before costly patterns: most messages have no vote, no guests and no length in them.
_VOTING = regex("[票决弃]|赞成|同意|赞同|反对")
_MISSING = regex("[缺假少]|未[到能参]|没[来到参]|出差|公出")
_ALL = regex("[全均都齐无没缺假余他剩下除就只率满悉差]")


def _votes(folded: str, counts: Counts) -> str:
    if not _VOTING.search(folded):
        return folded
    found: dict[str, int | None] = {}
    for name, pattern in (("eligible_present", _ELIGIBLE_PRESENT), ("eligible", _ELIGIBLE), *_BALLOTS.items()):
        match = pattern.search(folded)
        if match and name == "eligible" and "eligible_present" not in found:
            beside = _BESIDE_VOTERS.match(folded, match.end())
            if beside:
                found["eligible_present"] = number(beside["n"])
                folded = hide(folded, beside.span())
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
