"""Where it was: 地点：…, 在…开, 去…搞, a platform, or a piece that can only be a place. The sender's words, no more.

A label beats the rest; a place in which something was held (在X开) and a piece that stands for itself beat a place that
is only mentioned; of equals the first counts. What was read already stands blanked.
"""

import re
from collections.abc import Iterator
from itertools import islice

from config.patterns import regex
from handlers.reading.people import is_name, name_at_end
from handlers.reading.rooms import ALONE, NUMBERED, ONLINE, is_room, names_people, place_end
from handlers.written.text import BLANK

Span = tuple[int, int]
Found = tuple[int, int, Span]
"""Rank (less is better), where it begins, and the span."""

_FIELDS = (
    r"主持|记录(?!室)|应到|实到|应该到|实际|应参|应出|缺席|请假|没来|没到|参加|出席|参会|列席|到会|议题|议程|"
    r"主题(?!公园|广场|展|馆)|题目|内容|"
    r"我们(?![学系院校楼实会教办])|我主|我讲|全体|全员|大家|一共|总共|共\d|党员(?:都|全|们|[\d一二三四五六七八九十])|"
    r"请了|邀请|"
    r"来了|到了|都[到来在]|全[都到]|没人|除了|"
    r"(?:出差|病假|事假)"
)
_HELD = (
    r"(?:召开|举行|举办|开展|联合|共同|开设|组织(?!员|部|关系|生活|委员)|进行|完成|集中|集体|统一|一起|搞|弄(?!堂)|"
    r"办(?=[的了过完])|碰(?=头|了|的|个|"
    r"面|$)|聚(?=[了在餐]|$)|"
    r"上(?=党|了|[的专微]|一[堂次节]|课|$)|开(?!发|元|放|平|封|化|阳|心|原|源|水|题|始)(?=\S|$)|过(?=[了的]|组织|"
    r"政治|主题|$)|做(?=[了的]|一)|"
    r"升(?=国?旗)|扫墓|祭|瞻仰|重温|宣誓|植树|种树|参观|观看|观摩|看(?=[了的电展红])|听(?=[了的取讲])|"
    r"讲(?=[了的课党授解]|$)|学(?=[了的一党]|习(?!室|中心|基地|角|园|空间|广场))|"
    r"谈(?=[了的心话])|聊|见面|义务|志愿(?!者?之家|服务[中站])|献花|缅怀|打扫|清扫|慰问|走访|调研|讨论(?![室区间])|"
    r"研究(?!生|所|院|室|中心|基地)|传达|审议|商[量讨议]|通报|听取|[学讲聊谈议说]的)"
)
_STOP = regex(
    rf"(?P<held>{_HELD})|集合|{_FIELDS}|(?<=[\u4e00-\u9fff\d])[跟找]|[和与同给约](?=[\u4e00-\u9fff×]{{1,5}}(?:谈|聊|"
    rf"做|进行|开展|一起|见|交流|$))|"
    r"由(?=[\u4e00-\u9fff])|请(?=[\u4e00-\u9fff])|(?<!求)是(?=\S|$)|用(?=的|了|腾|钉)|从(?=\S)"
)
_SIGN = regex(rf"[ ,。;!?\n、“”|@{BLANK}]|$")
_LABEL = regex(
    r"(?:(?<![在此两多各试])(?:地[点奌店]|地址|场所)|(?<![\u4e00-\u9fff])会[场址](?!上)|会[场址](?=[ ]*(?:就|还|是|"
    r"在|为|:|[选定设放]))|(?:地方|场地|位置)(?:嘛|呢|啊|么)?(?=[ ]*(?:就|"
    r"还|是|在|为|:|[选定设放]))|在哪儿?里?(?=[ ]*:)|[📍🏠🏫🏢])"
    r"(?![ ]*(?:还?[没未]|待定|另行|暂))[ ]*(?:(?:不变|没变|没换|照旧|依旧),?(?:[ ]*(?:还是|仍是|还在|仍在|就在|"
    r"在))?|(?:还|就|都|仍)?(?:[选定设放]|安排)?(?:在|到|为|是|于)了?|:|\||-{1,2}|[ ])*"
)
_LABEL_STOP = regex(rf"[,。;!?\n “”、|{BLANK}]|{_FIELDS}|由(?=[\u4e00-\u9fff])|$")
_AT = regex(
    r"(?<![现所正存旨好实内潜自放写落列填])(?:在(?!外[^语国贸事滩]|会[上后前中]|讨|此|场|岗|职|线学|于|校生|京|"
    r"家(?:[休中带照]|"
    r"$)|[上中下]午|校外|座|读|编|籍|册|"
    r"[今昨明前]天|\d+[月日点]|路上|高铁|飞机|火车|忙|等|这[个次]|那[个次])|于(?!是|\d|今|昨|前|上|本|"
    r"[一二三四五六七八九十]月))"
)
_WENT = regex(
    r"(?:前往|奔赴|赴|[换改挪移](?:到|在)|(?:步行|乘车|驱车|出发|走|乘坐?[^,。;]{1,4})[至到去]|来到|走进|"
    r"(?<![没未不要想下上过失除出进回减])去(?!年|世|了?\d|了?[两几一三]个|的|掉|除|找|看)到?|"
    r"(?<![应实没未不得签报达提收迟看找想感听碰遇直来说轮赶届轮\d点])到(?!了|会|场|齐|位|期|[底时处\d]|"
    r"[一二三四五六七八九十两]+(?:[人点个名,]|$)))了?"
)
_NO_PLACE = regex(
    r"了|给|大家|我们(?=支|一|全|大)|主持|记录(?!室)|应到|实到|学习(?!室|中心|基地|角|园|空间|广场)|研究(?!生|所|院|"
    r"室|中心|基地)|讨论(?![室区])|工作(?![室站坊区间])|"
    r"主题(?!公园|广场|馆|展)|请假|缺席|参加|党课|支委(?!会?办|会?会)|报送|计划|支部(?!活动|会议|办公|书记|党员|"
    r"的?[会活办]|[^,]{0,4}[室家])|关于|因为|没有|通知|要求|传达|审议|表决|发言|精神|"
    r"总书记|讲话|条例|党章|会上|之后|以后|期间|过程|基础上|方面|情况|问题|同志|时候|几|多少|最多|至少|必须|要(?!塞|"
    r"闻)|吗|呢|自己|议题|同时|以来|[上中下]午|每人|"
    r"发[到在给]|材料(?!学|楼|科|院|馆)|名义|对象|主讲|领学|走读|打卡|寻访|身份|教育(?!基地|馆|学|中心|楼|部|局|大厦)"
)
_NEVER_OPEN = regex(
    r"^(?:外地|外面|家里?|单位|学校|北京|国外|路上|车上|医院|住院|病床|老家|出差|开会|培训|实习|那里?|这里?|哪里?|我|"
    r"你|[他她它]|一起|一块|其中|里面|全|这|那|每|各|什么|忙|\d|[一二三四五六七八九十]点)|"
    r"[吗呢吧啊呀的地得人]$"
)
_SOMEBODY = regex(
    r"(?:[他她]们?|[人名位个]|老师|同志|书记|教授|同学|院长|主任|家属|孩子|父母|老人|爱人|发|公示|公布|通知|正|还|"
    r"[他她]仍|人都|病|假)$"
)
_ALL_OF_US = regex(r"(?:支部|全体|党员|各位|我们|大家)(?:的)?(?:同志|老师|党员|人员|教师|成员)*们?$")
_SO_MANY = regex(r"(?:一行|共)?[\d一二三四五六七八九十]+(?:余|多)?[人名个位](?:党员|同志)?$")
_ABSENT = regex(r"缺(?=[席勤:\d了]|的)|请假|没来|没到|未到|病假|出差|没参加|没去")
_COUNTED = regex("应到|实到|主持|记录")
_LEAD = regex(
    r"(?:\d{1,2}[.)](?=[\u4e00-\u9fffA-Za-z])|[)的就是在于到去用]|借用?|租用?|先[是在去到]|线下(?:[在:]|"
    r"(?=[\u4e00-\u9fffA-Za-z\d]{3}))|还是|都在|仍在|"
    r"通过|利用|借助|采[用取]|我们(?=[在用去到])|大家(?=[在去到])|"
    r"咱们?(?=在)|地[点方](?=[\u4e00-\u9fff\d]))+"
)
_TRAIL = regex(r"(?:的|里[面头]?|内|(?<=[信钉频议上]|端|群)上)$")
_WORDS = regex(r"[\u4e00-\u9fffA-Za-z\d·+\-#&()]{2,24}")
_SPACED = regex(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: [\u4e00-\u9fff]){2,9}(?![\u4e00-\u9fff])")
_ROOM_AFTER = regex(
    rf" (?:第?[A-Za-z] ?座|[一二三四五六七八九十\d]{{1,2}}[楼层])?[ ]?(?:{NUMBERED}|"
    rf"(?:第?[一二三四五六七八九十大小中东西南北])?号?(?:会议|报告|活动|办公|教|研讨|学术|多功能)[室厅])?(?:会议室|"
    rf"教室|室)?(?=[ ,。;\n{BLANK}]|$)"
)
_HOUSE_AFTER = regex(rf" (?P<house>[\u4e00-\u9fffA-Za-z\d]{{2,12}})(?=[ ,。;\n{BLANK}]|$)")
_BUILDING = regex(r"(?:[楼馆院座心堂区]|号|基地|大厦)$")
_MANY = 12
"""So many times 在 is tried: no honest record has more before its place."""
_NEAR = 160
"""So far a place that is only named is looked for: behind it stands what was said."""


