"""One message in, its meaning out. The order of the questions here is the product's judgement; the words are elsewhere.

A message is read at most so far (``record.LONGEST``), so that nobody's long text holds up the others.
"""

import re
from dataclasses import replace

from config.patterns import regex
from handlers.reading import intents as words
from handlers.reading.corrections import filled, find_changes, removed_files
from handlers.reading.dates import find_days
from handlers.reading.events import several, told
from handlers.reading.form import read_form
from handlers.reading.kinds import mentions
from handlers.reading.lines import in_words, names_a_line
from handlers.reading.mending import mended, of_an_earlier_one
from handlers.reading.orders import order
from handlers.reading.questions import asked
from handlers.reading.record import LONGEST, read_record
from handlers.reading.talks import private, talk_told
from handlers.reading.targets import find_target
from handlers.reading.values import Absentee, Change, Context, Target, Understanding
from handlers.written.text import clean, fold, hide_quoted

LAST = Target(last=True)


def understand(text: str, context: Context) -> Understanding:
    """What the message means. Never raises; what is not understood is ``none``."""
    text = clean(text)
    if context.card and names_a_line(text):
        text = in_words(text, context.card)
    short = text[:LONGEST]
    folded = fold(short).strip()
    said = folded.lstrip("/").strip()
    if not said:
        return Understanding("none")
    bare = _FACES.sub("", said).strip()
    plain = _plain(said, context) or (_plain(bare, context) if bare != said else None)
    if plain:
        return plain
    meaning = _meaning(text, short, folded, said, context)
    return replace(meaning, private=True) if private(said) else meaning


def _meaning(text: str, short: str, folded: str, said: str, context: Context) -> Understanding:
    if words.REFUSE.search(hide_quoted(folded)) and not _counted_report(folded):
        return Understanding("refuse", slots={"question": short}, flags=_private(folded, context))
    form = None if len(several(text, context)) > 1 else read_form(text, context)
    if form and not (context.draft_open and not form.kinds and form.date is None):
        return Understanding("submit_record", records=(form,), flags=form.flags)
    return (
        talk_told(text, said, context)
        or _change(text, short, said, context)
        or told(text, said, context)
        or asked(short, said, context)
    )


# ---- yes, no, small talk

_FACES = regex(
    r"^(?:[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]|\([\u4e00-\u9fff]{1,4}\))+|"
    r"(?:[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]|\([\u4e00-\u9fff]{1,4}\))+$"
)
"""Faces before or behind the words, as characters or as WeCom writes them ([抱拳]; folded brackets are round)."""


def _plain(said: str, context: Context) -> Understanding | None:
    if words.NO.fullmatch(said):
        return Understanding("cancel_pending", no=True)
    if words.WRONG.fullmatch(said) and context.draft_open:
        return Understanding("amend", target=LAST)
    if re.fullmatch(r"发布吧?[ 。!]*", said):
        return Understanding("none", yes=True) if context.draft_open else Understanding("publish_notice")
    if words.YES.fullmatch(said) and not re.fullmatch(r"收[ ]*", said):
        return Understanding("none", yes=True)
    if words.THANKS.fullmatch(said):
        return Understanding("none")
    return None


def _counted_report(folded: str) -> bool:
    return words.counts_of(folded) >= 2 and not re.search(
        r"凑(?!齐|巧)|编(?![号制写辑委入队著码排组外])|没开|虚构|伪造|捏造", folded
    )


def _private(folded: str, context: Context) -> tuple[str, ...]:
    sensitive = re.search(r"政审|政治审查|函调|谈话|谈心|评议|投了?(?:反对|赞成|弃权)|身份证|家庭情况|考核", folded)
    return ("privacy_group",) if context.in_group and sensitive else ()


# ---- an existing record


def _change(text: str, short: str, said: str, context: Context) -> Understanding | None:
    hidden = hide_quoted(said)
    report = _whole_report(hidden, context)
    task = None if report else order(short, hidden, context)
    if task:
        return task
    asking = words.QUESTION.search(hidden)
    files = None if asking or report else removed_files(hidden)
    if files:
        return Understanding("amend", slots={"files": files}, target=find_target(short, context))
    if words.RESTORE.search(hidden) and not asking and not report:
        return Understanding("restore", target=find_target(short, context))
    if words.WITHDRAW.search(hidden) and not asking and not report:
        return Understanding("withdraw", target=find_target(short, context))
    if words.ATTACH.search(hidden) and not asking and not words.COUNTED.search(hidden):
        return Understanding("attach", target=find_target(short, context))
    remarks = _remarks(short, hidden, context)
    if remarks:
        return _amended(remarks, find_target(short, context, short[:8] if of_an_earlier_one(short) else ""), context)
    if _NOT_HELD.search(hidden) and not context.draft_open:
        return None  # 昨天没开成，改到下周: nothing that is filed
    if (words.AMEND.search(hidden) or words.NUMBER_FIRST.search(hidden)) and not asking and not report:
        changes, begins = find_changes(short, context)
        return _amended(changes, find_target(short, context, short[:begins]), context)
    if context.draft_open:
        return _answer(short, said, context)
    return None


