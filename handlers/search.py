"""Finds entries by the way people ask in Chinese: two-character grams, agreed words, digits, what is asked about.

An own small index: it is built while the bot starts, so it must cost next to nothing. Sound-alike slips are looked up
by pinyin, and only then is the pinyin table loaded. It knows texts and weights, nothing of what they mean.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from math import log

from config.patterns import regex

Document = Sequence[tuple[str, float]]
"""Phrases of one entry and how much each weighs; those that weigh ``WHOLE`` are also compared as a whole."""
WHOLE = 1.0
FREQUENT = 200

# Only words that say nothing may stand between: 多久公示一次 asks about 公示.
_DO = "(?:要|得|该|开|做|搞|上|办|过|组织|召开|举行|进行|开展)*"
_OFTEN = "隔多久|多少次|几次|几回|频率|次数|多久"
ASPECTS: tuple[tuple[str, float, str], ...] = (
    ("~cadence", 0.5, f"(?:多久|多长时间|几个月|[每1]个?(?:月|季度?|年|学期|周|半年)){_DO}(?:[1几]|多少)次|{_OFTEN}"),
    ("~recipient", 0.8, "(?:交|报|发|送|上报|提交)?(?:给|到|向)谁|(?:交|报|送|发)(?:到|给)?哪(?:里|儿|个部门|个处)?"),
    ("~when", 0.5, "什么时[候间]|啥时候?|何时|哪1?天|几号|几月份?|哪个?月份?|截止(?:时间|日期)?|最晚|最迟|期限"),
    ("~words", 1.0, "多少个?字|几个?字|字数(?:限制|要求|上限)?"),
    (
        "~count",
        0.8,
        "几个人|多少个?人|多少(?:名|个|位)?(?=党员|委员)|几人|几名|几个|多少名|多少个|人数|几类|几种|几项|几条|多少[种项条]",
    ),
    ("~years", 0.8, "几年|多少年|多长时间|多长"),
    ("~format", 1.0, "格式|体例|排版|字体|字号|几号字"),
    ("~condition", 0.8, "条件|资格"),
    ("~money", 1.0, "多少钱|多少元|几块钱"),
    ("~who", 0.4, "谁"),
)
FILLERS = (
    "请问|麻烦|算不算|帮我|帮忙|查1?下|1下|想知道|想问|问问|我们|咱们|你们|大家|我想|吗|呢|啊|吧|嘛|呀|哈|的|了|是不是|有没有"
    "|要不要|需不需要|需要|应该|可不可以|可以|能不能|能否|必须|到底|究竟|1共|总共|1般|规定|要求|关于|对于|这个|那个"
    "|召开|举行|开展|进行|怎么样|怎么办|怎么|怎样|如何|什么意思|有?(?:什么|啥|哪些|哪几[个种项样]?|多少)|干嘛|要写|是指|之类|都|处理"
)
FUNCTION = frozenset(
    "是有要在和与跟同我你他她它这那个还也就都到得能对把被给让请问开做办搞上下里每为该由从中所以及或不没想说名位人交报写用需0123456789"
)
"""A pair with one of these in it that no entry has says nothing; any other unknown pair speaks against a match."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SAME_CHARS = str.maketrans("缴帐", "交账")
_NUMBER = regex("[零〇一二两三四五六七八九十百]+")
_TOKEN = regex("[0-9]+|[a-z]+|.")
_SLASH_DATE = regex(r"(?<=\d)/(?=\d)")
_PIECE = regex("[a-z]+|[^a-z]+")
_JUNK = regex(r"[^0-9a-z\u4e00-\u9fff:.]+")
_PARTS = regex(
    "|".join([*(f"(?P<a{at}>{pattern})" for at, (_, _, pattern) in enumerate(ASPECTS)), f"(?P<f>{FILLERS})"])
)


_ASKING = regex(
    r"吗|呢$|什么|啥|怎|如何|哪|几|多少|多大|多长|多高|谁|能不能|可不可以|要不要|用不用|是否|行不行|够不够|要求|规定|比例|标准|还是|不[?？。]?$|([\u4e00-\u9fff])不\1"
)


