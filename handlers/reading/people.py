"""Names in a message: the host, the recorder, and who was absent for what reason. Only names that stand there."""

import re

from config.patterns import regex
from handlers.reading.numbers import NUMBER
from handlers.reading.text import BLANK
from handlers.reading.values import Absentee

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚"
    "谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦"
    "向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵"
    "解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓"
    "花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺窪爽"
)
_DOUBLE = "欧阳|司马|上官|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木"
_GIVEN = r"(?:[×xX]{1,2}|某{1,2}|[\u4e00-\u9fff]{1,2})"
_NAME = regex(rf"(?:{_DOUBLE}|[{_SURNAMES}]){_GIVEN}|[小老][{_SURNAMES}]")
_NOT_NAMES = regex(
    r"[小老][组时学会党来都]|周[一二三四五六日末]|全[体部员都到]|安排|方[案式面向]|时[间候]|"
    r"任务|高校|计划|纪[念律检委]|经|明[天确年]|成[员立果功]|文[件明化]|单位|左右|强调|"
    r"关[于键]|史料|路线|常[委规态]|程序|项目|和|应|党[员课日组支小]|支[部委]|来了|都|"
    r"位|包括|连续|商[议讨]|党|解[决读]|严[格重]|华[北东]|习近|毛泽|雷锋|"
    r"[\u4e00-\u9fff][\u4e00-\u9fff]?[了的在到]$|学习|组织|白天|石头|马上|马克|温习|石油|江苏|江西|黄山|万一|"
    r"万名|古[代典]|简[单要]|花[费了]|乐[观于]|原[则因]|官方|保[证密]|宁[夏波]|冷|连|"
    r"[\u4e00-\u9fff]{1,2}[主记会议室楼]$|段时|金额|向.|谈[心话]|游览|成都|于[是\d]|来[的自]|"
    r"台[账]|左|强[化国]|单|盛[大]|盖章|符合|计算"
)
_TITLES = "书记|副书记|支书|老师|教授|同志|院长|主任|组长|委员|部长|处长|科长|组织员|班长|同学|主席|辅导员"
_ROLES = regex(r"(?:党?支部)?(?:副书记|书记|组织委员|宣传委员|纪检委员|党小组组长|党小组长|组长|组织员)")
_OWN = regex(r"(?:我|本人|我自己|我来)$")
_HOST, _RECORDER = r"主持(?:人|会议|者)?", r"(?:会议)?(?:记录(?:人|员|者)?|做记录|作记录)"


def is_name(words: str) -> bool:
    """Whether the words can be a person's name: a surname and one or two more, or 李××."""
    return bool(_NAME.fullmatch(words)) and not _NOT_NAMES.match(words)


def name_at_end(words: str) -> str | None:
    """The name, 王老师 or 书记 that ends the words (李伟 before 主持)."""
    words = re.sub(r"(?:同志|老师)?(?:负责|来|进行|担任)?(?:了)?$", "", words) if not words.endswith("老师") else words
    if _OWN.search(words):
        return "我"
    titled = re.search(rf"([{_SURNAMES}])({_TITLES})$", words)
    if titled:
        return titled[0]
    bare = re.sub(rf"(?:{_TITLES})$", "", words)
    for length in (3, 2, 4):
        part = bare[-length:]
        if len(part) == length and is_name(part):
            return part
    role = re.search(rf"{_ROLES.pattern}$", words)
    return role[0] if role else None


def name_at_start(words: str) -> str | None:
    """The name that begins the words (after 主持人：)."""
    words = re.sub(rf"^(?:{_ROLES.pattern})(?=[{_SURNAMES}])", "", words)
    if re.match(r"(?:我|本人)(?![们校院支])", words):
        return "我"
    whole = re.match(r"[\u4e00-\u9fff×xX]+", words)
    if whole is None:
        return None
    run = whole[0]
    titled = re.match(rf"[{_SURNAMES}](?:{_TITLES})", run)
    if titled:
        return titled[0]
    bare = re.sub(rf"(?:{_TITLES})$", "", run)
    if len(bare) <= 4 and is_name(bare):
        return bare
    for length in (3, 2, 4):
        if is_name(run[:length]) and re.match(_AFTER_NAME, run[length:]):
            return run[:length]
    for length in (2, 3):
        if is_name(run[:length]):
            return run[:length]
    role = _ROLES.match(run)
    return role[0] if role else None


