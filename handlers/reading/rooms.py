"""What places are called: buildings, rooms by number, memorials, platforms. Words only; where they stand is place.py's.

The endings of place nouns are also the ends of other words (现场, 讲座, 大家, 馆长): those are known and looked past.
"""

import re

from config.patterns import regex
from handlers.written.text import BLANK

NUMBERED = (
    r"(?:[A-Za-z]{1,2}-?\d{1,4}(?:-\d{2,4})?|\d{1,2}-\d{2,4}|\d{3,4}[A-Za-z]?|"
    r"(?<![零〇一二三四五六七八九十])[零〇一二三四五六七八九幺]{3,4})"
    r"(?![\d年月级人名元票字本份分条%多零〇一二三四五六七八九十])"
)
"""B210, 1-305, 1203, 三零一."""
_NOUN = (
    r"[^会]社|基地|中心|公司|之家|小家|[研讨洽谈]间|"
    r"[研派事务招厕托生护]\w所|[书小木老新酒茶]吧|咖啡吧|咖啡[厅屋馆]|[书小木老新]屋|"
    r"书房|[机库厨平用病营门客琴]房|[仓车]库|公墓|纪念碑|故里|车间|包[间厢]|[房隔单套里]间|水间|[大校][门道]|"
    r"[门路渡港出入巷街]口|跑道|[看天露阳舞站柜][台]|宿舍|公寓|寝室|党校|"
    r"校[园门内]|阵地|[菜工营草绿驻圣田耕训练]地|[源诞]生地|纪念[地园]|发源地|码头|[海湖江河路窗桥水]边|滨江|外滩|"
    r"大厦|(?:路|街|"
    r"弄|道|巷)\d+[号弄]|"
    r"(?:[一二三四五六七八九十\d][教阶](?!育))|红船|展位|先锋岗|服务点|[一二三四五六七八九十\d][层楼]|"
    r"[一二三四五六七八九十\d]号楼|弄堂|操场|[江湖河溪海浦]畔|海滩|空地|[系院党校记学团](?:总)?办(?![公法理学事])|"
    r"[啡书建闲读化务习]角|街(?![道区坊])|[室厅楼馆堂座栋幢站院园场区址居村店厂陵寺祠亭塔桥廊宫殿]"
)
_TAIL = (
    r"(?:[A-Za-z]?座)?(?:[东西南北][区侧边头面])?(?:[一二三四五六七八九十\d]{1,3}[楼层])?"
    rf"(?:第?[A-Za-z]?{NUMBERED}|第?[一二三四五六七八九十]号)?(?:(?:会议|教|办公|报告|活动)?室)?"
    r"(?:门口|门前|楼下|楼前|楼上|旁边?|对面|附近|边上|[东西南北]侧)?(?:\([^()]{2,20}\))?"
)
_PLACE = regex(rf"(?:{_NOUN}){_TAIL}|(?<![\dA-Za-z.:#第]){NUMBERED}(?:号?(?:会议|教|办公|活动|报告)?[室厅])?")
_OTHER = regex(
    r"室(?:主任|友|外)|厅[长级局]|楼[长主市盘]|馆[长员藏]|课堂|堂课|一堂|[讲在就入满一这那几]座|座[谈位右次]|网站|"
    r"全站|站[在立位长起稳好到]|"
    r"院[长士系校级领务]|院党|[全住出入]院|学院[党团领系级纪全各教学今组总的]|园[长丁]|现场|"
    r"[到立离当入全开一两三首本每登退进专多几这那在][场]|场[合景次面均]|市场|会场|"
    r"[地分误片灾特某]区|区[长委别分域块政纪]|地址|居[民委然住家]|[定邻]居|村[支长民委官务干书]|[乡农驻]村|店[长员]|"
    r"商店|厂[长家商]|社[会团长交科保评论]|中心(?:主任|组|思|工作|任|议|内容|环节|意|城|小学)|"
    r"为中心|公司[领员老]|基地[主]|宫[颈]|[一二三四五六七八九]教[育师学授工职材研导训务]|"
    r"[一二三四五六七八九十]阶[段级]|上[层楼]|基层|三大殿|[学双]一流"
)
# A mistyped 之家, 办公室, 会议室, 报告厅: kept as typed, but seen.
_MISTYPED = regex(
    r"(?:之[嘉佳加]|办[工功宫弓]室|办公[是市式事]|会[义意仪异]室|活[东冻]室|活动[是市式事]|报[靠高]厅|报告[听庭亭]|"
    r"阶梯教[市是事]|(?<=\d)教[市是事]|"
    r"(?:纪念|记念|图书|博物|体育|展览)[管官]|会议[是市式事])$"
)