def asks(text: str) -> bool:
    """Whether the words ask for something, so that what is found for them may be an answer."""
    folded = plain(text).strip()
    marked = any(found.lastgroup not in (None, "f") for found in _PARTS.finditer(folded))
    return marked or bool(_ASKING.search(folded)) or text.rstrip().endswith(("?", "？"))


def digits(word: str) -> str:
    """``二十五`` to ``25``; what is no number (``一二三``) digit by digit."""
    if "十" not in word and "百" not in word:
        return "".join(str(_DIGITS[char]) for char in word)
    total, current = 0, None
    for char in word:
        if char in "十百":
            total += (1 if current is None else current) * (10 if char == "十" else 100)
            current = None
        else:
            current = _DIGITS[char]
    return str(total + (current or 0))


def plain(text: str) -> str:
    """One form for what looks alike: width, case, number words, spaces and signs."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_SAME_CHARS)
    text = _SLASH_DATE.sub(".", text) if "/" in text else text
    text = text.replace("每个", "每")
    return _JUNK.sub(" ", _NUMBER.sub(lambda found: digits(found[0]), text))


class Index:
    """The entries' phrases by their grams. Scores lie between 0 and 1."""

    def __init__(self, documents: Sequence[Document], same: Iterable[Sequence[str]] = ()) -> None:
        self._agreed: dict[str, str] = {}
        for first, *others in same:
            self._agreed |= {plain(word).strip(): plain(first).strip() for word in (first, *others)}
        longest_first = sorted(self._agreed, key=len, reverse=True)
        self._words = regex("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._documents = documents
        self._table = _Table([[(_pairs(*self._split(text)), weight) for text, weight in each] for each in documents])

    def search(self, question: str, limit: int = 10) -> list[tuple[int, float]]:
        """The numbers of the best entries with their scores, best first."""
        return self._table.search(_pairs(*self._split(question)), limit)

    def sounds_like(self, question: str, limit: int = 10) -> list[tuple[int, float]]:
        """The same by sound: for words typed with the wrong characters, or in pinyin letters."""
        runs, marks = self._split(question)
        return self._sounding.search(self._syllables.pairs(runs, marks), limit)

    @cached_property
    def _syllables(self) -> "_Syllables":
        return _Syllables()

    @cached_property
    def _sounding(self) -> "_Table":
        whole = [[text for text, weight in each if weight >= WHOLE] for each in self._documents]
        return _Table([[(self._syllables.pairs(*self._split(text)), WHOLE) for text in each] for each in whole], 0.4)

    def _split(self, text: str) -> tuple[list[str], list[str]]:
        """The runs of content words, and a mark for each thing that is asked about."""
        text = self._words.sub(lambda found: self._agreed[found[0]], plain(text).replace(".", " "))
        runs, marks, end = [], [], 0
        for part in _PARTS.finditer(text):
            runs.append(text[end : part.start()])
            end = part.end()
            if part.lastgroup and part.lastgroup != "f":
                marks.append(ASPECTS[int(part.lastgroup[1:])][0])
        runs.append(text[end:])
        return [word for run in runs for word in run.split()], marks


def _pairs(runs: Iterable[str], marks: Iterable[str]) -> frozenset[str]:
    found = set(marks)
    for run in runs:
        # Digits stay whole: 32 is not in 132.
        tokens = _TOKEN.findall(run)
        found.update(map("".join, pairwise(tokens)))
        if len(tokens) == 1 and run not in FUNCTION:
            found.add(run)
    return frozenset(found)


class _Syllables:
    """Pairs of syllables without tones, where sounds that people confuse are one."""

    _CONFUSED = ((regex("^([zcs])h"), r"\1"), (regex("ng$"), "n"), (regex("^l"), "n"))

    def __init__(self) -> None:
        # Loaded here and not at the top: it would double the start time for the few questions with a slip.
        # Single characters are all that is asked for: without its table of phrases it takes a quarter of the memory.
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
        from pypinyin import lazy_pinyin

        self._read = lazy_pinyin
        self._heard: dict[str, str] = {}
        self._known: set[str] = set()

    def pairs(self, runs: Iterable[str], marks: Iterable[str]) -> frozenset[str]:
        found = set(marks)
        for run in runs:
            syllables = [self._alike(sound) for piece in _PIECE.findall(run) for sound in self._sounds(piece)]
            found.update(map("+".join, pairwise(syllables)))
        return frozenset(found)

    def _sounds(self, piece: str) -> list[str]:
        return self._cut(piece) if piece.isascii() else [self._sound(char) for char in piece]

    def _sound(self, char: str) -> str:
        """One reading for each character: whether it is right matters less than that it is always the same."""
        if char not in self._heard:
            self._heard[char] = self._read(char)[0]
            self._known.add(self._heard[char])
        return self._heard[char]

    def _cut(self, letters: str) -> list[str]:
        """Letters that somebody typed come as one piece: cut where known syllables meet, longest first."""
        ways: dict[int, list[str]] = {0: []}
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 6), end):
                if start in ways and end not in ways and letters[start:end] in self._known:
                    ways[end] = [*ways[start], letters[start:end]]
        return ways.get(len(letters), [])

    def _alike(self, syllable: str) -> str:
        for confused, one in self._CONFUSED:
            syllable = confused.sub(one, syllable)
        return syllable


