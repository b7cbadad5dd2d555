"""Filing a record: weighing what was said, holding or filing it, and what follows for the duties.

Shared by the commands that submit and that correct. A record waits as a draft until its sender has answered; a
correction that cannot stand waits in the dialogue and leaves the record as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from config.patterns import regex
from handlers import duties
from handlers.card import lines, vote_words
from handlers.due import say_day, say_period
from handlers.duties import matter_name, period_words
from handlers.errors import NotAllowed, UserError
from handlers.findings import FORMAL_MEETINGS, Finding, findings, is_late, missing
from handlers.message import Reply
from handlers.pending import WAITS, asked_anew
from handlers.reading import Change, Understanding, fold
from handlers.router import Request
from handlers.scope import unit_with
from handlers.understood import told, understood
from handlers.written.numbers import number
from storage.duties import Duty
from storage.records import NEWEST, Record
from storage.units import Unit
from storage.work import Work

ATTACH = "补照片"
BRIEF = "record_brief"
"""What a group sees of a draft: no names of those who were away, no reasons."""
SUBMIT = "提交"
"""The command that takes the yes to a draft."""
MAY_LACK = {"absentees"}
"""What may be missing from a record that is filed all the same, with a finding (R07)."""
ASKED = {
    "kind": "活动类型",
    "date": "日期",
    "start": "开始时间",
    "place": "地点",
    "host": "主持人",
    "recorder": "记录人",
    "expected": "应到人数",
    "present": "实到人数",
    "absentees": "缺席人员和原因",
    "topic": "主题",
}
FIELD_WORDS = {
    "kinds": "类型",
    "branch": "支部",
    "date": "日期",
    "start": "开始",
    "end": "结束",
    "place": "地点",
    "host": "主持",
    "recorder": "记录",
    "expected": "应到",
    "present": "实到",
    "absentees": "缺席",
    "observers": "列席",
    "topic": "主题",
    "votes": "表决",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A content with what is to be said about it."""

    content: dict[str, Any]
    missing: list[str]
    findings: list[Finding]
    flags: tuple[str, ...] = ()

    @property
    def hold(self) -> bool:
        """Nothing may be filed before the sender has answered (contract rule 7)."""
        return bool(set(self.missing) - MAY_LACK or self.flags or any(one.severity == "block" for one in self.findings))

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.findings]


def weigh(
    request: Request,
    work: Work,
    unit: Unit,
    content: Mapping[str, Any],
    flags: Sequence[str] = (),
    own: int | None = None,
    *,
    compare: bool = False,
) -> Weighed:
    """Look at the content as a whole. ``own`` is the record's number, which is no neighbour of itself; ``compare``:
    with the words of earlier records too (R08), which is worth its cost when new words have come."""
    earlier = [one for one in work.records.newest(unit.id) if one.id != own] if compare else []
    same_day = [one for one in _of_that_day(work, unit, content, earlier, compare) if one.id != own]
    found = findings(
        content,
        unit,
        request.know,
        request.now,
        same_day=same_day,
        earlier=earlier,
        host=_role_of_host(request, work, unit, content) if compare else "",
        asked_for=_asked_for(request, work, unit, content, own) if compare else "",
    )
    return Weighed(dict(content), missing(content), found, tuple(flags))


def _of_that_day(
    work: Work, unit: Unit, content: Mapping[str, Any], newest: Sequence[Record], looked: bool
) -> Sequence[Record]:
    """The branch's records of the content's day; the newest ones that were read anyway hold them for a recent day."""
    held_on = date.fromisoformat(content["date"]) if content.get("date") else None
    if held_on is None:
        return ()
    reach_back = len(newest) < NEWEST - 1 or (newest and newest[-1].held_on and newest[-1].held_on < held_on)
    if looked and reach_back:
        return [one for one in newest if one.held_on == held_on]
    return work.records.on_day(unit.id, held_on)


