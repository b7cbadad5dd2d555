"""Who holds which office of a branch from now on: 教工一支部书记换成王华; 教工一支部增加支委田甜; 免去林晓燕支委.

Said of the branch's own people, by whoever may decide it; a report that somebody took part is not meant.
"""

from dataclasses import dataclass, replace

from config.patterns import regex
from handlers.reading.intents import COUNTED, QUESTION
from handlers.written.text import fold

_LONGEST = 60
_ROLE = r"(?P<role>党?支?部?副书记|党?支部书记|书记|支委(?!会)|支部委员(?!会)|(?:组织|宣传|纪检|青年|统战|学习|保密|群工)委员|委员(?!会)|(?:普通|正式|预备)?党员)"
_UNIT = r"(?P<unit>(?!我们|本(?:党?支部|院|校)|咱|这个)[\u4e00-\u9fff\d]{2,24}?(?:支部|总支|党委))?(?:我们支部|本支部|我们|咱们支部)?(?:的)?"
_WHO = r"(?:[\u4e00-\u9fff·]{2,6}?|[A-Za-z][\w.-]{1,30})"
_NEW, _OLD = rf"(?P<new>{_WHO})", rf"(?P<old>{_WHO})"
_T = r"(?:同志|老师)?"
_END = r"(?:担任|接任|来当|来做|了|吧|。|!| )*"
_TURN = r"(?:换成|换为|换|改成|改为|改由|变更为|变为|变成|调整为|更换为|改任|由|改选为|选举为|交给)"
_IS = r"(?:是|为|:)"
_HOLDS = r"(?:接替(?P<old>[\u4e00-\u9fff·]{2,4}?)(?:同志|老师)?)?(?:接任|担任|出任|就任|任|当选为?|当|做)"
_PATTERNS = tuple(
    (op, regex(pattern))
    for op, pattern in (
        ("remove", rf"{_OLD}{_T}(?:不再|不)(?:担任|当|任|做|是){_UNIT}{_ROLE}(?:职务)?{_END}"),
        ("remove", rf"(?:免去|免掉|免除|去掉|撤掉|取消|移除|减少){_OLD}{_T}(?:的)?{_UNIT}{_ROLE}(?:职务|身份|资格)?{_END}"),
        ("remove", rf"{_UNIT}(?:免去|免掉|去掉|撤掉|减少|移除|移出)(?:一[名位个])?{_ROLE}[ :]*{_OLD}{_T}{_END}"),
        ("replace", rf"{_OLD}{_T}(?:不再|不)(?:担任|当|任|做){_UNIT}{_ROLE}了?[,。; ]+(?:改?由|换成|换)?{_NEW}{_T}(?:接任|接替|担任|接|任|当|来当)?{_END}"),
        ("replace", rf"(?:请)?(?:把|将)?{_UNIT}(?:的)?{_ROLE}(?:已经?|现在|从今天起|正式)?(?:由{_OLD}{_T})?{_TURN}(?:了)?{_NEW}{_T}{_END}"),
        ("replace", rf"{_UNIT}(?:的)?{_ROLE}(?:调整|变更|变动|更换|换人|换届)(?:了)?[,:。; ]*(?:新书记|新任书记|现在)?(?:改?由|换成|是|为)?{_NEW}{_T}{_END}"),
        ("replace", rf"{_UNIT}换(?:新)?{_ROLE}(?:了)?[,:。; ]+(?:新书记)?(?:改?由|换成|是|为)?{_NEW}{_T}(?:接任|担任|接|当|任)?{_END}"),
        ("replace", rf"{_UNIT}(?:的)?{_ROLE}{_OLD}{_T}(?:已经?|要)?(?:退休?|调走|调离|离任|离职|毕业|卸任|转走|不干|不当)了?[,。; ]+(?:改?由|换成|换|让)?{_NEW}{_T}(?:接任|接替|担任|接|任|当)?{_END}"),
        ("replace", rf"{_UNIT}(?:的)?新(?:任|的)?{_ROLE}{_IS}{_NEW}{_T}{_END}"),
        ("add", rf"{_UNIT}(?:的)?(?:增加|新增|添加|增补|增选|补选|加上?|加入|录入)(?:一?[名位个])?(?:新)?{_ROLE}[ :]*{_NEW}{_T}{_END}"),
        ("add", rf"{_UNIT}(?:的)?{_ROLE}(?:再)?(?:增加|增补|加上|加个|加){_NEW}{_T}{_END}"),
        ("add", rf"(?:把|将){_NEW}{_T}(?:增补|加入|加|设|任命|调整|改)(?:到|成|为)?{_UNIT}{_ROLE}{_END}"),
        ("set", rf"(?:任命|聘任|推选|选举){_NEW}{_T}(?:为|任|担任){_UNIT}{_ROLE}{_END}"),
        ("set", rf"(?:由|让)?{_NEW}{_T}{_HOLDS}{_UNIT}{_ROLE}{_END}"),
        ("set", rf"{_UNIT}(?:由|让){_NEW}{_T}{_HOLDS}{_ROLE}{_END}"),
    )
)  # fmt: skip
_NO_NAME = regex(
    r".*(?:支部|书记|委员|党员|我|本人|会议|活动|主持|记录|他|她|谁|自己|人员|同志们|名单|身份|学生|老师|教师|预备|正式).*|我们|大家|支委"
)
_ROLES = (("副书记", "deputy"), ("书记", "secretary"), ("党员", "member"), ("委", "committee_member"))


