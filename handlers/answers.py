"""A requirement as it is answered: the number first, then who, when, evidence, recipient; its source always."""

from typing import Any

from config.catalogue import Requirement


def entry(one: Requirement) -> dict[str, Any]:
    """Template values of one entry of the catalogue."""
    source = one.source
    return {
        "title": one.title,
        "answer": one.answer,
        "details": list(one.details)[:6],
        "subject": one.subject,
        "recipient": one.recipient,
        "deliverable": one.deliverable,
        "due": one.due,
        "evidence": list(one.evidence),
        "source": "，".join(part for part in (f"《{source.document}》{source.number}".strip(), source.section) if part),
        "central": source.level == "central",
    }