_KIND = r"(?:会议|视频|语音|直播|课堂|通话|电话|群聊|群)"
PLATFORM = (
    rf"(?:腾讯(?:视频)?(?:会议|课堂)室?|腾会|(?:钉钉|飞书|企业微信|企微|[Qq][Qq]|[Zz][Oo][Oo][Mm]|[Ww][Ee][Ll]ink|"
    rf"[Tt]eams){_KIND}{{0,3}}|"
    rf"微信(?:工作|支部|党员|内部|小组)?{_KIND}{{1,3}}|(?:支部|党员|小组)(?:工作)?(?:视频|语音|微信)?群(?:视频|语音|"
    rf"会议|通话|里)?|"
    r"雨课堂|学习通|小鱼易连|瞩目|(?:视频|电话|网络|云)(?:会议|连线)|直播间|电话(?=[里上]?召?开))"
)
"""腾讯会议, 钉钉群, 微信群语音, Zoom …"""
_LINE = r"(?:线[上下]|网上|云端|现场)"
ONLINE = regex(
    rf"{_LINE}(?:\+|加|和|与|、)?{_LINE}(?:同步|相?结合)?|"
    rf"(?:(?:{_LINE}|{NUMBERED}(?:会议室|"
    rf"室)?)[ ]?[+&加和、/]{{0,2}}[(]?)?{PLATFORM}[)]?(?:[ ]?[+&加和、/]{{1,2}}{_LINE})?|(?:线上|网上|云端)(?:会议|"
    rf"视频会?)?|(?:(?<=[,。; \n])|(?<={BLANK}))微信(?=[ ,。;\n]|上?开|$)"
)
ALONE = frozenset(("线上", "线下", "网上", "云端", "线上会议", "网上会议"))
"""What says only that nobody met in a room: the platform, where it is named too, says more."""


def place_end(words: str) -> int:
    """Where the last noun of a place in the words ends, with its number and its side; 0 where there is none."""
    if len(words) < 3 and _ONLY_A_PART.match(words):
        return 0
    masked = _OTHER.sub(lambda other: BLANK * len(other[0]), words)
    end = 0
    for match in _PLACE.finditer(masked):
        end = match.end()
    mistyped = None if end == len(words) else _MISTYPED.search(words)
    return mistyped.end() if mistyped else end


_ONLY_A_PART = regex(r"[馆室楼厅院场园区堂站村店厂座][内外里前后中上下]?$")
_PEOPLE = regex(
    r"老师|教授|书记|同志|代表|党员|教师|学生|同学|领导|主任|组长|院长|处长|馆长|站长|负责|[和与跟同给找]|全体|"
    r"工作人员|专家|讲解|成员|委员|支部"
)


def names_people(words: str) -> bool:
    """Whether the words behind a place tell of somebody there: 校史馆 馆长, 图书馆 王老师."""
    return bool(_PEOPLE.search(words))


def is_room(words: str) -> bool:
    """Whether the words are surely a room, wherever they stand: 305, 会议室, 一教102."""
    return bool(re.search(r"\d{3}|[会议办公活动教报告]{2}[室厅]|教室|楼", words))
