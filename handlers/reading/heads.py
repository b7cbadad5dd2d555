"""Which number beside which word: 应到18实到17, 18应到17实到, 五个人都在. Numbers of other things are none of these.

Every number of people belongs to the word before it, unless an earlier number has that word already; then to the one
behind it. So people may say both in any order.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from config.patterns import regex
from handlers.written.numbers import NUMBER, number
from handlers.written.text import BLANK

_NOUN = r"(?:党员|委员|支委|同志|成员|正式党员|教师党员|学生党员|人员|支部委员|小组成员)"
_OTHERS = (
    r"(?:积极分子|入党|群众|学生(?!党员)|老师|教师(?!党员)|同学|非党|嘉宾|专家|居民|师生|代表|团员|校友|家长|志愿|"
    r"员工|职工|来宾|客人|观众|"
    r"发展对象|孩子|干部|项|会议|方面|问题|环节|阶段|小组(?!成员)|支部(?!委员)|班|单位|部分|层面|小时|半|多|月|星期|"
    r"工作|点|字|重点|议题|"
    r"材料|案例|站|馆|展|主题|课题|专题|次|名额|党支部|奖|文件|预备(?!党员))"
)
# Never of people: an hour, a day, a storey. Of the others 应到 may say otherwise: 实到5 张敏主持 counts no 张 of paper.
_NOT_PEOPLE = r"(?!分之|[号点层室%日]|时(?!间)|楼|[.:]\d|/\d)"
_OF_THINGS = regex(
    r"[ ]*(?:[项条次份年月号点时楼层室元万%平岁届期章节课本张块套场家种级学米公里票]|分(?!别)|天|遍|场次|小时)"
)
_COUNT = (
    rf"(?<![第#A-Za-z\-])(?<!\d[:.])(?<!分之)(?P<n>{NUMBER})(?:(?<=\d)|(?![零一二两三四五六七八九十百]))(?![几多余]|"
    rf"来[个人])(?:[ "
    rf")]*(?P<unit>人(?!次)|名|个|位)(?!{_OTHERS})|{_NOT_PEOPLE}(?![A-Za-z人名个位]))"
    rf"[ )]*(?P<noun>{_NOUN}|人(?!次))?"
)
_BOTH = r"应实到|应到会?(?:人数)?[ 、,和与及/]*实到会?|实到会?(?:人数)?[ 、,和与及/]*应到会?"
_EXPECTED = (
    r"应(?:该)?(?:到(?:会|场)?|出席|参会|参加|来|有)|本?(?:应|该)(?:该)?[来到](?!了)|"
    r"(?<![相响反对适供效照感呼回答顺])应(?=[ :]*(?:\d|[一二三四五六七八九十]))"
)
_STRONG = (
    r"实际?(?:到(?:会|场)?|参加|出席|参会|来|参)|(?<![落其切现真充事诚扎属])实(?=[ :]*(?:\d|[一二三四五六七八九十]))"
)
_WEAK = (
    r"(?<!迟)到[会场]|(?<!缺)出席|(?<!未)参会|与会|(?<![没未])参加(?!工作)|(?<![没未要])(?:[来到]了?|去了)|在场|"
    r"来开会|听课|上线|参与(?=[ :]*(?:党员|人数)?[ :]*[\d一二三四五六七八九十])"
)
_ALL = (
    r"(?:(?:一个[都也]?不[少落差缺]|无一缺席|一人不[少落缺])[ ,]*)?"
    r"(?:全部?都?|都|均|全员|全体|悉数|统统|也都|都已?)(?:按时|准时|已)?(?:到位|到齐|来齐|到会|到场|到|来|参加|出席|"
    r"参会|与会|齐|在(?=$|[ ,。;\n]|场|的|线|位|[\u4e00-\u9fff]{2}了)|出动|参与|到课|听课|上课)|"
    r"全勤|满勤|满员|(?<![没未])[到来]齐|(?<!没)齐了|一个[都也]?[没不](?:有)?[少落差缺拉]|无一(?:人)?缺席|无人缺席"
)
_TOKEN = regex(
    rf"(?P<both>{_BOTH})|(?P<all>{_ALL})|(?P<expected>{_EXPECTED})|(?P<strong>{_STRONG})|(?P<weak>{_WEAK})|{_COUNT}"
)
_HAS_NUMBER = regex(r"\d|[一二两三四五六七八九十]")
_WITH = regex(r"\((?:其中|含|包括|包含|正式|预备)[^()\n]{0,30}\)")
# Between the word and its number, and between the number and its word.
_LEADS = regex(
    rf"(?:[ :=(“]|的|了|会|有|共|是|为|计|一共|总共|合计|也|都|均|各|皆|应该|会议|活动|{_NOUN}|人数|总数|人次(?!\d)|"
    rf"数|正式|支部|小组)*"
)
_TRAILS = (regex(r"[ )”]*(?:实际|准时|按时|已|一起|共同|也)?[ ]*"), regex(r"[ )”,]*(?:实际|一起|也)?[ ]*"))
"""What may stand before 到会, and before 全到."""
_SEVERAL = regex(r"[ ]*(?:-|到|至|~)[ ]*$")
_NEARLY = regex(r"(?:计划|预计|原定|拟|打算|大约|约|大概|近|差不多|将近|不到|超过)[ ]*$")
_OF_OTHERS = regex(r"(?:群众|积极分子|发展对象|师生|家长|嘉宾|居民|团员|观众|来宾)[ :共有]*$")
_MORE_OR_LESS = regex(r"[ ]*(?:左右|上下|多)")


@dataclass(slots=True)
class Heads:
    """Every number that was said for a count, with whether a word of its own (应到, 实到) said so."""

    expected: list[int] = field(default_factory=list)
    present: list[int] = field(default_factory=list)
    loosely: list[int] = field(default_factory=list)
    """到会16人, 16人参加: counts only where no 实到 is said."""
    everybody: list[int] = field(default_factory=list)
    """五个人都在."""

    def said(self) -> int:
        """How many counts were said beyond doubt."""
        sure = len(self.expected) + len(self.present) + len(self.everybody)
        return sure + sum(value > 0 for value in self.loosely)


@dataclass(slots=True)
class _Word:
    kind: str
    first: int
    last: int
    taken: bool = False


@lru_cache(maxsize=32)  # several questions are asked of the same message; nobody changes the answer
def find_heads(folded: str) -> Heads:
    """The numbers of people in the text, each with its word."""
    heads = Heads()
    folded = _WITH.sub(lambda found: " " * len(found[0]), folded)
    if not _HAS_NUMBER.search(folded):
        return heads
    tokens = list(_TOKEN.finditer(folded))
    words = {match.start(): _Word(match.lastgroup or "", *match.span()) for match in tokens if match["n"] is None}
    previous = ""
    for at, match in enumerate(tokens):
        value = number(match["n"]) if match["n"] else None
        if value is None:
            continue
        word = _word_of(folded, tokens, at, words)
        if word and word.kind == "both" and word.first > match.start():
            word.kind = "strong"  # 十八个人应到实到十六个
            heads.expected.append(value)
            continue
        if word and not _about(folded, match) and _meant(folded, match, word, previous):
            word.taken = True
            _note(heads, word.kind, value, match)
        previous = word.kind if word else ""
    if not heads.everybody and (everybody := _all_of_them(folded)) is not None:
        heads.everybody.append(everybody)
    return heads


def _word_of(folded: str, tokens: list[re.Match[str]], at: int, words: dict[int, _Word]) -> _Word | None:
    match = tokens[at]
    before = words.get(tokens[at - 1].start()) if at else None
    if before and not before.taken and before.kind != "all" and _LEADS.fullmatch(folded, before.last, match.start()):
        return before
    after = words.get(tokens[at + 1].start()) if at + 1 < len(tokens) else None
    free = match["unit"] or _stands_free(folded, match.start(), tokens[at - 1] if at else None)
    adjacent = after and _TRAILS[after.kind == "all"].fullmatch(folded, match.end(), after.first)
    if after and free and adjacent and not _has_its_own(folded, tokens, at):
        bare = folded[after.first : after.last] in ("到", "来", "应", "实")
        return None if bare else after
    return None


def _stands_free(folded: str, first: int, before: re.Match[str] | None) -> bool:
    """A bare number before its word begins a phrase or follows a word: 18应到, but not the room of 一教102应到18人."""
    behind_a_word = before is not None and before.end() == first and not before["n"]
    return not first or behind_a_word or folded[first - 1] in f" ,。;:、\n({BLANK}"


def _has_its_own(folded: str, tokens: list[re.Match[str]], at: int) -> bool:
    """请假一个实到六个: the word has its own number behind it. In 18人应到16人实到 that has a word behind it too."""
    after = tokens[at + 1 : at + 5]
    kinds = "".join("n" if token["n"] else "w" for token in after)
    if (
        kinds[:2] != "wn"
        or after[0].lastgroup == "both"
        or not _LEADS.fullmatch(folded, after[0].end(), after[1].start())
    ):
        return False
    if kinds[:3] != "wnw" or not _TRAILS[0].fullmatch(folded, after[1].end(), after[2].start()):
        return True
    return kinds == "wnwn" and _LEADS.fullmatch(folded, after[2].end(), after[3].start()) is not None


def _about(folded: str, match: re.Match[str]) -> bool:
    """大约20人, 4到5人 is no count, so it is asked for; 群众5人 counts nobody of the branch."""
    before = folded[: match.start("n")]
    return bool(
        _NEARLY.search(before[-4:]) or _OF_OTHERS.search(before[-7:]) or _MORE_OR_LESS.match(folded, match.end())
    )


def _meant(folded: str, match: re.Match[str], word: _Word, previous: str) -> bool:
    if word.kind in ("expected", "strong", "both"):
        attached = word.first < match.start() or match["unit"] or not _OF_THINGS.match(folded, match.end("n"))
        return bool(attached) and (bool(match["unit"]) or int(match["n"] if match["n"].isdigit() else 0) < 1000)
    if not match["unit"] and _OF_THINGS.match(folded, match.end("n")):
        return False
    if word.first > match.start():
        return bool(match["unit"])  # 301参加 is no count of people
    said = folded[word.first : word.last]
    ranged = _SEVERAL.search(folded[: match.start()]) and re.search(
        r"[\d一二三四五六七八九十][ ]*$", folded[: word.first]
    )
    return bool(match["unit"]) or not (said == "参加" or (ranged and previous != "expected"))


def _note(heads: Heads, kind: str, value: int, match: re.Match[str]) -> None:
    if kind in ("expected", "both"):
        heads.expected.append(value)
    if kind in ("strong", "both"):
        heads.present.append(value)
    if kind == "all":
        heads.everybody.append(value)
    if kind == "weak":
        heads.loosely.append(value if match["unit"] else -value)


# ---- 应到十八人哦不对是十七人

_OOPS = regex(
    rf"{NUMBER}[ ]*(?:人|名|个|位)?[ ,(。]*(?:哦|噢|喔|啊|呃|额|嗯|诶|哎|唉|哎呀|等等|等下)*[ ,]*"
    r"(?:不对|不是|不不|说错|写错|打错|搞错|记错|报错|错了|口误|更正|纠正|哦不|呃不|啊不|不)(?:一下)?了?[ ,。!:]*"
    rf"(?:应该|应)?(?:是|为|改成|改为)?[ ]*(?=(?:应到|实到)?{NUMBER})|不是[ ]*{NUMBER}[ ]*(?:人|名|个|位)?[ "
    rf",]*(?:而是|是)(?={NUMBER})"
)
_SLIPPED = regex("不|错|口误|更正|纠正")


def without_slips(folded: str) -> str:
    """The text without numbers that the sender took back at once, of the same length."""
    if not _SLIPPED.search(folded):
        return folded
    return _OOPS.sub(lambda found: " " * len(found[0]), folded)


# ---- other ways to say both at once

_UNIT = r"[ ]*(?:人|名|个|位)?"
_PERSONS = rf"[ ]*(?:名|个|位|人)(?:{_NOUN}|人)?"
_OF_THESE = regex(
    rf"(?<!报名)(?P<a>{NUMBER}){_PERSONS}(?:里面?|里头|当?中|之中)?[ ,、]*(?:有|实际|一共)?[ ]*(?:实?(?:到会|来|到|去|"
    rf"参加|出席|参会)了?[ :]*(?P<b>{NUMBER})"
    rf"(?:{_PERSONS}|(?=[ ,。;\n]|$))|(?P<c>{NUMBER}){_PERSONS}(?![不没都也])[^,。;\n\d请缺没未]{{0,12}}?(?:到(?!外)|"
    rf"来(?!自)|参加|出席|参会|与会))"
)
_THE_REST = regex(
    rf"(?P<a>{NUMBER}){_PERSONS}(?:里面?|里头|当?中|之中|(?=[ ,]))[^。;\n\d]{{0,40}}?(?:其余|其他|剩下|剩余|另外|"
    rf"余下)的?(?P<b>{NUMBER}){_PERSONS}"
)
_BUT_THESE = regex(
    rf"(?P<a>{NUMBER}){_PERSONS}(?:里面?|里头|当?中|之中)?[ ,]*除了?[^。;\n\d]{{1,24}}?(?:外|以外|之外)?[ ,]*"
    r"(?:其余|其他|剩下|别的)?的?(?:人|同志|党员)?(?:全|都|均)(?:部|都)?(?:到|来|参加|出席|在)"
)
_SHORT_OF = regex(
    rf"(?P<a>{NUMBER}){_PERSONS}(?:里面?|当?中)?(?:就|只|还)?(?:缺|少|"
    rf"差)了?(?![\d一二三四五六七八九十])[^,。;\n\d]{{2,6}}?(?P<b>[一二两三]|[1-3])[ ]*(?:个|人|位|名)"
)
_RATIO = regex(
    r"(?:出勤|到会|参会|到场|签到|出席|人数)(?:人数|情况|党员)?[ :是为(]*(?P<a>\d{1,3})[ "
    r"]*[人名]?/(?P<b>\d{1,3})(?![\d/])"
)
_SLASH = regex(
    r"(?P<first>应到|实到)会?(?:人数)?[ ]*[/、][ ]*(?:应到|实到)会?(?:人数)?[ :]*"
    rf"(?P<a>{NUMBER}){_UNIT}[ ]*[/、,][ ]*(?P<b>{NUMBER})"
)
_ALL_OF_THEM = regex(
    rf"(?:(?:全员|全部|全体)都?(?:到齐|到位|齐了|全勤|到了|来了)|都(?:到齐|齐了|到了|来了)|到齐了?|人齐了?|全勤|满员|"
    rf"满勤|全员(?:参加|出席|参会))[ ,:(]*(?:一?共|总共|共?合?计|是)?[ ]*"
    rf"(?P<a>{NUMBER})(?:人|名|个|位)|全体(?:党员|委员|支委|成员|正式党员|支部委员|同志)*[ ,(共]*(?P<b>{NUMBER})[ "
    rf"]*(?:名|人|位|个)"
)
_FULL_AND_CANDIDATE = regex(
    rf"应(?:到|出席|参会|参加)会?(?:正式党员|正式)[ ]*(?P<a>{NUMBER}){_UNIT}[ ]*[、,和及+加与][ ]*(?:预备党员|预备)[ "
    rf"]*(?P<b>{NUMBER}){_UNIT}|"
    rf"应(?:到|出席|参会|参加)会?[ ]*(?P<c>{NUMBER})[名个位]正式党员[ ]*[、,和及+加与][ "
    rf"]*(?P<d>{NUMBER})[名个位]预备党员"
)


_EXPECTED_SAID = regex(
    rf"(?:{_EXPECTED}|{_BOTH})[^,。;\n分]{{0,6}}?{NUMBER}(?!分之)|"
    rf"{NUMBER}[ ]*(?:人|名|个|位)?(?:党员|委员)?(?:{_EXPECTED})"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both counts as one phrase says them; what it does not say is None."""

    expected: int | None
    present: int | None
    span: tuple[int, int]
    line: str = ""
    """The arithmetic to be shown, where there was any."""


