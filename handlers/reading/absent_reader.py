"""Reads the absent out of one sentence, or of one bracket in it, piece by piece.

A piece is names, names with their reason, or a reason for names before it. Knows words only.
"""

import re
from dataclasses import dataclass, field

from config.patterns import regex
from handlers.reading.absent_labels import BEGINS, GOES_ON, MANY, SAID_ABSENT, Label
from handlers.reading.absent_names import FAIR, GUESS, SURE, Group, Piece
from handlers.reading.names import TITLES, ends_of_name, is_name
from handlers.reading.reasons import STORY, beyond_reason, bounds, rank, reason_of, says_nothing
from handlers.written.text import BLANK

Span = tuple[int, int]

_SEPARATOR = rf"①-⑳ ,;、:\-/|｜!?。\n(){BLANK}{BEGINS}{GOES_ON}"
_TOKEN = regex(rf"(?P<label>{BEGINS}{GOES_ON}*)|\((?P<inside>[^()]{{0,80}})\)|(?P<words>[^{_SEPARATOR}]+)")
_ROW = regex(rf"[^ ,;:()\-。\n{BLANK}{BEGINS}{GOES_ON}]+")
_ALL_OF_THEM = regex(r"均|都|皆|全|一起|同时|他们|他俩|两人|二人|三人|以上|各")
_EACH = rf"[^,;、和与及。()\n{BEGINS}]{{2,12}}"
_SEVERALLY = regex(
    rf"(?:均|都)?(?:请了?假|没来|缺席)?,?分别(?:是|为|因|由于|请了?|在)?(?P<reasons>{_EACH}(?:[、和与及]{_EACH})+)"
)
_ONE_AND_ONE = regex(
    r"(?:一个人?|一位|前者|前一[个位])(?:是|因为?)?(?P<one>[^,;、。()\n]{2,14}?)[,、]?(?:另?外?一个人?|另?一位|后者|"
    r"后一[个位])"
    r"(?:是|因为?)?(?P<other>[^,;、。()\n]{2,14})"
)
_EACH_REASON = regex(_EACH)
_ROLE = regex(rf"[ ]*(?:正式党员|预备党员|党员|(?:{TITLES})|支部.{{0,4}}委员|.{{0,4}}委员|女|男|兼.{{0,6}})[ ]*")
_EXCUSED_AT_END = regex(r",?(?:因此|所以|故)?(?:请了?假|没来|没到|缺席|未到|没参加|未参加)$")
_ANY_TITLE = regex(TITLES)
_ABSENT_BEFORE = regex(r"[缺假]|没来|未到|没到|(?:人|名|位|个)(?:党员|同志|老师)?$|实到|到会")
_BRIDGE = regex(
    rf"(?:(?:以上)?(?:{MANY}|两人|俩人|都|均|分别[是为有]?|事由|原因|理由|缺席|请假|情况|如下|名单|已请假|"
    rf"{SAID_ABSENT})|\d{{1,2}}[.)]?)+"
)
_FIELD = regex(
    r"学习|讨论|研究|审议|传达|听取|通报|参观|观看|重温|表决|部署|活动|会议|地点|时间|内容|主题|议题|主持|记录|应到|实到|列席|其余|其他|大家|党员|支部|"
    r"我|会上|会后|之后|随后|最后|首先|然后|下午|上午|无|在(?=[^,]{2,10}(?:召?开|举行|进行))"
)
_TOPIC_VERB = regex(r"(?:学习|讨论|研究|参观|考察|培训|研讨|传达|审议|观看|部署|听取|通报|交流)(?:了|的是?)?")


@dataclass(slots=True)
class Person:
    """One who was absent, as read so far."""

    name: str
    reason: str | None
    rank: int
    labelled: bool
    spans: list[Span]


