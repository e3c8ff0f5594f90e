"""The year as a calendar that other programs subscribe to (iCalendar)."""

# pyright: reportUnknownMemberType=false
# (icalendar is typed in part)

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from assistant.planner import Placed, Year


def ics(year: Year, *, address: str) -> bytes:
    """The dated things of a year as whole-day events; `address` is where the pages are."""
    calendar = Calendar()
    calendar.add("prodid", "-//Plan Assistant//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Plans {year.name}")
    for placed in year.dated:
        calendar.add_component(_event(placed, address))
    return calendar.to_ical()


def _event(placed: Placed, address: str) -> Event:
    assert placed.span
    first = placed.span[1] if placed.kind == "deadline" else placed.span[0]
    event = Event()
    event.add("uid", _uid(placed))
    event.add("dtstamp", datetime.combine(first, time(), UTC))
    event.add("dtstart", first)
    event.add("dtend", placed.span[1] + timedelta(days=1))
    event.add("summary", placed.what)
    event.add("description", _description(placed))
    event.add("url", f"{address}{placed.url}")
    event.add("transp", "TRANSPARENT")
    return event


def _description(placed: Placed) -> str:
    worked_out = " (the year is worked out)" if placed.inferred else ""
    lines = (
        f"The plan says: {placed.phrase}{worked_out}",
        f"Who: {', '.join(placed.who)}" if placed.who else "",
        f"Strand: {placed.strand}",
    )
    return "\n".join(line for line in lines if line)


def _uid(placed: Placed) -> str:
    """The same for the same record at the same time, whenever it is asked for."""
    about = f"{placed.url}\n{placed.what}\n{placed.phrase}\n{placed.span}"
    return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@plan-assistant"
