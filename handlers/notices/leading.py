"""Why a whole sentence asks for nothing by its days: it leads to what follows, asks a question, or is about others."""

from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.drafts import Context, Draft
from handlers.notices.when import When
from handlers.notices.words import ACTION


def told_aside(sentence: str, made: Sequence[Draft], found: Sequence[When], context: Context) -> str:
    """Why the whole sentence asks for nothing: it leads to what follows, or tells an exception."""
    if _told_nowhere_else(sentence, found, context):
        return ""
    if context.about() == "story" and not (_BINDS.search(sentence) and ACTION.search(sentence)):
        return "情况说明里的时间，不是截止时间"
    if _QUESTION.search(sentence):
        return "是提问，没有要求"
    if _NOT_YET.search(sentence) and not (any(one.until for one in found) or _BINDS.search(sentence)):
        return "以后另行通知的事"
    if _CALLED_OFF.match(sentence):
        return "原来的时间，已取消"
    if _NOT_OURS.search(sentence):
        return "与这里的人无关"
    if _PETITION.search(sentence):
        return "请示里的时间"
    if _EXCEPTING.match(sentence) and made and made[-1].when and made[-1].when.recurrence:
        return "例外的时间，写在上一项里"
    leads = sentence.rstrip().endswith(":") and not ACTION.search(sentence)
    return INTRODUCED if leads or INTRO.search(sentence) else ""


def _told_nowhere_else(sentence: str, found: Sequence[When], context: Context) -> bool:
    """定于10月29日至30日举办轮训班，有关安排如下: the days of what is held stand here and in no line of their own."""
    days = [one for one in found if not one.ignored and one.deadline and one.form in ("point", "window")]
    if context.timed or len(days) != 1 or _SETS.search(sentence) is None:
        return False
    return days[0].start is None or (days[0].deadline - days[0].start).days <= 7  # type: ignore[operator]


_BINDS = regex(r"请|务必|必须|(?<!必)须|应于|限(?:于|期)|要(?:于|在)|整改(?:时限|期限|完成)")
"""What asks even where only a state of things is told."""
_SETS = regex(r"(?:定于|定在|拟于|将于|决定于)[^,。;]{4,24}?(?:举办|召开|举行)")
_NOT_OURS = regex(
    r"与[^,。;]{0,6}无关|不涉及(?:支部|各|我)|不[用必需](?:支部|大家|各支部)?(?:参加|来人|到场)(?![^,。;]*的)"
)
_PETITION = regex(r"经[^,。;]{2,16}研究,[ ]*拟于")
INTRO = regex(
    r"(?:做好|完成|落实|抓好|办好|配合)(?:以下|下列|下面|如下)[^,。;]{0,10}[:。]?$|"
    r"现[将就对把][^。]{0,60}(?:如下|通知|印发|转发)|(?:通知|安排|要求|事项)如下|(?:提出|作出|做出|制定|作)了?(?:如下|以下)[^,。;]{0,6}(?:安排|要求|部署|规定)|(?:明确|注意|讲|"
    r"强调)(?:以下|如下|下面)|^ *(?:为|为了|根据|按照|依据)[^。]{4,120}(?:制定本|决定(?:在|对|开展|"
    r"举办|组织|启动)|特制定|现启动)"
)
INTRODUCED = "引言里的时间，各项任务另有时间"
_EXCEPTING = regex(r" *(?:其中|但)[,:]? *\d{1,2} *月")
_QUESTION = regex(
    r"^ *(?:问|Q) *\d{0,2} *[:、.]|^ *(?:[^,。;:]{1,10}: *)?(?:我们|咱们?|俺)(?![校院部系处])[^。;请由各]{2,24}"
    r"(?:能不能|可不可以|能否|行不行|怎么办|咋办)(?![^,。;]*[发报交给]我)[^,。;请由各]{0,10}$|"
    r"(?:还|是不是|要不要|用不用|需不需要)[^,。;请]{2,30}[吗么]$"
)
"""问：材料还是12月16日交吗; 我们支部19号满课，能不能晚点送: somebody asks, and the answer stands behind it."""
_NOT_YET = regex(r"先(?:不用|别|不必|不要)(?:动|管|准备|理)(?=$|[,。;])|具体等(?:文件|通知|消息)(?=$|[,。;])")
"""12月初民主评议要启动，具体等文件，先不用动."""
_CALLED_OFF = regex(
    r" *(?:另外?,?)?取消[^,。;]{2,24},[^,。;请\d]{0,10}(?<!不)(?:再|另行?|重新)(?:安排|通知|组织|定) *$"
)
"""取消1月21日的支部书记沙龙，寒假后再安排."""
