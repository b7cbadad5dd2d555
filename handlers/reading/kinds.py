"""The nine kinds of activity (contract rule 4), what people call them, and the slips of their keyboards."""

import itertools
from functools import lru_cache

from config.patterns import regex

KINDS = ("支部党员大会", "支委会", "党小组会", "党课", "主题党日", "组织生活会", "民主评议党员", "谈心谈话", "集中学习")

UMBRELLAS = {"三会一课": ("支部党员大会", "支委会", "党小组会", "党课")}
"""Words that stand for several kinds; a question may be about them, a record never is."""

# 会 and its sound-alikes; 课 and its look-alikes. Only inside a whole word, never alone.
_HUI = "[会回汇惠绘]"
_NAMES = {
    "主题党日": r"主[题体提]党(?:员活动)?日(?:活动)?|主题当日活动|党员(?:主题)?活动日|"
    r"党员主题日|党日活动|(?<!主题)党日",
    "支部党员大会": (
        rf"支部(?:全体)?党员大{_HUI}|(?:全体)?党员大{_HUI}|支部大{_HUI}(?!厅)|(?:支部(?:全体)?|"
        rf"全体)党员{_HUI}(?!议[室厅])议?"
    ),
    "支委会": (
        rf"支部委员(?:{_HUI}|扩大){_HUI}?(?:{_HUI}?议|议)?|支[委位尾](?:扩大)?{_HUI}(?:扩大{_HUI})?议?|知委{_HUI}|"
        r"(?<![\u4e00-\u9fff])支委(?=[ ,:](?!委员))|支委们?(?=[^,。;\n支]{0,8}(?:开了?一?[个次]?会|碰了?一?个?头|"
        r"碰头会|议事会))"
    ),
    "党小组会": (
        rf"党小组{_HUI}(?!议[室厅])议?|党小组活动|党小祖{_HUI}|"
        rf"(?<![导备题查作目习究评研审考建调展课])小组{_HUI}(?![员话客场]|议[室厅])议?|"
        rf"党小组(?=[^,。;\n]{{0,12}}(?:开了?一?[个次]?会|召开了?会议|碰了?个?头))"
    ),
    "组织生活会": rf"(?:专题)?组织生活{_HUI}",
    "民主评议党员": r"民主[评平]议(?:党员)?|评议党员|党员评议",
    "谈心谈话": r"谈[心新]谈[话化花]|谈心(?!得)|谈话(?=记录|了)",
    "集中学习": r"集[中体]学[习系]|政治理论学习|理论学习(?!中心)|政治学习|专题学习|学习[例]?会(?![议员])",
    "党课": r"(?:微|专题)?[党当][课颗棵刻](?!代表)|党科(?!研)",
}
_ANY = regex("|".join(f"(?P<k{KINDS.index(kind)}>{names})" for kind, names in _NAMES.items()))

# What joins two names of one event. Anything else between them, and only the first is meant.
_JOINED = regex(
    r"[ ,、]*(?:活动|会议)?[ ]*(?:暨|和|与|跟|同|及|以及|连同|连着|结合|、|\+|&|×|/|兼|并|加上?|\(含|含)[ ]*(?:召开|"
    r"开|上|开展|举行)?[ ]*"
)
_TOGETHER = (
    r"(?:合|并|放|凑|连|套|捆)(?:在|到|着)?一(?:起|块|道|并|次)|一(?:起|块儿?|道|并)(?:召?开|搞|办|上|弄|进行|组织|"
    r"举行|做|过|的|了)|合并|合办|套开|"
    r"二合一|两[个项](?:一起|合)|一[次回](?:搞|办|开)?[完了]"
)
_COUNTS_AS = regex(
    r"[也又](?:可以)?[算作当]|同时(?:算|作为|计|也|上了?|开了?|召开了?|进行了?|开展了?)|兼(?:作|算|做)|计入|一次算|都算|"
    + _TOGETHER
)
_ONLY_SPOKEN_OF = regex(
    r"(?:根据|按照?|依据|落实|关于|围绕|为了?(?:筹备|准备|迎接)?|贯彻|筹备|准备|经|报|提交|[给向]|"
    r"在?原定)[^,。;\n]{0,8}$"
)

_DENIED = regex(r"(?:没有?|未)(?:召?开|举行|上)(?:过|成)?$|(?<!是)不是$|并非$")

Mention = tuple[str, int, int]


@lru_cache(maxsize=64)
def mentions(folded: str) -> tuple[Mention, ...]:
    """Every kind named, with where it stands."""
    found = []
    for match in _ANY.finditer(folded):
        assert match.lastgroup
        if _DENIED.search(folded[max(0, match.start() - 6) : match.start()]):
            continue  # 没开支委会，开的是党小组会
        found.append((KINDS[int(match.lastgroup[1:])], match.start(), match.end()))
    return tuple(found)


def kind_of(word: str) -> str | None:
    """The kind that a word or a short phrase names; None for none or several."""
    named = {kind for kind, _, _ in mentions(word)}
    return named.pop() if len(named) == 1 else None


def kinds_of_event(folded: str, found: tuple[Mention, ...]) -> tuple[str, ...]:
    """The kinds of one event: the first named, and more only where the sender joins them."""
    if not found:
        return ()
    found = _with_the_counts(folded, _held(folded, found))
    kinds = [found[0][0]]
    for before, after in itertools.pairwise(found):
        between = folded[before[2] : after[1]]
        joined = (
            _JOINED.fullmatch(between)
            or _COUNTS_AS.search(between)
            or _COUNTS_AS.search(folded[after[2] : after[2] + 12])
        )
        if joined and after[0] not in kinds:
            kinds.append(after[0])
    return tuple(kinds)


_ITS_COUNTS = regex(r"[ :的]*(?:应|实)到会?(?:党员|人数|委员)?[ :]*[\d一二两三四五六七八九十]")
_AS_A_FORM = regex(r"的?(?:形式|方式)")


def _with_the_counts(folded: str, found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """支委会开完接着开了党员大会，党员大会应到18: the counts that follow are of the kind that they name."""
    named = {kind for kind, _, last in found if _ITS_COUNTS.match(folded, last)}
    if len(named) != 1 or found[0][0] in named:
        return found
    return tuple(mention for mention in found if mention[0] in named)


def _held(folded: str, found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """From the first that was held: 根据党员大会部署，支委会… speaks of one and tells of the other."""
    for at, (_, first, last) in enumerate(found):
        if not (_ONLY_SPOKEN_OF.search(folded[max(0, first - 14) : first]) or _AS_A_FORM.match(folded, last)):
            return found[at:]
    return found