def find_pair(folded: str) -> Pair | None:
    """应到/实到：18/16, 出勤17/18, 18个人来了16个, 五位委员里…其余4人到了."""
    slash = _SLASH.search(folded)
    if slash:
        counts = number(slash["a"]), number(slash["b"])
        return Pair(*(counts if slash["first"] == "应到" else counts[::-1]), slash.span())
    ratio = _RATIO.search(folded) if "/" in folded else None
    if ratio:
        both = sorted((int(ratio["a"]), int(ratio["b"])))
        return Pair(both[1], both[0], ratio.span())
    if "应" in folded and _EXPECTED_SAID.search(folded):
        return _of_two_sorts(folded)
    for pattern in (_THE_REST, _OF_THESE):
        match = pattern.search(folded)
        if match:
            whole, came = number(match["a"]), number(match["b"] or match.groupdict().get("c") or "")
            if whole is not None and came is not None and came <= whole:
                return Pair(whole, came, match.span())
    short = _SHORT_OF.search(folded)
    if short:
        whole, missing = number(short["a"]) or 0, number(short["b"]) or 0
        if missing < whole:
            line = f"{whole}人缺{missing} → 实到{whole - missing}"
            return Pair(whole, whole - missing, short.span(), line)
    but = _BUT_THESE.search(folded) if "除" in folded else None
    return Pair(number(but["a"]), None, but.span("a")) if but else None


def _of_two_sorts(folded: str) -> Pair | None:
    """应到正式党员16名、预备党员2名."""
    match = _FULL_AND_CANDIDATE.search(folded) if "预备" in folded else None
    if match is None:
        return None
    full, candidate = number(match["a"] or match["c"]), number(match["b"] or match["d"])
    if full is None or candidate is None:
        return None
    line = f"应到正式党员{full}、预备党员{candidate} → 应到{full + candidate}"
    return Pair(full + candidate, None, match.span(), line)


_THE_OTHERS = regex(
    rf"(?:其余|其他|剩下|剩余|余下|另外|别的)的?(?P<n>{NUMBER})[ ]*(?:人|名|个|位)(?:{_NOUN}|人)?(?:全部?|都|均|"
    rf"也)*(?:按时|准时|已)?(?:到|来|去|在|参加|出席|参会)"
)


def the_others(folded: str) -> int | None:
    """其余16人都到了: those who came."""
    match = _THE_OTHERS.search(folded)
    return number(match["n"]) if match else None


def _all_of_them(folded: str) -> int | None:
    """全员到齐，18人; 全体党员20人."""
    match = _ALL_OF_THEM.search(folded)
    return number(match["a"] or match["b"]) if match else None
