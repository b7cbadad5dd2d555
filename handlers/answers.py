"""A requirement as it is answered: the number first, then who, when, evidence, recipient; its source always.

Also what the institution's own original says of it, to the line.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from config.catalogue import Catalogue, Requirement
from config.documents import Documents, Quote
from handlers.due import say_day, say_theme_day
from handlers.errors import UserError
from handlers.hours import asked_for, counted, figures, plain
from handlers.reading import PeriodWords
from storage.units import Unit
from storage.work import Work

SCREEN = 350
"""Characters of an answer that fit one phone screen."""
_DETAILS = 6
_ROOM = 110
"""What stands about an entry's own words: headings, marks, the original's line."""


def looked_up(
    hits: Sequence[Requirement], remark: str | None, documents: Documents, question: str = ""
) -> dict[str, Any]:
    """Template values of an answer: the first entry, and what the other level says of the same matter.

    Where it is a detail that answers the question, and not the entry's main line, the detail stands first.
    """
    shown = hits[:2]
    remark = remark or _telling(shown[0], question)
    room = SCREEN - len(remark or "") - _ROOM // 2 - sum(_size(one) for one in shown)
    entries = []
    for one in shown:
        made = entry(one, documents)
        made["details"] = []
        for detail in one.details[:_DETAILS]:
            if detail != remark and len(detail) + 3 <= room:
                made["details"].append(detail)
                room -= len(detail) + 3
        entries.append(made)
    return {"entries": entries, "remark": remark}


def _telling(one: Requirement, question: str) -> str | None:
    """The detail that has the words of the question, where the main line has none of them."""
    asked = {"".join(pair) for pair in pairwise(question.strip("?？。 "))}
    if not one.details or any(pair in one.answer for pair in asked):
        return None
    best = max(one.details, key=lambda detail: sum(pair in detail for pair in asked))
    return best if sum(pair in best for pair in asked) >= 3 else None


def _size(one: Requirement) -> int:
    kept = (one.title, one.answer, one.recipient, one.deliverable, source_of(one))
    return sum(len(part or "") for part in kept) + 30


def entry(one: Requirement, documents: Documents | None = None) -> dict[str, Any]:
    """Template values of one entry of the catalogue."""
    quote = quoted(one, documents) if documents else None
    return {
        "title": one.title,
        "answer": one.answer,
        "details": list(one.details)[:_DETAILS],
        "subject": one.subject,
        "recipient": one.recipient,
        "deliverable": one.deliverable,
        "due": _due(one.due),
        "evidence": list(one.evidence),
        "source": source_of(one),
        "central": one.source.level == "central",
        "quote": {"file": quote.file, "line": quote.line, "text": quote.text} if quote else None,
    }


def source_of(one: Requirement) -> str:
    """Document, number and section, short enough for a phone: what a title lists in brackets as annexes is left out."""
    source = one.source
    document = f"《{source.document.split('（附')[0]}》{source.number}".strip()
    return "，".join(part for part in (document, source.section) if part)


def quoted(one: Requirement, documents: Documents) -> Quote | None:
    """The line of the institution's own original: the one that the entry names, or its section's."""
    if one.document_file:
        original = documents.file(one.document_file)
        return original.at(one.line or 1) if original else None
    return documents.under(one.source.document, one.source.number, one.source.section)


def _due(due: str | None) -> str | None:
    if due is None:
        return None
    *year, month, day = (int(part) for part in due.split("-"))
    return "".join(f"{one}年" for one in year) + f"{month}月{day}日"


def term_rules(catalogue: Catalogue, kind: str) -> list[dict[str, Any]]:
    """How many years a term has for such a unit, by each document that says so; local first."""
    found = [
        one
        for one in catalogue.requirements
        if one.matter.startswith("term_") and kind in one.applies.unit_kinds and "years" in one.numbers
    ]
    found.sort(key=lambda one: (one.source.level == "central", one.order))
    return [entry(one) | {"years": one.numbers["years"]} for one in found]


def hours(work: Work, catalogue: Catalogue, unit: Unit, period: PeriodWords | None, today: date) -> dict[str, Any]:
    """Template values of the branch's study hours: this year's, unless a period is named."""
    first, last = (period.first, period.last) if period else (date(today.year, 1, 1), date(today.year, 12, 31))
    if first > today:
        raise UserError(f"{period.words if period else ''}还没有到。")
    total = counted(work, unit, first, last)
    entries = asked_for(catalogue, unit)
    return {
        "unit": unit.short,
        "when": period.words if period else f"{today.year}年到今天",
        "stated": plain(total.stated),
        "stated_in": total.stated_in,
        "timed": total.timed,
        "length": plain(total.minutes / 60),
        "unknown": total.unknown,
        "figures": figures(entries),
        "sources": [source_of(one) for one in entries[:1]],
    }


def say_fact(name: str, value: Any, today: date) -> str:
    """A fact of a unit in words."""
    if value is None:
        return "没有登记"
    if name == "theme_day":
        return say_theme_day(value)
    if name == "term_ends":
        return say_day(value, today)
    if isinstance(value, bool):
        return "有" if value else "没有"
    return f"{value}人"
