"""Who is away and who stands in: 我下周请假，王华代办; 王华代办到月底; 我回来了. Not who was absent from an activity."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from config.patterns import regex
from handlers.reading.intents import COUNTED, QUESTION
from handlers.reading.kinds import mentions
from handlers.reading.spans import find_ahead, one_week
from handlers.written.text import BLANK, fold, hide

_LONGEST = 70
_NAME = r"[\u4e00-\u9fff]{2,4}"
_TITLE = r"(?:同志|老师|副书记|委员)?"
_STANDS = (
    r"(?:代办|代理|代班|代管|代为(?:办理|处理|负责)?|代行|代替|代劳|代|顶替|顶班|顶|替|接手|负责|处理|管|办)(?:书记)?(?:工作|事务|职责)?"
    r"(?:一下|下|我们?|他|她|书记|着|支部(?:的)?(?:事情?|工作|事务)?|几天)*"
)
_BY = regex(
    rf"(?:让|由|请(?!假)|叫|托|委托|安排|麻烦|交给|改由|指定)(?P<name>{_NAME}?){_TITLE}(?:来|先|帮忙|帮我|帮着|替我|暂时|临时|全权)*{_STANDS}"
)
_SELF = regex(
    rf"(?:^|(?<=[,。; 假差在院训学修国]))(?!代|替|顶|负责|我|本人|请|让)(?P<name>(?:(?!请假|休假|出差|不在)[\u4e00-\u9fff]){{2,4}}?){_TITLE}(?:来|先|帮我|帮着|替我|暂时|临时)*"
    r"(?:代办|代我|代理|代班|代替我?|代一下|代着|代管|代行|顶替我?|替我|替一下|顶一下|代几天|代(?=$|[,。 ]|到))(?:书记)?(?:一下|工作|支部(?:的)?(?:事情?|工作)?)*"
)
_ASK = regex(
    rf"(?:有(?:急|要)?)?(?:支部(?:的)?)?(?:工作|事情?|事务|问题)(?:的话)?(?:请|可以|就|都|先|直接)*(?:找|联系|交给|托给|问|由)(?P<name>{_NAME}){_TITLE}(?:负责|处理|代办)?(?=$|[,。 ])"
)
_WORD = regex(
    rf"^(?:设置?|指定|安排)?代办人?(?:是|:|为|改成|换成|给)?[ ,:]*(?P<name>{_NAME}?)(?=$|[ ,。]|到|从|\d|今|明|后|下|这|本|周)"
)
_REASON = regex(
    r"(?:请|休|放)个?(?:产|病|年|事|婚|陪产|育儿|探亲|小)?假|(?:产|病|年|事|婚|陪产)假|出差|不在(?:学校|家|校|岗|单位|办公室)?|外出|住院|出国|访学|进修|培训|支教|挂职|有事|学习|开会"
)
_FILLER = regex(
    r"还是|我们?|本人|咱们?|期间|这段时间|这几天|(?:的)?时候|去[\u4e00-\u9fff]{2,6}(?=\ufffc)|支部(?:的)?(?:日常)?(?:工作|事情?|事务)?|(?:工作|事务)|同志|老师|个|要|想|得|会|都|从|自|起|开始|大概|估计|可能|因为?|身体|不舒服|家里|个人|去|在|学校|外地|的|了|吧|，|,|。|!|;|、|和| |[()]|请|先|就|那|到|至|为止|"
    r"给大家|说一?下|报告|大家好|各位|提醒也?(?:照?发|抄送)?(?:给)?我(?:一份)?|也?(?:照发|抄送)给?我?(?:一份)?|我也要?收"
)
_UNIT = regex(
    r"(?!我们|期间|本(?:党?支部|院|校)|咱)[\u4e00-\u9fff\d]{2,20}?(?:党支部|支部)(?=[\u4e00-\u9fff\d ,\ufffc]|$)"
)
_COPY = regex(r"(?:提醒|消息|通知)?也?(?:照发|抄送|也发|照样发)(?:给)?我|我也要?收|提醒也给我")
_SPLIT = regex(r"请[了个]?(?P<n>(?:\d{1,2}|[一二两三四五六七八九十半]{1,3})个?(?:天|周|星期|礼拜|月))的?假")
_ANYTHING = regex(r"有(?:什么|啥)(?=事|问题)")
_BEHIND = regex(r"上上?个?(?:周|星期|礼拜|月)|昨天|前天|刚才|已经请")
_BACK = regex(
    r"(?:大家好[,。!]?|书记)?(?:我|本人)?(?:今天|已经?|现在|提前)*(?:回来|返校|返岗|销假|回校|回岗|上班|出差回来|休假结束|休完假)了?(?:上班|销假)?[了啦。! ]*(?:[,。](?:代办|不用代)?(?:结束|取消|了|可以停了)*)?[。! ]*"
)
_NO_MORE = regex(
    rf"(?:(?:取消|结束|终止|停止|撤销|解除)(?:我的|本支部的?|(?P<unit>[\u4e00-\u9fff\d]{{2,20}}支部)的?)?(?P<a>{_NAME}?)??(?:的)?代办|(?:(?:不用|不要|不必|不需要|不能|没法|没空)(?:再)?(?:我|让我)?(?P<b>{_NAME}?)??(?:再)?代办?|(?P<c>{_NAME}?)(?:不用|不必|不再|别)(?:再)?(?:代办?|替我|代我)|我?不(?:能|想)?(?:再)?代(?:办)?|(?:我?(?:的)?(?:请假|出差|代办|休假)(?:到此)?(?:结束|取消|停止|作废)(?:了)?(?:[,。 ]*我?不(?:请假|出差|休假|走)了)?|我?不(?:请假|出差|休假)了)))(?:我)?[了吧。! ]*"
)


@dataclass(frozen=True, slots=True)
class Away:
    """``stand_in`` and ``who`` are names or empty; without ``who`` the sender is away. ``ends``: it is over; ``back``: because the
    sender is here again."""

    since: date | None = None
    until: date | None = None
    stand_in: str = ""
    who: str = ""
    unit: str = ""
    copied: bool = False
    ends: bool = False
    back: bool = False


def read_away(text: str, now: datetime) -> Away | None:
    """What is said of being away; None for any other message."""
    folded = _SPLIT.sub(r"\g<n>请假", _ANYTHING.sub("有", fold(text).strip()))
    if not 2 <= len(folded) <= _LONGEST or "\n" in folded:
        return None
    if _BACK.fullmatch(folded):
        return Away(ends=True, back=True)
    if ended := _NO_MORE.fullmatch(folded):
        return Away(ends=True, unit=ended["unit"] or "", who=ended["a"] or ended["b"] or ended["c"] or "")
    if QUESTION.search(folded) or COUNTED.search(folded) or mentions(folded):
        return None
    return None if _BEHIND.search(folded) else _read(folded, now)


def _read(folded: str, now: datetime) -> Away | None:
    folded = one_week(folded)
    stands = _WORD.search(folded) or _BY.search(folded) or _ASK.search(folded) or _SELF.search(folded)
    rest = hide(folded, stands.span()) if stands else folded
    span = find_ahead(rest, now)
    if span:
        rest = hide(rest, span.at)
        if begins := find_ahead(rest, now):  # 12月要去挂职，代办到年底
            rest = hide(rest, begins.at)
            since = begins.since if span.until and begins.since <= span.until else span.since
            span = replace(span, since=max(span.since, since))
    reasons = [found.span() for found in _REASON.finditer(rest)]
    rest = hide(rest, *reasons)
    copied = _COPY.search(folded) is not None
    unit = _UNIT.search(rest)
    if unit:
        rest = hide(rest, unit.span())
    who = _FILLER.sub("", rest.replace("书记", " ")).replace(BLANK, " ").strip()
    if (who and not regex(r"[\u4e00-\u9fff]{2,4}").fullmatch(who)) or not (
        (reasons and span) or (stands and (span or reasons))
    ):
        return None
    name = stands["name"] if stands else ""
    if not stands and (who or not regex(r"我|本人|^请假|^休假|^出差").search(folded)):
        return None  # 张三下周请假: somebody else's leave is nothing to be arranged here
    return Away(span.since if span else None, span.until if span else None, name, who, unit[0] if unit else "", copied)
