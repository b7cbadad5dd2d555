"""Names and what is said of them, inside one piece of text between two stops: 王华出差郑凯监考, 李强和赵倩请假.

A name is taken for one by what follows it: the end, a reason, another name. Knows words only.
"""

from dataclasses import dataclass

from config.patterns import regex
from handlers.reading.names import HAN, TITLES, ends_of_name, may_be_name, titled_at, within_place
from handlers.reading.reasons import STRONG, WEAK, beyond_reason, bounds, ends_at_word, is_whole, rank, says_nothing
from handlers.written.numbers import NUMBER, number

SURE, FAIR, GUESS = 3, 2, 1
"""How sure a reading is; ``reasons.rank`` above three is as sure as three."""
Span = tuple[int, int]

_ONE_IS = r"(?:另外?)?一(?:个|位|人)(?:是|叫)?"
_LEAD = regex(
    rf"[ ]|\d{{1,2}}[.、)]?(?=[{HAN}])(?![人名个位])|{_ONE_IS}|(?:哦|噢|啊|嗯|那|对了?|另外|补充一下|刚才漏了|"
    rf"此外)*(?:还有|再加上?|加上|漏了)|以及|和|与|及|"
    rf"跟|对了|另外|其中|"
    rf"只有|只是|就是|就|仅|唯独|只|(?:是|有|为|因为|系)(?=[{HAN}])|分别[是为有]?|(?:差|少了?|缺了?)(?=[{HAN}])|"
    r"(?:党?支部|党小组|学院|系|外籍|青年|离?退休|教工|预备|正式|普通|老)?(?:党员|支委|副?书记|副?组长|"
    r"(?:组织|宣传|纪检|青年|统战|群工|学习|生活|文体)?委员|组织员|教师|老师|同志|学生|辅导员|主任|院长|教授)"
)
_LEAD_OF_MANY = regex(
    rf"[^ ,]{{0,8}}?{NUMBER} *(?:位|名|个|人)(?:正式)?(?:党员|委员|同志|老师|支委|教师|人)?(?:里面?|中间?|当中|有|是)|"
    rf"[{HAN}]{{0,6}}[支党]?部?(?:成员|委员|党员|人员)[里中](?:面|间)?(?:的|有)?"
)
_OF_MANY = regex("[位名个人员][^ ,]{0,3}[里中当有是]")
_AND = regex(rf"[ ]*(?:(?:然后(?:是|就是|还有)?|再就是|还有就是|以及|还有|和|与|及|跟|、)(?:{_ONE_IS})?|{_ONE_IS})[ ]*")
_MANY = regex(rf"(?:(?:等)?(?P<n>{NUMBER})(?:个人?|位|名|人)|俩|两口子)(?:同志|老师|党员|人)?|(?:同志|老师|等)*等?")
_TITLE = regex(rf"(?:{TITLES})(?=[^{HAN}]|$|[因请病事在去没未出都均也说临家有住生休参带监和与及、等年身正刚])")
_KNOWN = regex(rf"(?:因|请|也|都|均)?(?:{STRONG}|{WEAK}|没来|未到|没到)")
_END, _REASON, _NEXT_NAME, _SEVERALLY = range(4)
_LONGEST = 48
"""No reason is longer; what is said without a stop for longer is something else."""


