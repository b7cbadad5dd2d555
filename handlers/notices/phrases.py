"""What stands around a deed and is no part of its name: who answers, by whom, to whom, how, where, and when.

Knows words only; what a task is called in the end is :mod:`handlers.notices.titles`'s.
"""

import re

from config.patterns import regex
from handlers.notices.words import tidy


def answer(text: str) -> str:
    """答：本周五前交给小组长: without the mark of an answer."""
    return _ANSWER.sub("", text)


_ANSWER = regex(r"^ *[【\[(]?(?:答|问|回复)(?:[】\])] *:?|:)")

BY = regex(r"(?:均|都|统一|一律|各)?(?:由|(?<![申邀聘恳])请)$")
"""What leads to a party whose name is left out: 异议由（支部）汇总."""


def manner(held: str) -> str:
    """What stands between a day and its verb, without to whom and how: 向党委办公室书面, 随人事档案, 在群里."""
    held = _THERE.sub("", held)
    return _TO_WHOM.sub("", held if _TAKES.search(held) else _HOW.sub("", held))


_TAKES = regex(r"将|把")
_HOW = regex(
    r"^ *(?:[上中下]?午|晚上?)前$|"
    r"^(?: *(?:前|内|均|都|请|再|也|一律|统一|由?本人))*(?:向|随同?|连同|经由?|以|凭|遇|就|围绕|针对)[^,。;]{1,24}$|"
    r"(?:书面|密封|微信|当面|口头|电话|专人|随时|分[两二三几多][次批])+$"
)
_THERE = regex(
    r"^(?: *(?:前|内|均|都|请|再|也|一律|统一|由?本人))*(?:在|通过|用|经) *[^,。;在将把]{0,10}?"
    r"(?:“[^“”]{1,16}”|群(?:文件)?里?|系统|平台|表格?[里中]|小程序|网站|邮箱|OA|文档[里中]?|处)[里中上内]?"
)
_TO_WHOM = regex(r"(?<![去意方走动倾导志取])向[^,。;将把]{2,20}$")


def where(behind: str) -> str:
    """交学院楼B302: a room is nothing that is handed in."""
    return "" if _ROOM.fullmatch(behind) else behind


_ROOM = regex(r" *[^,。;]{0,6}?[楼室馆栋座厅]? *[A-Za-z]?-?\d{2,4}(?:室|房间)?")


def subject_of(clause: str) -> str:
    """The clause before a day without what only leads to the day: 例会时间初定, 选题收到, 请示由该支部."""
    return _PLANNED.sub("", _LABEL.sub("", _BY_THEM.sub("", _ON_GROUNDS.sub("", _NTH.sub("", clause)))))


_NTH = regex(r"^ *(?:其[一二三四五]|首先|然后|另外|第[一二三四五](?=$))|^ *[一二三四五六]是")
_ON_GROUNDS = regex(r"(?:根据|按照|依据|参照)[^,。;《]{0,20}《[^《》]{1,80}》(?:的?(?:要求|精神|规定|通知))?,?")
_BY_THEM = regex(r"(?<=[\u4e00-\u9fff]{2})(?:均|都)?由[^,。;由的]{2,10}$")
_PLANNED = regex(
    r"(?:原则上)?(?:(?:院|校|系|部)里|学校|学院|[我咱]们|支部|书记)?(?:就|则|也|都|均)?(?:暂时?|初步?|预计)?"
    r"(?:拟|统一)?(?:安排|(?<![确固规决约商议选])定|集中|(?<![开发下])放|拟|暂|初)$|^(?:院|校|系|部)里$"
)
_LABEL = regex(
    r"^(?:(?![^,。;]{0,5}(?:会|班|课|考试|典礼|活动|比赛)).{0,6}(?:时间|期限|日期|截止)(?:为|:|是)?|"
    r"时间|(?i:deadline|ddl) *:?)$|"
    r"(?:的|接待|受理|办理)?(?:截止|截稿|最后)?(?:时间|日期|期限)(?:安排|暂|初步?|统一)?(?:拟|定)?(?:为|是|在|从|:)?$"
)


def named_out(text: str) -> str:
    """The same length, without the letters of names: 对照《自查清单》 does not check anything by its name."""
    return _NAME.sub(lambda name: "〇" * len(name[0]), text)


_NAME = regex(
    r"《[^《》]{1,80}》|“[^“”]{2,24}”(?=[^,。;“”]{0,4}(?:小程序|系统|平台|栏目|行动|活动|清单|问卷|专栏|工程))"
)


