"""What the sender of a notice, or somebody above its readers, does itself: 组织部将于11月中旬抽查. Nobody is asked."""

from collections.abc import Sequence
from dataclasses import replace

from config.patterns import regex
from handlers.notices.actors import Actor, actor_at
from handlers.notices.drafts import Context
from handlers.notices.when import When

SENDERS, WRITERS = "发文单位自己的安排", "发通知的人自己的安排"


def clause_of(sentence: str, when: When) -> str:
    """The date's own stretch between two commas."""
    first = max(sentence.rfind(mark, 0, when.first) for mark in ",;:") + 1
    last = min((at for mark in ",;" if (at := sentence.find(mark, when.last)) >= 0), default=len(sentence))
    return sentence[first:last]


def overseen(sentence: str, when: When, context: Context) -> bool:
    """组织部将于11月中旬抽查: the sender does it, nobody is asked; but what is handed up is asked for."""
    if (gives := _GIVES_BACK.match(sentence, when.last)) and (not gives["school"] or above("secondary", context)):
        return True
    if context.actor.level in ("branch", "secondary") and _OWN_MEETING.match(sentence, when.last):
        return False
    if _REPORTS.match(sentence, when.last) and not _PLANS.search(clause_of(sentence, when)):
        return False
    return _RECEIVES.search(sentence[: when.first]) is not None or _by_sender(sentence, when, context)


def _by_sender(sentence: str, when: When, context: Context) -> bool:
    own = clause = clause_of(sentence, when)
    if _BEGINS.match(sentence, when.last) and len(own.strip()) - (when.last - when.first) < 6:
        own = sentence[: when.first].rstrip(" ,").rpartition(",")[2]  # 组织部将派员列席会议，1月20日开始
    if _SENDER_WILL.search(own) and not context.parties and not _INVITES.search(_near(sentence, when)):
        return True
    if when.until and _THEIRS.search(clause) and not (_INVITES.search(sentence) or actor_at(sentence)):
        return True
    if not when.until and _RESULTS.search(clause) and not actor_at(clause):
        return True
    if when.until or context.parties or not _OVERSEES.search(sentence) or _INVITES.search(_near(sentence, when)):
        return False
    if _THEIRS.search(sentence, max(0, when.first - 20)) and not actor_at(sentence):
        return True
    if len(clause.strip()) - (when.last - when.first) < 2:
        clause = sentence[when.first :].partition(",")[2].partition(",")[0]  # 11月3日—7日，调研组赴高校走访
    who = _SENDER.search(clause) or _BY_OTHERS.search(sentence, 0, when.last)
    actor = actor_at(_near(sentence, when))
    if actor and actor.level in ("branch", "secondary", "organizer", "member") and not above(actor.level, context):
        return False
    if who is None and not (actor and above(actor.level, context)):
        return _HONOURS.search(sentence) is not None and actor is None and "各" not in sentence
    return True


_ASKED_TOO = regex(r"^ *(?:请|各)(?![^,。;]*(?:参加|出席|到会|到场|列席|观摩|配合))")


def _near(sentence: str, when: When) -> str:
    """The date's clause and the one behind it, but not where a party of its own is asked there."""
    own, rest = sentence[: when.last], sentence[when.last :].split(",")
    behind = rest[1] if len(rest) > 1 and not _ASKED_TOO.search(rest[1]) else ""
    return own[own.rfind(",") + 1 :] + rest[0] + behind


def sender_goes_on(sentence: str, found: Sequence[When]) -> list[When]:
    """校党委6月中旬审定，“七一”前夕召开表彰大会: what stands behind the sender's own day is the sender's as well."""
    first = next((one for one in found if one.ignored in (SENDERS, WRITERS)), None)
    if first is None:
        return list(found)
    follows = _FOR_THEM if first.ignored == WRITERS else _MAKES_KNOWN
    return [
        replace(one, ignored=_NEXT)
        if not one.ignored and one.first > first.last and not one.suffixed and follows.match(sentence, one.last)
        else one
        for one in found
    ]


_FOR_THEM = regex(r"[^,。;请各书长员部]{0,10}(?:给|帮|替)(?:大家|你们|各位)[^,。;]{0,8}(?=$|[,。;])")
"""我明天去领笔记本，26号开会时给大家带过去."""
_NEXT = "发文单位接下来的安排"
_MAKES_KNOWN = regex(
    r"(?:之?前|夕|左右)?[^,。;各请]{0,6}(?:审定|表彰|公布|公示|揭晓|颁奖|复评|终评|通报|发布|下达|批复)[^,。;]{0,4}(?=$|[,。;])"
)