_AFTER_NAME = r"(?:同志|老师|记录|主持|应到|实到|会议|地点|时间|缺席|请假|议题|主题|出席|参加|学习|研究|讨论|$)"
_AFTER = regex(r"[ ]*(?:[(][^()]*[)])?[ ]*(?:是|为|:|由|应该是|改[为成])?[ ]*")
_SPLIT = regex(rf"[ ,。;:、\n()“”{BLANK}]|由|并")


def host_and_recorder(folded: str, sender: str) -> tuple[str | None, str | None, tuple[tuple[int, int], ...]]:
    """Who hosted and who wrote it down, with the spans that said so. 我 is the sender."""
    spans: list[tuple[int, int]] = []
    both = re.search(
        r"([\u4e00-\u9fff×xX]{2,4})[、和与]([\u4e00-\u9fff×xX]{2,4})分别(?:主持|负责主持)[、和与]?(?:会议)?(?:并)?(?:、)?记录",
        folded,
    )
    if both:
        first, second = name_at_end(both[1]), name_at_start(both[2])
        if first and second:
            return _own(first, sender), _own(second, sender), (both.span(),)
    same = re.search(r"(?:主持并(?:做|作)?(?:会议)?记录|主持(?:兼|和|及|、)记录人?)", folded)
    if same:
        who = _who(folded, same.start(), same.end(), spans)
        return _own(who, sender), _own(who, sender), tuple(spans)
    host = _role(folded, _HOST, spans)
    recorder = _role(folded, _RECORDER, spans) or _noted_by(folded, spans)
    return _own(host, sender), _own(recorder, sender), tuple(spans)


_NOTED = regex(
    rf"(?:^|[ ,。;:、\n{BLANK}])(?:由|是)?(?P<who>我|[\u4e00-\u9fff×xX]{{2,4}}?)(?:来)?"
    r"(?:记的(?!是)|做的?(?:会议)?记录的?|记(?=$|[ ,。;\n]))"
)
_NOT_NOTED = regex(r"[书登标笔日传游切忘]$")


def _noted_by(folded: str, spans: list[tuple[int, int]]) -> str | None:
    """王华记的, 我记的, 王华记: as people say it in passing."""
    if "记" not in folded:
        return None
    for match in _NOTED.finditer(folded):
        who = match["who"]
        if who == "我" or (is_name(who) and not _NOT_NOTED.search(who)):
            spans.append((match.start("who"), match.end()))
            return who
    return None


_LECTURED = regex(
    r"(?:(?<![\u4e00-\u9fff])|(?<=课))(?:是|由)?(?:我|本人)(?:来|自己)?(?:给[^,。;]{1,6})?(?:主讲|讲的|上的|讲了|上了|讲课|讲党课|上党课)"
)


def lectured_by_sender(folded: str) -> bool:
    """我讲的, 我主讲, 我上的: who gives a Party lecture hosts it. Of others it is not taken (they may be guests)."""
    return "我" in folded and bool(_LECTURED.search(folded))


def _own(name: str | None, sender: str) -> str | None:
    return (sender or None) if name == "我" else name


def _role(folded: str, word: str, spans: list[tuple[int, int]]) -> str | None:
    for match in re.finditer(word, folded):
        if folded[match.end() : match.end() + 1] in ("一", "了") and "主持" not in match[0]:
            continue  # 记录一下
        found = _who(folded, match.start(), match.end(), spans)
        if found:
            return found
    return None