class _Table:
    """Which gram stands where. Frequent grams only add to entries that a rarer one has named: that keeps it fast."""

    def __init__(self, documents: Sequence[Sequence[tuple[frozenset[str], float]]], unknown: float = 0.6) -> None:
        self._postings: dict[str, dict[int, float]] = {}
        for number, phrases in enumerate(documents):
            heaviest_first = sorted(phrases, key=_weight, reverse=True)
            for grams, weight in heaviest_first:
                for gram in grams:
                    self._postings.setdefault(gram, {}).setdefault(number, weight)
        marks = {name: weight for name, weight, _ in ASPECTS}
        top = log(1 + len(documents))
        self._unknown = top * unknown
        self._weights = {
            gram: marks[gram] * top / 2 if gram in marks else log(1 + len(documents) / len(found))
            for gram, found in self._postings.items()
        }
        self._whole = [
            [(grams, self._sum(grams)) for grams, weight in phrases if weight >= WHOLE and grams]
            for phrases in documents
        ]

    def _sum(self, grams: Iterable[str]) -> float:
        return sum(self._weights.get(gram, self._unknown) for gram in grams)

    def search(self, asked: frozenset[str], limit: int) -> list[tuple[int, float]]:
        telling = frozenset(gram for gram in asked if gram in self._weights or not _empty(gram))
        if not any(gram[0] != "~" for gram in telling & self._weights.keys()):
            return []
        total = self._sum(telling)
        covered = self._covered(telling)
        likely = sorted(covered, key=lambda number: -covered[number])[: 4 * limit]
        scored = [(number, self._score(number, telling, total, covered[number])) for number in likely]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _covered(self, asked: Iterable[str]) -> dict[int, float]:
        """For each entry that has something of the question: how much of it."""
        covered: dict[int, float] = {}
        for gram in sorted(asked, key=lambda gram: (gram[0] == "~", len(self._postings.get(gram, ())))):
            posting, worth = self._postings.get(gram, {}), self._weights.get(gram, 0.0)
            if covered and (gram[0] == "~" or len(posting) > FREQUENT):
                for number in covered:
                    covered[number] += worth * posting.get(number, 0.0)
            else:
                for number, weight in posting.items():
                    covered[number] = covered.get(number, 0.0) + worth * weight
        return covered

    def _score(self, number: int, asked: frozenset[str], total: float, covered: float) -> float:
        """Half for how much of the question is answered, half for how like it one of the entry's own phrases is."""
        like = (2 * self._sum(grams & asked) / (size + total) for grams, size in self._whole[number])
        return 0.5 * covered / total + 0.5 * max(like, default=0.0)


def _weight(phrase: tuple[frozenset[str], float]) -> float:
    return phrase[1]


def _empty(gram: str) -> bool:
    """Nothing is lost when no entry has it: small words, lone characters, and pairs with a number in them."""
    return len(gram) == 1 or gram[0] == "~" or not FUNCTION.isdisjoint(gram)