def oversees(sentence: str, actor: Actor, context: Context) -> bool:
    """学校审定。组织部审核后报校党委研究: a step of the sender's, without a day."""
    return not context.parties and above(actor.level, context) and _OVERSEES.search(sentence) is not None


def above(level: str, context: Context) -> bool:
    """Whether that level stands above who is addressed."""
    ranks = ("member", "branch", "secondary", "org_dept")
    nobody = "branch" if context.actor.words else "secondary"
    addressed = context.actor.level if context.actor.level in ranks and context.actor.words else nobody
    return level in ranks and ranks.index(level) > max(ranks.index(addressed), 1)


_OWN_MEETING = regex(
    r" *(?:召开|组织召开|开好)[^,。;]{0,12}(?:组织生活会|支委会|党员大会|支部大会|党小组会|专题民主生活会)(?=[,。;]|$)"
)
"""5月下旬召开专题民主生活会: the readers' own."""
_RECEIVES = regex(r"受理(?:信访|举报|来信|来电|电话)[^,。;]{0,8}$")
_PLANS = regex(r"将|拟|计划")
_REPORTS = regex(
    r" *(?:之?前)?[^,。;]{0,6}(?:报送?|交|送|上报)(?:至|到|给)?(?:学?校)?(?:党委)?(?:组织|宣传|统战|上级|"
    r"学校|校党委|党?总支)"
)
_THEIRS = regex(
    r"(?:组织|邀请)专家|专家(?:组)?(?:评审|评议)|(?:公示|公布)(?:立项|评审|入选|入围|获奖|评选|考试|"
    r"决赛|最终|验收|考核|检查)?(?:结果|成绩|名单|入围)|确定(?:入围|录取|最终)?名单|"
    r"下达立项|(?:党委|领导)班子[^,。;]{0,14}(?:民主生活会|会议)"
)
_GIVES_BACK = regex(
    r"[ ,]*(?:(?P<school>学院(?:党委)?)|学校|校党委|(?:党委)?组织部|我部)[^,。;各请]{0,4}(?:反馈|公布|公示|通报|"
    r"发布|下发|印发)(?!给?(?:学校|校党委|组织部|我部))"
)
_RESULTS = regex(
    r"(?:结果|等次|得分|排名|成绩|(?:采用|录用|采纳|刊用|抽查|督查|评审)情况)[^,。;请各]{0,16}(?:通报|公布|揭晓|"
    r"公示|发布|印发|反馈)"
)
_INVITES = regex(r"请|参加|出席|到会|列席|观摩|务必|须")
_SENDER = regex(
    r"(?<![到至交送发报给向往])(?:调研|督查|督导|检查|专家|评审|巡察|考核|工作|验收|抽查|评议)组|评委会?|组委会|"
    r"领导小组|我部|"
    r"(?<![到至交送发报给向往])(?:学?校|院)?(?:党委)?(?:(?<![到至交送发报给向往])组织部|宣传部|统战部|组织人事处|党校|纪委|"
    r"学工部|学生工作部|(?<![我到至交送发报])办公室(?=将|拟|于|在|会|对|每|组织|统一))|"
    r"学校(?=将|拟|党委|于|组织|定|\d)|学院(?:党委)?(?=开始|将|会|来|统一|集中|派|指派)|党委会|党委(?=审批|研究)"
)
_BEGINS = regex(r" *(?:开始|启动|进行|完成|结束|实施|到位|前后|起)")
_SENDER_WILL = regex(
    r"^[ ,]*(?:我部|(?:学?校|院)?(?:党委)?(?:组织部|宣传部|统战部|组织人事处|党校|纪委|学工部|"
    r"学生工作部)|学校|学院党委|学院)(?:将|拟|计划)"
)
_BY_OTHERS = regex(r"(?:由|经)(?!各|党|支部|学院|组织员)[^,。;]{2,12}?(?:评审|审核|审定|评选|打分|研究)")
_OVERSEES = regex(
    r"颁发|下达|值班|会评|答辩|受理|班子|专家|抽查|抽取|检查|审批|复评|谈话|督查|督导|评审|评选|审核|复核|审定|"
    r"走访|调研|公布|公示|"
    r"通报|表彰|反馈|考核|验收|"
    r"评比|复审|展示|刊发|巡回|摸底"
)
_HONOURS = regex(r"(?:拟|将|定)(?:于|在)?[^,。;]{2,14}(?:召开|举行|举办)[^,。;]{0,12}(?:进行)?表彰|予以表彰|颁发")
