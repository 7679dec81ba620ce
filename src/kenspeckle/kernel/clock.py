"""Time as the programme understands it: stored in UTC, counted in Europe/London days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present moment. Edges call this; operations take `at=`."""
    return datetime.now(UTC)


def london_date(at: datetime) -> date:
    """Return the calendar day in London at the moment `at`."""
    return at.astimezone(LONDON).date()