@dataclass(slots=True)
class Reader:
    """Reads one sentence, or one bracket, and what was read of it so far."""

    text: str
    own: str
    labels: dict[int, Label]
    found: dict[str, Person]
    away: int | None
    spoken: bool
    """The sentence speaks of who came: a weaker word is a reason here."""
    eager: bool
    listed: bool = False
    """Behind a label."""
    lax: bool = False
    label: Label = field(default_factory=lambda: Label(None, None))
    waiting: list[Span] = field(default_factory=list)
    """Names whose reason has not come yet."""
    row: list[Span] = field(default_factory=list)
    """Those of them that 、 joins to the last."""
    latest: list[Span] = field(default_factory=list)
    together: list[Span] = field(default_factory=list)
    before: str = ""
    past: int = 0

    def read(self, first: int, last: int) -> None:
        beside = self._beside(first, last)
        end = first
        for token in _TOKEN.finditer(self.text, first, last):
            gap, end = self.text[end : token.start()], token.end()
            if token.start() < self.past:
                continue
            if "\n" in gap or (";" in gap and not self.listed):
                self._close()
            if token["label"]:
                self._label(token.start())
            elif token["inside"] is not None:
                self._bracket(*token.span("inside"))
            else:
                self._words(token.start(), token.end(), gap, token.start() in beside)
            self.before = token[0]
        self._flush()

    # ---- what stands around

    def _beside(self, first: int, last: int) -> set[int]:
        """Where pieces begin that 、 joins to one who is surely absent: 邹恺参加培训、石磊病假."""
        begins: set[int] = set()
        for row in _ROW.finditer(self.text, first, last):
            if "、" not in row[0]:
                continue
            starts = [row.start(), *(row.start() + mark.end() for mark in re.finditer("、", row[0]))]
            ends = [*(start - 1 for start in starts[1:]), row.end()]
            for start, end in zip(starts, ends, strict=True):
                groups, _ = Piece(self.text, start, end, SURE, self.listed).groups()
                if groups and groups[0].rank >= SURE:
                    begins |= set(starts)
                    break
        return begins

    def _label(self, at: int) -> None:
        label = self.labels[at]
        if label.why:
            bare = [p.spans[0] for p in self.found.values() if p.reason in (None, "请假")]
            if self.waiting or bare:
                self.waiting = self.row = self.waiting or bare
            return
        self._flush()
        self.latest, self.together = [], []
        self.listed, self.label = True, label

    def _close(self) -> None:
        """A line or a clause ends; a label at its end still holds for the next."""
        self._flush()
        if self.before and not self.before.startswith(BEGINS):
            self.listed, self.label = False, Label(None, None)
        self.latest, self.together = [], []

    def _flush(self) -> None:
        """Names that wait in vain: absent where a label said so, else just names."""
        if self.listed:
            self._note(self.waiting, self.label.usual, SURE)
        self.waiting, self.row = [], []

    def _note(self, names: list[Span], reason: Span | str | None, sure: int, *, labelled: bool = False) -> None:
        words = reason_of(self.text, self.own, *reason) if isinstance(reason, tuple) else reason
        for span in names:
            name = self.own[slice(*span)]
            spans = [span, reason] if isinstance(reason, tuple) else [span]
            known = self.found.get(name)
            if known is None:
                self.found[name] = Person(name, words, sure, labelled or self.listed, spans)
            elif known.reason in (None, "请假") and words:
                known.reason = words
                known.spans += spans

    # ---- pieces

    def _bracket(self, first: int, last: int) -> None:
        """(出差), (均出差), (预备党员), and whole tellings: 缺席2人（孙立因公出差、何伟病假）."""
        names = self.waiting or self.latest
        if _ROLE.fullmatch(self.text, first, last) or self._lone_bracket(first, last):
            return
        if names:
            if rank(self.text, first, last) or not self._inside(first, last, listed=False):
                self._reason_in_bracket(first, last)
            return
        about = self.listed or bool(_ABSENT_BEFORE.search(self.before)) or self._behind_count(first)
        inner = self._inside(first, last, listed=about)
        if inner:
            self.latest = self.together = inner[-1:]

    def _reason_in_bracket(self, first: int, last: int) -> None:
        names = self.waiting or self.latest
        reason = _stripped(self.text, first, last)
        if reason_of(self.text, self.own, *reason) is None:
            return
        everyone = bool(_ALL_OF_THEM.match(self.text, first, last)) or (
            len(self.row) > 1 and bool(re.search("等|人|位|俩", self.before))
        )
        chosen = (self.waiting or self.together) if everyone else names[-1:]
        if self.waiting and not self.listed and not (self.spoken or rank(self.text, first, last) >= SURE):
            self.waiting, self.row = [], []
            return
        self._note([name for name in self.waiting if name not in chosen], self.label.usual, SURE)
        self._note(chosen, reason, SURE)
        self.latest, self.together = chosen, self.row or chosen
        self.waiting, self.row = [], []

    def _lone_bracket(self, first: int, last: int) -> bool:
        """(张敏书记当晚在高铁上，请假): a name, whatever was said, and that they were absent."""
        said = _EXCUSED_AT_END.search(self.text, first, last)
        if said is None or re.search("[、;(,]", self.text[first : said.start()]):
            return False
        for end in ends_of_name(self.text, first):
            title = _ANY_TITLE.match(self.text, end, last)
            core = _stripped(self.text, title.end() if title else end, said.start())
            if core[0] < core[1] and (title or rank(self.text, *core)):
                self._note([(first, end)], core, SURE, labelled=True)
                return True
        return False

    def _behind_count(self, at: int) -> bool:
        return self.text[: at - 1].rstrip(" ").endswith(BLANK)

    def _inside(self, first: int, last: int, *, listed: bool) -> list[Span]:
        """Reads what a bracket tells: 李强出差、王华病假; 王华、李强：出差；何伟：病假. The names in it."""
        usual = self.label if listed else Label(None, None)
        inner = Reader(self.text, self.own, self.labels, {}, None, self.spoken, False, listed, label=usual)
        inner.lax = "请假" in self.text[first:last]
        inner.read(first, last)
        people = list(inner.found.values())
        if not listed and len(people) == 1 and people[0].reason is None and (self.waiting or self.latest):
            return []
        if not listed and not (self.waiting or self.latest) and all(p.reason is None for p in people):
            return []
        for person in people:
            known = self.found.setdefault(person.name, person)
            known.labelled = known.labelled or listed
        return [person.spans[0] for person in people]

    def _words(self, first: int, last: int, gap: str, beside: bool) -> None:
        if BLANK in gap and self.listed and (self.waiting or self.latest):
            self._flush()
            self.listed = False
        if gap.strip(" 、") and not self.listed:
            self.row = []
        piece = Piece(self.text, first, last, self._least(beside), self.listed, self.eager)
        groups, end = piece.groups()
        if groups and self._is_rather_reason(first, last, gap, groups):
            groups = []
        if groups:
            self._take(groups, gap)
        several = self._severally(end if groups else first)
        if several or groups:
            self.past = several or 0
            return
        if self._attach(first, last, gap) or _BRIDGE.fullmatch(self.text, first, last):
            return
        self._flush()
        self.latest, self.together, self.listed = [], [], False

    def _is_rather_reason(self, first: int, last: int, gap: str, groups: list[Group]) -> bool:
        """Whether what could be a name is why the one before was absent: 其其格，迎新值班."""
        if not (self.waiting or self.latest) or not gap:
            return False
        known = is_name(self.text[first:last])
        if rank(self.text, first, last) >= 4 and not known:
            return True
        if groups[0].rank or not (self.listed and gap.strip("、")):
            return False
        limit = self.label.count or self.away
        if known:
            return False
        if limit is not None:
            return self._counted() >= limit
        return last - first > 3

    def _counted(self) -> int:
        waiting = {self.own[slice(*span)] for span in self.waiting}
        return len(waiting | {person.name for person in self.found.values() if person.labelled})

    def _least(self, beside: bool) -> int:
        """How sure a reason must be here."""
        if self.listed or self.lax or self.eager:
            return GUESS
        if self.latest and self.away is not None and len(self.found) < self.away:
            return GUESS  # one more in a row of those who were absent
        return FAIR if beside or self.spoken else SURE

    def _take(self, groups: list[Group], gap: str) -> None:
        joined = not gap.strip(" 、")
        if not joined:
            self.row = []
        for index, group in enumerate(groups):
            if group.rank == 0:
                self.waiting += group.names
                self.row += group.names
                self.latest, self.together = [], []
                continue
            again = any(self.own[slice(*old)] == self.own[slice(*new)] for old in self.waiting for new in group.names)
            sharing = list(self.row) if index == 0 and (not gap or "、" in gap) and not again else []
            if group.many and group.many == len(self.waiting) + len(group.names):
                sharing = list(self.waiting)
            if self.listed:
                self._note([name for name in self.waiting if name not in sharing], self.label.usual, SURE)
            reason: Span | str | None = group.reason
            if (
                group.reason
                and self.listed
                and self.label.usual not in (None, "请假")
                and says_nothing(self.text, *group.reason)
            ):
                reason = self.label.usual
            self._note([*sharing, *group.names], reason, group.rank)
            self.latest, self.together = group.names, [*sharing, *group.names]
            self.waiting, self.row = [], []

    def _attach(self, first: int, last: int, gap: str) -> bool:
        """A reason after its name: 陈刚 出差; 郑凯，监考; 王磊、赵六没来，都病了."""
        names = self.waiting or self.latest
        if not names or not (gap or self.latest or self.before.startswith((BEGINS, "("))):
            return False
        likely = rank(self.text, first, last) or self._said_of(first, last, gap)
        if not likely or self._is_topic(first, last) or (likely == GUESS and not (self.listed or self.latest)):
            return False
        everyone = bool(_ALL_OF_THEM.search(self.text, first, max(bounds(self.text, first, last)[0], first + 2)))
        reason = (first, beyond_reason(self.text, first, last))
        if self.waiting:
            if not self.listed and not (self.spoken or likely >= SURE):
                return False
            chosen = self.waiting if everyone or "," in gap else (self.row or self.waiting[-1:])
            self._note([name for name in self.waiting if name not in chosen], self.label.usual, SURE)
            said = reason_of(self.text, self.own, *reason)
            self._note(chosen, reason if said else self.label.usual, max(likely, FAIR))
            self.latest, self.together = chosen, list(chosen)
            self.waiting, self.row = [], []
            return True
        known = [self.found[name] for name in (self.own[slice(*span)] for span in names) if name in self.found]
        if all(person.reason not in (None, "请假") for person in known):
            return "," not in gap or likely >= FAIR
        self._note(self.together or names, reason, max(likely, FAIR))
        return True

    def _said_of(self, first: int, last: int, gap: str) -> int:
        """Any words can be the reason where they stand apart behind the only names that a label can mean."""
        if not (self.listed and self.waiting) or BLANK in gap or STORY.search(self.text, first, last):
            return 0
        if beyond_reason(self.text, first, last) < last or _FIELD.match(self.text, first, last):
            return 0
        limit = self.label.count or self.away
        full = limit is not None and self._counted() >= limit
        return GUESS if (":" in gap or "-" in gap or full) and 2 <= last - first <= 12 else 0

    def _severally(self, first: int) -> int | None:
        """Where 分别是病假和产假, 一个出差一个病假 ends, once each of the names before it has its reason."""
        names = self.waiting or self.together
        if len(names) < 2:
            return None
        each, pair = _SEVERALLY.match(self.text, first), _ONE_AND_ONE.match(self.text, first)
        if each:
            spans = [match.span() for match in _EACH_REASON.finditer(self.text, *each.span("reasons"))]
        elif pair:
            spans = [pair.span("one"), pair.span("other")]
        else:
            return None
        if len(spans) != len(names) or not all(rank(self.text, *span) for span in spans):
            return None
        for name, span in zip(names, spans, strict=True):
            self._note([name], span, SURE)
        self.latest, self.together = names[-1:], list(names)
        self.waiting, self.row = [], []
        return spans[-1][1]

    def _is_topic(self, first: int, last: int) -> bool:
        verb = _TOPIC_VERB.fullmatch(self.text, first, last)
        return bool(verb) and self.text[last : last + 1] in (BLANK, "《", "“")


def _stripped(text: str, first: int, last: int) -> Span:
    while first < last and text[first] in " ,:":
        first += 1
    while last > first and text[last - 1] in " ,。;":
        last -= 1
    return first, last
