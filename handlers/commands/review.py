"""What an organizer does with filed records: look at those that wait, accept them, or return one with a reason.

Nobody reviews a record that is their own. The branch is told one to one.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from config.patterns import regex
from handlers import filing
from handlers.due import say_day
from handlers.errors import NotFound, UserError
from handlers.message import Reply, Told
from handlers.reading import fold
from handlers.router import Command, Request
from handlers.scope import organized, unit_with
from handlers.understood import understood
from handlers.ways import private_way
from storage.records import Record
from storage.work import Work

_RETURN = "退回"
_SHOWN = 8
_MOST = 30
_NUMBERS = regex(r"(?<!\d)#?(\d{1,9})(?!\d)(?![ ]*[月日点年人])")
_NUMBER = r"#?\d{1,9}(?!\d)(?:[ ]*(?:号|条))?"
_LEADING = regex(
    rf"^(?:[ ,:、和及把将]|第|{_NUMBER}(?!\d|[ ]*[月日点年人:])|记录|审核|审批|那条|的)*(?:通过|退回|打回|驳回)?"
    r"(?:了|吧|给他们|回去|一下)?[ ,:;。]*(?:原因|理由|因为)?(?:是|:)?[ ]*"
)
_ONE = r"(?:把)?#?\d{1,9}号?(?:那?条)?(?:记录)?(?:审核)?"


def waiting(request: Request, work: Work) -> Reply:
    """The records within reach that nobody has reviewed yet, the oldest first."""
    path = organized(request.speaker)
    if not request.know.rules.review:
        raise UserError("本校没有开启逐条审核，提交的记录直接生效。要退回某一条，可以发：退回 12 缺签到表")
    found = work.records.awaiting(path, _SHOWN + 1)
    today = request.know.today(request.now)
    lines = [_line(request, work, one, today) for one in found[:_SHOWN]]
    return Reply("review_waiting", {"records": lines, "more": len(found) > _SHOWN}, understood(request.meaning))


def accept(request: Request, work: Work) -> Reply:
    """Accept the records named."""
    done = []
    for record in _named(request, work):
        if record.state == "accepted":
            continue
        if record.state != "submitted":
            raise UserError(f"#{record.id}现在是“{_STATES.get(record.state, record.state)}”，不能通过。")
        done.append(filing.change(request, work, record, record.content, request.text, state="accepted")[0])
    today = request.know.today(request.now)
    values = {"records": [_line(request, work, one, today) for one in done], "told": _reaches(request, work, *done)}
    tells = tuple(_told(request, work, one, "review_accepted", {}) for one in done)
    return Reply(
        "review_done", values, understood(request.meaning), (done[0].id, "accepted") if done else None, tells=tells
    )


def send_back(request: Request, work: Work) -> Reply:
    """Show what the branch will be told, and wait for the yes."""
    found = _named(request, work)
    if len(found) != 1:
        raise UserError("一次退回一条，请写编号和原因，例如：退回 12 缺签到表")
    record, reason = found[0], _reason(request.text)
    if record.state not in ("submitted", "accepted"):
        raise UserError(f"#{record.id}现在是“{_STATES.get(record.state, record.state)}”，不用退回。")
    if not reason:
        raise UserError(f"退回#{record.id}要写明原因，支部才知道怎么改，例如：退回 {record.id} 缺签到表")
    filing.wait(request, work, {"command": _RETURN, "record": record.id, "reason": reason}, None)
    today = request.know.today(request.now)
    values = _line(request, work, record, today) | {"reason": reason, "person": work.people.get(record.person_id).name}
    return Reply("review_return_shown", values, understood(request.meaning, confirm=True, hold=True, target=record.id))


def resume(request: Request, work: Work, waiting: Mapping[str, Any]) -> Reply | None:
    """The yes sends it back; a no leaves it as it is."""
    if filing.declined(request):
        filing.wait(request, work, {}, None)
        return Reply("said", {"words": "好的，没有退回。"}, understood(request.meaning, intent="cancel_pending"))
    if not request.meaning.yes:
        return None
    record = _reachable(request, work, int(waiting["record"]))
    if record.state not in ("submitted", "accepted"):
        filing.wait(request, work, {}, None)
        raise UserError(f"#{record.id}刚才有了变化，现在是“{_STATES.get(record.state, record.state)}”，没有退回。")
    returned, duties = filing.change(request, work, record, record.content, waiting["reason"], state="returned")
    filing.wait(request, work, {}, None)
    values = _line(request, work, returned, request.know.today(request.now)) | {
        "told": _reaches(request, work, returned),
        "person": work.people.get(returned.person_id).name,
        "duties": filing.duty_words(request, work, duties),
    }
    tells = (_told(request, work, returned, "review_returned", {"reason": waiting["reason"]}),)
    return Reply("review_sent_back", values, understood(request.meaning), (returned.id, "returned"), tells=tells)


_STATES = {"draft": "草稿", "returned": "已退回", "withdrawn": "已撤回", "accepted": "已通过", "submitted": "已提交"}


def _named(request: Request, work: Work) -> Sequence[Record]:
    numbers = [int(one) for one in _NUMBERS.findall(fold(_before_reason(request.text)))]
    if not numbers:
        raise UserError("请写上编号，例如：通过 12 13；退回 12 缺签到表。编号发“待审”看。")
    if len(numbers) > _MOST:
        raise UserError(f"一次最多{_MOST}条，请分几次发。")
    return [_reachable(request, work, number) for number in dict.fromkeys(numbers)]


def _before_reason(text: str) -> str:
    """Numbers in the reason (应到18) name no record."""
    folded = fold(text)
    leading = _LEADING.match(re.sub(r"^/?(?:通过|退回|打回|驳回|审核)", lambda word: " " * len(word[0]), folded))
    return folded[: leading.end()] if leading else folded


def _reason(text: str) -> str:
    return text[len(_before_reason(text)) :].strip(" 　，,：:。；;")


def _reachable(request: Request, work: Work, number: int) -> Record:
    record = work.records.get(number)
    unit = unit_with(work, request.speaker, record.unit_id) if record else None
    if record is None or unit is None or not unit.path.startswith(organized(request.speaker)):
        raise NotFound(f"没有找到您能审核的#{number}。")
    filers = (one.person_id for one in work.records.versions(number) if one.state == "submitted")
    if request.speaker.person.id in {record.person_id, *filers}:
        raise UserError(f"#{number}是您自己记的，请别的组织员来审。")
    return record


def _line(request: Request, work: Work, record: Record, today: Any) -> dict[str, Any]:
    return {
        "number": record.id,
        "unit": unit_with(work, request.speaker, record.unit_id).short,
        "day": say_day(record.held_on, today) if record.held_on else "",
        "kinds": "、".join(record.content["kinds"]),
        "late": record.late,
    }


def _told(request: Request, work: Work, record: Record, template: str, values: Mapping[str, Any]) -> Told:
    line = _line(request, work, record, request.know.today(request.now))
    return Told(f"review:{record.id}:{record.version}", record.person_id, template, line | dict(values))


def _reaches(request: Request, work: Work, *records: Record) -> bool:
    """Whether everybody who filed these can be told one to one."""
    return all(private_way(work, request.know, person) for person in {record.person_id for record in records})


COMMANDS = (
    Command("待审", "待审", "看等着审核的记录", waiting, aliases=("待审核", "审核", "待审记录"), organizer=True),
    Command("通过", "通过 12 13", "审核通过", accept, organizer=True, says=regex(rf"{_ONE}通过[了吧。! ]*")),
    Command(
        _RETURN,
        "退回 12 缺签到表",
        "退回一条记录并说明原因，支部会收到私信",
        send_back,
        aliases=("打回", "驳回"),
        resume=resume,
        organizer=True,
        says=regex(rf"{_ONE}(?:退回|打回|驳回)(?![来的]).*"),
    ),
)