def find_place(folded: str, topic_known: bool = False, quoted: str = "") -> tuple[str | None, Span | None]:
    """The place and its span. In ``folded`` what was read already is blanked; ``quoted`` still shows quotations."""
    named = _quoted(folded, quoted) if quoted else None
    if named:
        return quoted[slice(*named)], named
    span = _labelled(folded) or _best(folded) or (_left_over(folded) if topic_known else None)
    if span and BLANK not in folded and not _SAID.search(folded) and not _nothing_else(folded, span):
        return None, None
    return (folded[slice(*span)], span) if span else (None, None)


_SAID = regex(rf"应到|实到|主持|记录|全到|到齐|缺席|请假|{_LABEL.pattern}")


def _nothing_else(folded: str, span: Span) -> bool:
    """An answer that names a place and nothing more: 在305, 教工之家吧. In chatter a word for a place is no answer."""
    rest = folded[: span[0]] + folded[span[1] :]
    return not re.search(
        r"[\u4e00-\u9fffA-Za-z\d]", re.sub(r"就|都|是|在|的|开|吧|了|啊|里|我们|上|呢|哦|嗯|好|噢|用", "", rest)
    )


def _best(folded: str) -> Span | None:
    found = [*_stood(folded, _AT), *_stood(folded, _WENT), *_bare(folded), *_online(folded)]
    return min(found)[2] if found else None