_NOT_HELD = regex(r"[没未][有能]?(?:召?开|办|上|搞|举行)(?:成|得成)|[开办上搞]不成")
_NO_REMARK = regex(r"没开成|没办成|开不成|取消了|准备|打算|计划|下周|明天|后天|下个?月")


def _remarks(short: str, hidden: str, context: Context) -> tuple[Change, ...]:
    """What the message changes in the record that it is about, if it is no activity of its own and asks nothing."""
    if not context.about or words.QUESTION.search(hidden) or words.HEARSAY.search(hidden) or _NO_REMARK.search(hidden):
        return ()
    back = of_an_earlier_one(short)
    if mentions(hidden) and not back and words.AMEND.search(hidden) is None:
        return ()
    changes = mended(short, context)
    if not changes:
        return ()
    done = {change.field for change in changes}
    ordered = find_changes(short, context)[0] if words.AMEND.search(hidden) else ()
    # While a draft waits, what it lacks is filled in from the same words.
    lacking = [change for change in _filling(short, context) if not context.about.get(change.field)]
    return (*changes, *(change for change in (*ordered, *lacking) if change.field not in done))


def _filling(short: str, context: Context) -> tuple[Change, ...]:
    return filled(read_record(short, context), fold(short)) if context.draft_open else ()


_OF_A_RECORD = regex(
    r"(?:请|帮我?|麻烦|那)?(?:更正|订正|修改|更改|改|撤|把|将|刚才|刚刚|上一?条|#|\d{1,9}号(?:记录|那条)|记录[ #]*\d|"
    r"编号|恢复|补充|作废|删)"
)
_CHANGES_A_FIELD = regex(
    r"(?:实到|应到|地点|地方|主持人?|记录人?|时间|日期|主题|议题|缺席|请假|人数|记录|"
    r"[那这]条)[^,。;\d一二两三四五六七八九十]{0,4}"
    r"(?:写错|填错|报错|搞错|记错|错了|有误|不对|改成|改为|改一?下|改到|换成|更正|应该是|应为|应是)"
)


def _whole_report(hidden: str, context: Context) -> bool:
    """A report of its own, whatever its content says of 收回 or 改为: a kind, both counts, and what is told of it."""
    if not mentions(hidden) or words.counts_of(hidden) < 2:
        return False
    if len(words.COUNTED.findall(hidden)) >= 2 and words.DONE.search(hidden):
        return True
    if _OF_A_RECORD.match(hidden) or _CHANGES_A_FIELD.search(hidden):
        return False
    return bool(len(words.FIELDS.findall(hidden)) >= 2 or find_days(hidden, context.now))


def _amended(changes: tuple[Change, ...], target: Target, context: Context) -> Understanding:
    if context.draft_open and target.number is None and not target.quoted:
        target = LAST
    return Understanding("amend", target=target, changes=changes)


_BUT = regex(r"^(?:好|对|是|嗯|可以|行)的?[ ,。]*(?:但是?|不过|只是|就是|另外)?[ ,]*")


def _answer(short: str, said: str, context: Context) -> Understanding | None:
    """Words that fill what the bot asked for: no new record, the one that waits."""
    if not words.LABELLED.match(said) and (words.QUESTION.search(said) or words.PLAN.search(said)):
        return None
    whole = mentions(said) and find_days(said, context.now) and len(words.COUNTED.findall(said)) >= 1
    if whole:
        return None
    agreed = _BUT.match(said)
    rest = short
    if agreed and len(agreed[0]) < len(said) and re.search(r"但|不过|只是|就是|另外", agreed[0]):
        changes, _begins = find_changes(short[short.find(said[agreed.end()]) :], context)
        if changes:
            return Understanding("amend", target=LAST, changes=changes)
    reading = read_record(rest, context)
    changes = filled(reading, said)
    if not changes:
        return None
    return Understanding("amend", target=LAST, changes=_one_more(changes, said), flags=reading.flags)


_ALSO = regex(r"也(?:没|未|请|缺|不|是|因|病|生病|出差|有事|[事公]假)|(?:还有|再加|加上|漏了|另外)")


def _one_more(changes: tuple[Change, ...], said: str) -> tuple[Change, ...]:
    """王五也没来: one more beside those who are known already, not instead of them."""
    if not _ALSO.search(said):
        return changes
    told_so_far: list[Change] = []
    for change in changes:
        people = change.value if change.field == "absentees" else ()
        if people and all(isinstance(one, Absentee) for one in people):
            told_so_far += [Change("absentees", "add", one) for one in people]
        else:
            told_so_far.append(change)
    return tuple(told_so_far)
