"""What need not be kept is let go, a little at a time."""

from datetime import datetime, timedelta

from handlers.knowledge import Knowledge
from storage.work import Work

HEARD = timedelta(days=30)
"""How long messages are kept: repeats older than 7 days are refused at the door."""
SENDINGS = timedelta(minutes=10)
GONE = timedelta(days=2)
"""How long the row of a file that went is kept: longer than its bytes (bot/files.py)."""
ENCLOSED = timedelta(days=60)
"""How long the pictures and tables that went out are kept."""
UNCLAIMED = timedelta(hours=1)
"""Past its use for so long: delivery would have seen to it, if its platform were there."""


SECRET = (timedelta(hours=1), timedelta(hours=27))
"""Answers that hold the address of a private calendar are kept as long as a platform may ask for them again: its
repeats come within minutes. The longer one leaves room for a day on which nothing ran."""
SIGN, BLANK = "/calendar/", "（这里曾有一个日历订阅地址，不再保留）"
SESSION = timedelta(days=1)
"""Longer than a session at the organizer's pages may last."""


def tidy(work: Work, know: Knowledge, now: datetime) -> None:
    """Once an hour: forget old messages and the log of sendings, and mark the files that nothing wants."""
    hour = f"{now:%Y-%m-%dT%H}"
    if work.marks.get("tidied") == hour:
        return
    work.marks.put("tidied", hour)
    work.inbox.forget_before(now - HEARD)
    work.outbox.forget_sendings_before(now - SENDINGS)
    work.readings.lose()
    work.readings.forget_before(now - timedelta(days=know.files.unclaimed_days))
    work.attachments.mark_gone(now - timedelta(days=know.files.unclaimed_days), now)
    work.attachments.forget_gone(now - GONE)
    work.enclosures.forget_before(now - ENCLOSED)
    for words in (work.inbox, work.outbox):
        words.blank(now - SECRET[1], now - SECRET[0], SIGN, BLANK)
    work.sessions.forget(now, now - SESSION)
    work.outbox.bury_expired(now - UNCLAIMED, "过了有效时间，也没有平台来发")