@dataclass(frozen=True, slots=True)
class Office:
    """``op``: replace, add, remove, or set (who it is for a secretary, one more for the others). Names and unit as
    said, and the words for the day from which it holds; empty where they were not."""

    op: str
    role: str
    unit: str = ""
    new: str = ""
    old: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class CallOff:
    """What was to come of a branch's offices is not to come; ``role`` and ``unit`` empty where they were not said."""

    unit: str = ""
    role: str = ""


_DAY = (
    r"(?:今年|明年|20\d\d年)?\d{1,2}月(?:\d{1,2}[日号]?|底|末)?|\d{1,2}[./]\d{1,2}|\d{1,2}[日号]|明天|后天|大后天|"
    r"(?:这|本|下下?)个?(?:周|星期|礼拜)[一二三四五六日天]?|(?:这个?|本|下个?)月(?:\d{1,2}[日号]|底|末)?|明年|月底"
)
_FROM = regex(
    rf"(?:从|自)?[ ]*(?P<a>{_DAY})[ ]*(?:份)?(?:开始|起|以后|之后)[ ,]*(?:就|将|正式)?|(?:从|自)[ ]*(?P<b>{_DAY})[ ,]*(?:就|将|正式)?"
)
_BARE_CHANGE = regex(rf"(?:书记)?(?:就|将)?(?:{_TURN}|让){_NEW}{_T}(?:接任|担任|接|任|当|来当)?(?:书记)?{_END}")
_NO_CHANGE = regex(
    rf"(?:取消|撤销|撤回|终止)(?:了)?(?P<a>{_UNIT.replace('?P<unit>', '?:')})(?P<ra>{_ROLE.replace('?P<role>', '?:')})?(?:的)?"
    rf"(?:换书记|换人|交接|接任|变动|任职变动|换届|(?:{_TURN}){_WHO})(?:的?安排)?{_END}"
    rf"|(?P<b>{_UNIT.replace('?P<unit>', '?:')})(?P<rb>{_ROLE.replace('?P<role>', '?:')})?(?:先|暂时|还是|就|又)*不换(?P<rc>书记|人)?{_END}"
)


def read_beginning(text: str) -> str:
    """从12月1日起, and nothing else: the words for the day; empty for any other message."""
    found = _FROM.fullmatch(fold(text).strip(" 。!吧"))
    return (found["a"] or found["b"]) if found else ""


def read_call_off(text: str) -> CallOff | None:
    """取消教工一支部换书记, 教工一支部书记不换了; None for any other message, a mere 不换了 among them."""
    folded = fold(text).strip()
    found = _NO_CHANGE.fullmatch(folded) if len(folded) <= _LONGEST else None
    if found is None:
        return None
    unit, role = (found["a"] or found["b"] or ""), (found["ra"] or found["rb"] or found["rc"] or "")
    if not (unit or "书记" in folded):
        return None
    role = "书记" if "换书记" in folded else role
    code = next((code for word, code in _ROLES if word in role), "") if role not in ("", "人") else ""
    return CallOff(unit.removesuffix("的"), code)


def read_office(text: str) -> Office | None:
    """What is said of an office; None for any other message."""
    folded = fold(text).strip()
    begins = _FROM.search(folded)
    if begins and len(folded) <= _LONGEST and (on := begins["a"] or begins["b"]):
        rest = (folded[: begins.start()] + folded[begins.end() :]).strip(" ,")
        bare = _BARE_CHANGE.fullmatch(rest)
        said = _office(rest)
        if said is None and bare and not _NO_NAME.fullmatch(bare["new"]):
            said = Office("replace", "secretary", "", bare["new"])
        return replace(said, on=on) if said else None
    return _office(folded)


def _office(folded: str) -> Office | None:
    folded = regex(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])").sub("", folded)
    if not 4 <= len(folded) <= _LONGEST or "\n" in folded or QUESTION.search(folded) or COUNTED.search(folded):
        return None
    for op, pattern in _PATTERNS:
        found = pattern.fullmatch(folded)
        if found is None:
            continue
        said = {"unit": "", "new": "", "old": "", **{key: value or "" for key, value in found.groupdict().items()}}
        if any(_NO_NAME.fullmatch(said[key]) for key in ("new", "old") if said[key]):
            continue
        role = next(code for word, code in _ROLES if word in said["role"])
        return Office(_op(op, role), role, said["unit"].removeprefix("把").removeprefix("将"), said["new"], said["old"])
    return None


def _op(op: str, role: str) -> str:
    """A branch has one secretary; of the others there may be one more."""
    if op == "set" or (op == "add" and role == "secretary"):
        return "replace" if role == "secretary" else "add"
    return op