def _role_of_host(request: Request, work: Work, unit: Unit, content: Mapping[str, Any]) -> str:
    """``member`` where the roster knows the host as one of this branch's members and nothing more; else empty."""
    name = content.get("host")
    if not name or name == request.speaker.person.name or not FORMAL_MEETINGS & set(content.get("kinds") or ()):
        return ""
    held = [role for person in work.people.named(name) for role in person.roles]
    here = {role.role for role in held if role.unit.id == unit.id}
    return "member" if here == {"member"} and len(held) == 1 else ""


_PAPERS = regex(r"照片|图片|签到表|签到册|附件|讲稿|课件|截图|扫描件|佐证|影像")


def _asked_for(request: Request, work: Work, unit: Unit, content: Mapping[str, Any], own: int | None) -> str:
    """What a published task for this kind of activity asks to be attached, where nothing is attached yet (R14)."""
    kinds = content.get("kinds") or ()
    if request.message.attachments or request.question(ATTACH).get("files"):
        return ""
    for task in work.tasks.published():
        told = f"{task.title} {task.deliverable or ''} {task.source}"
        if not any(kind in told for kind in kinds) or not _PAPERS.search(told):
            continue
        if not unit.path.startswith(work.units.get(task.unit_id).path):
            continue
        if own is None or not work.attachments.of_record(own):
            papers = "、".join(dict.fromkeys(_PAPERS.findall(told)))
            return f"“{task.title}”要求附{papers}"
    return ""


def card(
    request: Request, unit: Unit, weighed: Weighed, *, files: Sequence[str] = (), status: str = ""
) -> dict[str, Any]:
    """Template values of a record as it was understood, and of what is to be said about it."""
    content = weighed.content
    today = request.know.today(request.now)
    lacking = "absentees" in weighed.missing
    return {
        "card": {
            "kinds": content.get("kinds") or [],
            "unit": unit.short,
            "lines": lines(content, today),
            "files": list(files),
            "status": status,
        },
        "asks": [ASKED[name] for name in weighed.missing],
        "must_ask": [ASKED[name] for name in weighed.missing if name not in MAY_LACK],
        # What is asked for anyway need not be a finding too.
        "findings": [
            one.words for one in weighed.findings if one.code != "R01" and not (one.code == "R07" and lacking)
        ],
        "blocked": [one.words for one in weighed.findings if one.severity == "block" and one.code != "R01"],
        "flags": [FLAG_WORDS[flag] for flag in dict.fromkeys(weighed.flags) if flag in FLAG_WORDS],
        "hold": weighed.hold,
        "again": False,
    }


FLAG_WORDS = {
    "weekday_mismatch": "日期和星期对不上，请告诉我是哪一天",
    "ambiguous_date": "日期有两种可能，请写明几月几日",
    "invalid_date": "没有这一天，请核对日期",
    "end_before_start": "结束时间早于开始时间，请核对",
    "ambiguous_names": "请假的几位连着写，分不清谁是谁，请用顿号隔开再说一次，比如“张三、李四请假”",
    "ambiguous_time": "时间有两种可能，请写明上午还是下午",
}


def wait(
    request: Request, work: Work, waiting: Mapping[str, Any], record_id: int | None, *, closes: Sequence[str] = ()
) -> None:
    """Leave a question in this chat for this person (none where ``waiting`` is empty), and remember the record touched
    last. What was asked before and is open still waits on beneath it; ``closes`` names commands whose questions are
    done with, besides this one's own and the one that is being answered."""
    request.look(work)
    request.asked = True
    waiting = request.stacked(asked_anew(waiting), (*closes, str(waiting.get("command"))))
    work.dialogues.put(
        request.speaker.person.id,
        request.message.channel,
        request.message.chat,
        waiting=waiting,
        record_id=record_id,
        expires_at=request.now + WAITS,
    )


def require_filing(request: Request, unit: Unit) -> None:
    """Raises NotAllowed unless the speaker may file for the unit."""
    if not request.speaker.may_file_for(unit):
        raise NotAllowed(
            f"您没有为{unit.short}记录的权限，请由该支部的书记或支委来记。", flags=("other_branch_permission",)
        )


