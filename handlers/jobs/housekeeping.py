"""What need not be kept is let go, a little at a time."""

from datetime import datetime, timedelta

from storage.work import Work

HEARD = timedelta(days=30)
"""How long messages are kept: repeats older than 7 days are refused at the door."""
SENDINGS = timedelta(minutes=10)
UNCLAIMED = timedelta(hours=1)
"""Past its use for so long: delivery would have seen to it, if its platform were there."""


def tidy(work: Work, now: datetime) -> None:
    """Once an hour: forget old messages and the log of sendings."""
    hour = f"{now:%Y-%m-%dT%H}"
    if work.marks.get("tidied") == hour:
        return
    work.marks.put("tidied", hour)
    work.inbox.forget_before(now - HEARD)
    work.outbox.forget_sendings_before(now - SENDINGS)
    work.outbox.bury_expired(now - UNCLAIMED, "过了有效时间，也没有平台来发")