def _who(folded: str, first: int, last: int, spans: list[tuple[int, int]]) -> str | None:
    """The name beside a role word: before it (李伟主持) unless that name is taken, else after it (主持：李伟)."""
    gap = _AFTER.match(folded, last)
    after = gap.end() if gap else last
    follows = name_at_start(folded[after : after + 12])
    apart = folded[first - 1 : first] in (" ", "") and after > last and follows
    if folded[last - 1] not in "人员者" and not apart:
        start = max((span[1] for span in spans if span[1] <= first), default=0)
        before = folded[max(start, first - 12) : first].rstrip(" ")
        part = _SPLIT.split(before)[-1] if before else ""
        name = name_at_end(part)
        if name and not (folded[last : last + 1] == ":" and len(part) > 4):
            begins = folded.rfind(name if name != "我" else part[-1:], 0, first)
            spans.append((begins if begins >= 0 else first, last))
            return name
    if follows:
        spans.append((first, after + len(follows)))
    return follows


# ---- the absent

_STRONG = (
    "出差|病假|事假|产假|婚假|丧假|年假|陪产假|公假|公出|公差|请假|生病|住院|实习|缺席|"
    "没来|没到|未到|没参加|未参加|未能|因病|因事|因公|外出|在外|出国|"
    "休假|病了|病倒|家中有|家里有|家有|流动|有事|身体不适|不舒服|手术|待产|坐月子|在京|出境|探亲|隔离|发烧|感冒"
)
_WEAK = (
    "考试|学习|培训|开会|上课|有课|调研|值班|带学生|带队|陪护|挂职|借调|支教|访学|参赛|"
    "比赛|答辩|面试|考研|加班|会议|监考|找工作|回家|返乡|老家|孕|养病"
)
_STARTS = regex(
    r"(?:同志|老师|同学|书记)?(?:说|也|均|都|另|已|正在?|目前|临时|因|由于|请|病|事假|"
    r"公|产假|婚假|丧假|年假|陪|出|外|在|住|实习|考|生病|生孩|流动|未|没|缺|家|有|休|开会|"
    r"带|"
    r"培训|上课|学习|回|参加|参赛|身体|不舒服|挂职|借调|支教|访学|探亲|值班|调研|去|赴|"
    r"到外|孕|待产|坐月子|手术|做手术|感冒|发烧|加班|答辩|面试|比赛|监考|隔离|找工作|老家|"
    r"养病|[(:-])"
)
_LABEL = regex(
    rf"(?:缺席|请假|缺勤|未到|未参加|未到会|缺)(?:人员|名单|党员|同志|者|情况)?(?:及其?(?:请假|"
    rf"缺席)?原因|及事由)?(?:[ ]*(?:了|"
    rf"有|共)?[ ]*{NUMBER} *(?:人|名|个|位)?)?[ ]*(?:[:是为(-]|的?(?:有|是|为)[ :]*|分别是|[ ](?=\S))?[ ]*"
)
_BUT = regex(r"(?:除了?)(?P<who>[^。;\n]{2,40}?)(?:以|之)?外")
_REASON = regex(rf"{_STRONG}|{_WEAK}")
_STRONG_REASON = regex(_STRONG)


# 应到十八实到十七陈刚出差 and 王磊病假李雷事假: speech has no commas.
_COUNTED = regex(rf"(?:应到|实到)(?:会)?(?:党员|委员)?{NUMBER}[人名个]?")
_SHARED_REASON = regex(
    rf"{NUMBER} *(?:人|名|位)(?:党员|委员|同志)?(?P<reason>[^(),。;、\d\n]{{2,10}})[(](?P<names>[^()\n]{{2,40}})[)]"
)
_RUN_ON = regex(
    rf"(?<=[假差习院病])(?=[{_SURNAMES}][\u4e00-\u9fff×]{{1,2}}(?:因|请假|病假|事假|出差|"
    rf"公出|产假|实习|住院|没来|外出|生病))"
)