# ---- 地点：…

_QUOTED_PLACE = regex(
    rf"(?:地[点址](?:[:为是在 ])*|在|到|去了?|赴|前往|"
    rf"走进)(?P<place>[\u4e00-\u9fffA-Za-z\d]{{0,14}}[“《](?P<name>[^“”《》\n]{{2,16}})[”》]"
    rf"(?P<after>[\u4e00-\u9fffA-Za-z\d]{{0,12}}?))(?={_HELD}|[,。; \n]|$)"
)


def _quoted(folded: str, quoted: str) -> Span | None:
    """在“初心小屋”开, 愚园路1号《新青年》旧址: the name of a place in quotation marks."""
    for match in islice(_QUOTED_PLACE.finditer(quoted), _MANY):
        if folded[match.start()] == BLANK or _elsewhere(folded, match.start(), True):
            continue
        words = match["place"]
        if place_end(words) == len(words):
            return match.span("place")
        if place_end(match["name"]) == len(match["name"]) and not match["after"]:
            return match.span("name") if words[0] in "“《" else match.span("place")
    return None


def _labelled(folded: str) -> Span | None:
    for match in _LABEL.finditer(folded):
        first = match.end()
        spaced = _SPACED.match(folded, first)
        if spaced:
            return spaced.span()
        stop = _LABEL_STOP.search(folded, first, first + 40)
        last = stop.start() if stop else min(len(folded), first + 40)
        span = _tidy(folded, first, last)
        if span[1] - span[0] > 1:
            return _with_room(folded, span)
    return None


