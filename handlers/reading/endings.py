"""Where the words of a place or a topic end when no sign ends them: speech runs on from one fact into the next.

Knows how each of the other facts begins (who hosted, how many came, who was away, where, when); reads none of them.
"""

from config.patterns import regex
from handlers.reading.kinds import mentions
from handlers.reading.people import is_name, name_at_end
from handlers.reading.rooms import place_end
from handlers.written.text import BLANK

_NUMBER = r"[\d一二三四五六七八九十两]+"
_SAID_BY = (  # a name may stand before these
    r"主持(?!词|人制)|[住注]持|(?:负责|[来做作]|担任)?(?:会议)?[记纪][录錄](?!片|仪|本|册|工作|[薄簿在室])|記錄|"
    r"记(?:的|一下)?(?=$|[ ,。;\n])|做的?记录"
)
_AWAY = (  # a name stands before these, else they are words of the topic: 慰问生病党员
    r"因[公病事](?:请假|出差|外出|缺席)?|出差|[病事产婚丧年]假|陪产|公差|住院|生病|病了|发烧|感冒|没来|没到|请了?假|"
    r"缺席|休假|探亲|外出|有事|监考|在外|"
    r"讲课|上的课"
)
_ELSE = (
    r"应[该到道参出](?![对用变急付当])|实到|实际到|实[参出]|一共[\d来到]|共(?:有)?"
    + _NUMBER
    + r"[人名个]|[来到]了"
    + _NUMBER
    + r"|到会|全员|"
    r"全体(?:党员|委员|同志)?(?:都|全|均|参|到|出)|都[到来]了|"
    + _NUMBER
    + r"[个名位]?人?(?:全都?|都)[到来]|全部?[到来](?:了|齐)|没有?人[缺请]|无人?(?:缺席|请假)|缺(?:"
    + _NUMBER
    + r"|勤|了)|"
    r"没[来到去]的|除了?[\u4e00-\u9fff]{2,3}(?:[出病事请因外]|同志|都|全|$)|未[到能]|(?:会议|活动|开会)?(?:地点|"
    r"会场)(?=[ :在是为就设选])|地方(?=[ :在是就])|"
    r"(?:会议|活动|开会)?时间(?=[:是为从])|开了(?=[\d一二三两半]+个?多?(?:小时|钟|分))|散会|(?:参加|列席|参会|"
    r"出席)(?=人|党员|情况|[: ]|"
    + _NUMBER
    + r"[人名个位])|在[\u4e00-\u9fffA-Za-z\d]{2,14}?(?:召开|开[的了]|举行|搞的)|"
    r"[昨今前]天(?=[早上中下晚])|[上本这]周[一二三四五六日天](?=[早上中下晚])"
)
_FIELD = regex(rf"(?P<who>{_SAID_BY})|(?P<away>{_AWAY})|{_ELSE}")
_SIGN = regex(rf"[。!?\n,;{BLANK}]|$")
_LIST_SIGN = regex(rf"[。!?\n{BLANK}](?! *(?:\d|[一二三四五六]、|\())|[,;](?=[ ]*(?:[应实]到|[缺请]))|$")
_GAP = regex(
    r" (?=\d{1,2}[月/.点:时日号-]|[A-Za-z]?\d{3,4}(?:室|教室|会议室)?(?:[ ,]|$)|"
    r"[\d一二三四五六七八九十]+[人个位月日号点]|[昨今前]天|[上本这]周|周[一二三四五六日天]|星期|[上中下]午|实到|应到|"
    r"主持|记录|"
    r"地点|时间|缺|请假|参加|列席|出席|全体|全员|到会|我主|我记|(?:[\u4e00-\u9fff×]{2,3})(?:[主住注]持|[记纪]录|[ ]|"
    r"出差|病假|事假|请假|因[公病事]))"
)
_LIST_GAP = regex(rf"(?! \d[.、]){_GAP.pattern}")
_TITLES = (
    r"(?:党?支部)?(?:副?书记|支书|[组宣纪][织传检]委员|党小组组?长|副?组长|组织员|委员|班长|老师|教授|同志|院长|主任)"
)
_BEFORE_NAME = regex(rf"(?:(?:本次)?(?:会议|活动|会上)?(?:由|是|还是|仍由|请|{_TITLES}))+$")
_BEFORE_COUNT = regex(r"(?:我们|本|我)(?:支部|小组|这边)?(?:的?党员)?$|(?:全体|支部)党员$|(?:会议|一共|总共)$")
# 学习党章李伟主持: the last sign of a word is no surname.
_WORD = regex(
    r"(?:[党规文宪勋]章|[党校国团院历]史|[学练实复]习|[文清光说证声透]明|[安健保齐]全|[名清]单|[公水和太]平|"
    r"[方导志意]向|[责信担重]任|[检审督调排]查|[流课章过工进议规]程|[设审统会]计|"
    r"[党违法军]纪|[环安医社]保|平台|[增自富]强|[日正经]常|[座面访]谈|[资基]金|[事专各]项|[讲了见]解|[健小]康|和谐|"
    r"教育家|代表|高校|[学英]雄|雷锋|第[一二三四五六七八九十\d]+[章节条])$"
)


