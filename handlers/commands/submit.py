"""Submitting an activity: one sentence or labelled lines, shown as understood, filed on a plain yes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.patterns import regex
from handlers import files, filing, handed_in, several
from handlers.due import say_day
from handlers.errors import NotAllowed, NotFound, UserError
from handlers.filing import Weighed
from handlers.findings import missing
from handlers.message import Reply
from handlers.reading import RecordReading, fold, understand
from handlers.reading.values import Context
from handlers.router import Command, Request
from handlers.scope import own_branch, unit_meant, unit_with
from handlers.understood import content_of, told, understood
from storage.records import Record
from storage.units import Unit
from storage.work import Work

MOST_WAITING = 20
"""Drafts that one yes files; more than this nobody has in mind."""


def submit(request: Request, work: Work) -> Reply:
    """Understand what was told, keep it as a draft, and show it."""
    readings = request.meaning.records
    if not readings and request.rest:
        request.meaning = _read_again(request, work)
        readings = request.meaning.records
    if not readings:
        return Reply("submit_how", {})
    others = _still_waiting(request, work)
    if len(others) >= MOST_WAITING:
        raise UserError(f"有{len(others)}条草稿还在等您答复：先回“好”一起提交，或回“取消”都不要，再记新的。")
    if len(readings) > 1:
        return _several(request, work, readings, others)
    unit = _unit(request, work, readings[0])
    content = _content(request, unit, readings[0])
    weighed = filing.weigh(request, work, unit, content, [*request.meaning.flags, *readings[0].flags], compare=True)
    record = work.records.add(unit.id, request.speaker.person.id, content, request.now)
    _attach(request, work, record)
    waiting = {"command": filing.SUBMIT, "records": [*others, record.id], "flags": list(weighed.flags)}
    filing.wait(request, work, waiting, record.id, closes=(filing.ATTACH,))
    return _shown(request, unit, record, weighed, readings[0], others)


def _still_waiting(request: Request, work: Work) -> list[int]:
    """Drafts shown before that have had no answer yet: one yes will do for all, and the reply says so."""
    request.look(work)
    found = (work.records.get(number) for number in request.question(filing.SUBMIT).get("records", ()))
    return [record.id for record in found if record and record.state == "draft"]


def _read_again(request: Request, work: Work) -> Any:
    home = request.speaker.home()
    context = Context(
        now=request.local,
        sender=request.speaker.person.name,
        branch=home.name if home else "",
        branches=tuple(work.units.names(request.now)),
    )
    return understand(request.rest, context)


def _unit(request: Request, work: Work, reading: RecordReading) -> Unit:
    if not reading.branch:
        unit = own_branch(request.speaker)
    else:
        try:
            unit = unit_meant(work, request.speaker, reading.branch, work.units.names(request.now))
        except NotFound as error:
            words = f"“{reading.branch}”不在您能记的范围里。是本支部的活动，请去掉支部名再发一次。"
            raise NotAllowed(words, flags=("other_branch_permission",)) from error
    filing.require_filing(request, unit)
    return unit


def _content(request: Request, unit: Unit, reading: RecordReading) -> dict[str, Any]:
    return {**content_of(reading), "branch": unit.name}


def _shown(
    request: Request,
    unit: Unit,
    record: Record,
    weighed: Weighed,
    reading: RecordReading,
    others: Sequence[int] = (),
    *,
    again: bool = False,
) -> Reply:
    """The draft as it was understood; ``again``: it was shown just now, only what it lacks is said."""
    values = filing.card(request, unit, weighed) | {"others": list(others), "again": again}
    values |= {"number": record.id, "sums": list(reading.sums), "shown": list(reading.shown), "changes": []}
    return Reply(
        "record_shown",
        values,
        understood(
            request.meaning,
            records=[told(weighed.content, weighed.missing, weighed.codes)],
            flags=weighed.flags,
            hold=weighed.hold,
        ),
        (record.id, record.state),
        brief=filing.BRIEF,
    )


def _several(request: Request, work: Work, readings: tuple[RecordReading, ...], others: Sequence[int]) -> Reply:
    """Several activities in one message: each a draft of its own, filed together on one yes."""
    shown, tells, numbers, hold = [], [], [], False
    for reading in readings:
        unit = _unit(request, work, reading)
        content = _content(request, unit, reading)
        weighed = filing.weigh(request, work, unit, content, reading.flags, compare=True)
        record = work.records.add(unit.id, request.speaker.person.id, content, request.now)
        numbers.append(record.id)
        hold = hold or weighed.hold
        shown.append(filing.card(request, unit, weighed) | {"number": record.id, "sums": list(reading.sums)})
        tells.append(told(content, weighed.missing, weighed.codes))
    filing.wait(request, work, {"command": filing.SUBMIT, "records": [*others, *numbers]}, numbers[-1])
    if request.message.attachments:
        files.hold(request, work)  # of which of them the photo is, somebody must say
    return Reply(
        "records_shown",
        {
            "cards": shown,
            "hold": hold,
            "others": list(others),
            "again": False,
            "files": len(request.message.attachments),
        },
        understood(request.meaning, records=tells, hold=hold),
        (numbers[0], "draft"),
    )


def _attach(request: Request, work: Work, record: Record) -> None:
    """The files of this message, and those that came just before it and waited for their activity."""
    request.look(work)
    ids = [*files.waiting(request, work), *(attachment.reference for attachment in request.message.attachments)]
    if ids:
        files.put(request, work, record.id, ids)


# -- the answer to what was shown -------------------------------------------------------------------------------------


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """Yes files, no drops, anything that fits is put in; a message about something else is none of ours."""
    drafts = [record for number in waiting["records"] if (record := work.records.get(number))]
    drafts = [record for record in drafts if record.state == "draft"]
    if not drafts:
        return None
    meaning = request.meaning
    if meaning.no or meaning.intent == "cancel_pending":
        return _dropped(request, work, drafts)
    if meaning.yes:
        return _filed(request, work, drafts, waiting)
    if "files" in meaning.slots:
        return None  # 删掉照片2 is about a file, and no topic
    if len(drafts) > 1 and (reply := _one_of_several(request, work, drafts, waiting)):
        return reply
    return _filled_in(request, work, drafts[-1], waiting)


def _dropped(request: Request, work: Work, drafts: list[Record]) -> Reply:
    for record in drafts:
        work.records.change(record, request.speaker.person.id, request.now, state="withdrawn", words=request.text)
    filing.wait(request, work, {}, drafts[-1].id)
    return Reply(
        "dropped",
        {"numbers": [record.id for record in drafts]},
        understood(request.meaning, intent="cancel_pending"),
        (drafts[0].id, "withdrawn"),
    )


def _filed(request: Request, work: Work, drafts: list[Record], waiting: Mapping[str, Any]) -> Reply:
    weighings = [
        (record, unit, filing.weigh(request, work, unit, record.content, waiting.get("flags") or (), record.id))
        for record in drafts
        for unit in [unit_with(work, request.speaker, record.unit_id)]
    ]
    held = [one for one in weighings if one[2].hold]
    if held:
        record, unit, weighed = held[0]
        return _shown(request, unit, record, weighed, RecordReading(), again=True)
    filed, changed = [], []
    for record, unit, _ in weighings:
        filing.require_filing(request, unit)
        done, duties = filing.file(request, work, record, request.text)
        filed.append(done)
        changed += duties
    question, task = handed_in.offer(request, work, filed)
    filing.wait(request, work, question, filed[-1].id)
    today = request.know.today(request.now)
    return Reply(
        "record_filed",
        {
            "records": [_line(record, today) for record in filed],
            "duties": filing.duty_words(request, work, changed),
            "late": any(record.late for record in filed),
            "task": task,
            "kinds": "、".join(filed[0].content["kinds"]),
            "review": request.know.rules.review,
            "warned": [
                finding.words for *_, weighed in weighings for finding in weighed.findings if finding.code != "R09"
            ],
        },
        understood(
            request.meaning,
            intent="submit_record",
            records=[told(weighed.content, weighed.missing, weighed.codes) for *_, weighed in weighings],
        ),
        (filed[0].id, filed[0].state),
    )


def _line(record: Record, today: date) -> dict[str, Any]:
    from_day = date.fromisoformat(record.content["date"])
    return {"number": record.id, "day": say_day(from_day, today), "kinds": "、".join(record.content["kinds"])}


_NOT_THIS = regex(
    r"(?:那?[个条次场]?(?:的)?(?:支部)?[\u4e00-\u9fff]{0,6})?"
    r"(?:不要了?|不用了?|不报了?|取消|删了?掉?|去掉|撤了?)[吧了。! ]*"
)


def _one_of_several(request: Request, work: Work, drafts: list[Record], waiting: Mapping[str, Any]) -> Reply | None:
    """What the message puts into the drafts that wait together; None where it fits none, or it is a new activity."""
    meaning = request.meaning
    if all(filing.another_activity(draft.content, meaning) for draft in drafts):
        return None
    named = several.meant(request.text, drafts)
    if named and _NOT_THIS.fullmatch(several.without_name(fold(request.text))):
        work.records.change(named, request.speaker.person.id, request.now, state="withdrawn", words=request.text)
        return _shown_together(request, work, [one for one in drafts if one.id != named.id], waiting)
    fragment = content_of(meaning.records[0]) if meaning.records else None
    if named:
        after = {named.id: filing.merged(named.content, meaning, fragment)}
    else:
        after = several.contents(drafts, meaning, fragment)
    if not after:
        return None
    changed = [
        work.records.change(
            draft, request.speaker.person.id, request.now, content=after[draft.id], state="draft", words=request.text
        )
        if draft.id in after
        else draft
        for draft in drafts
    ]
    return _shown_together(request, work, changed, waiting)


def _shown_together(request: Request, work: Work, drafts: Sequence[Record], waiting: Mapping[str, Any]) -> Reply:
    """All drafts that wait, as they are now."""
    cards, tells, hold = [], [], False
    for draft in drafts:
        unit = unit_with(work, request.speaker, draft.unit_id)
        weighed = filing.weigh(request, work, unit, draft.content, (), draft.id, compare=True)
        hold = hold or weighed.hold
        cards.append(filing.card(request, unit, weighed) | {"number": draft.id, "sums": []})
        tells.append(told(draft.content, weighed.missing, weighed.codes))
    numbers = [draft.id for draft in drafts]
    filing.wait(request, work, {"command": filing.SUBMIT, "records": numbers}, numbers[-1])
    return Reply(
        "records_shown",
        {"cards": cards, "hold": hold, "others": (), "again": True, "files": 0},
        understood(request.meaning, records=tells, hold=hold),
        (numbers[0], "draft"),
    )


def _filled_in(request: Request, work: Work, draft: Record, waiting: Mapping[str, Any]) -> Reply | None:
    meaning = request.meaning
    if filing.another_activity(draft.content, meaning):
        return None
    unit = unit_with(work, request.speaker, draft.unit_id)
    asked = missing(draft.content)
    fragment = _fragment(request, draft, asked)
    if fragment is None and not meaning.changes:
        return None
    if meaning.target and meaning.target.number not in (None, draft.id):
        return None
    content = filing.merged(draft.content, meaning, fragment)
    if fragment and fragment.get("branch"):
        named = unit_meant(work, request.speaker, fragment["branch"], work.units.names(request.now))
        if named.id != unit.id:
            return None  # another branch's activity is a submission of its own
    content["branch"] = unit.name
    flags = [*meaning.flags, *(meaning.records[0].flags if meaning.records else ())]
    kept = [flag for flag in waiting.get("flags") or () if not _answered(flag, draft.content, content)]
    others = [number for number in waiting["records"] if number != draft.id]
    return filing.redraft(request, work, draft, content, [*kept, *flags], others)


def _fragment(request: Request, draft: Record, asked: list[str]) -> dict[str, Any] | None:
    meaning = request.meaning
    if meaning.records:
        return content_of(meaning.records[0])
    if any((change.field, change.op) != ("topic", "set") for change in meaning.changes):
        return None  # read already: 我主持的 names the sender; but a bare topic is taken as it was written
    if meaning.intent in ("none", "submit_record", "amend"):
        return filing.single_answer(asked, request.text, request.speaker.person.name)
    return None


def _answered(flag: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if flag == "ambiguous_names":
        return before.get("absentees") != after.get("absentees")
    names = ("start", "end") if "time" in flag or flag == "end_before_start" else ("date",)
    return any(before.get(name) != after.get(name) for name in names)


COMMANDS = (
    Command(
        filing.SUBMIT,
        "直接写一句话，例如：今天下午3点在301开了主题党日，我主持，王华记录，应到18实到16，张三出差、李四病假，主题学习党章",
        "记一条活动",
        submit,
        aliases=("上报", "报送活动", "记录活动"),
        intents=("submit_record",),
        resume=resume,
    ),
)