def _tidy(folded: str, first: int, last: int) -> Span:
    """Without 的, 里, 刚 and blanks at the ends, and without the verb of 教工之家开的."""
    words = folded[first:last]
    online = ONLINE.match(words)
    held = _STOP.search(words, max(place_end(words), online.end() if online else 0, 2))
    if held and held["held"]:
        last = first + held.start()
    if "(" in folded[first:last] and ")" not in folded[first:last]:
        closing = folded.find(")", last, last + 24)
        last = closing + 1 if closing > 0 else folded.find("(", first)
    while last > first and folded[last - 1] in "() 的刚":
        if folded[last - 1] == ")" and "(" in folded[first:last]:
            break
        last -= 1
    inside = _TRAIL.search(folded[first:last])
    if inside and last - first - len(inside[0]) >= 2 and (inside[0][0] != "里" or _is_whole(folded[first : last - 1])):
        last -= len(inside[0])  # not of 渔阳里
    return first, last


def _is_whole(words: str) -> bool:
    return place_end(words) == len(words) or bool(ONLINE.fullmatch(words))


def _with_room(folded: str, span: Span) -> Span:
    """行政楼 301: the room behind the house, with the blank between them."""
    if not _BUILDING.search(folded[slice(*span)]):
        return span
    room = _ROOM_AFTER.match(folded, span[1])
    if room and room.end() - span[1] > 1:
        return span[0], room.end()
    inner = _HOUSE_AFTER.match(folded, span[1])
    words = inner["house"] if inner else ""
    return (span[0], inner.end()) if inner and place_end(words) == len(words) and not _NO_PLACE.search(words) else span


# ---- 在…开, 去…搞