def find_absentees(folded: str) -> tuple[Absentee, ...]:
    """The absent as named, in order. Of the reason only what was said; a bare name has none."""
    found: dict[str, str | None] = {}
    folded = _COUNTED.sub(lambda match: BLANK * len(match[0]), folded)
    for sentence in re.split(r"[。\n]", _RUN_ON.sub("、", folded)):
        _read_sentence(sentence, found)
    for shared in _SHARED_REASON.finditer(folded):
        people = [name for name in re.split("[、,和 ]", shared["names"]) if is_name(name)]
        _note(found, people, _reason(shared["reason"]))
    return tuple(Absentee(name, reason) for name, reason in found.items())


def _read_sentence(sentence: str, found: dict[str, str | None]) -> None:
    spoken_of = bool(re.search(r"缺|请假|应到|应参加|没来|未到|没到|除", sentence))
    beside = _beside_the_absent(sentence)
    labels = {match.end() for match in _LABEL.finditer(sentence)}
    buts = [match.span("who") for match in _BUT.finditer(sentence)]
    waiting: list[str] = []  # names whose reason has not come yet
    latest: list[str] = []  # the names that the last reason was for
    together: list[str] = []  # and those who stand in one row with them: 王磊、赵六没来，都病了
    listed = False
    end = 0
    for piece in re.finditer(rf"[^ ,;、:()\-{BLANK}]+", sentence):
        gap, end = sentence[end : piece.start()], piece.end()
        words, labelled = _unlabelled(piece[0])
        in_but = any(piece.start() <= last and first < piece.end() for first, last in buts)
        words = re.sub(r"(?:以|之)?外(?![出地派]).*$", "", words) if in_but else words
        if labelled or in_but or piece.start() in labels:
            waiting = waiting if listed else []  # who stood before the label came: 出席：张敏 缺席：刘洋
            listed = True
        names, rest = _named(words, listed or spoken_of or piece.start() in beside)
        if names and not rest:
            if not listed and gap.strip("、 "):
                waiting.clear()
            waiting += names
        elif names:
            reason = _reason(rest)
            shared = waiting if gap.strip() == "、" or not gap.strip() else []
            _note(found, shared, reason)
            _note(found, [name for name in waiting if name not in shared] if listed else [], None)
            _note(found, names, reason)
            waiting, latest = [], names
            together = [*shared, *names]
        elif _is_reason(words) and (waiting or latest) and gap:
            all_of_them = together if _OF_ALL.match(words) else latest
            latest = _attach(words, gap, waiting, all_of_them, found)
            waiting = []
        elif labelled and words == piece[0]:
            continue  # 缺席1人, 事由: the names or the reason follow
        else:
            _note(found, waiting if listed else [], None)
            waiting, latest, listed = [], [], listed and piece.end() in labels
    _note(found, waiting if listed else [], None)


def _beside_the_absent(sentence: str) -> set[int]:
    """Where pieces begin that 、 joins to one who is surely absent: 邹恺参加培训、石磊病假."""
    begins: set[int] = set()
    for row in _ROW.finditer(sentence) if "、" in sentence else ():
        if any(_named(part, False)[1] for part in row[0].split("、")):
            begins |= {row.start(), *(row.start() + mark.end() for mark in re.finditer("、", row[0]))}
    return begins


_OF_ALL = regex("均|都|皆|全")
_ROW = regex(rf"[^ ,;:()。\-{BLANK}]+")


def _note(found: dict[str, str | None], names: list[str], reason: str | None) -> None:
    for name in names:
        if found.get(name) is None:
            found[name] = reason


def _attach(words: str, gap: str, waiting: list[str], latest: list[str], found: dict[str, str | None]) -> list[str]:
    """A reason after its name: 陈刚（出差）; for all that wait only where it says 均 or stands behind a comma."""
    reason = _reason(words)
    if not waiting:
        for name in latest:
            if found.get(name) in (None, "请假") and reason:
                found[name] = reason
        return latest
    together = waiting if _OF_ALL.match(words) or "," in gap else waiting[-1:]
    _note(found, [name for name in waiting if name not in together], None)
    _note(found, together, reason)
    return together