_DECLINED = regex(
    r"(?:(?:等等|等一下|慢着|算了|不对|哎|唉)[ ,。!]*)*(?:那|我|还是|先|就|都|暂时)*(?:不|别|甭)(?:用)?(?:要)?(?:再)?"
    r"(?:改|换|撤|设|动|并|恢复|代办|取消|催|发|免|办|弄|提醒)(?:期|掉|成|下|办)?[了吧啦。! ]*"
)


def declined(request: Request) -> bool:
    """Whether what was shown and would change something is not to be done. 不改了 files a draft; here it says no."""
    plain = request.meaning.no or request.meaning.intent == "cancel_pending"
    return plain or _DECLINED.fullmatch(fold(request.text).strip()) is not None


def require_setting(request: Request, unit: Unit) -> None:
    """Raises NotAllowed unless the speaker may decide for the unit what is not a record."""
    if not request.speaker.may_file_for(unit):
        words = f"{unit.short}的情况由它的书记、支委或组织员来改。"
        raise NotAllowed(words, flags=("other_branch_permission",))


def file(request: Request, work: Work, record: Record, words: str) -> tuple[Record, list[Duty]]:
    """Submit a draft; returns it as it is now, and the duties whose state it changed."""
    late = is_late(record.content, request.know, request.know.today(request.now))
    filed = work.records.change(
        record, request.speaker.person.id, request.now, state="submitted", late=late, words=words
    )
    return filed, _follow(request, work, filed, "record.submitted", ())


def change(
    request: Request, work: Work, record: Record, content: Mapping[str, Any], words: str, *, state: str | None = None
) -> tuple[Record, list[Duty]]:
    """A next version of a filed record, and the duties that follow."""
    before = _touched(record.content)
    changed = work.records.change(
        record, request.speaker.person.id, request.now, content=content, state=state, words=words
    )
    return changed, _follow(request, work, changed, f"record.{state or 'changed'}", before)


def _follow(request: Request, work: Work, record: Record, what: str, before: Sequence[tuple[str, date]]) -> list[Duty]:
    work.audit.note(request.now, request.speaker.person.id, what, f"record:{record.id}", version=record.version)
    unit = unit_with(work, request.speaker, record.unit_id)
    changed = duties.refresh(work, request.know, unit, [*before, *_touched(record.content)], request.now)
    return [*changed, *_tasks_of(work, record)]


def _tasks_of(work: Work, record: Record) -> list[Duty]:
    """The tasks that were said to be done with this record are open while it does not stand, and done again with it."""
    counts, changed = record.state in ("submitted", "accepted"), []
    for duty in work.duties.of_record(record.id):
        if counts == (duty.state in ("done", "late")) or duty.state not in ("open", "done", "late"):
            continue
        late = bool(record.held_on and record.held_on > duty.due_on)
        state = ("late" if late else "done") if counts else "open"
        done_at = record.submitted_at if counts else None
        work.duties.settle(duty, state, record_id=record.id, done_at=done_at, note=duty.note)
        changed.append(replace(duty, state=state, done_at=done_at))
    return changed


def _touched(content: Mapping[str, Any]) -> list[tuple[str, date]]:
    if not content.get("date"):
        return []
    day = date.fromisoformat(content["date"])
    return [(kind, day) for kind in content.get("kinds") or ()]


def duty_words(request: Request, work: Work, changed: Sequence[Duty]) -> list[str]:
    """One short line for each duty that has been done or is open again."""
    today = request.know.today(request.now)
    lines = []
    for duty in changed:
        requirement = request.know.catalogue.by_id(duty.requirement)
        period = period_words(duty)
        name = matter_name(requirement) if requirement else duties.title_of(work, request.know, duty)
        when = say_period(period, today) if period else ""
        state = {"done": "已完成", "late": "已补上", "open": "又变为未完成"}.get(duty.state, "")
        lines.append(f"{when}{name}{state}")
    return lines


