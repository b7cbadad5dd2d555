"""Which task people mean: by its number, its title, or the words of it that they remember.

Titles come from notices (报送4月主题党日典型案例), people say 4月案例 or 案例材料. Pure: words against titles.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar

from config.patterns import regex
from handlers.reading import fold
from handlers.reading.kinds import mentions
from storage.tasks import Task

_T = TypeVar("_T")
_NOISE = regex(
    r"请?各?(?:党?总?支部|党委|单位)|我们?|咱们?|本支部|支部|请|关于|做好|开展|组织|召开|按时|及时|认真|完成|上交|提交|递交|补交|报送|上报|补报|填报|填写|报(?![告表])|交|"
    r"发|给|到|至|您|你|老师|书记|这个?|那个?|这份|那份|一[份篇个次]|几[份篇]|电子[版稿]|纸质[版稿]?|材料|文件|附件|资料|任务|事项|工作|有关|情况|"
    r"以上|上面|刚才|刚刚|已经?|都|也|还|没有?|是|就|的|了|吧|吗|呢|啊|弄错|搞错|记错|说错|昨天|前天|今天|上午|下午|晚上|[^\u4e00-\u9fff\dA-Za-z]+"
)
"""What a title or a remark may have that names nothing."""
_DATES = regex(r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号]|上周[一二三四五六日天]?|上?个?月[初底末]?")
_NUMBERED = regex(r"任务 *#?(?P<n>\d{1,6})(?!\d| *[月日号])")
_MONTH = regex(r"(\d{1,2})月(?!\d{1,2}[日号])")
PAPERS = regex(
    r"案例|材料|报告|总结|汇总|小结|[清名]单|[^代发]表(?!决|彰|扬|态|率|达|示)|台账|照片|图片|影像|截图|方案|计划|安排|信息|稿|心得|体会|论文|视频|课件|讲稿|"
    r"档案|手册|数据|统计|证明|申请书?|纪要|作品|问卷|自查|清样|word|pdf|excel|ppt"
)
"""Things that are handed in, as titles and deliverables call them."""


def asks_for_paper(task: Task) -> bool:
    """Whether the task is done by handing something in."""
    return bool(PAPERS.search(fold(f"{task.title} {task.deliverable or ''}").lower()))


def named(words: str, among: Sequence[tuple[Task, _T]]) -> list[_T]:
    """Those whose task the words name; of several readings the closest, all of them where they are equally close."""
    number = fold(words).strip().removeprefix("任务").lstrip(" #").rstrip(" 号。")
    written = _NUMBERED.search(fold(words))
    if written or number.isdecimal():
        return [one for task, one in among if str(task.id) == (written["n"] if written else number)]
    scored = [(closeness(words, task), task, one) for task, one in among]
    best = max((score for score, *_ in scored), default=0)
    if not best:
        return []
    # 述职报告 is 报送述职报告 before it is 述职评议安排: among equals the longest run of the very words.
    close = [(_shared(fold(words), fold(task.title)), one) for score, task, one in scored if score == best]
    longest = max(run for run, _ in close)
    return [one for run, one in close if run == longest]


_AROUND = regex(r"^[ ,。!]+|(?:的?(?:材料|文件|附件|资料|电子[版稿]|纸质版|word版|初稿|稿子|了|啊|吧|[ ,。!])+)$")


def is_title(words: str, task: Task) -> bool:
    """Whether the words are the task's title and nothing else."""
    return fold(task.title) in (_AROUND.sub("", fold(words)), fold(words).strip())


def fitting(words: str, among: Sequence[tuple[Task, _T]]) -> list[_T]:
    """Those that the words may mean where a mistake would be filed: the very title; else all whose title has all that
    was said, though one be closer."""
    exact = [one for task, one in among if is_title(words, task)]
    if exact:
        return exact
    bare = _AROUND.sub("", fold(words))
    said = max(_core(bare).split("\0"), key=len, default="")
    all_of_it = [
        one for task, one in among if len(said) > 1 and said in _core(fold(task.title)) and closeness(bare, task)
    ]
    return all_of_it if len(all_of_it) > 1 else named(words, among)


def closeness(words: str, task: Task) -> int:
    """How much of the task's own words was said; 0 where it is not meant."""
    said, title = fold(words), fold(task.title)
    if title in said:
        return (2000 if title == said.strip() else 1000) + len(title)
    found = _by_words(said, title, task)
    # 主题党日典型案例 is the end of 报送主题党日典型案例 before it is a 典型案例 of some kind.
    return 1000 + len(said.strip()) if found and said.strip() in title else found


def _by_words(said: str, title: str, task: Task) -> int:
    months, own = set(_MONTH.findall(said)), set(_MONTH.findall(title))
    if months and own and not months & own:
        return 0
    kept, whole = _core(said), _core(f"{title}，{fold(task.deliverable or '')}")
    length = _shared(kept, whole)
    spoken = max((len(part) for part in kept.split("\0")), default=0)
    if length < 2 or length * 5 < spoken * 3:
        # 述职安排 for 述职评议安排: shortened, every sign in its order.
        short = max(kept.split("\0"), key=len, default="")
        return len(short) - 1 if len(short) >= 3 and any(_within(short, part) for part in whole.split("\0")) else 0
    return length + (10 if months & own else 0)


def _core(text: str) -> str:
    """What of it names something: without activities (their names are in half of all titles), dates and fillers."""
    for _, first, last in reversed(mentions(text)):
        text = text[:first] + "\0" + text[last:]
    return _NOISE.sub("\0", _DATES.sub("\0", text))


def _within(short: str, long: str) -> bool:
    signs = iter(long)
    return all(sign in signs for sign in short)


def _shared(one: str, other: str) -> int:
    """The length of the longest run that both have, across no gap."""
    best = 0
    before = [0] * (len(other) + 1)
    for a in one:
        row = [0] * (len(other) + 1)
        for at, b in enumerate(other):
            if a == b != "\0":
                row[at + 1] = before[at] + 1
                best = max(best, row[at + 1])
        before = row
    return best


_ANY_TOPIC = regex(r"专题|主题|学习|学[一]?堂|上好|一堂|一场|为|以|围绕|贯彻|精神")


def answered_by(task: Task, opens_on: date, kinds: Collection[str], day: date, words: str) -> bool:
    """Whether an activity plainly is what the task asks for: its kind, in its time, of its topic where it has one. What
    asks for a paper is done with the paper."""
    title = fold(task.title)
    if asks_for_paper(task) or not {kind for kind, *_ in mentions(title)} & set(kinds):
        return False
    months = {int(month) for month in _MONTH.findall(title)}
    if months and day.month not in months:
        return False
    if not months and day < opens_on:
        return False
    topics = [part for part in _ANY_TOPIC.sub("\0", _core(title)).split("\0") if len(part) >= 2]
    return not topics or _shared("\0".join(topics), fold(words)) * 2 >= max(map(len, topics))