def _stood(folded: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    for match in islice(pattern.finditer(folded), _MANY):
        first = match.end()
        ends = _SIGN.search(folded, first, first + 36)
        last = ends.start() if ends else min(len(folded), first + 36)
        run = folded[first:last]
        stop = _STOP.search(run, 1)
        words = run[: stop.start()] if stop else run
        gathered = bool(stop and stop[0] == "集合")
        held = bool(stop and stop["held"]) or (not stop and folded[last : last + 1] == BLANK)
        if _elsewhere(folded, match.start(), bool(stop and stop["held"]), going=pattern is _WENT):
            continue
        words = _of_place(words) or (words if _open(words, folded, match.start(), held) else "")
        if pattern is _WENT and not place_end(words) and (not held or "的" in words):
            continue
        if not words:
            continue
        span = _tidy(folded, first, first + len(words))
        if span[1] - span[0] < 2:
            continue
        surely = place_end(words) > 0
        rank = 4 if gathered else 0 if held and surely else 1 if surely else 2 if held else 3
        yield rank, span[0], _with_room(folded, span)


def _of_place(words: str) -> str:
    """The words as far as they are a place; nothing where they are none."""
    online = ONLINE.match(words)
    if online and online[0] not in ALONE:
        return online[0]
    end = place_end(words)
    if not end or not 1 < len(words) <= 30:
        return ""
    rest = words[end:]
    if names_people(rest) or len(rest) > 8 or _NO_NOUN.search(rest) or is_name(rest[:3]):
        words = words[:end]
    return "" if _NO_PLACE.search(words) else words


_NO_NOUN = regex(r"边(?=[吃走看聊学])|[领带吃走坐等后再及对为把向并又]")


def _open(words: str, folded: str, at: int, held: bool) -> bool:
    """在渔阳里开了…: any words, where something was held there or nothing else is said with them."""
    if not 2 <= len(words) <= (12 if held else 8) or _NO_PLACE.search(words) or _NEVER_OPEN.search(words):
        return False
    if not _WORDS.fullmatch(words) or words[0] in "()+&#-" or is_name(words) or names_people(words):
        return False
    before = folded[:at].rstrip("我们就都也是还大家支部")
    return held or ((not before or before[-1] in f" ,。;:\n{BLANK}") and not _absent_zone(folded, at))


def _elsewhere(folded: str, at: int, held: bool, *, going: bool = False) -> bool:
    """李强在外地, 三人在医院: where somebody else was."""
    clause = re.split(rf"[ ,。;:!?\n、(){BLANK}]", folded[max(0, at - 14) : at])[-1].rstrip("在")
    clause = _ALL_OF_US.sub("", _SO_MANY.sub("", clause) if going else clause)
    if _SOMEBODY.search(clause) and not (held and re.search("(?<![一两二三四有])[人名位个]$", clause)):
        return True
    named = next((length for length in (3, 2) if len(clause) >= length and is_name(clause[-length:])), 0)
    if named and (not held or named == len(clause) or _absent_zone(folded, at)):
        return True
    inside = folded.rfind("(", 0, at) > folded.rfind(")", 0, at)
    return inside or (not held and not clause and _absent_zone(folded, at))


def _absent_zone(folded: str, at: int) -> bool:
    begin = max(folded.rfind(sign, 0, at) for sign in f"。;\n{BLANK}") + 1
    absent = _ABSENT.search(folded, begin, at)
    return absent is not None and not _COUNTED.search(folded, absent.end(), at)


# ---- a piece between separators


def _bare(folded: str) -> Iterator[Found]:
    for spaced in _SPACED.finditer(folded, 0, _NEAR):
        if place_end(spaced[0].replace(" ", "")) == len(spaced[0].replace(" ", "")):
            yield 1, spaced.start(), spaced.span()
    for piece in re.finditer(rf"[^ ,。;:!?\n、“”|@/{BLANK}]+", folded):
        if piece.start() > _NEAR:
            return
        lead = _LEAD.match(piece[0])
        words = piece[0][lead.end() :] if lead else piece[0]
        first = piece.end() - len(words)
        words = words if ")" in words else words.split("(")[0]
        stop = _STOP.search(words, 1)
        words = words[: stop.start()] if stop else words
        end = place_end(words) or (len(words) if words.endswith("家") and is_name(words[:-1]) else 0)
        if (
            not end
            or _STRAY.match(words)
            or not _WORDS.fullmatch(words)
            or _NO_PLACE.search(words)
            or _WENT.search(words)
            or _AT.search(words)
        ):
            continue
        if names_people(words[end:]) or len(words) - end > 6 or (stop and not stop["held"] and end < len(words)):
            continue
        if folded.rfind("(", 0, first) > folded.rfind(")", 0, first):
            continue
        theirs = _absent_zone(folded, first) and not is_room(words)  # perhaps where the absent are
        span = _tidy(folded, first, first + len(words))
        if 1 < span[1] - span[0] <= 24 and not (theirs and _HOSPITAL.search(words)):
            yield (3 if theirs else 1), first, _with_room(folded, span)


_HOSPITAL = regex(r"医院|学校|党校|北京|家$|公司")
_STRAY = regex(r"\d{2,}(?=[\u4e00-\u9fff])(?![号楼教室会大办报弄路栋幢层座院厅人])")

# ---- a platform

_HELD_THERE = regex(
    rf"[里上]?(?:[ ,。;、(:)\n{BLANK}]|$|召?开|举行|举办|进行|组织|完成|搞|弄|办|聚|碰|集|学|讲|谈|聊|过|由|[会号]|"
    rf"[Ii][Dd]|同步|的?(?:形式|方式|主持))"
)


def _online(folded: str) -> Iterator[Found]:
    for match in ONLINE.finditer(folded):
        beside = folded[match.start() - 1 : match.start()] == "(" and (
            folded[max(0, match.start() - 3) : match.start() - 1].endswith(("会", "课", "日", "习", "上", BLANK))
        )  # 线上党小组会（飞书）
        if match.start() > 2 * _NEAR or (not beside and _elsewhere(folded, match.start(), True)):
            continue
        theirs = not beside and _absent_zone(folded, match.start())
        alone = match[0] in ALONE or ("线上" in match[0] and "线下" in match[0])
        if not _HELD_THERE.match(folded, match.end()) or folded.startswith("学习", match.end()):
            continue
        if folded[match.start() - 1 : match.start()] in ("发", "转", "建", "看"):
            continue
        yield (2 if alone else 1) + (2 if theirs else 0), match.start(), _tidy(folded, *match.span())


# ---- what is left


def _left_over(folded: str) -> Span | None:
    """下午3点，南湖红船，张敏主持: between the hour and the people only the place can stand, the topic being known."""
    for match in _BETWEEN.finditer(folded, 0, _NEAR):
        words = match["place"]
        somebody = is_name(words) or (len(words) > 4 and name_at_end(words))  # 嘉兴南湖 ends like a name and is none
        if not (somebody or _NO_PLACE.search(words) or _NEVER_OPEN.search(words) or _STOP.search(words)):
            return match.span("place")
    return None


_BETWEEN = regex(rf"{BLANK}[ ]?[,;\n ][ ]?(?P<place>[\u4e00-\u9fff]{{3,8}})(?=[,;\n ])")