def redraft(
    request: Request,
    work: Work,
    draft: Record,
    content: Mapping[str, Any],
    flags: Sequence[str] = (),
    others: Sequence[int] = (),
) -> Reply:
    """Keep a draft with this content, leave it waiting for its yes (with ``others`` that wait too), and show it."""
    unit = unit_with(work, request.speaker, draft.unit_id)
    weighed = weigh(request, work, unit, content, flags, draft.id, compare=True)
    record = work.records.change(
        draft, request.speaker.person.id, request.now, content=content, state="draft", words=request.text
    )
    for attachment in request.message.attachments:
        work.attachments.attach(attachment.reference, record.id)
    request.look(work)
    if request.answering is None:
        others = [number for number in request.question(SUBMIT).get("records", ()) if number != record.id]
    wait(request, work, {"command": SUBMIT, "records": [*others, record.id], "flags": list(weighed.flags)}, record.id)
    changes = differences(draft.content, content)
    filled_in = bool(changes) and all(set(change) <= {"set", "add"} for change in changes.values())
    values = card(request, unit, weighed) | {"number": record.id, "sums": [], "shown": [], "others": list(others)}
    replaced = {name: one for name, one in changes.items() if draft.content.get(name)}
    values["changes"] = difference_lines(replaced, request.know.today(request.now))
    tell = understood(
        request.meaning,
        intent="submit_record" if filled_in and not request.rest else None,
        records=[told(weighed.content, weighed.missing, weighed.codes)],
        target=record.id,
        changes=changes,
        flags=weighed.flags,
        hold=weighed.hold,
    )
    return Reply("record_shown", values, tell, (record.id, record.state), brief=BRIEF)


# -- putting what was said next into what waits -----------------------------------------------------------------------


def merged(content: Mapping[str, Any], meaning: Understanding, fragment: Mapping[str, Any] | None) -> dict[str, Any]:
    """The waiting content with the next message's changes and additions in it."""
    after = applied(content, meaning.changes)
    if fragment:
        for name, value in fragment.items():
            if name == "text":
                continue
            if value not in (None, [], False, ""):
                after[name] = value
        if fragment.get("text"):
            after["text"] = f"{content.get('text') or ''}\n{fragment['text']}".strip()
    return after


def another_activity(content: Mapping[str, Any], meaning: Understanding) -> bool:
    """Whether the message tells of an activity of its own, not of the one that waits: another kind, with its facts."""
    named: dict[str, Any] = {change.field: change.value for change in meaning.changes if change.op in ("to", "set")}
    if meaning.records:
        reading = meaning.records[0]
        told = {"kinds": reading.kinds, "date": reading.date, "start": reading.start, "place": reading.place}
        named |= {name: value for name, value in told.items() if value}
    kinds, day = _stored("kinds", named.get("kinds") or ()), named.get("date")
    if kinds and content.get("kinds") and not set(kinds) & set(content["kinds"]):
        return len(named) > 1
    same_day = day is None or not content.get("date") or _stored("date", day) == content["date"]
    return bool(kinds and not same_day and named.get("start"))