def words_end(masked: str, first: int, *, listed: bool = False, paired: bool = False) -> int:
    """Where the words that begin at ``first`` end. In ``masked`` nothing in quotation marks is a sign."""
    sign = (_LIST_SIGN if listed else _SIGN).search(masked, first)
    last = sign.start() if sign else len(masked)
    if paired and not listed:
        last = _with_its_pair(masked, first, last)
    gap = (_LIST_GAP if listed else _GAP).search(masked, first + 1, last)
    last = gap.start() if gap else last
    last = _before_a_piece(masked, first, last) if not listed else last
    for field in _FIELD.finditer(masked, first + 1, min(len(masked), last + 4)):
        if field.start() >= last:
            break
        before = masked[first : field.start()]
        if field["away"] and not _name(before):
            continue
        return first + len(_without_name(before) if field["who"] or field["away"] else _BEFORE_COUNT.sub("", before))
    return last


def _without_name(before: str) -> str:
    name = _name(before)
    return _BEFORE_NAME.sub("", before[: len(before) - len(name)] if name else before)


def _name(before: str) -> str:
    """The name that ends the words: 李伟 after 党章, 我, 刘书记."""
    name = name_at_end(before[-9:]) or ""
    if name == "我":
        return "本人" if before.endswith("本人") else "我"
    if len(name) == 3 and is_name(name[1:]) and _WORD.search(before[: len(before) - 2]):
        return name[1:]
    return name if before.endswith(name) else ""


_PIECE = regex(rf" (?P<piece>[\u4e00-\u9fffA-Za-z\d-]{{2,16}})(?=[ ,;。\n{BLANK}]|$)")


def _before_a_piece(masked: str, first: int, last: int) -> int:
    """学习党章 校史馆 …: a kind or a place behind a blank is a fact of its own."""
    if " " not in masked[first:last]:
        return last
    kinds = {at for _, at, _ in mentions(masked)}
    for match in _PIECE.finditer(masked, first + 1, last + 1):
        if match.start("piece") in kinds or place_end(match["piece"]) == len(match["piece"]):
            return match.start()
    return last


_PAIR = regex(r"[\u4e00-\u9fff〇]{4,8}")


_OTHER_FACT = regex(
    rf".*(?:{_FIELD.pattern})|地点|时间|地方|会场|主持|记录|[应实缺请参我在用开从到共]|线[上下]|腾讯|人员|全"
)


def _with_its_pair(masked: str, first: int, last: int) -> int:
    """不忘初心，牢记使命: two halves of one length are one slogan."""
    half = masked[first:last]
    if masked[last : last + 1] != "," or not _PAIR.fullmatch(half):
        return last
    after = _SIGN.search(masked, last + 1)
    other = masked[last + 1 : after.start() if after else len(masked)].strip()
    if (
        len(other) == len(half)
        and _PAIR.fullmatch(other)
        and not _OTHER_FACT.match(other)
        and not place_end(other)
        and not is_name(other[:3])
        and not mentions(other)
    ):
        return after.start() if after else len(masked)
    return last
