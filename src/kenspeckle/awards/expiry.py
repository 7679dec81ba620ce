"""Until when an award counts, and from when it may be renewed."""

import calendar
from datetime import UTC, datetime, time, timedelta

from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.clock import LONDON, london_date


def valid_until(version: BadgeVersion, awarded_at: datetime) -> datetime | None:
    """Return the last second of the London day on which an award made now ends; None for never.

    It ends so many months later on the same day of the month, or on the month's last.
    """
    expiry = version.facts.expiry
    if expiry is None:
        return None
    day = london_date(awarded_at)
    months = day.month - 1 + expiry.months
    year, month = day.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    ends_on = day.replace(year=year, month=month, day=min(day.day, last))
    return datetime.combine(ends_on, time(23, 59, 59), LONDON).astimezone(UTC)


def renew_from(award: Award) -> datetime | None:
    """Return the moment from which the award may be renewed; None for never."""
    expiry = award.version.facts.expiry
    if award.valid_until is None or expiry is None or not expiry.renew_from_days:
        return None
    return award.valid_until - timedelta(days=expiry.renew_from_days)


def has_expired(award: Award, at: datetime) -> bool:
    """Return whether the award has run out by the moment `at`."""
    return award.valid_until is not None and award.valid_until < at