_LEFT = regex(r"(?<=.)[:：]?(?:把|将|为)$")


def then(after: str) -> str:
    """What stands right behind a day and tells the deed with a verb of whatever kind: 呈总支, 汇总, 开茶话会."""
    lead = _AT.sub("", _LEAD_CLAUSE.match(after.lstrip())[0])  # type: ignore[index]
    own = _PARTICLE.sub("", tidy(lead) if not lead.startswith("的") else lead)
    return own if 2 <= len(own) <= 10 and not _NO_DEED.match(lead) else ""


_LEAD_CLAUSE = regex(r"[^,。;:(]*")
_AT = regex(r"^(?:在|到)[^,。;在]{2,12}?(?=开[^,。;始放]{0,6}会|办[^公理]|举[办行]|召开|集[合中]|进行|领|看|登记|签)")
_NO_DEED = regex(
    r" *(?:在|到|至|和|、|起|为|-|每[日天]|[上下中]午|之?前|之?后|左右|可|大概|行不行|不行|因|"
    r"地点|共|期间|\d|(?:再|就)?[开收要用]$)"
)
_PARTICLE = regex(r"(?:吧|呢|啊|哦|了|就[行好])$")


def whole(words: str) -> str:
    """No half brackets: what stands before a closing one, or behind an opening one, belongs to another phrase."""
    for opening, closing in ("《》", "“”", "（）", "()", "【】"):
        if words.count(closing) > words.count(opening):
            words = words.split(closing, 1)[1] or words.replace(closing, "")
        if words.count(opening) > words.count(closing):
            at = words.rfind(opening)
            words = words[:at] or words[at + 1 :]
    return _LEFT.sub("", words.strip(" ,，。;；:：、"))


VOID = regex(
    r"(?:第[一二三四五]次|首次|仍|同样以?|换成|更正|[这那下本]次|学校|学院|支部|各位.{0,6}|即日起|最[好后迟晚]|该|想|改|要?用的|"
    r"会议?|其[一二三]|因为?|具体|届时|(?:[本这]?[周月]|时间)|[^\u4e00-\u9fff]*)(?:报送|上交)?"
)
"""Words that name nothing by themselves."""


def without_recipient(behind: str, to: str | None) -> str:
    """发给小王就行 names nothing that is sent."""
    if not to or not 0 <= behind.find(to) <= 2:
        return behind
    return _DONE_WITH.sub("", behind.split(to, 1)[1])


_DONE_WITH = regex(r"^(?:那里|那儿|处|手里)?(?:就[好行可以]+|即可)?")


def clause_at(text: str, at: int) -> str:
    end = re.search(r"[,;。:(]", text[at + 1 :])
    return text[at : at + 1 + end.start()] if end else text[at:]


def last_clause(text: str) -> str:
    """The clause that stands last, and is not only a length."""
    parts = [part for part in re.split(r"[,;。:]", text) if part.strip(" ()（）")]
    return next((part for part in reversed(parts) if not _LENGTH.fullmatch(part)), parts[-1] if parts else "")


_LENGTH = regex(
    r" *(?:(?:字数|篇幅|时长)?[^,。;]{0,6}(?:控制在|不少于|不超过|不得少于|不得超过|不低于|限)?|\d+ *[-至到~]+) *"
    r"(?:\d+ *[-至到~]+ *)?(?:\d+|[一二三四五六七八九十百千]+(?:分之)?)+ *(?:余|多)?"
    r"(?:字|页|分钟|%|[一二三四])(?:以内|以上|以下|左右|为宜)? *"
)
"""800—1200字, 问题部分不少于三分之一: how long it is names nothing."""


EXCUSES = regex(r"[,;][^,。;]{0,20}(?:请假|准假|告假)[^,。;]*")
"""5月13日下午两点东门集合，来不了的提前跟我请假: who stays away is not what the day is for."""
IF_WRONG = regex(r"(?<=.{4}),(?:如?有(?:错|误|问题|出入|不符)|不对)的?,?$")
"""把任职时间核对下，有错今晚十点前私聊我."""
AGAIN = regex(r"(?:补正|修改|更正|完善|订正|改|补)(?:好|完|齐)?后?,?(?:请|须|要|应)?(?:重新|再)[^,。;]{0,4}$")
"""改好后再发我一遍, 补正后再交一次."""