@dataclass(slots=True)
class Group:
    names: list[Span]
    reason: Span | None = None
    rank: int = 0
    many: int | None = None
    """How many people the words say these are: 王磊、李强，陈静三人请假."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    first: int
    last: int
    least: int
    """How sure a reason must be to make a name of the words before it."""
    listed: bool
    """Behind a label: what stands there is a name, even one of no known surname."""
    eager: bool = False

    def groups(self) -> tuple[list[Group], int]:
        """The names with their reasons, in order, and where the reading ended."""
        groups: list[Group] = []
        names: list[Span] = []
        at = self._led()
        while at < self.last:
            best = self._name_at(at)
            if best is None:
                break
            name, at, what = best
            names.append(name)
            joined = _AND.match(self.text, at, self.last)
            if joined and self._name_at(joined.end()):
                at = joined.end()
            elif what == _REASON:
                many = _MANY.match(self.text, at, self.last)
                begins = many.end() if many else at
                ends = self._reason_end(begins)
                sure = max(GUESS, min(SURE, rank(self.text, begins, ends)))
                groups.append(Group(names, (begins, ends), sure, _number(many["n"] if many else None)))
                names = []
                joined = _AND.match(self.text, ends, self.last)
                at = joined.end() if joined else ends
            elif what != _NEXT_NAME:
                at = at if what == _SEVERALLY else self.last
                break
        if names:
            groups.append(Group(names))
        return groups, at

    def _led(self) -> int:
        """Where the first name begins, behind 另外, 其中, 党员 …; a name of a known surname rather than another."""
        at = self.first
        many = bool(_OF_MANY.search(self.text, at, self.last))
        for _ in range(4):
            if self._known_name_at(at):
                return at
            lead = _LEAD.match(self.text, at, self.last)
            if lead is None and many:
                lead = _LEAD_OF_MANY.match(self.text, at, self.last)
            if lead is None or lead.end() == at:
                break
            at = lead.end()
        return self.first if self._name_at(self.first) else at

    def _reason_end(self, first: int) -> int:
        """Where a reason ends: at the next name with its own reason, or where something else begins."""
        text = self.text
        last = min(beyond_reason(text, first, self.last), first + _LONGEST)
        for at in range(first + 2, last - 2):
            said = rank(text, first, at)
            if not said or not is_whole(text, first, at) or within_place(text, at, first, last):
                continue
            joined = _AND.match(text, at, last)
            for end in ends_of_name(text, joined.end() if joined else at):
                likely = rank(text, end, last) if end < last else 0
                if said < 4 and not joined and says_nothing(text, end, last):
                    continue  # 因去上海参加挑战杯请假: the last words are of the whole
                if (likely >= FAIR and _KNOWN.match(text, end, last)) or (likely and (joined or said >= 4)):
                    return self._word_end(first, at, last)
        return last

    def _word_end(self, first: int, at: int, last: int) -> int:
        """带学生实|习李强在外地: a surname may be the end of a known word, then the name begins behind it."""
        for later in (at + 1, at + 2):
            if ends_at_word(self.text, first, later) and not ends_at_word(self.text, first, at):
                named = any(rank(self.text, end, last) for end in ends_of_name(self.text, later) if end < last)
                return later if named else at
        return at

    def _name_at(self, at: int) -> tuple[Span, int, int] | None:
        """The name that begins here, where what follows bears it out: its span, where it goes on, what follows."""
        return self._known_name_at(at) or (self._open_name(at) if self.listed or self.eager else None)

    def _known_name_at(self, at: int) -> tuple[Span, int, int] | None:
        best: tuple[int, Span, int, int] | None = None
        titled = titled_at(self.text, at)
        for end in (*ends_of_name(self.text, at), *((titled,) if titled else ())):
            if end > self.last:
                continue
            title = _TITLE.match(self.text, end, self.last)
            after = title.end() if title else end
            score, what = self._follows(after)
            score += 3 if score and title else 0
            if score and (best is None or score > best[0]):
                best = (score, (at, end), after, what)
        return best and best[1:]

    def _follows(self, after: int) -> tuple[int, int]:
        """How well what stands behind a name speaks for it, and what it is; 0 where it does not."""
        text, last = self.text, self.last
        if after == last:
            return 40, _END
        if text.startswith("分别", after):
            return 30, _SEVERALLY
        many = _MANY.match(text, after, last)
        begins = many.end() if many else after
        if begins == last:
            return 38, _END
        ends = min(beyond_reason(text, begins, last), begins + _LONGEST)
        if ends == begins:
            return (36 if self.listed else 0), _END
        likely = rank(text, begins, ends)
        if likely and likely >= self.least:
            plain = bounds(text, begins, ends)[0] == begins  # 王安全 + 出差 before 王安 + 全出差
            return 20 + 2 * likely + plain, _REASON
        joined = _AND.match(text, after, last)
        nexts = joined.end() if joined else after
        if any(self._bears_out(end, bare=bool(joined) or self.listed) for end in ends_of_name(text, nexts)):
            return (23 if joined else 15), (_REASON if joined else _NEXT_NAME)
        ends = self._reason_end(begins)
        likely = rank(text, begins, ends) if ends < last else 0
        return (18 + likely, _REASON) if likely and likely >= self.least else (0, _END)

    def _bears_out(self, end: int, *, bare: bool) -> bool:
        """Whether what ends there is one more name: a reason follows, or, where a ``bare`` name will do, nothing."""
        if end >= self.last:
            return bare and end == self.last
        many = _MANY.match(self.text, end, self.last)
        if bare and beyond_reason(self.text, end, self.last) == end:
            return True
        return bool(many and many.end() == self.last) or rank(self.text, end, self.last) >= max(self.least, FAIR)

    def _open_name(self, at: int) -> tuple[Span, int, int] | None:
        """A name of no known surname: all of the piece behind a label, or the words before a sure reason."""
        text, last = self.text, self.last
        if rank(text, at, last):
            return None
        if self.listed and may_be_name(text[at:last], apart=text[last : last + 1] == "("):
            return (at, last), last, _END
        for length in (3, 2, 4, 5):
            end = at + length
            if end < last and may_be_name(text[at:end]) and rank(text, end, last) >= SURE:
                return (at, end), end, _REASON
        return None


def _number(words: str | None) -> int | None:
    return number(words) if words else None
