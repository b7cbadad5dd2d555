"""A calendar's values as the bytes that phones subscribe to (RFC 5545)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.calendar import Calendar, Event, Version

MEDIA_TYPE = "text/calendar"
REFRESH = timedelta(hours=4)
_ONCE = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def written(calendar: Calendar, zone: ZoneInfo, now: datetime) -> bytes:
    """The file. Of an event without a version the moment of writing is its version: a later file takes its place."""
    # Loaded where it is first needed: the server's start need not wait for it.
    import icalendar

    made = icalendar.Calendar()
    for name, value in (
        ("prodid", "-//zhibu//calendar//ZH"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", calendar.name),
        ("x-wr-timezone", zone.key),
    ):
        made.add(name, value)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT4H")
    made.add_component(icalendar.Timezone.from_tzinfo(zone, zone.key, calendar.first, calendar.last + timedelta(1)))
    written_now = Version(int((now - _ONCE) / timedelta(minutes=1)), now)
    for event in calendar.events:
        made.add_component(_entry(icalendar.Event(), event, calendar.versions.get(event.uid, written_now), zone))
    return bytes(made.to_ical())


def _entry(entry, event: Event, version: Version, zone: ZoneInfo):  # type: ignore[no-untyped-def]
    entry.add("uid", event.uid)
    # Nothing in it depends on when it is read, so that an unchanged feed is the same bytes.
    entry.add("dtstamp", version.modified)
    entry.add("last-modified", version.modified)
    entry.add("sequence", version.sequence)
    if event.at:
        entry.add("dtstart", datetime.combine(event.day, event.at, zone))
    else:
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
    entry.add("summary", event.title)
    if event.about:
        entry.add("description", event.about)
    entry.add("status", "CONFIRMED")
    entry.add("class", "PRIVATE")
    # A deadline takes nobody's time away.
    entry.add("transp", "TRANSPARENT")
    return entry