def _unlabelled(words: str) -> tuple[str, bool]:
    label = re.match(
        rf"(?:其中)?(?:{NUMBER}(?:人|名|位)(?:党员|委员)?)?(?:其中|缺席|请假|缺勤|未到|缺|除了?)(?:人员|"
        rf"名单|党员)?(?:{NUMBER}(?:人|"
        rf"名|个))?的?(?:为|是|有)?",
        words,
    )
    if label and (len(label[0]) < len(words)):
        rest = words[label.end() :]
        if _NAME.match(rest):
            return rest, True
    rest = _BEFORE_NAME.sub("", words)
    if rest != words and _NAME.match(rest):
        return rest, False
    return words, bool(_COUNT_OF_ABSENT.fullmatch(words))


_BEFORE_NAME = regex(
    r"^(?:(?:哦|噢|啊|那|对了?|另外|补充一下|刚才漏了)*(?:还有|再加上?|加上|漏了)|分别是|分别为|分别有|以及|和|与|及|对了|另外)"
)
_COUNT_OF_ABSENT = regex(
    rf"(?:缺席|请假|缺勤|缺|未到) *{NUMBER} *(?:人|名|个|位)?|{NUMBER} *(?:人|名|个|位)(?:缺席|"
    rf"请假|缺勤|未到)|分别(?:是|为)|事由|原因|理由|缺席|请假"
)


def _is_reason(words: str) -> bool:
    words = _WHO_SAID.sub("", words)
    return len(words) <= 16 and bool(_REASON.search(words)) and bool(_STARTS.match(words))


def _named(words: str, weak: bool) -> tuple[list[str], str]:
    """Names at the start of a piece and what is said of them: 刘洋和王芳 + 因公出差缺席. No names, where it is none."""
    if not _NAME.match(words) or len(words) > 32:
        return [], ""
    for length in (2, 3, 4):
        name, rest = words[:length], words[length:]
        if len(name) < length or not is_name(name):
            continue
        if rest in ("", "同志", "老师", "同学"):
            return [name], ""
        if _STARTS.match(rest) and (_STRONG_REASON.search(rest) or (weak and _REASON.search(rest))):
            return [name], rest
    for length in (2, 3, 4):
        name, rest = words[:length], words[length:].lstrip("和与及跟")
        if is_name(name) and len(rest) >= 2:
            names, said = _named(rest, weak)
            if names:
                return [name, *names], said
    return [], ""


def _reason(words: str) -> str | None:
    """The reason in the sender's words, without 请假 where more was said; None for a mere 没来."""
    words = _WHO_SAID.sub("", words)
    words = re.sub(r"(?:主题|议题|主持|记录|应到|实到|地点|时间|内容).*$", "", words)
    if re.match(r"[没未]有?请假", words):
        return None
    words = re.sub(r"^(?:同志|老师|同学|书记)?(?:说|也|均|都|皆|另|已)?(?:为|是)?", "", words)
    bare = re.sub(r"(?:而|,)?(?:请了?假|缺席|没来|没到|未到会?|没参加|未参加|未能参加|未能到会)(?:了|会议)?", "", words)
    bare = re.sub(r"^请(?=[病事产婚公年])", "", bare)
    if not bare or bare in ("了", "因", "了的"):
        return "请假" if "假" in words else None
    if re.match(r"因|由于", bare) and not re.match(r"因[病事公私故]", bare):
        bare = re.sub(r"^(?:因为?|由于)", "", bare)
    return bare if bare.endswith("病了") else bare.rstrip("了") or None


_WHO_SAID = regex(r"^(?:因为)?(?:他|她)(?:们)?(?=[\u4e00-\u9fff])")