def applied(content: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The content with these changes in it."""
    after = dict(content)
    for change in changes:
        value = _stored(change.field, change.value)
        if change.field == "absentees":
            after["absentees"] = _absentees(list(after.get("absentees") or ()), change, value)
            continue
        if change.field == "kinds" and change.op == "add":
            after["kinds"] = [*(after.get("kinds") or ()), *(k for k in value if k not in (after.get("kinds") or ()))]
            continue
        if change.field == "kinds" and change.op == "remove":
            after["kinds"] = [kind for kind in after.get("kinds") or () if kind not in value]
            continue
        if change.field == "votes":
            after["votes"] = {**(after.get("votes") or {}), **value}
            continue
        after[change.field] = None if change.op == "remove" else value
    return after


def _stored(field: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if field == "kinds":
        return [value] if isinstance(value, str) else list(value)
    return value


def _absentees(now: list[dict[str, Any]], change: Change, value: Any) -> list[dict[str, Any]]:
    many = value if isinstance(value, list | tuple) else [value]
    entries = [
        {"name": one.name, "reason": one.reason} if hasattr(one, "name") else {"name": str(one), "reason": None}
        for one in many
    ]
    names = {entry["name"] for entry in entries}
    # What was written without a mark between the names is told apart now.
    run = {one["name"] for one in now if len(one["name"]) > 3 and any(name in one["name"] for name in names)}
    kept = [entry for entry in now if entry["name"] not in names | run]
    if change.op == "remove":
        return kept
    return entries if change.op == "to" else [*kept, *entries]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What changed, field by field: ``{"present": {"from": 16, "to": 15}}``; lists tell what was added or removed."""
    found: dict[str, dict[str, Any]] = {}
    for name in FIELD_WORDS:
        old, new = before.get(name), after.get(name)
        if old == new or (not old and not new):
            continue
        if name == "absentees":
            added = [one for one in new or () if one not in (old or ())]
            removed = [one for one in old or () if one not in (new or ())]
            found[name] = {key: value for key, value in (("add", added), ("remove", removed)) if value}
        elif old in (None, []):
            found[name] = {"set": new}
        else:
            found[name] = {"from": old, "to": new}
    return found


def difference_lines(changes: Mapping[str, Mapping[str, Any]], today: date) -> list[str]:
    """The same for people, a line each: ``实到：16 → 15``."""
    lines = []
    for name, change in changes.items():
        if name == "absentees":
            lines += [
                f"缺席：{word}{'、'.join(_person(one) for one in change[op])}"
                for op, word in (("add", "加上"), ("remove", "去掉"))
                if change.get(op)
            ]
            continue
        before, after = change.get("from"), change.get("to", change.get("set"))
        lines.append(f"{FIELD_WORDS[name]}：{_said(name, before, today)} → {_said(name, after, today)}")
    return lines


def _person(one: Mapping[str, Any]) -> str:
    return f"{one['name']}（{one['reason']}）" if one.get("reason") else str(one["name"])


def _said(name: str, value: Any, today: date) -> str:
    if value in (None, [], ""):
        return "未填"
    if name == "date":
        return say_day(date.fromisoformat(value), today)
    if name == "votes":
        return vote_words(value)
    return "、".join(value) if isinstance(value, list) else str(value)


_NO_ANSWER = regex(r"不|没|未|忘|等|稍后|待定|回头|再说|问|知道|随便|都行|暂|谁|哪|啥|什么|怎|吗|呢|[?？]")
"""Who answers like this does not say it: nothing is put down for them."""
_MYSELF = regex(r"(?:是|就是)?(?:我|本人|我自己)(?:来)?(?:主持|主讲|讲|上|做?记录?)?[的了]?")
_LABELLED_TOPIC = regex(r"(?:学习|会议|活动)?(?:主题(?!党日|党课|教育)|议题|内容|题目)")
_A_NAME = regex(
    r"(?!.*[的了])[\u4e00-\u9fff×·]{2,6}|[\u4e00-\u9fff·]{2,12}·[\u4e00-\u9fff·]{1,12}|[A-Za-z][A-Za-z .]{1,30}"
)


def single_answer(asked: Sequence[str], text: str, sender: str) -> dict[str, Any] | None:
    """The content of a bare answer to the one thing asked for: a name, a place, a number; None if it is none. 我 is the
    sender."""
    asked = [name for name in asked if name not in MAY_LACK]
    words = text.strip(" 。.!！")
    if len(asked) != 1 or not words or len(words) > 30 or "\n" in words:
        return None
    name = asked[0]
    if name in ("expected", "present"):
        count = number(fold(words).rstrip("人名个位"))
        return {name: count} if count is not None else None
    if name in ("host", "recorder") and _MYSELF.fullmatch(words):
        return {name: sender}
    if _NO_ANSWER.search(words) and name != "topic":
        return None
    if name == "topic":
        return None if _NO_ANSWER.match(words) or _LABELLED_TOPIC.match(words) else {name: words}
    if name == "place" or (name in ("host", "recorder") and _A_NAME.fullmatch(words)):
        return {name: words}
    return None


def refuse_if_closed(record: Record) -> None:
    """Raises UserError for a record that its branch may not change any more."""
    if record.state == "accepted":
        raise UserError(f"#{record.id}已经通过审核，不能直接改。需要更正时，请联系组织员退回。")
    if record.state == "withdrawn":
        raise UserError(f"#{record.id}已撤回。要恢复请发：恢复 {record.id}")
