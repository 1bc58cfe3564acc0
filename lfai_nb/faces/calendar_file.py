"""Days as a calendar file (RFC 5545), which any calendar program takes in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from lfai_nb.errors import extra
from lfai_nb.hosting import CalendarEntry

#: Who made the file; the page's script writes the same.
PRODUCT = "-//LF AI & Data Handbook//lfai-nb plan//EN"


def calendar_file(events: Sequence[CalendarEntry], *, on: date) -> bytes:
    """The events as whole days. ``on`` is when they were worked out: no clock is read."""
    with extra("calendar", "writing a calendar file"):
        from icalendar import Calendar
        from icalendar import Event as Entry
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    for event in events:
        entry = Entry()
        entry.add("summary", event.summary)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("dtstamp", datetime.combine(on, time(), UTC))
        entry.add("uid", event.uid)
        entry.add("description", event.text)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written
